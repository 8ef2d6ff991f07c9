public import Chronology
public import Market
public import Risk
public import Trading

/// What the desk is doing with its replay.
public enum DeskPhase: String, Hashable, Sendable, Codable, CaseIterable {
  /// No strategy is loaded.
  case idle
  /// Sessions follow one another.
  case replaying
  /// It stands between two sessions and waits for a person to resume it.
  case paused
  /// The last session is over; the account stays as it is.
  case finished
}

/// What is held of one symbol, at its last price.
public struct HeldPosition: Hashable, Sendable {
  public let symbol: Symbol
  /// Negative for a short position.
  public let shares: Quantity
  /// Mean cost of a share, commissions included.
  public let averageCost: Price
  /// The last close known; nil before the first.
  public let price: Double?
  public let value: Double?
  /// Value over equity, signed.
  public let weight: Double?
  public let unrealizedProfit: Double?
  /// What the position earned since the close before; nil on the first session of a replay.
  public let dayProfit: Double?
  /// The newest closes, oldest first, raw as traded; at most `DeskSnapshot.trendLength`.
  public let trend: [Double]
}

/// A limit of the risk gate with what is used of it now.
public struct LimitUse: Hashable, Sendable {
  /// How a limit counts.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    case dollars = "USD"
    case shares, fraction, count, seconds
  }

  /// The rule's name as in denials, such as `grossExposure`.
  public let rule: String
  /// The limit's name for a person.
  public let title: String
  public let unit: Unit
  /// The greatest value now in force; nil where only an order has one.
  public let observed: Double?
  public let limit: Double
}

/// The desk at one instant: money, positions, risk, state. A figure without its history is nil.
public struct DeskSnapshot: Hashable, Sendable {
  /// The most closes of a position's trend.
  public static let trendLength = 60

  /// What the desk lets out now; halted as soon as the breaker is tripped.
  public var tradingState: TradingState
  /// Why it is halted or reduces only; nil when active.
  public var stateReason: String?
  /// Who brought it there: an account's name, or `system`.
  public var stateBy: String?
  /// When, in wall time.
  public var stateAt: Timestamp?
  public var phase: DeskPhase
  public var broker: String
  public var specificationHash: String?
  public var specificationName: String?
  /// The session last traded.
  public var session: SessionDate?
  /// The instant in the market to which the figures belong.
  public var marketTime: Timestamp?
  public var sessionsDone: Int
  public var sessionsTotal: Int
  /// Sessions a second.
  public var speed: Double?
  public var equity: Double?
  public var cash: Double?
  public var deposited: Double?
  /// Equity less equity when the session opened.
  public var dayProfit: Double?
  public var dayReturn: Double?
  /// Zero or negative fraction of the highest equity so far.
  public var drawdown: Double?
  /// Fractions of equity.
  public var exposureGross: Double?
  public var exposureNet: Double?
  public var risk: BookRisk
  /// Annualised with 252 sessions, of the desk's own equity curve.
  public var sharpe: Double?
  /// Against the specification's benchmark, of the desk's own equity curve.
  public var beta: Double?
  public var realizedProfit: Double?
  public var commissions: Double?
  /// By symbol, without flat ones.
  public var positions: [HeldPosition]
  public var limits: [LimitUse]
  /// What the last reconciliation found; empty when both sides agree.
  public var differences: [ReconciliationDifference]
  /// Counts up with each change, over restarts too.
  public var revision: Int64
}

/// One order with whose wish it was.
public struct BlotterLine: Hashable, Sendable, Identifiable {
  public var id: OrderID { order.id }
  public let order: Order
  /// The strategy's name, or the person's.
  public let origin: String
}

/// One point of the desk's equity curve, at a session's close.
public struct EquityMark: Hashable, Sendable, Codable {
  public let session: SessionDate
  public let equity: Double
  /// Zero or negative fraction of the highest equity so far.
  public let drawdown: Double
  /// The benchmark scaled to the deposit; nil without one.
  public let benchmark: Double?
}

/// One line of the desk's log.
public struct DeskLogLine: Hashable, Sendable {
  /// How much a line asks for attention.
  public enum Severity: String, Hashable, Sendable, CaseIterable { case notice, warning, fault }
  /// In wall time.
  public let at: Timestamp
  public let severity: Severity
  public let message: String
}

/// What an order would do: nothing is sent, nothing is changed.
public struct OrderForecast: Hashable, Sendable {
  public let isAdmitted: Bool
  /// Every limit in the order's way.
  public let breaches: [Breach]
  /// The last close known.
  public let referencePrice: Double?
  public let orderValue: Double?
  /// Fractions of equity; the later ones as if the order filled wholly at the reference price.
  public let exposureGrossBefore: Double
  public let exposureGrossAfter: Double?
  public let valueAtRiskBefore: Double?
  public let valueAtRiskAfter: Double?
}

/// Something that happened on the desk, for whoever watches.
///
/// Each carries the revision at which it happened; one with a lower revision is older.
public enum DeskEvent: Hashable, Sendable {
  /// At most ten a second of wall time; the newest always arrives.
  case state(DeskSnapshot)
  /// Every change of every order.
  case order(BlotterLine, revision: Int64)
  /// Every session's close.
  case equity(EquityMark, revision: Int64)
  case log(DeskLogLine, revision: Int64)
}
