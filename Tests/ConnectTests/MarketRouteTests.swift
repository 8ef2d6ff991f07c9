import Chronology
import Connect
import Market
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct MarketRouteTests {
  let clock: ManualClock
  let store = MemoryBarStore()
  let symbols = (0..<40).map { Symbol("S\($0 + 10)") }

  init() throws { clock = try ManualClock(at: #require(Timestamp("2013-02-22T23:00:00Z"))) }

  @Test func `a night costs one call a session, not three a symbol`() async throws {
    let provider = try await stored()

    let report = try await nextNight(provider)

    #expect(report.ending == .complete)
    #expect(provider.asked.count == 1 + 5 + 1)
    #expect(report.progress.phase == .symbols)
    #expect(report.progress.saved == 40)
    #expect(report.progress.bars == 40)
    try await expectTruth(provider)
    #expect(await store.changes.isEmpty)
    #expect(await store.barCounts.last == 40)
  }

  @Test func `the same night again asks for nothing`() async throws {
    let provider = try await stored()
    _ = try await nextNight(provider)
    let asked = provider.asked.count

    let report = try await run(provider, "again")

    #expect(report.progress.planned == 0)
    #expect(provider.asked.count == asked)
  }

  @Test func `a split is that split, and the symbol is fetched whole`() async throws {
    let provider = try await stored()
    let monday = try date("2013-02-25")
    provider.change { state in
      state.actions.append(
        CorporateAction(symbol: "S11", effectiveOn: monday, kind: .split(new: 2, old: 1)))
    }

    let report = try await nextNight(provider)

    #expect(report.changes.allSatisfy { $0.symbol == "S11" && $0.cause == .split })
    #expect(report.changes.count == 5)
    #expect(provider.asked.filter { $0 == .actions("S11") }.count == 1)
    try await expectTruth(provider)
    // Five nights long the session before the split comes in other terms; nothing of that is new.
    let again = try await nextNight(provider)
    #expect(again.changes.isEmpty)
    try await expectTruth(provider)
  }

  @Test func `a split since the last session makes no wrong price`() async throws {
    let provider = try await stored()
    let tuesday = try date("2013-02-26")
    _ = try await advanced(provider)
    provider.change { state in
      state.terms = tuesday
      state.actions = [
        CorporateAction(symbol: "S11", effectiveOn: tuesday, kind: .split(new: 2, old: 1))
      ]
    }
    try clock.set(to: #require(Timestamp("2013-02-26T15:00:00Z")))

    _ = try await run(provider, "before the open")

    #expect(provider.asked.contains(.actions("S11")))
    #expect(await store.everyAction().isEmpty)
    try await expectTruth(provider)
  }

  @Test func `actions of the last weeks are put right, added and taken back`() async throws {
    let (january, february) = (try date("2013-01-15"), try date("2013-02-06"))
    func dividend(_ symbol: Symbol, _ day: SessionDate, _ amount: Double) -> CorporateAction {
      CorporateAction(
        symbol: symbol, effectiveOn: day, kind: .dividend(amount: amount, payDate: day))
    }
    let provider = try await stored { state in
      state.actions = [dividend("S11", january, 1), dividend("S12", january, 1)]
    }
    provider.change { state in
      state.actions = [dividend("S12", january, 2), dividend("S13", february, 3)]
    }

    _ = try await nextNight(provider)

    #expect(provider.asked.count == 1 + 5 + 1)
    #expect(
      await store.everyAction() == [dividend("S12", january, 2), dividend("S13", february, 3)])
  }

  @Test func `a late correction is recorded and the history fetched again`() async throws {
    let provider = try await stored()
    let corrected = try date("2013-02-20")
    provider.change { state in
      state.series["S12"] = state.series["S12"]?.with(close: 55.5, on: corrected)
    }

    let report = try await nextNight(provider)

    #expect(report.changes.map(\.cause) == [.correction])
    #expect(report.changes.map(\.session) == [corrected])
    #expect(report.changes.map(\.after) == [55.5])
    try await expectTruth(provider)
  }

  @Test func `rounding in the market's answers makes no reload`() async throws {
    let provider = try await stored()
    provider.change { $0.marketExcess = ["S14": 0.004_9, "S15": -0.004_9] }
    for symbol in ["S14", "S15"] as [Symbol] {
      let whole = try #require(provider.truth.series[symbol])
      // The table says 100.00 and 101.00; the history has more decimals.
      provider.change { state in
        state.series[symbol] = BarSeries(
          symbol: symbol, sessions: whole.sessions, open: whole.open, high: whole.high,
          low: whole.low, close: whole.close.map { $0 - state.marketExcess[symbol, default: 0] },
          volume: whole.volume)
      }
    }
    _ = try await run(provider, "exact", reload: ["S14", "S15"])
    let before = provider.asked.count

    let report = try await nextNight(provider)

    #expect(provider.asked.count == before + 1 + 5 + 1)
    #expect(report.changes.isEmpty)
  }

  @Test func `a difference that the history does not confirm costs one reload, not one a night`()
    async throws
  {
    let provider = try await stored()
    provider.change { $0.marketExcess = ["S14": 0.5] }

    let first = try await nextNight(provider)
    let second = try await nextNight(provider)

    #expect(provider.asked.filter { $0 == .actions("S14") }.count == 1)
    #expect((first.changes + second.changes).isEmpty)
  }

  @Test func `a bar that was missing and one that is missing now are told apart`() async throws {
    let (late, gone) = (try date("2013-02-20"), try date("2013-02-15"))
    let whole = try sessionBars("S13", "2013-01-02", "2013-03-08")
    let provider = try await stored { $0.series["S13"] = whole.without(late) }
    provider.change { $0.series["S13"] = whole.without(gone) }

    let report = try await nextNight(provider)

    #expect(report.changes.map(\.cause) == [.withdrawn, .lateBar])
    let bars = await store.bars(of: "S13")
    #expect(bars.sessions.contains(late))
    #expect(bars.sessions.contains(gone))
  }

  @Test func `a withdrawn bar is recorded once, when it is compared for the last time`()
    async throws
  {
    let provider = try await stored()
    let gone = try date("2013-02-21")
    provider.change { state in state.series["S13"] = state.series["S13"]?.without(gone) }

    var changes: [DataChange] = []
    for _ in 0..<8 { changes += try await nextNight(provider).changes }

    #expect(changes.map(\.session) == [gone])
    #expect(changes.map(\.cause) == [.withdrawn])
  }

  @Test func `a value beside the close is put right when its session is compared last`()
    async throws
  {
    let provider = try await stored()
    let corrected = try date("2013-02-21")
    let whole = try #require(provider.truth.series["S13"])
    provider.change { state in
      state.series["S13"] = BarSeries(
        symbol: "S13", sessions: whole.sessions, open: whole.open, high: whole.high,
        low: zip(whole.sessions, whole.low).map { $0 == corrected ? $1 - 3 : $1 },
        close: whole.close,
        volume: zip(whole.sessions, whole.volume).map { $0 == corrected ? $1 * 2 : $1 })
    }

    for _ in 0..<5 { #expect(try await nextNight(provider).changes.isEmpty) }

    #expect(!provider.asked.contains(.actions("S13")))
    try await expectTruth(provider)
  }

  @Test func `a refused endpoint turns the run to symbols and is remembered`() async throws {
    let provider = try await stored { question in
      if case .session = question {
        return .error(MarketDataError(.endpointNotInPlan, "Restricted endpoint."))
      }
      return nil
    }

    let report = try await nextNight(provider)

    #expect(report.ending == .complete)
    #expect(report.notices.count == 1)
    try await expectTruth(provider)
    let next = try await plan(provider)
    #expect(next.market == nil)
    #expect(next.closedEndpoints.map(\.key) == ["endpoint:eod-bulk"])
    #expect(next.closedEndpoints.map(\.reason) == ["Restricted endpoint."])
  }

  @Test func `half an answer leaves those that are not in it to the next run`() async throws {
    let provider = try await stored { question in
      if case .session(let session) = question, session.description == "2013-02-25" {
        return .nothing
      }
      return nil
    }

    let report = try await nextNight(provider)

    #expect(report.ending == .complete)
    #expect(report.notices.count == 1)
    #expect(report.progress.bars == 0)
    #expect(try await plan(provider).symbolCount == 40)
  }

  @Test(arguments: [
    .nothing, .error(MarketDataError(.malformed, "Half a table.")),
  ] as [ScriptedMarket.Fault])
  func `a session that could not be compared in its last turn is compared by the next run`(
    fault: ScriptedMarket.Fault
  ) async throws {
    let monday = try date("2013-02-25")
    let oldest = try date("2013-02-15")
    let other = try date("2013-02-20")
    let spoilt = [ScriptedMarket.Question.session(oldest), .session(other)]
    let provider = ScriptedMarket(try await stored().truth, clock: clock) { question, through in
      through == monday && spoilt.contains(question) ? fault : nil
    }
    provider.change { state in
      guard let series = state.series["S12"], let late = state.series["S13"] else { return }
      state.series["S12"] = series.with(close: 5, on: oldest)
      state.series["S13"] = late.without(oldest)
    }

    #expect(try await nextNight(provider).changes.isEmpty)
    // The other one's turn comes again by itself.
    let next = try await advanced(provider)
    #expect(next.market?.overlap.first == oldest)
    #expect(next.market?.overlap.count == 1 + 5)
    let report = try await run(provider, "compares")

    #expect(
      Set(report.changes.map { "\($0.symbol) \($0.session) \($0.cause)" })
        == ["S12 2013-02-15 correction", "S13 2013-02-15 withdrawn"])
    #expect(await store.bars(of: "S12").close.contains(5))
    clock.set(to: clock.now.advanced(by: .seconds(15 * 86_400)))
    #expect(try await store.refusals(provider: provider.name, at: clock.now).isEmpty)
  }

  @Test(arguments: [true, false])
  func `an answer that cannot be read is kept and holds up the market's symbols alone`(
    isCalendar: Bool
  ) async throws {
    let payload = QuarantinedPayload(subject: "the market", reason: "no close", payload: [1, 2])
    let broken = MarketDataError(.schemaDrift, "The column close is missing.", quarantine: payload)
    let provider = try await stored { question in
      switch question {
      case .session(let session):
        isCalendar || session.description < "2013-02-25" ? nil : .error(broken)
      case .calendar: isCalendar ? .error(broken) : nil
      default: nil
      }
    }
    let listing = try sessionBars("NEW", "2013-02-25", "2013-03-08")
    provider.change { $0.series["NEW"] = listing }

    let report = try await nextNight(provider)

    #expect(report.ending == .complete)
    #expect(report.notices.count == 1)
    #expect(report.progress.bars == 1)
    #expect(await store.quarantined == [payload])
    #expect(await store.bars(of: "NEW").count == 1)
    #expect(try await plan(provider).market?.requests.count == 40)
  }

  @Test func `new listings and long gaps go by symbol in the same run`() async throws {
    let provider = try await stored()
    let listing = try sessionBars("NEW", "2013-02-25", "2013-03-08")
    provider.change { $0.series["NEW"] = listing }

    let plan = try await advanced(provider)
    let report = try await run(provider, "mixed")

    #expect(plan.market?.requests.count == 40)
    #expect(plan.requests.map(\.instrument.symbol) == ["NEW"])
    #expect(report.ending == .complete)
    try await expectTruth(provider)
  }

  // MARK: The world

  /// A market whose sessions up to Friday, 22 February are stored.
  private func stored(
    _ change: (inout ScriptedMarket.State) -> Void = { _ in },
    spoil: @escaping @Sendable (ScriptedMarket.Question) -> ScriptedMarket.Fault? = { _ in nil }
  ) async throws -> ScriptedMarket {
    var state = try ScriptedMarket.State(through: date("2013-02-22"))
    for symbol in symbols {
      state.series[symbol] = try sessionBars(symbol, "2013-01-02", "2013-03-08")
    }
    change(&state)
    let calm = ScriptedMarket(state, clock: clock)
    _ = try await run(calm, "first")
    return ScriptedMarket(state, clock: clock) { question, _ in spoil(question) }
  }

  private func stored(
    spoil: @escaping @Sendable (ScriptedMarket.Question) -> ScriptedMarket.Fault?
  ) async throws -> ScriptedMarket {
    try await stored({ _ in }, spoil: spoil)
  }

  private func advanced(_ provider: ScriptedMarket) async throws -> IngestionPlan {
    let next = try #require(TradingCalendar.xnys.session(after: provider.truth.through))
    provider.change { $0.through = next }
    try clock.set(
      to: #require(TradingCalendar.xnys.closesAt(next)).advanced(by: .seconds(7200)))
    return try await plan(provider)
  }

  private func nextNight(_ provider: ScriptedMarket) async throws -> IngestionReport {
    _ = try await advanced(provider)
    return try await run(provider, "night of \(provider.truth.through)")
  }

  private func plan(
    _ provider: ScriptedMarket, reload: Set<Symbol> = []
  ) async throws -> IngestionPlan {
    var options = IngestionOptions(isMarketWide: true)
    options.reload = reload
    options.refusals = try await store.refusals(provider: provider.name, at: clock.now)
    return try await IngestionPlan(
      provider: provider.name, listed: provider.instruments(), symbols: nil,
      over: date("2013-01-02")...date("2013-03-08"), coverage: store.coverage(),
      outcomes: store.lastOutcomes(provider: provider.name), calendar: .xnys, now: clock.now,
      options: options)
  }

  private func run(
    _ provider: ScriptedMarket, _ id: String, reload: Set<Symbol> = []
  ) async throws -> IngestionReport {
    try await IngestionRun(
      id: id, plan: plan(provider, reload: reload), provider: provider, store: store, clock: clock,
      settings: IngestionSettings(seed: 5)
    ).run()
  }

  private func expectTruth(_ provider: ScriptedMarket) async throws {
    let truth = provider.truth
    for (symbol, series) in truth.series {
      let held = await store.bars(of: symbol)
      #expect(try held == series.within(date("2013-01-02")...truth.through))
    }
  }
}
