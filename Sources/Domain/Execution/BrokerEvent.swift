public import Chronology
public import Market
public import Trading

/// What a broker or venue tells the engine.
public enum BrokerEvent: Hashable, Sendable, Codable {
  /// Something happened to an order.
  case order(OrderID, OrderEvent, at: Timestamp)
  /// A commission for an order's executions; charged after all transactions of the session.
  case commission(OrderID, Money, at: Timestamp)
  /// A cost beyond commissions; charged after them, or overnight.
  case charge(AccountCharge, at: Timestamp)
  /// The symbol left the exchange: whatever is held of it was settled at this price.
  case closedOut(Symbol, price: Price, at: Timestamp)
  /// The line to the broker went up or down.
  case connection(isUp: Bool, reason: String, at: Timestamp)
}
