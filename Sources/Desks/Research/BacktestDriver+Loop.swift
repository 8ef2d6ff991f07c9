public import Chronology
import Execution
public import Market
public import Risk
import Simulation
public import Strategies
public import Trading

/// What the loop of a backtest is told.
public struct BacktestPlan: Sendable {
  public var frame: MarketFrame
  /// By date; those that take effect on no session of the frame come on the next one.
  public var actions: [CorporateAction]
  /// The first row on which strategies decide.
  public var firstRow: Int
  public var capital: Money
  public var costs: ExecutionCosts
  public var limits: RiskLimits
  public var calendar: TradingCalendar?
  /// The benchmark's closes from `firstRow` on; empty without one.
  public var benchmark: [Double?]

  public init(
    frame: MarketFrame, actions: [CorporateAction], firstRow: Int, capital: Money,
    costs: ExecutionCosts, limits: RiskLimits, calendar: TradingCalendar?, benchmark: [Double?]
  ) {
    self.frame = frame
    self.actions = actions
    self.firstRow = firstRow
    self.capital = capital
    self.costs = costs
    self.limits = limits
    self.calendar = calendar
    self.benchmark = benchmark
  }

  /// The last session with a close of each symbol that ends before the frame does; nil for others.
  static func lastSessions(of frame: MarketFrame) -> [SessionDate?] {
    let width = frame.symbols.count
    guard let end = frame.sessions.last else { return Array(repeating: nil, count: width) }
    return (0..<width).map { symbol in
      let row = stride(from: frame.rows - 1, through: 0, by: -1)
        .first { frame.close[$0 * width + symbol].isFinite }
      guard let row, frame.sessions[row] < end else { return nil }
      return frame.sessions[row]
    }
  }
}

extension BacktestDriver {
  /// Runs strategies over a frame of daily or minute bars.
  ///
  /// In each session: corporate actions, fills of earlier orders, the bar with the strategies'
  /// decisions, the close. With several bars a session, fills and decisions repeat.
  ///
  /// - Parameters:
  ///   - plan: Data, costs and limits.
  ///   - strategies: Each with the hash that its orders carry.
  ///   - caveats: Handed through to the outcome.
  ///   - progress: Told rows done and rows in all now and then; returns whether to go on.
  /// - Throws: `cancelled`, `malformedData`.
  public static func run(
    _ plan: BacktestPlan, strategies: [(hash: String, strategy: any Strategy)], caveats: [String],
    progress: (_ done: Int, _ total: Int) -> Bool
  ) throws(BacktestError) -> BacktestOutcome {
    if let found = plan.frame.impossibleClose {
      throw BacktestError(
        .malformedData,
        "\(found.symbol) closed at \(found.close) on \(found.session), which is no price.",
        remedy: "Correct the bar with a new ingest, or leave \(found.symbol) out of the universe.")
    }
    var loop = BacktestLoop(plan, strategies: strategies)
    let rows = plan.frame.rows
    var row = 0
    while row < rows {
      let pause = min(row + rowsPerReport, rows)
      while row < pause {
        loop.step(row)
        row += 1
      }
      if let fault = loop.dataFault {
        throw BacktestError(
          .malformedData, fault, remedy: "Correct the data with a new ingest, then run again.")
      }
      guard progress(row, rows) else {
        throw BacktestError(
          .cancelled, "The backtest was cancelled after \(row) of \(rows) bars.",
          remedy: "Start it again when you want its result.")
      }
    }
    return loop.outcome(caveats: caveats)
  }
}

/// Engine and venue with what is recorded of them, stepped row by row.
struct BacktestLoop {
  private let plan: BacktestPlan
  private let actions: [CorporateAction]
  private var engine: TradingEngine
  private var venue: SimulatedVenue
  private var nextAction = 0
  private var session: SessionDate?
  private var effects: [EngineEffect] = []
  private var events: [BrokerEvent] = []
  private var sessions: [BacktestSession] = []
  private var trades: [BacktestTrade] = []
  private var firstUncharged = 0
  private var totals = BacktestTotals()
  private var nextDetail = 0
  private var impactCost = Money.zero
  private var marginCalls: [SessionDate] = []
  private(set) var dataFault: String?

  init(_ plan: BacktestPlan, strategies: [(hash: String, strategy: any Strategy)]) {
    self.plan = plan
    let frame = plan.frame
    let first = frame.sessions.first
    actions = plan.actions
      .filter { action in first.map { action.effectiveOn >= $0 } ?? false }
      .sorted { ($0.effectiveOn, $0.symbol) < ($1.effectiveOn, $1.symbol) }
    let start = plan.firstRow
    engine = TradingEngine(
      configuration: EngineConfiguration(
        symbols: frame.symbols, session: 1, capital: plan.capital, limits: plan.limits,
        approvals: [], calendar: plan.calendar, initialState: .active,
        decidesFrom: start > 0 && start < frame.rows ? frame.sessions[start] : nil),
      strategies: strategies)
    venue = SimulatedVenue(
      symbols: frame.symbols, costs: plan.costs,
      lastSessions: BacktestPlan.lastSessions(of: frame))
  }

  mutating func step(_ row: Int) {
    let slice = plan.frame.slice(row)
    let now = slice.closesAt
    let isLast = row + 1 == plan.frame.rows || plan.frame.sessions[row + 1] != slice.session
    if session != slice.session { open(slice.session, at: now) }
    if venue.asksForAccount { tellVenue() }
    venue.match(slice, closesSession: isLast, into: &events)
    if !events.isEmpty { deliver(at: now) }
    engine.process(.market(slice), at: now, into: &effects)
    if !effects.isEmpty { carryOut(at: now) }
    if isLast { close(slice, records: row >= plan.firstRow) }
  }

  private mutating func open(_ date: SessionDate, at now: Timestamp) {
    if venue.asksForAccount { tellVenue() }
    venue.openSession(date, at: now, into: &events)
    if !events.isEmpty { deliver(at: now) }
    session = date
    var due: [CorporateAction] = []
    while nextAction < actions.count, actions[nextAction].effectiveOn <= date {
      due.append(actions[nextAction])
      nextAction += 1
    }
    engine.process(.sessionOpens(date, actions: due), at: now, into: &effects)
    if !due.isEmpty { venue.applyActions(due, at: now, into: &events) }
    if !events.isEmpty { deliver(at: now) }
    carryOut(at: now)
  }

  private mutating func close(_ slice: MarketSlice, records: Bool) {
    let now = slice.closesAt
    venue.closeSession(slice.session, at: now, into: &events)
    if !events.isEmpty { deliver(at: now) }
    if let margin = plan.costs.margin, margin.kind == .margin { call(margin, on: slice, at: now) }
    engine.process(.sessionCloses(slice.session), at: now, into: &effects)
    carryOut(at: now)
    if records { record(slice.session) }
  }

  private mutating func tellVenue() {
    let portfolio = engine.portfolioView
    venue.know(cash: portfolio.cash, shares: portfolio.shares)
  }

  /// Makes a margin call where equity is below the maintenance requirement.
  ///
  /// It is met, if it is to be, by market orders that cut every position in the same proportion, to
  /// fill at the next bar.
  private mutating func call(_ margin: MarginTerms, on slice: MarketSlice, at now: Timestamp) {
    let gross = engine.exposureGross
    guard gross > 0, engine.equity < margin.maintenanceFraction * gross else { return }
    marginCalls.append(slice.session)
    guard margin.liquidates == true else { return }
    let kept = max(0, engine.equity) / (margin.initialFraction * gross)
    engine.process(.command(.cancelAll(by: "margin")), at: now, into: &effects)
    for position in engine.positions {
      let held = position.shares.double
      let cut = (held.magnitude * (1 - kept)).rounded(.up)
      guard cut > 0, let quantity = Quantity(rounding: min(cut, held.magnitude)) else { continue }
      let wish = OrderWish(
        symbol: position.symbol, side: held > 0 ? .sell : .buy, quantity: quantity, kind: .market,
        timeInForce: .goodTilCancelled)
      engine.process(
        .command(
          .order(wish, by: "margin", key: "margin \(slice.session) \(position.symbol)")),
        at: now, into: &effects)
    }
    carryOut(at: now)
  }

  /// Hands the venue's events to the engine and notes the executions.
  private mutating func deliver(at now: Timestamp) {
    nextDetail = 0
    for event in events {
      note(event)
      engine.process(.broker(event), at: now, into: &effects)
    }
    events.removeAll(keepingCapacity: true)
    carryOut(at: now)
  }

  /// Does what the engine wants done; the venue's answers go straight back.
  private mutating func carryOut(at now: Timestamp) {
    var index = 0
    while index < effects.count {
      switch effects[index] {
      case .submit(let order):
        let answer = venue.accept(order, in: session, at: now)
        engine.process(.broker(answer), at: now, into: &effects)
      case .cancel(let id):
        let answer = venue.cancel(id, at: now)
        engine.process(.broker(answer), at: now, into: &effects)
      case .publish(.closedOut(let symbol, let shares, let price)):
        if let session {
          trades.append(
            BacktestTrade(
              session: session, symbol: symbol, shares: -shares, price: price, order: nil,
              commission: .zero))
        }
      case .publish(.fault(let fault))
      where fault.code == .malformed && engine.tradingState == .halted:
        dataFault = fault.message
      case .publish:
        break
      }
      index += 1
    }
    effects.removeAll(keepingCapacity: true)
  }

  private mutating func note(_ event: BrokerEvent) {
    switch event {
    case .order(let id, .filled(let fill), _):
      guard let (index, side) = engine.terms(of: id), let session else { return }
      trades.append(
        BacktestTrade(
          session: session, symbol: plan.frame.symbols[index], shares: fill.quantity.signed(side),
          price: fill.price, order: id, commission: .zero))
      totals.tradedValue += fill.price * fill.quantity
      let detail = venue.details[nextDetail]
      nextDetail += 1
      totals.slippageCost += detail.slippage
      impactCost += detail.impact
    case .commission(let id, let amount, _):
      // Commissions follow their transactions in the same order.
      let pending = trades[firstUncharged...].firstIndex { $0.order == id && $0.commission.isZero }
      guard let pending else { return }
      trades[pending].commission = amount
      firstUncharged = pending + 1
    case .order, .charge, .closedOut, .connection:
      break
    }
  }

  private mutating func record(_ session: SessionDate) {
    let equity = engine.equity
    let before = sessions.last?.equity
    sessions.append(
      BacktestSession(
        session: session, equity: equity, cash: engine.cash, exposureGross: engine.exposureGross,
        exposureNet: engine.exposureNet, dailyReturn: before.map { equity / $0 - 1 } ?? 0))
  }

  func outcome(caveats: [String]) -> BacktestOutcome {
    var totals = totals
    totals.commissions = engine.commissions
    totals.dividends = engine.dividends
    totals.realizedProfit = engine.realizedProfit
    if !plan.costs.isPlain {
      let charges = engine.charges ?? ChargeTotals()
      totals.further = FurtherCosts(
        fees: charges.fees, impact: impactCost, borrow: charges.borrow,
        financing: charges.financing)
    }
    var caveats = caveats
    if let first = marginCalls.first {
      caveats.append(
        "Equity was below the maintenance margin at the close of \(marginCalls.count) sessions, "
          + "first on \(first).")
    }
    if !sessions.isEmpty {
      let count = Double(sessions.count)
      let mean = sessions.reduce(0) { $0 + $1.equity } / count
      if mean > 0 { totals.turnoverAnnual = totals.tradedValue.double / mean * 252 / count }
    }
    return BacktestOutcome(
      capital: plan.capital, sessions: sessions, orders: engine.orders, trades: trades,
      holdings: engine.positions.map {
        BacktestHolding(
          symbol: $0.symbol, shares: $0.shares, averageCost: $0.averageCost, lastPrice: $0.price)
      },
      totals: totals, benchmark: plan.benchmark, caveats: caveats,
      engineDigest: engine.stateDigest())
  }
}
