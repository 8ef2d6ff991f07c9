import Chronology
import Connect
import Logging
import Market
import TestKit
import Testing

/// Nights that are cut off after any of their transactions and begun again.
///
/// What a night stores and records is a matter of what the store held before it and of what the
/// provider says then; not of how often it was cut off, nor of the route that finished it.
@Suite(.tags(.slow), .timeLimit(.minutes(10))) struct CutNightTests {
  static let plans: [CutPlan] = IngestionRoute.allCases.flatMap { first in
    IngestionRoute.allCases.flatMap { again in
      (first == again ? [1, 2, 4] : [1]).map {
        CutPlan(route: first, again: again, sessions: $0)
      }
    }
  }

  @Test(arguments: plans)
  func `a night that is cut off anywhere and begun again ends as one that was not`(
    plan: CutPlan
  ) async throws {
    let calm = try await CutLife()
    let writes = try await calm.night(plan, cutAfter: nil)
    let expected = try await calm.contents()
    try #require(writes > 8)
    for causes in DataChange.Cause.allCases {
      try #require(expected.changes.contains { $0.contains(" \(causes) ") }, "\(causes)")
    }

    for cut in 0..<writes {
      let life = try await CutLife()
      _ = try await life.night(plan, cutAfter: cut)
      _ = try await life.night(plan, cutAfter: nil, isAgain: true)
      let differences = try await life.contents().differences(from: expected)
      #expect(differences.isEmpty, "\(plan) cut after \(cut): \(differences)")
    }
  }

  @Test(arguments: IngestionRoute.allCases)
  func `two nights, each cut off anywhere, end as two that were not`(
    route: IngestionRoute
  ) async throws {
    let plan = CutPlan(route: route, again: .automatic, sessions: 1)
    let calm = try await CutLife()
    let first = try await calm.night(plan, cutAfter: nil)
    try calm.advance()
    let second = try await calm.night(plan, cutAfter: nil)
    let expected = try await calm.contents()

    for cuts in 0..<max(first, second) {
      let life = try await CutLife()
      // Twice in a night, the second time somewhere else.
      for cut in [cuts, cuts * 7 % first] { _ = try await life.night(plan, cutAfter: cut) }
      _ = try await life.night(plan, cutAfter: nil, isAgain: true)
      try life.advance()
      for cut in [cuts * 5 % second, cuts] { _ = try await life.night(plan, cutAfter: cut) }
      _ = try await life.night(plan, cutAfter: nil, isAgain: true)
      let differences = try await life.contents().differences(from: expected)
      #expect(differences.isEmpty, "\(route) cut after \(cuts): \(differences)")
    }
  }

  @Test func `both routes store and record the same`() async throws {
    let byMarket = try await CutLife()
    let bySymbol = try await CutLife()
    for _ in 0..<3 {
      for (life, route) in [(byMarket, IngestionRoute.market), (bySymbol, .symbols)] {
        _ = try await life.night(CutPlan(route: route, again: route, sessions: 1), cutAfter: nil)
      }
      let differences = try await bySymbol.contents().differences(from: byMarket.contents())
      #expect(differences.isEmpty, "\(differences)")
      try byMarket.advance()
      try bySymbol.advance()
    }
  }
}

/// How a night is fetched, and how again after it was cut off.
struct CutPlan: CustomStringConvertible, Sendable {
  let route: IngestionRoute
  let again: IngestionRoute
  /// Sessions that the store lacks.
  let sessions: Int

  var description: String { "\(sessions) sessions by \(route.rawValue), then \(again.rawValue)" }
}

/// One store, the market that it follows, and what happens to that market.
final class CutLife: Sendable {
  /// What two lives must agree on.
  struct Contents {
    var bars: [Symbol: BarSeries] = [:]
    var actions: [CorporateAction] = []
    var instruments: [String] = []
    /// Each as often as it was recorded.
    var changes: [String] = []

    func differences(from other: Contents) -> [String] {
      var found: [String] = []
      for symbol in Set(bars.keys).union(other.bars.keys).sorted() {
        if bars[symbol] != other.bars[symbol] { found.append("The bars of \(symbol) differ.") }
      }
      if actions != other.actions { found.append("The actions differ.") }
      if instruments != other.instruments { found.append("The instruments differ.") }
      for change in changes.difference(from: other.changes) {
        switch change {
        case .insert(_, let words, _): found.append("Too much: \(words).")
        case .remove(_, let words, _): found.append("Missing: \(words).")
        }
      }
      return found
    }
  }

  private let store = MemoryBarStore()
  private let market: ScriptedMarket
  private let clock: ManualClock
  private let calendar = TradingCalendar.xnys
  private let first: SessionDate
  private let last: SessionDate

  /// A store that holds all sessions up to Friday, 22 February, and a market to which everything
  /// happens that a comparison can find.
  init() async throws {
    first = try date("2013-01-02")
    last = try date("2013-03-28")
    clock = try ManualClock(at: #require(Timestamp("2013-02-22T23:00:00Z")))
    var before = try ScriptedMarket.State(through: date("2013-02-22"))
    for index in 0..<40 {
      let symbol = Symbol("S\(index + 10)")
      before.series[symbol] = try sessionBars(symbol, "2013-01-02", "2013-03-28")
    }
    let after = before
    try Self.spoil(&before)
    market = ScriptedMarket(before, clock: clock)
    _ = try await run(.symbols, in: store)
    market.change { state in state.series = after.series }
    try Self.change(market)
  }

  /// What is not published yet on that Friday, or is wrong.
  private static func spoil(_ state: inout ScriptedMarket.State) throws {
    let window = try ["15", "19", "20", "21", "22"].map { try date("2013-02-\($0)") }
    func change(_ symbol: Symbol, _ body: (BarSeries) -> BarSeries) {
      if let series = state.series[symbol] { state.series[symbol] = body(series) }
    }
    // Closes that will be corrected: the first and the last compared, two of one symbol, and such as
    // other symbols' delay brings into the answers for the market only.
    change("S12") { $0.with(close: 5, on: window[0]) }
    change("S13") { $0.with(close: 5, on: window[4]) }
    change("S14") { $0.with(close: 5, on: window[1]).with(close: 6, on: window[3]) }
    let older = try date("2013-02-13")
    change("S20") { $0.with(close: 7, on: older) }
    // Bars that will come late, alone, with a split, and with a correction before and after them.
    change("S15") { $0.without(window[2]) }
    change("S16") { $0.without(window[2]) }
    change("S17") { $0.without(window[1]).with(close: 6, on: window[3]) }
    change("S18") { $0.without(window[3]).with(close: 6, on: window[1]) }
    let oldest = try date("2013-02-12")
    change("S19") { $0.without(oldest) }
    // A wrong close out of reach that only a whole history puts right, beside a split.
    let january = try date("2013-01-10")
    change("S22") { $0.with(close: 7, on: january) }
    // Bars that stay away for some sessions.
    change("S25") { $0.within($0.sessions[0]...window[1]) }
    change("S26") { $0.within($0.sessions[0]...window[3]) }
    change("S27") { $0.without(window[4]) }
    // Two symbols are listed later.
    state.series["S48"] = nil
    state.series["S49"] = nil
  }

  /// What has happened by the next session.
  private static func change(_ market: ScriptedMarket) throws {
    let window = try ["15", "19", "20", "21", "22"].map { try date("2013-02-\($0)") }
    let (monday, tuesday) = (try date("2013-02-25"), try date("2013-02-26"))
    let listing = try sessionBars("S48", "2013-02-25", "2013-03-28")
    market.change { state in
      state.series["S48"] = listing
      func take(_ symbol: Symbol, _ session: SessionDate) {
        if let series = state.series[symbol] { state.series[symbol] = series.without(session) }
      }
      // Bars that are taken back: each session of the window, and one beside a correction.
      for (index, session) in window.enumerated() { take(Symbol("S\(30 + index)"), session) }
      take("S12", window[1])
      take("S13", window[0])
      func act(_ symbol: Symbol, _ session: SessionDate, _ kind: CorporateAction.Kind) {
        state.actions.append(CorporateAction(symbol: symbol, effectiveOn: session, kind: kind))
      }
      for symbol in ["S11", "S16", "S22", "S26", "S34"] as [Symbol] {
        act(symbol, monday, .split(new: 2, old: 1))
      }
      act("S21", tuesday, .split(new: 3, old: 1))
      act("S12", tuesday, .split(new: 1, old: 10))
      act("S23", monday, .dividend(amount: 1, payDate: tuesday))
      // A dividend taken into the close before it.
      act("S24", monday, .dividend(amount: 2, payDate: tuesday))
      if let series = state.series["S24"] {
        let close = series.close[series.firstIndex(from: window[4])]
        state.series["S24"] = series.with(close: close - 2, on: window[4])
      }
      // Volumes corrected beside unchanged closes.
      for symbol in ["S28", "S29"] as [Symbol] {
        guard let series = state.series[symbol] else { continue }
        state.series[symbol] = BarSeries(
          symbol: symbol, sessions: series.sessions, open: series.open, high: series.high,
          low: series.low, close: series.close,
          volume: zip(series.sessions, series.volume).map {
            window.contains($0) && $0 >= window[symbol == "S28" ? 0 : 2] ? $1 * 3 : $1
          })
      }
    }
  }

  /// Moves the market on by a session, on which once more something is corrected.
  func advance(by sessions: Int = 1) throws {
    for _ in 0..<sessions {
      let before = market.truth.through
      let next = try #require(calendar.session(after: before))
      market.change { state in
        state.through = next
        if let series = state.series["S40"], sessions == 1 {
          state.series["S40"] = series.with(close: Double(before.day % 100) + 0.5, on: before)
        }
      }
    }
    let closes = try #require(calendar.closesAt(market.truth.through))
    clock.set(to: closes.advanced(by: .seconds(7200)))
  }

  /// Carries a night out, up to a transaction or to its end; returns how many it wrote.
  ///
  /// - Parameter isAgain: The night is another try of the one before.
  func night(_ plan: CutPlan, cutAfter cut: Int?, isAgain: Bool = false) async throws -> Int {
    let friday = try date("2013-02-22")
    if market.truth.through == friday { try advance(by: plan.sessions) }
    let cutting = CutStore(store, cutAfter: cut)
    do {
      let report = try await run(isAgain ? plan.again : plan.route, in: cutting)
      #expect(report.ending == .complete)
    } catch let error as StoreError where cut != nil {
      #expect(error.code == .full)
    }
    return await cutting.writes
  }

  private func run(
    _ route: IngestionRoute, in target: some IngestionStore
  ) async throws -> IngestionReport {
    var options = IngestionOptions(route: route, isMarketWide: true)
    options.refusals = try await store.refusals(provider: market.name, at: clock.now)
    let plan = try await IngestionPlan(
      provider: market.name, listed: market.instruments(), symbols: nil, over: first...last,
      coverage: store.coverage(), outcomes: store.lastOutcomes(provider: market.name),
      calendar: calendar, now: clock.now, options: options)
    let number = try await store.checkpoints().count
    return try await IngestionRun(
      id: "run \(number)", plan: plan, provider: market, store: target, clock: clock,
      settings: IngestionSettings(concurrency: 1, batchSize: 3, seed: 5),
      logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
    ).run()
  }

  func contents() async throws -> Contents {
    var contents = Contents()
    for row in try await store.coverage() {
      contents.instruments.append("\(row.symbol) \(row.name) \(row.prices)")
      contents.bars[row.symbol] = await store.bars(of: row.symbol)
    }
    contents.actions = await store.everyAction()
    contents.changes = await store.changes.map {
      "\($0.symbol) \($0.session) \($0.cause) from \($0.before) to \($0.after)"
    }.sorted()
    return contents
  }
}

/// A store whose writes all fail from one on, as after the end of the process.
private actor CutStore: IngestionStore {
  private let store: MemoryBarStore
  private let cut: Int?
  private(set) var writes = 0

  init(_ store: MemoryBarStore, cutAfter cut: Int?) {
    self.store = store
    self.cut = cut
  }

  private func write() throws(StoreError) {
    if let cut, writes >= cut {
      throw StoreError(.full, "The process has ended.", remedy: "Begin again.")
    }
    writes += 1
  }

  func beginIngestion(
    run: String, provider: String, planned: Int, at now: Timestamp
  ) async throws(StoreError) {
    try write()
    try await store.beginIngestion(run: run, provider: provider, planned: planned, at: now)
  }

  func save(
    _ batch: IngestionBatch, at now: Timestamp
  ) async throws(StoreError) -> WriteReceipt {
    try write()
    return try await store.save(batch, at: now)
  }

  func completeIngestion(run: String, at now: Timestamp) async throws(StoreError) {
    try write()
    try await store.completeIngestion(run: run, at: now)
  }

  func save(
    refusals: [StoredRefusal], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    try write()
    try await store.save(refusals: refusals, provider: provider, at: now)
  }

  func checkpoints() async throws(StoreError) -> [IngestionCheckpoint] {
    try await store.checkpoints()
  }

  func lastOutcomes(provider: String) async throws(StoreError) -> [SymbolOutcome] {
    try await store.lastOutcomes(provider: provider)
  }

  func marketBars(
    on sessions: [SessionDate], provider: String
  ) async throws(StoreError) -> [MarketSession] {
    try await store.marketBars(on: sessions, provider: provider)
  }

  func lastBars(of symbols: [Symbol], count: Int) async throws(StoreError) -> [BarSeries] {
    try await store.lastBars(of: symbols, count: count)
  }

  func refusals(provider: String, at now: Timestamp) async throws(StoreError) -> [StoredRefusal] {
    try await store.refusals(provider: provider, at: now)
  }

  func coverage() async throws(StoreError) -> [Coverage] { try await store.coverage() }

  func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> MarketSnapshot {
    try await store.snapshot(of: symbols, over: sessions)
  }

  func panel(
    _ field: BarField, of symbols: [Symbol], over sessions: ClosedRange<SessionDate>,
    adjusted adjustment: Adjustment
  ) async throws(StoreError) -> Panel {
    try await store.panel(field, of: symbols, over: sessions, adjusted: adjustment)
  }
}
