import Chronology
import Connect
import Market
import TestKit
import Testing

/// What a nightly run does with bars that somebody brought in from another source.
@Suite(.timeLimit(.minutes(1))) struct ImportedBarsTests {
  let clock: ManualClock
  let store = MemoryBarStore()

  init() throws { clock = try ManualClock(at: #require(Timestamp("2013-02-22T23:00:00Z"))) }

  @Test func `a longer history than the provider has is kept`() async throws {
    let imported = try sessionBars("AAA", "2012-06-01", "2013-01-31")
    try await bring(imported, prices: .raw)
    let provider = try market(sessionBars("AAA", "2013-01-02", "2013-03-08"))

    _ = try await night(provider)

    let held = await store.bars(of: "AAA")
    #expect(held.sessions.first == imported.sessions.first)
    #expect(try held.sessions.last == date("2013-02-22"))
  }

  @Test func `an empty answer leaves the bars their source, and the symbol rests`() async throws {
    let imported = try sessionBars("AAA", "2012-06-01", "2013-01-31")
    try await bring(imported, prices: .raw)
    let provider = try market(BarSeries(emptyOf: "AAA"))

    _ = try await night(provider)

    #expect(await store.bars(of: "AAA") == imported)
    #expect(try await store.coverage().map(\.provider) == ["files"])
    #expect(try await plan(provider).skipped.map(\.symbol) == ["AAA"])
  }

  @Test func `prices in other terms are left alone without a reload`() async throws {
    let imported = try sessionBars("AAA", "2012-06-01", "2013-01-31")
    try await bring(imported, prices: .adjustedClose)
    let provider = try market(sessionBars("AAA", "2013-01-02", "2013-03-08"))

    _ = try await night(provider)

    #expect(await store.bars(of: "AAA") == imported)
    #expect(try await store.coverage().map(\.prices) == [.adjustedClose])

    _ = try await night(provider, reload: ["AAA"])

    #expect(
      try await store.bars(of: "AAA") == sessionBars("AAA", "2013-01-02", "2013-02-22"))
    #expect(try await store.coverage().map(\.prices) == [.raw])
  }

  private func bring(_ series: BarSeries, prices: Instrument.PriceBasis) async throws {
    try await store.beginIngestion(run: "import", provider: "files", planned: 1, at: clock.now)
    _ = try await store.save(
      IngestionBatch(
        run: "import",
        instruments: [Instrument(symbol: series.symbol, name: "Brought in", prices: prices)],
        provider: "files", series: [series], actions: [], outcomes: []), at: clock.now)
  }

  private func market(_ series: BarSeries) throws -> ScriptedMarket {
    var state = try ScriptedMarket.State(through: date("2013-02-22"))
    state.series[series.symbol] = series
    return ScriptedMarket(state, clock: clock)
  }

  private func night(_ provider: ScriptedMarket, reload: Set<Symbol> = []) async throws {
    let report = try await IngestionRun(
      id: "night \(reload.count)", plan: plan(provider, reload: reload), provider: provider,
      store: store, clock: clock, settings: IngestionSettings(seed: 5)
    ).run()
    #expect(report.ending == .complete)
  }

  private func plan(
    _ provider: ScriptedMarket, reload: Set<Symbol> = []
  ) async throws -> IngestionPlan {
    var options = IngestionOptions()
    options.reload = reload
    return try await IngestionPlan(
      provider: provider.name, listed: provider.instruments(), symbols: nil,
      over: date("2013-01-02")...date("2013-03-08"), coverage: store.coverage(),
      outcomes: store.lastOutcomes(provider: provider.name), calendar: .xnys, now: clock.now,
      options: options)
  }
}
