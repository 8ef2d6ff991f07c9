import Chronology
import Connect
import Market
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10))) struct MinuteRunTests {
  private let clock: ManualClock
  private let store = MemoryBarStore()
  private let january = SessionDate(day: 15_708)...SessionDate(day: 15_736)

  init() throws { clock = try ManualClock(at: #require(Timestamp("2013-03-01T22:00:00Z"))) }

  @Test func `bars of every symbol are saved, and a second run asks for nothing`() async throws {
    let provider = ScriptedMinutes()

    let first = try await run(provider, ["AAA", "BBB"], january)
    let second = try await run(provider, ["AAA", "BBB"], january)

    #expect(first.ending == .complete)
    #expect(first.progress.bars == 6 && first.progress.kept == 2)
    #expect(second.progress.planned == 0)
    #expect(provider.asked == ["AAA 15708-15736", "BBB 15708-15736"])
    #expect(await store.minuteCounts == ["AAA": 3, "BBB": 3])
    #expect(
      try await store.lastOutcomes(provider: "scripted.5min").map(\.result) == [.saved, .saved])
  }

  @Test func `a longer range costs what is new of it, an earlier one costs the whole`() async throws {
    let provider = ScriptedMinutes()

    for (first, last) in [(15_708, 15_712), (15_708, 15_720), (15_715, 15_719), (15_700, 15_720)] {
      _ = try await run(
        provider, ["AAA"], SessionDate(day: Int32(first))...SessionDate(day: Int32(last)))
    }

    #expect(provider.asked == ["AAA 15708-15712", "AAA 15713-15720", "AAA 15700-15720"])
  }

  @Test func `a range behind a gap is fetched whole, and one behind a weekend goes on`() async throws {
    let provider = ScriptedMinutes()

    // Friday 2013-01-04 and Monday 2013-01-07; then one two weeks later.
    _ = try await run(provider, ["AAA"], SessionDate(day: 15_708)...SessionDate(day: 15_709))
    _ = try await run(provider, ["AAA"], SessionDate(day: 15_712)...SessionDate(day: 15_712))
    _ = try await run(provider, ["AAA"], SessionDate(day: 15_727)...SessionDate(day: 15_728))

    let outcome = try #require(try await store.lastOutcomes(provider: "scripted.5min").first)
    #expect(provider.asked == ["AAA 15708-15709", "AAA 15712-15712", "AAA 15727-15728"])
    #expect(outcome.from == SessionDate(day: 15_727))
  }

  @Test func `a symbol that fails is recorded, and asked for again`() async throws {
    let broken = MarketDataError(.malformed, "No date.")
    let provider = ScriptedMinutes(faults: ["BBB": [broken, broken]])

    let first = try await run(provider, ["AAA", "BBB"], january)
    let second = try await run(provider, ["AAA", "BBB"], january)

    #expect(first.ending == .complete)
    #expect(first.failures.map(\.symbol) == ["BBB"])
    #expect(first.progress.saved == 2 && first.progress.kept == 1)
    #expect(second.progress.planned == 1 && second.failures.isEmpty)
  }

  @Test func `a symbol outside the plan rests, and a closed endpoint ends the run`() async throws {
    let outside = MarketDataError(.symbolNotInPlan, "Not in your plan.")
    let resting = ScriptedMinutes(faults: ["AAA": [outside]])
    _ = try await run(resting, ["AAA"], january)
    _ = try await run(resting, ["AAA"], january)

    let closed = MarketDataError(.endpointNotInPlan, "Restricted endpoint.")
    let report = try await run(ScriptedMinutes(faults: ["BBB": [closed]]), ["BBB"], january)

    #expect(resting.asked.count == 1)
    #expect(report.ending == .stopped(closed))
  }

  @Test func `a symbol without bars is empty, and what is left out is said`() async throws {
    let provider = ScriptedMinutes(bars: ["AAA": 0, "BBB": 2], leftOut: 4)

    let report = try await run(provider, ["AAA", "BBB"], january)

    #expect(report.progress.empty == 1 && report.progress.kept == 1)
    #expect(
      report.notices == [
        "Left out because their prices cannot be, or their instant came twice: 8."
      ])
  }

  @Test func `a store that fails ends the run with its own error`() async throws {
    let full = StoreError(.full, "The disk is full.", remedy: "Free some space.")
    await store.fail(with: full)

    await #expect(throws: full) { try await run(ScriptedMinutes(), ["AAA"], january) }
  }

  @Test func `a cancelled run keeps the symbols that are whole`() async throws {
    let box = Box()
    let provider = ScriptedMinutes(onCall: { number in
      if number == 3 { await box.run?.cancel() }
    })
    let symbols = (0..<6).map { Symbol("S\($0 + 10)") }
    let run = try await planned(provider, symbols, january)
    await box.hold(run)

    let report = try await run.run()

    #expect(report.ending == .cancelled)
    #expect(await store.minuteCounts.count == report.progress.saved)
    #expect(report.progress.saved < 6)
  }

  private actor Box {
    var run: MinuteRun?
    func hold(_ run: MinuteRun) { self.run = run }
  }

  private func run(
    _ provider: ScriptedMinutes, _ symbols: [Symbol], _ days: ClosedRange<SessionDate>
  ) async throws -> IngestionReport {
    try await planned(provider, symbols, days).run()
  }

  private func planned(
    _ provider: ScriptedMinutes, _ symbols: [Symbol], _ days: ClosedRange<SessionDate>
  ) async throws -> MinuteRun {
    let ledger = MinuteRun.ledger(of: provider.name, .fiveMinutes)
    var settings = MinuteRun.Settings(seed: 4)
    settings.concurrency = 1
    let due = MinuteRun.due(
      symbols, over: days, outcomes: try await store.lastOutcomes(provider: ledger),
      refusals: try await store.refusals(provider: ledger, at: clock.now), calendar: .xnys,
      now: clock.now)
    return MinuteRun(
      id: "run \(try await store.checkpoints().count)", requests: due,
      interval: .fiveMinutes, provider: provider, store: store, clock: clock, settings: settings)
  }
}

/// A source of bars within sessions that answers with as many as it was told, and fails as told.
private final class ScriptedMinutes: MinuteBarProvider {
  let name = "scripted"
  private let bars: [Symbol: Int]
  private let leftOut: Int
  private let faults: Mutex<[Symbol: [MarketDataError]]>
  private let calls = Mutex<[String]>([])
  private let onCall: @Sendable (Int) async -> Void

  init(
    faults: [Symbol: [MarketDataError]] = [:], bars: [Symbol: Int] = [:], leftOut: Int = 0,
    onCall: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.faults = Mutex(faults)
    self.bars = bars
    self.leftOut = leftOut
    self.onCall = onCall
  }

  var asked: [String] { calls.withLock { $0 } }

  func minuteBars(
    of symbol: Symbol, _ interval: MinuteInterval, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedMinutes {
    let number = calls.withLock { calls in
      calls.append("\(symbol) \(sessions.lowerBound.day)-\(sessions.upperBound.day)")
      return calls.count
    }
    await onCall(number)
    let fault = faults.withLock { faults -> MarketDataError? in
      guard let next = faults[symbol]?.first else { return nil }
      faults[symbol]?.removeFirst()
      return next
    }
    if let fault { throw fault }
    let open = NewYorkTime.instant(on: sessions.lowerBound, minute: 570)
    let count = bars[symbol] ?? 3
    let prices = [Double](repeating: 10, count: count)
    return FetchedMinutes(
      series: MinuteSeries(
        symbol: symbol, minutes: interval.minutes,
        opensAt: (0..<count).map { open.advanced(by: .seconds(60 * interval.minutes * $0)) },
        open: prices, high: prices, low: prices, close: prices, volume: prices),
      leftOut: leftOut)
  }

  func daysInAnswer(of interval: MinuteInterval) -> Int { 10 }
}
