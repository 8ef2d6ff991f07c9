import Chronology
import Connect
import Market
import TestKit
import Testing

/// Symbols that are listed and have bars, but never in the whole market's answers.
@Suite(.timeLimit(.minutes(1))) struct MissingFromMarketTests {
  let clock: ManualClock
  let store = MemoryBarStore()

  init() throws { clock = try ManualClock(at: #require(Timestamp("2013-02-22T23:00:00Z"))) }

  @Test func `are asked for by name once a week and fall no further behind`() async throws {
    var state = try ScriptedMarket.State(through: date("2013-02-22"))
    for index in 10..<40 {
      let symbol = Symbol("S\(index)")
      state.series[symbol] = try sessionBars(symbol, "2013-01-02", "2013-04-30")
    }
    state.notInMarket = ["S17"]
    let provider = ScriptedMarket(state, clock: clock)
    _ = try await run(provider)
    let before = provider.asked.count

    for _ in 0..<20 {
      let next = try #require(TradingCalendar.xnys.session(after: provider.truth.through))
      provider.change { $0.through = next }
      try clock.set(to: #require(TradingCalendar.xnys.closesAt(next)).advanced(by: .seconds(7200)))
      _ = try await run(provider)
    }

    let asked = provider.asked.dropFirst(before).filter { $0 == .actions("S17") }.count
    #expect((2...6).contains(asked))
    let held = await store.bars(of: "S17")
    let last = try #require(held.sessions.last)
    #expect(last.days(to: provider.truth.through) <= 16)
    let truth = try #require(provider.truth.series["S17"])
    #expect(try held == truth.within(date("2013-01-02")...last))
  }

  private func run(_ provider: ScriptedMarket) async throws -> IngestionReport {
    let plan = try await IngestionPlan(
      provider: provider.name, listed: provider.instruments(), symbols: nil,
      over: date("2013-01-02")...date("2013-04-30"), coverage: store.coverage(),
      outcomes: store.lastOutcomes(provider: provider.name), calendar: .xnys, now: clock.now,
      options: IngestionOptions(isMarketWide: true))
    return try await IngestionRun(
      id: "night of \(provider.truth.through)", plan: plan, provider: provider, store: store,
      clock: clock, settings: IngestionSettings(seed: 5)
    ).run()
  }
}
