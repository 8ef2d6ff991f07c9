public import Chronology
public import Market
import Risk
public import Strategies
import Trading

/// The trading core: a value that turns an input and an instant into effects.
///
/// It never waits, reads no clock, draws no random number and touches no file; so the same inputs
/// give the same engine, in a backtest, on paper and live. Order of events in a session: it opens
/// on its corporate actions, the broker tells of fills, then the bars arrive and the strategies
/// decide; orders placed on a bar can first fill on the next one. Several strategies share one
/// account and decide in the order given.
public struct TradingEngine: Sendable {
  struct Seat: Sendable {
    let hash: String
    var strategy: any Strategy
  }

  let configuration: EngineConfiguration
  let indices: [Symbol: Int]
  var gate: RiskGate
  var approvals: [Approval]
  var seats: [Seat]
  var ledger: Ledger
  var blotter: OrderBlotter
  var portfolio: PortfolioView
  var marks: [Double]
  var markedAt: [Timestamp]
  var workingBuys: [Double]
  var workingSells: [Double]
  var workingCounts: [Int]
  var recent: [RiskContext.Placed]
  var tickets: [String: OrderID]
  var change: StateChange
  var dayStartValues: [Double]
  var dayFlows: [Double]
  var intents: [Intent]
  var decides: Bool

  /// The session that is open; nil between sessions.
  public internal(set) var session: SessionDate?
  /// Equity when the session opened, after its corporate actions.
  public internal(set) var dayStartEquity: Double
  /// The highest equity seen so far.
  public internal(set) var peakEquity: Double
  /// The instant of the last input.
  public internal(set) var lastInputAt: Timestamp
  /// How many inputs it has taken.
  public internal(set) var inputCount: UInt64

  /// Creates an engine that holds nothing but its capital.
  ///
  /// - Parameters:
  ///   - configuration: What it may trade and under which limits.
  ///   - strategies: Each with the content hash of its specification, the origin of its orders.
  /// - Precondition: Symbols are distinct.
  public init(
    configuration: EngineConfiguration, strategies: [(hash: String, strategy: any Strategy)]
  ) {
    let count = configuration.symbols.count
    var indices: [Symbol: Int] = [:]
    for (index, symbol) in configuration.symbols.enumerated() {
      precondition(indices[symbol] == nil, "An engine trades distinct symbols.")
      indices[symbol] = index
    }
    let epoch = Timestamp(nanoseconds: 0)
    let capital = configuration.capital.double
    self.configuration = configuration
    self.indices = indices
    approvals = configuration.approvals
    gate = RiskGate(
      limits: configuration.limits, approvals: configuration.approvals,
      calendar: configuration.calendar)
    seats = strategies.map { Seat(hash: $0.hash, strategy: $0.strategy) }
    ledger = Ledger(symbolCount: count, capital: configuration.capital)
    blotter = OrderBlotter(session: configuration.session)
    portfolio = PortfolioView(
      equity: capital, cash: capital, shares: Array(repeating: 0, count: count),
      hasWorkingOrder: Array(repeating: false, count: count))
    marks = Array(repeating: .nan, count: count)
    markedAt = Array(repeating: epoch, count: count)
    workingBuys = Array(repeating: 0, count: count)
    workingSells = Array(repeating: 0, count: count)
    workingCounts = Array(repeating: 0, count: count)
    recent = []
    tickets = [:]
    change = StateChange(
      state: configuration.initialState, by: "engine", because: "start", at: epoch)
    dayStartValues = Array(repeating: 0, count: count)
    dayFlows = Array(repeating: 0, count: count)
    intents = []
    decides = configuration.decidesFrom == nil
    session = nil
    dayStartEquity = capital
    peakEquity = capital
    lastInputAt = epoch
    inputCount = 0
  }

  /// Takes one row of bars, as `process(.market(slice))` does, without making an input of it.
  public mutating func process(
    _ slice: MarketSlice, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    lastInputAt = now
    inputCount &+= 1
    take(slice, at: now, into: &effects)
  }

  /// Takes one input.
  ///
  /// - Parameters:
  ///   - input: What happened.
  ///   - now: When; never earlier than the input before.
  ///   - effects: A buffer that the driver owns and reuses; what is to be done is appended. A bar
  ///     that causes nothing allocates nothing.
  public mutating func process(
    _ input: EngineInput, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    lastInputAt = now
    inputCount &+= 1
    switch input {
    case .market(let slice): take(slice, at: now, into: &effects)
    case .broker(let event): take(event, at: now, into: &effects)
    case .sessionOpens(let date, let actions): open(date, actions, at: now, into: &effects)
    case .sessionCloses(let date): close(date, at: now, into: &effects)
    case .command(let command): obey(command, at: now, into: &effects)
    case .tick: forgetOldOrders(at: now)
    }
  }
}
