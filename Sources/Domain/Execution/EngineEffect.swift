public import Chronology
public import Market
public import Risk
public import Trading

/// What the engine wants done; the driver does it, in this order.
public enum EngineEffect: Sendable {
  case submit(ApprovedOrder)
  case cancel(OrderID)
  case publish(EngineEvent)
}

/// What the engine has to tell.
public enum EngineEvent: Hashable, Sendable {
  case orderChanged(OrderID)
  case denied(OrderID, Denial)
  case filled(OrderID, Fill)
  case commissionCharged(OrderID, Money)
  case charged(AccountCharge)
  case stateChanged(StateChange)
  case dividendPaid(Symbol, Money)
  /// `cash` was paid for a fraction of a share.
  case splitApplied(Symbol, ratio: Double, cash: Money)
  /// A delisted holding was settled.
  case closedOut(Symbol, shares: Quantity, price: Price)
  case sessionOpened(SessionDate)
  case sessionClosed(SessionSummary)
  /// A ticket came again; this is the order its first arrival made.
  case ticketRepeated(key: String, order: OrderID)
  case fault(EngineFault)
}

/// A change of the trading state: who, why and when.
public struct StateChange: Hashable, Sendable, Codable {
  public let state: TradingState
  public let by: String
  public let because: String
  public let at: Timestamp

  public init(state: TradingState, by: String, because: String, at: Timestamp) {
    self.state = state
    self.by = by
    self.because = because
    self.at = at
  }
}

/// The account at the close of a session.
public struct SessionSummary: Hashable, Sendable, Codable {
  public let session: SessionDate
  /// Cash plus positions at their last prices.
  public let equity: Double
  public let cash: Money
  /// Sum of absolute position values, in the account's currency.
  public let exposureGross: Double
  /// Sum of signed position values, in the account's currency.
  public let exposureNet: Double
}

/// Something that should not have happened; a person or the reconciliation must look at it.
public struct EngineFault: Hashable, Sendable, Codable {
  /// The kinds of fault.
  public enum Code: String, Sendable, Codable {
    /// An event about an order that this engine never made.
    case unknownOrder
    /// An event that the order's state does not allow.
    case transition
    /// A fill that was already booked; nothing was changed.
    case duplicateFill
    /// A symbol that this engine does not trade.
    case unknownSymbol
    /// A corporate action or strategy wish with impossible numbers.
    case malformed
    /// A cancel for an order that cannot be cancelled.
    case nothingToCancel
    /// The broker is away.
    case disconnected
  }
  public let code: Code
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
