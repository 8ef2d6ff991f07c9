import Chronology
import Connect
import Market
import TestKit
import Testing

/// What a symbol's answer is compared with, and what comes of it, on the symbol route.
@Suite(.timeLimit(.minutes(1))) struct OverlapTests {
  let clock: ManualClock
  let store = MemoryBarStore()

  init() throws { clock = try ManualClock(at: #require(Timestamp("2013-02-22T23:00:00Z"))) }

  @Test func `rows that say the same again are not sent to the store`() async throws {
    let provider = try await stored()

    let report = try await nextNight(provider)

    #expect(report.progress.changed == 0)
    #expect(await store.barCounts.last == 1)
    #expect(await store.changes.isEmpty)
  }

  @Test func `a volume that is corrected makes no change and is put right in the end`()
    async throws
  {
    let provider = try await stored()
    let corrected = try date("2013-02-21")
    provider.change { state in
      guard let old = state.series["AAA"] else { return }
      state.series["AAA"] = BarSeries(
        symbol: "AAA", sessions: old.sessions, open: old.open, high: old.high, low: old.low,
        close: old.close,
        volume: zip(old.sessions, old.volume).map { $0 < corrected ? $1 : $1 * 1.5 })
    }

    for _ in 0..<6 { #expect(try await nextNight(provider).changes.isEmpty) }

    try await expectTruth(provider)
  }

  @Test func `a dividend taken into the prices is told from a correction`() async throws {
    let provider = try await stored()
    let friday = try date("2013-02-22")
    let monday = try date("2013-02-25")
    provider.change { state in
      guard let series = state.series["AAA"] else { return }
      let close = series.close[series.firstIndex(from: friday)]
      state.series["AAA"] = series.with(close: close - 2, on: friday)
      state.actions = [
        CorporateAction(
          symbol: "AAA", effectiveOn: monday, kind: .dividend(amount: 2, payDate: monday))
      ]
    }

    let report = try await nextNight(provider)

    #expect(report.changes.map(\.cause) == [.dividend])
    try await expectTruth(provider)
  }

  @Test func `prices restated after a split are that split`() async throws {
    let provider = try await stored()
    let monday = try date("2013-02-25")
    provider.change { state in
      guard let old = state.series["AAA"] else { return }
      let closes = zip(old.sessions, old.close).map { $0 < monday ? $1 / 3 : $1 }
      state.series["AAA"] = BarSeries(
        symbol: "AAA", sessions: old.sessions, open: closes, high: closes, low: closes,
        close: closes, volume: old.volume)
      state.actions = [
        CorporateAction(symbol: "AAA", effectiveOn: monday, kind: .split(new: 3, old: 1))
      ]
    }

    let report = try await nextNight(provider)

    #expect(report.changes.map(\.cause) == Array(repeating: .split, count: 5))
    try await expectTruth(provider)
  }

  @Test func `a reload that brings nothing leaves what is stored`() async throws {
    let provider = try await stored { question in
      // The short answer shows the change, the long one is empty.
      guard case .bars("AAA", let days) = question, days.lowerBound.description < "2013-02-01"
      else { return nil }
      return .nothing
    }
    let corrected = try date("2013-02-21")
    provider.change { $0.series["AAA"] = $0.series["AAA"]?.with(close: 5, on: corrected) }
    let before = await store.bars(of: "AAA")

    let report = try await nextNight(provider)

    #expect(report.failures.map(\.symbol) == ["AAA"])
    #expect(await store.bars(of: "AAA") == before)
    #expect(await store.changes.isEmpty)
  }

  @Test func `a reload that reaches less far back costs no older bar`() async throws {
    let provider = try await stored()
    let corrected = try date("2013-02-21")
    let short = try sessionBars("AAA", "2013-02-15", "2013-03-08")
    provider.change { $0.series["AAA"] = short.with(close: 5, on: corrected) }

    _ = try await nextNight(provider)

    let held = await store.bars(of: "AAA")
    #expect(try held.sessions.first == date("2013-01-02"))
    #expect(held.within(corrected...corrected).close == [5])
    #expect(try held.sessions.last == date("2013-02-25"))
  }

  @Test func `a reload that was asked for records what it changes, wherever that is`() async throws {
    let provider = try await stored()
    let (first, corrected) = (try date("2013-01-02"), try date("2013-01-15"))
    let (missing, gone) = (try date("2013-01-16"), try date("2013-01-17"))
    provider.change { $0.series["AAA"] = $0.series["AAA"]?.without(missing) }
    _ = try await made(provider, "without one", reload: ["AAA"]).run()
    let whole = try sessionBars("AAA", "2013-01-02", "2013-03-08")
    provider.change { state in
      state.series["AAA"] = whole.with(close: 5, on: corrected).without(gone).without(first)
    }
    let before = await store.changes.count

    let report = try await made(provider, "by hand", reload: ["AAA"]).run()

    // An answer that reaches less far back says nothing of what lies before it.
    #expect(report.changes.map(\.session) == [corrected, missing, gone])
    #expect(report.changes.map(\.cause) == [.correction, .lateBar, .withdrawn])
    #expect(report.changes[0].before == 109 && report.changes[0].after == 5)
    #expect(await store.changes.count == before + 3)
    let again = try await made(provider, "once more", reload: ["AAA"]).run()
    #expect(again.changes.allSatisfy { $0.cause == .withdrawn })
    #expect(await store.changes.count == before + 3)
  }

  @Test func `what is moved to the front is fetched before the rest`() async throws {
    let provider = try await stored()
    let box = Box()
    var state = provider.truth
    for index in 0..<20 {
      let symbol = Symbol("S\(index + 10)")
      state.series[symbol] = try sessionBars(symbol, "2013-01-02", "2013-03-08")
    }
    let many = ScriptedMarket(state, clock: clock) { question, _ in
      if case .bars("S10", _) = question { await box.run?.moveToFront(["S27", "NONE", "S21"]) }
      return nil
    }
    let run = try await made(many, "front", concurrency: 1)
    await box.hold(run)

    _ = try await run.run()

    let order = many.asked.compactMap { question -> Symbol? in
      if case .bars(let symbol, _) = question { symbol } else { nil }
    }
    #expect(order.prefix(4) == ["S10", "S27", "S21", "S11"])
    #expect(order.count == 20)
  }

  private func stored(
    spoil: @escaping @Sendable (ScriptedMarket.Question) -> ScriptedMarket.Fault? = { _ in nil }
  ) async throws -> ScriptedMarket {
    var state = try ScriptedMarket.State(through: date("2013-02-22"))
    state.series["AAA"] = try sessionBars("AAA", "2013-01-02", "2013-03-08")
    _ = try await made(ScriptedMarket(state, clock: clock), "first").run()
    return ScriptedMarket(state, clock: clock) { question, _ in spoil(question) }
  }

  private func nextNight(_ provider: ScriptedMarket) async throws -> IngestionReport {
    let next = try #require(TradingCalendar.xnys.session(after: provider.truth.through))
    provider.change { $0.through = next }
    try clock.set(to: #require(TradingCalendar.xnys.closesAt(next)).advanced(by: .seconds(7200)))
    return try await made(provider, "night of \(next)").run()
  }

  private func made(
    _ provider: ScriptedMarket, _ id: String, concurrency: Int = 4, reload: Set<Symbol> = []
  ) async throws -> IngestionRun {
    var options = IngestionOptions()
    options.reload = reload
    let plan = try await IngestionPlan(
      provider: provider.name, listed: provider.instruments(), symbols: nil,
      over: date("2013-01-02")...date("2013-03-08"), coverage: store.coverage(),
      outcomes: store.lastOutcomes(provider: provider.name), calendar: .xnys, now: clock.now,
      options: options)
    return IngestionRun(
      id: id, plan: plan, provider: provider, store: store, clock: clock,
      settings: IngestionSettings(concurrency: concurrency, seed: 5))
  }

  private func expectTruth(_ provider: ScriptedMarket) async throws {
    let truth = provider.truth
    let held = await store.bars(of: "AAA")
    #expect(try held == truth.series["AAA"]?.within(date("2013-01-02")...truth.through))
  }

  private actor Box {
    var run: IngestionRun?
    func hold(_ run: IngestionRun) { self.run = run }
  }
}
