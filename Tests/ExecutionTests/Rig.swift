import Chronology
import Execution
import Market
import Risk
import Strategies
import Trading

/// Wants what a test scripted for a session, by the count of bars it has decided on.
struct ScriptedStrategy: Strategy {
  let script: [Int: [Intent]]
  private(set) var bar = -1
  private(set) var observed = 0

  init(_ script: [Int: [Intent]] = [:]) { self.script = script }

  var warmUpBars: Int { 0 }
  mutating func observe(_ slice: MarketSlice) { observed += 1 }
  mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    bar += 1
    intents += script[bar] ?? []
  }
  func appendState(to bytes: inout StateBytes) {
    bytes.append(bar)
    bytes.append(observed)
  }
}

/// An engine that a test steps by hand; it keeps every input and every effect.
struct Rig {
  var engine: TradingEngine
  private(set) var inputs: [(input: EngineInput, at: Timestamp)] = []
  private(set) var now = Timestamp(seconds: 1_700_000_000)
  private var day: Int32 = 19_675
  private var fills = 0

  static let symbols: [Symbol] = ["AAPL", "IBM"]

  init(
    _ script: [Int: [Intent]] = [:], limits: RiskLimits = .research,
    state: TradingState = .active, approvals: [Approval] = []
  ) {
    engine = Self.engine(script, limits: limits, state: state, approvals: approvals)
  }

  static func engine(
    _ script: [Int: [Intent]] = [:], limits: RiskLimits = .research,
    state: TradingState = .active, approvals: [Approval] = []
  ) -> TradingEngine {
    TradingEngine(
      configuration: EngineConfiguration(
        symbols: symbols, session: 1, capital: Money(100_000), limits: limits,
        approvals: approvals, calendar: nil, initialState: state, decidesFrom: nil),
      strategies: [(hash: "script", strategy: ScriptedStrategy(script))])
  }

  /// Hands one input over and returns what the engine wants done.
  @discardableResult
  mutating func send(_ input: EngineInput) -> [EngineEffect] {
    now = now.advanced(by: .seconds(1))
    inputs.append((input, now))
    var effects: [EngineEffect] = []
    engine.process(input, at: now, into: &effects)
    return effects
  }

  @discardableResult
  mutating func open(_ actions: [CorporateAction] = []) -> [EngineEffect] {
    day += 1
    return send(.sessionOpens(SessionDate(day: day), actions: actions))
  }

  @discardableResult
  mutating func bar(_ aapl: Double, _ ibm: Double) -> [EngineEffect] {
    let closes = [aapl, ibm]
    let frame = MarketFrame(
      symbols: Self.symbols, interval: .day, closesAt: [now], sessions: [SessionDate(day: day)],
      open: closes, high: closes, low: closes, close: closes, volume: [1e6, 1e6])
    return send(.market(frame.slice(0)))
  }

  @discardableResult
  mutating func event(_ sequence: UInt32, _ event: OrderEvent) -> [EngineEffect] {
    send(.broker(.order(OrderID(session: 1, sequence: sequence), event, at: now)))
  }

  @discardableResult
  mutating func fill(_ sequence: UInt32, _ shares: Int, at price: Int) -> [EngineEffect] {
    fills += 1
    return event(
      sequence,
      .filled(Fill(id: "f\(fills)", quantity: Quantity(shares), price: Price(price))))
  }

  @discardableResult
  mutating func ticket(
    _ side: Side, _ shares: Int, key: String, symbol: Symbol = "AAPL"
  ) -> [EngineEffect] {
    send(
      .command(
        .order(
          OrderWish(
            symbol: symbol, side: side, quantity: Quantity(shares), kind: .market,
            timeInForce: .day),
          by: "ada", key: key)))
  }

  func state(_ sequence: UInt32) -> OrderState? {
    engine.order(OrderID(session: 1, sequence: sequence))?.state
  }
}

extension [EngineEffect] {
  /// The sequence numbers of submitted orders.
  var submitted: [UInt32] {
    compactMap { if case .submit(let order) = $0 { order.proposal.id.sequence } else { nil } }
  }
  /// The sequence numbers of orders to be cancelled.
  var cancelled: [UInt32] {
    compactMap { if case .cancel(let id) = $0 { id.sequence } else { nil } }
  }
  /// The rules that denied an order.
  var denials: [String] {
    flatMap { effect -> [String] in
      if case .publish(.denied(_, let denial)) = effect { denial.breaches.map(\.rule) } else { [] }
    }
  }
  /// The codes of published faults.
  var faults: [EngineFault.Code] {
    compactMap { if case .publish(.fault(let fault)) = $0 { fault.code } else { nil } }
  }
}
