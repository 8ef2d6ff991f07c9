public import Chronology
public import Market
public import Risk
public import Trading

/// What an engine is told before its first input; the same configuration and the same inputs make
/// the same engine.
public struct EngineConfiguration: Sendable {
  /// What may be traded, distinct; the order is the index order of every slice.
  public var symbols: [Symbol]
  /// Numbers the engine's life; becomes the first part of its order ids.
  public var session: UInt32
  /// The cash it starts with.
  public var capital: Money
  public var limits: RiskLimits
  /// The strategies that may trade, where the limits ask for approval.
  public var approvals: [Approval]
  /// The exchange's sessions; nil when the announced sessions alone decide.
  public var calendar: TradingCalendar?
  /// The trading state before the first command.
  public var initialState: TradingState
  /// The first session on which strategies decide; earlier bars only warm them up. nil: at once.
  public var decidesFrom: SessionDate?

  public init(
    symbols: [Symbol], session: UInt32, capital: Money, limits: RiskLimits, approvals: [Approval],
    calendar: TradingCalendar?, initialState: TradingState, decidesFrom: SessionDate?
  ) {
    self.symbols = symbols
    self.session = session
    self.capital = capital
    self.limits = limits
    self.approvals = approvals
    self.calendar = calendar
    self.initialState = initialState
    self.decidesFrom = decidesFrom
  }
}
