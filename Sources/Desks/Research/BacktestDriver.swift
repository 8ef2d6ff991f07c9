public import Chronology
public import Market
import Risk
public import Strategies
import Trading

/// Runs a strategy over recorded bars: the engine and the simulated venue in one plain loop.
public struct BacktestDriver {
  /// The version of the semantics that results record; changes when a number could.
  public static let engineVersion = "1"
  /// How many rows pass between two progress reports.
  static let rowsPerReport = 256

  /// Runs a specification over a snapshot.
  ///
  /// Bars before `from` warm the strategy up; take `warmUpBars` sessions of them. Sessions after
  /// the universe's last bar are left out.
  ///
  /// - Parameters:
  ///   - specification: What to run.
  ///   - snapshot: Bars and actions of its universe, and of its benchmark if it has one.
  ///   - from: The first session that counts.
  ///   - to: The last session that counts.
  ///   - calendar: The exchange's sessions.
  ///   - progress: Told rows done and rows in all now and then; returns whether to go on.
  /// - Throws: `BacktestError`; nothing was decided on a guess.
  public static func run(
    specification: StrategySpecification, snapshot: MarketSnapshot, from: SessionDate,
    to: SessionDate, calendar: TradingCalendar,
    progress: (_ done: Int, _ total: Int) -> Bool
  ) throws(BacktestError) -> BacktestOutcome {
    let (plan, caveats) = try plan(
      specification: specification, snapshot: snapshot, from: from, to: to, calendar: calendar)
    return try run(
      plan, strategies: [(specification.contentHash, specification.makeStrategy())],
      caveats: caveats, progress: progress)
  }

  /// Lays out what `run` of a specification would do, with what a reader of it must know.
  ///
  /// - Throws: `invalidSpecification`, `noData`, `notTradable`.
  public static func plan(
    specification: StrategySpecification, snapshot: MarketSnapshot, from: SessionDate,
    to: SessionDate, calendar: TradingCalendar
  ) throws(BacktestError) -> (plan: BacktestPlan, caveats: [String]) {
    try check(specification)
    let universe = try series(of: specification, in: snapshot)
    guard
      let first = universe.compactMap(\.sessions.first).min(),
      let last = universe.compactMap({ $0.sessions.last { $0 <= to } }).max(), first <= last,
      from <= last
    else {
      throw BacktestError(
        .noData, "The universe has no bar between \(from) and \(to).",
        remedy: "Choose dates that the data covers, or ingest more data.")
    }
    let frame = MarketFrame(daily: universe, over: first...last, calendar: calendar)
    guard let start = frame.sessions.firstIndex(where: { $0 >= from }) else {
      throw BacktestError(
        .noData, "There is no session between \(from) and \(last).",
        remedy: "Choose a longer range.")
    }
    var caveats = delistings(in: frame).map { symbol, session in
      "\(symbol) has no bars after \(session); a holding is settled at its last price."
    }
    if start < specification.makeStrategy().warmUpBars {
      caveats.append(
        "The strategy wants \(specification.makeStrategy().warmUpBars) bars to warm up and had "
          + "\(start) before \(from).")
    }
    let plan = BacktestPlan(
      frame: frame, actions: snapshot.actions, firstRow: start, capital: specification.capitalMoney,
      costs: specification.costs, limits: .research, calendar: nil,
      benchmark: benchmark(of: specification, in: snapshot, on: frame, from: start))
    return (plan, caveats)
  }

  private static func check(_ specification: StrategySpecification) throws(BacktestError) {
    let faults = specification.faults()
    guard faults.isEmpty else {
      throw BacktestError(
        .invalidSpecification, faults.joined(separator: " "), remedy: "Correct the specification.")
    }
  }

  private static func series(
    of specification: StrategySpecification, in snapshot: MarketSnapshot
  ) throws(BacktestError) -> [BarSeries] {
    var found: [BarSeries] = []
    for symbol in specification.universe {
      guard let series = snapshot.series.first(where: { $0.symbol == symbol }) else {
        throw BacktestError(
          .noData, "The snapshot holds no bars of \(symbol).", remedy: "Ingest \(symbol) first.")
      }
      if snapshot.instruments.contains(where: { $0.symbol == symbol && $0.prices == .index }) {
        throw BacktestError(
          .notTradable, "\(symbol) is an index, which nobody can buy.",
          remedy: "Take it out of the universe; it may be the benchmark.")
      }
      found.append(series)
    }
    return found
  }

  private static func benchmark(
    of specification: StrategySpecification, in snapshot: MarketSnapshot, on frame: MarketFrame,
    from start: Int
  ) -> [Double?] {
    guard let symbol = specification.benchmark,
      let series = snapshot.series.first(where: { $0.symbol == symbol })
    else { return [] }
    var last: Double?
    var bar = 0
    var closes: [Double?] = []
    for (row, session) in frame.sessions.enumerated() {
      while bar < series.count, series.sessions[bar] <= session {
        if series.close[bar].isFinite { last = series.close[bar] }
        bar += 1
      }
      if row >= start { closes.append(last) }
    }
    return closes
  }

  private static func delistings(in frame: MarketFrame) -> [(Symbol, SessionDate)] {
    zip(frame.symbols, BacktestPlan.lastSessions(of: frame)).compactMap { symbol, session in
      session.map { (symbol, $0) }
    }
  }
}
