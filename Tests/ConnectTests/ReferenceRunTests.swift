import Chronology
import Connect
import Market
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReferenceRunTests {
  let clock: ManualClock
  let store = MemoryBarStore()

  init() throws { clock = try ManualClock(at: #require(Timestamp("2013-03-01T22:00:00Z"))) }

  @Test func `every part is saved, renamed instruments first`() async throws {
    let provider = ScriptedReference()

    let report = try await run(provider).run()

    #expect(report.ending == .complete)
    #expect(
      provider.asked == ["changes", "delistings", "profiles", "sp500", "nasdaq", "dowjones"])
    #expect(report.parts.map(\.failure) == [nil, nil, nil, nil, nil, nil])
    #expect(await store.referenceRows.count == 6)
  }

  @Test func `a renamed company is not taken for one that is gone`() async throws {
    let report = try await run(ScriptedReference()).run()

    #expect(await store.delisted.map(\.name) == ["Old", "Fahrenheit Brewing"])
    #expect(report.parts.map(\.rows).prefix(2) == [0, 2])
  }

  @Test func `a part that fails costs the others nothing and keeps what came`() async throws {
    let payload = QuarantinedPayload(subject: "profiles", reason: "no symbol", payload: [7])
    let broken = MarketDataError(.schemaDrift, "The column symbol is missing.", quarantine: payload)
    let provider = ScriptedReference(faults: ["profiles": [broken, broken]])

    let report = try await run(provider).run()

    #expect(report.ending == .complete)
    #expect(report.parts.compactMap(\.failure) == [broken.message])
    #expect(await store.quarantined == [payload])
    #expect(await store.referenceRows.count == 5)
  }

  @Test func `a refused key ends the run`() async throws {
    let refused = MarketDataError(.unauthorized, "The key was refused.")
    let provider = ScriptedReference(faults: ["delistings": [refused]])

    let report = try await run(provider).run()

    #expect(report.ending == .stopped(refused))
    #expect(provider.asked == ["changes", "delistings"])
  }

  @Test func `a cancelled run keeps the parts that are whole`() async throws {
    let box = Box()
    let provider = ScriptedReference(onCall: { number in
      if number == 3 { await box.run?.cancel() }
    })
    let run = run(provider)
    await box.hold(run)

    let report = try await run.run()

    #expect(report.ending == .cancelled)
    #expect(report.parts.map(\.part).starts(with: [.symbolChanges, .delistings]))
    #expect(provider.asked.count == 3)
  }

  @Test func `a store that fails ends the run with its own error`() async throws {
    let full = StoreError(.full, "The disk is full.", remedy: "Free some space.")
    await store.fail(with: full)

    await #expect(throws: full) { try await run(ScriptedReference()).run() }
  }

  private func run(_ provider: ScriptedReference) -> ReferenceRun {
    ReferenceRun(provider: provider, store: store, clock: clock, seed: 3)
  }

  private actor Box {
    var run: ReferenceRun?
    func hold(_ run: ReferenceRun) { self.run = run }
  }
}

@Suite(.timeLimit(.minutes(1))) struct FundamentalsRunTests {
  let clock: ManualClock
  let store = MemoryBarStore()
  let symbols = (0..<30).map { Symbol("S\($0 + 10)") }

  init() throws { clock = try ManualClock(at: #require(Timestamp("2013-03-01T22:00:00Z"))) }

  @Test func `five kinds of report of every company are kept`() async throws {
    let provider = ScriptedReference()

    let report = try await run(provider, "one")

    #expect(report.ending == .complete)
    #expect(provider.asked.count == 150)
    #expect(await store.reports.count == 150)
    #expect(report.progress.bars == 150)
    let outcomes = try await store.lastOutcomes(provider: "scripted.fundamentals")
    #expect(outcomes.count == 30)
    #expect(outcomes.allSatisfy { $0.result == .saved && $0.bars == 5 })
  }

  @Test func `a run that was stopped goes on where it was`() async throws {
    let refused = MarketDataError(.unauthorized, "The key was refused.")
    let provider = ScriptedReference(faults: ["S22 ratios": [refused]])

    let first = try await run(provider, "one")
    let second = try await run(provider, "two")
    let third = try await run(provider, "three")

    #expect(first.ending == .stopped(refused))
    #expect(second.ending == .complete)
    #expect(first.progress.saved + second.progress.saved == 30)
    #expect(await store.reports.count == 150)
    #expect(third.progress.planned == 0)
  }

  @Test func `a kind outside the plan is left out and remembered`() async throws {
    let closed = MarketDataError(.endpointNotInPlan, "Restricted endpoint.")
    let provider = ScriptedReference(faults: ["S10 keyMetrics": [closed]])

    let report = try await run(provider, "one", concurrency: 1)

    #expect(report.ending == .complete)
    #expect(report.notices.count == 1)
    #expect(provider.asked.filter { $0.hasSuffix("keyMetrics") }.count == 1)
    #expect(await store.reports.count == 120)
    let refusals = try await store.refusals(provider: "scripted.fundamentals", at: clock.now)
    #expect(refusals.map(\.key) == ["endpoint:keyMetrics"])
  }

  @Test func `a company that fails is recorded and asked for again`() async throws {
    let broken = MarketDataError(.malformed, "No date.")
    let provider = ScriptedReference(faults: ["S11 income": [broken, broken]])

    let first = try await run(provider, "one")
    let second = try await run(provider, "two")

    #expect(first.ending == .complete)
    #expect(first.failures.map(\.symbol) == ["S11"])
    #expect(second.progress.planned == 1)
    #expect(await store.reports.count == 150)
  }

  @Test func `a paused run starts no company until it is resumed`() async throws {
    let provider = ScriptedReference()
    let run = try await made(provider, "one", concurrency: 2)
    await run.pause()
    let running = Task { try await run.run() }
    var readings = run.progress.makeAsyncIterator()

    let first = await readings.next()

    #expect(first?.isPaused == true)
    #expect(provider.asked.isEmpty)
    await run.resume()
    #expect(try await running.joined.progress.saved == 30)
  }

  @Test func `a paused run of companies whose task is cancelled ends`() async throws {
    let provider = ScriptedReference()
    let run = try await made(provider, "one", concurrency: 2)
    await run.pause()
    let running = Task { try await run.run() }
    var readings = run.progress.makeAsyncIterator()
    _ = await readings.next()

    running.cancel()

    #expect(try await running.joined.ending == .cancelled)
    #expect(provider.asked.isEmpty)
  }

  private func run(
    _ provider: ScriptedReference, _ id: String, concurrency: Int = 3
  ) async throws -> IngestionReport {
    try await made(provider, id, concurrency: concurrency).run()
  }

  private func made(
    _ provider: ScriptedReference, _ id: String, concurrency: Int
  ) async throws -> FundamentalsRun {
    let ledger = FundamentalsRun.ledger(of: provider.name)
    let refusals = try await store.refusals(provider: ledger, at: clock.now)
    var settings = FundamentalsRun.Settings(seed: 4)
    settings.concurrency = concurrency
    settings.batchSize = 4
    return try await FundamentalsRun(
      id: id,
      symbols: FundamentalsRun.due(
        symbols, outcomes: store.lastOutcomes(provider: ledger), refusals: refusals,
        now: clock.now),
      provider: provider, store: store, clock: clock, settings: settings, refusals: refusals)
  }
}
