public import Market
public import Risk
public import Trading

/// What a person wants traded.
public struct OrderWish: Hashable, Sendable, Codable {
  public let symbol: Symbol
  public let side: Side
  /// Always positive.
  public let quantity: Quantity
  public let kind: OrderKind
  public let timeInForce: TimeInForce

  public init(
    symbol: Symbol, side: Side, quantity: Quantity, kind: OrderKind, timeInForce: TimeInForce
  ) {
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.kind = kind
    self.timeInForce = timeInForce
  }
}

/// What a person tells the engine. `by` is an account's name, `because` a reason in words.
public enum DeskCommand: Hashable, Sendable, Codable {
  /// Stop: cancel what works, let nothing new out.
  case halt(by: String, because: String)
  /// Trade again.
  case resume(by: String, because: String)
  /// Let only reductions out; cancel what could enlarge a position.
  case reduceOnly(by: String, because: String)
  /// Place an order. The same key never makes a second one.
  case order(OrderWish, by: String, key: String)
  case cancel(OrderID, by: String)
  case cancelAll(by: String)
  /// Replace the strategies that may trade.
  case approve([Approval], by: String)
  /// Replace the limits.
  case limit(RiskLimits, by: String, because: String)
}
