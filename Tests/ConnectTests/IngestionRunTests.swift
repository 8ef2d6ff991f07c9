import Chronology
import Connect
import Market
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct IngestionRunTests {
  let clock: ManualClock
  let store = MemoryBarStore()

  init() throws {
    clock = try ManualClock(at: #require(Timestamp("2013-03-01T22:00:00Z")))
  }

  @Test func `every symbol is stored once, in batches, with its checkpoint`() async throws {
    let symbols = (0..<25).map { Symbol("S\($0)") }
    let provider = try ScriptedProvider(
      symbols.map { try sessionBars($0, "2013-02-01", "2013-03-08") })

    let report = try await run(provider, id: "one", batchSize: 10)

    #expect(report.ending == .complete)
    #expect(report.progress.saved == 25)
    #expect(report.progress.bars == 25 * 20)
    #expect(await store.batches == [10, 10, 5])
    #expect(provider.asked.sorted() == symbols.sorted())
    let coverage = try await store.coverage()
    #expect(coverage.count == 25)
    // The provider sent a week more than asked for; none of it was stored.
    #expect(try coverage.allSatisfy { try $0.bars == 20 && $0.last == date("2013-03-01") } == true)
    #expect(try await store.checkpoints().map(\.isComplete) == [true])
  }

  @Test func `planning again after a whole run asks for nothing`() async throws {
    let provider = try ScriptedProvider([sessionBars("AAA", "2013-02-01", "2013-03-01")])
    _ = try await run(provider, id: "one")

    let report = try await run(provider, id: "two")

    #expect(report.progress.planned == 0)
    #expect(provider.asked == ["AAA"])
  }

  @Test func `a failing symbol is recorded and the others are stored`() async throws {
    let broken = MarketDataError(.malformed, "BBB: the row of 2013-02-04 has no close.")
    let provider = try ScriptedProvider(
      ["AAA", "BBB", "CCC"].map { try sessionBars($0, "2013-02-01", "2013-03-01") },
      faults: ["BBB": [broken, broken]])

    let report = try await run(provider, id: "one")

    #expect(report.ending == .complete)
    #expect(report.failures.map(\.symbol) == ["BBB"])
    #expect(report.failures.map(\.message) == [broken.message])
    #expect(try await store.coverage().map(\.symbol) == ["AAA", "CCC"])
    let again = try await run(provider, id: "two")
    #expect(again.progress.planned == 1)
    #expect(try await store.coverage().map(\.symbol) == ["AAA", "BBB", "CCC"])
  }

  @Test func `a symbol without data is finished, not failed`() async throws {
    let provider = ScriptedProvider([BarSeries(emptyOf: "AAA")])

    let report = try await run(provider, id: "one")

    #expect(report.progress.empty == 1)
    #expect(report.failures.isEmpty)
    #expect(try await run(provider, id: "two").progress.planned == 0)
  }

  @Test func `a server that was away for a moment is asked again`() async throws {
    let away = MarketDataError(.unreachable, "The server closed the connection.")
    let provider = try ScriptedProvider(
      [sessionBars("AAA", "2013-02-01", "2013-03-01")], faults: ["AAA": [away, away]])

    let running = Task { try await run(provider, id: "one") }
    for _ in 0..<2 {
      try await clock.waitForSleepers(1)
      clock.advance(by: .seconds(30))
    }

    #expect(try await running.joined.failures.isEmpty)
    #expect(provider.asked == ["AAA", "AAA", "AAA"])
  }

  @Test func `the wait that a throttling server asks for is kept`() async throws {
    let throttled = MarketDataError(.throttled, "Limit reached.", retryAfter: .seconds(90))
    let provider = try ScriptedProvider(
      [sessionBars("AAA", "2013-02-01", "2013-03-01")], faults: ["AAA": [throttled]])
    let start = clock.now

    let running = Task { try await run(provider, id: "one") }
    try await clock.waitForSleepers(1)

    #expect(clock.nextDeadline == start.advanced(by: .seconds(90)))
    clock.advance(by: .seconds(90))
    #expect(try await running.joined.ending == .complete)
  }

  @Test func `a refused key stops the run, keeps what is whole, and records no failure`()
    async throws
  {
    let refused = MarketDataError(.unauthorized, "The key was refused.")
    let provider = try ScriptedProvider(
      ["AAA", "BBB", "CCC"].map { try sessionBars($0, "2013-02-01", "2013-03-01") },
      faults: ["BBB": [refused]])

    let report = try await run(provider, id: "one", concurrency: 1)

    #expect(report.ending == .stopped(refused))
    #expect(provider.asked == ["AAA", "BBB"])
    #expect(report.failures.isEmpty)
    #expect(try await store.coverage().map(\.symbol) == ["AAA"])
    #expect(try await store.checkpoints().map(\.isComplete) == [false])
    #expect(try await run(provider, id: "two").ending == .complete)
    #expect(provider.asked == ["AAA", "BBB", "BBB", "CCC"])
  }

  @Test func `an allowance that stays used up stops the run`() async throws {
    let throttled = MarketDataError(.throttled, "Limit reached.")
    let provider = try ScriptedProvider(
      [sessionBars("AAA", "2013-02-01", "2013-03-01")],
      faults: ["AAA": Array(repeating: throttled, count: 9)])

    let running = Task { try await run(provider, id: "one") }
    for _ in 0..<3 {
      try await clock.waitForSleepers(1)
      clock.advance(by: .seconds(240))
    }

    let report = try await running.joined
    #expect(report.ending == .stopped(throttled))
    #expect(provider.asked.count == 4)
    #expect(try await store.lastOutcomes(provider: "scripted").isEmpty)
  }

  @Test func `a cancelled run saves what is whole and stops`() async throws {
    let symbols = (0..<20).map { Symbol("S\($0 + 10)") }
    let box = RunBox()
    let provider = try ScriptedProvider(
      symbols.map { try sessionBars($0, "2013-02-01", "2013-03-01") },
      onCall: { number in if number == 5 { await box.run?.cancel() } })
    let run = try await makeRun(provider, id: "one", concurrency: 1)
    await box.hold(run)

    let report = try await run.run()

    #expect(report.ending == .cancelled)
    let stored = try await store.coverage().count
    #expect((4...5).contains(stored))
    #expect(report.progress.saved == stored)
    #expect(try await self.run(provider, id: "two").ending == .complete)
    #expect(try await store.coverage().count == 20)
  }

  @Test func `a paused run starts nothing until it is resumed`() async throws {
    let symbols = (0..<6).map { Symbol("S\($0)") }
    let provider = try ScriptedProvider(
      symbols.map { try sessionBars($0, "2013-02-01", "2013-03-01") })
    let run = try await makeRun(provider, id: "one", concurrency: 2)
    await run.pause()

    let running = Task { try await run.run() }
    var readings = run.progress.makeAsyncIterator()
    let first = await readings.next()

    #expect(first?.isPaused == true)
    #expect(provider.asked.isEmpty)
    await run.resume()
    #expect(try await running.joined.progress.saved == 6)
  }

  @Test func `a paused run whose task is cancelled ends`() async throws {
    let provider = try ScriptedProvider([sessionBars("AAA", "2013-02-01", "2013-03-01")])
    let run = try await makeRun(provider, id: "one")
    await run.pause()
    let running = Task { try await run.run() }
    var readings = run.progress.makeAsyncIterator()
    _ = await readings.next()

    running.cancel()

    #expect(try await running.joined.ending == .cancelled)
    #expect(provider.asked.isEmpty)
  }

  @Test func `a store that cannot write stops the run with its own error`() async throws {
    let full = StoreError(.full, "The disk is full.", remedy: "Free some space.")
    let store = store
    let failing = try ScriptedProvider(
      (0..<9).map { try sessionBars(Symbol("S\($0)"), "2013-02-01", "2013-03-01") },
      onCall: { number in if number == 4 { await store.fail(with: full) } })
    let run = try await makeRun(failing, id: "one", concurrency: 1, batchSize: 2)

    await #expect(throws: full) { try await run.run() }

    #expect(await store.batches == [2])
    #expect(failing.asked.count < 9)
  }

  @Test func `progress ends with the run and its last reading is whole`() async throws {
    let provider = try ScriptedProvider(
      (0..<30).map { try sessionBars(Symbol("S\($0)"), "2013-02-01", "2013-03-01") })
    let run = try await makeRun(provider, id: "one")
    let watcher = Task {
      var last: IngestionProgress?
      var rises = true
      for await reading in run.progress {
        rises = rises && reading.fetched >= (last?.fetched ?? 0)
        last = reading
      }
      return (last, rises)
    }

    let report = try await run.run()

    let (last, rises) = try await watcher.joined
    #expect(last == report.progress)
    #expect(last?.saved == 30)
    #expect(rises)
  }

  private func run(
    _ provider: ScriptedProvider, id: String, concurrency: Int = 4, batchSize: Int = 200
  ) async throws -> IngestionReport {
    try await makeRun(provider, id: id, concurrency: concurrency, batchSize: batchSize).run()
  }

  private func makeRun(
    _ provider: ScriptedProvider, id: String, concurrency: Int = 4, batchSize: Int = 200
  ) async throws -> IngestionRun {
    let plan = try await IngestionPlan(
      provider: provider.name, listed: provider.instruments(), symbols: nil,
      over: date("2013-02-01")...date("2013-03-08"), coverage: store.coverage(),
      outcomes: store.lastOutcomes(provider: provider.name), calendar: .xnys, now: clock.now)
    return IngestionRun(
      id: id, plan: plan, provider: provider, store: store, clock: clock,
      settings: IngestionSettings(concurrency: concurrency, batchSize: batchSize, seed: 11))
  }

  /// Hands a run to a provider that was made before it.
  private actor RunBox {
    var run: IngestionRun?
    func hold(_ run: IngestionRun) { self.run = run }
  }
}
