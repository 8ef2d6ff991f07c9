import Chronology
import Connect
import Kernels
import Logging
import Market
import TestKit
import Testing
import Wire

/// Nights with faults at random, pauses, cancellations and crashes in between, and one calm night.
///
/// Whatever went wrong before it, the calm night brings the store to what an undisturbed one holds.
@Suite(.tags(.slow), .timeLimit(.minutes(5))) struct FaultSequenceTests {
  static let sequences: UInt64 = 1000
  static let shards: UInt64 = 4

  @Test(arguments: 0..<shards)
  func `no sequence of faults loses or doubles a bar, exceeds the budget or goes on for ever`(
    shard: UInt64
  ) async throws {
    for seed in stride(from: shard, to: Self.sequences, by: Int(Self.shards)) {
      let sequence = try FaultSequence(seed: seed)
      do {
        let complaints = try await sequence.play()
        #expect(complaints.isEmpty, "seed \(seed): \(complaints.joined(separator: " "))")
      } catch {
        Issue.record(error, "seed \(seed)")
      }
    }
  }
}

/// One sequence of nights, named by its seed.
struct FaultSequence {
  static let callsPerMinute = 300
  static let burst = 4
  static let concurrency = 3

  private let seed: UInt64
  private let clock: SelfWindingClock
  private let store = MemoryBarStore()
  private let limiter: RateLimiter
  private let chaos: Chaos
  private let market: ScriptedMarket
  private let calendar = TradingCalendar.xnys
  private let first: SessionDate
  private let last: SessionDate

  init(seed: UInt64) throws {
    self.seed = seed
    first = try date("2013-01-02")
    last = try date("2013-06-28")
    clock = try SelfWindingClock(at: #require(Timestamp("2013-02-22T23:00:00Z")))
    limiter = RateLimiter(
      callsPerMinute: Self.callsPerMinute, burst: Self.burst, clock: clock)
    let chaos = Chaos(seed: seed, store: store)
    self.chaos = chaos
    var generator = SeededGenerator(seed: seed &* 7919)
    market = ScriptedMarket(
      try Self.world(&generator), clock: clock, limiter: limiter
    ) { question, through in await chaos.spoil(question, through) }
  }

  private static func world(
    _ generator: inout SeededGenerator
  ) throws -> ScriptedMarket.State {
    var state = try ScriptedMarket.State(through: date("2013-02-22"))
    for index in 0..<Int.random(in: 6...30, using: &generator) {
      let symbol = Symbol("S\(index + 10)")
      // Some are listed later, some end early.
      let from = index % 7 == 3 ? "2013-02-26" : "2013-01-02"
      let to = index % 11 == 5 ? "2013-02-21" : "2013-06-28"
      state.series[symbol] = try sessionBars(symbol, from, to)
    }
    return state
  }

  /// Plays the nights and returns what did not hold.
  func play() async throws -> [String] {
    var generator = SeededGenerator(seed: seed)
    var complaints: [String] = []
    for night in 0..<Int.random(in: 2...4, using: &generator) {
      try move(by: Int.random(in: 1...2, using: &generator), &generator)
      for attempt in 0..<Int.random(in: 1...2, using: &generator) {
        await chaos.begin(faultEvery: Int.random(in: 2...9, using: &generator))
        let run = try await run("\(night).\(attempt)", options: options())
        complaints += await self.complaints(of: run)
      }
    }
    await chaos.calm()
    try move(by: 1, &generator)
    var calm = await options()
    calm.refusals = []
    calm.emptyDays = 0
    let run = try await run("calm", options: calm)
    let report = try await run.run()
    if report.ending != .complete { complaints.append("The calm night ended \(report.ending).") }
    complaints += await differences()
    complaints += budgetComplaints()
    return complaints
  }

  /// Moves the provider on by some sessions and lets things happen to its data.
  private func move(by sessions: Int, _ generator: inout SeededGenerator) throws {
    let before = market.truth.through
    var through = before
    for _ in 0..<sessions {
      through = try #require(calendar.session(after: through))
    }
    let symbols = market.truth.series.keys.sorted()
    let split = symbols[Int.random(in: symbols.indices, using: &generator)]
    let corrected = symbols[Int.random(in: symbols.indices, using: &generator)]
    let isSplit = Int.random(in: 0..<3, using: &generator) == 0
    let isCorrected = Int.random(in: 0..<3, using: &generator) == 0
    let effective = try #require(calendar.session(after: before))
    market.change { state in
      state.through = through
      if isSplit {
        state.actions.append(
          CorporateAction(symbol: split, effectiveOn: effective, kind: .split(new: 2, old: 1)))
      }
      if isCorrected, let series = state.series[corrected],
        series.sessions.contains(before)
      {
        let close = series.close[series.firstIndex(from: before)]
        state.series[corrected] = series.with(close: close + 0.37, on: before)
      }
    }
    let closes = try #require(calendar.closesAt(through))
    clock.set(to: closes.advanced(by: .seconds(7200)))
  }

  private func options() async -> IngestionOptions {
    var options = IngestionOptions(isMarketWide: true)
    // So that small markets take both routes.
    options.marketExtraCalls = 4
    return options
  }

  private func run(_ id: String, options: IngestionOptions) async throws -> IngestionRun {
    var options = options
    if id != "calm" {
      options.refusals = try await store.refusals(provider: market.name, at: clock.now)
    }
    let plan = try await IngestionPlan(
      provider: market.name, listed: market.instruments(), symbols: nil, over: first...last,
      coverage: store.coverage(), outcomes: store.lastOutcomes(provider: market.name),
      calendar: calendar, now: clock.now, options: options)
    let run = IngestionRun(
      id: "\(seed)-\(id)", plan: plan, provider: market, store: store, clock: clock,
      settings: IngestionSettings(
        concurrency: Self.concurrency, batchSize: 5, seed: seed, unreachableLimit: 3),
      limiter: limiter, logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
    await chaos.hold(run)
    return run
  }

  /// A store that fails is what a crash is to a run; the next one begins with what was saved.
  private func complaints(of run: IngestionRun) async -> [String] {
    var complaints: [String] = []
    do {
      _ = try await run.run()
    } catch {
      if error != Chaos.full { complaints.append("\(run.id) ended with \(error).") }
    }
    await store.fail(with: nil)
    return complaints
  }

  private func differences() async -> [String] {
    var complaints: [String] = []
    let truth = market.truth
    for (symbol, series) in truth.series.sorted(by: { $0.key < $1.key }) {
      let wanted = series.within(first...truth.through)
      let held = await store.bars(of: symbol)
      guard held != wanted else { continue }
      let lost = Set(wanted.sessions).subtracting(held.sessions).sorted()
      let more = Set(held.sessions).subtracting(wanted.sessions).sorted()
      let changed = wanted.sessions.filter { session in
        held.within(session...session).close != wanted.within(session...session).close
      }
      complaints.append("\(symbol) lacks \(lost), has \(more), differs on \(changed).")
    }
    let wanted = truth.actions.filter { $0.effectiveOn <= truth.through }.count
    let held = await store.everyAction().count
    if held != wanted { complaints.append("\(held) actions are held, not \(wanted).") }
    return complaints
  }

  /// Counts the calls of every minute; a call is dated when it leaves, which may be one moment of
  /// each of the others after its turn.
  private func budgetComplaints() -> [String] {
    let calls = market.askedAt.sorted()
    let most = Self.callsPerMinute + Self.burst + Self.concurrency
    var start = 0
    for (index, call) in calls.enumerated() {
      while calls[start].duration(to: call) >= .seconds(60) { start += 1 }
      if index - start + 1 > most {
        return ["\(index - start + 1) calls left in the minute before \(call)."]
      }
    }
    return []
  }
}

/// What goes wrong, and when; repeatable but for the order in which calls in the air arrive.
private actor Chaos {
  static let full = StoreError(.full, "The disk is full.", remedy: "Free some space.")
  private var generator: SeededGenerator
  private let store: MemoryBarStore
  private var every: Int?
  private var run: IngestionRun?

  init(seed: UInt64, store: MemoryBarStore) {
    generator = SeededGenerator(seed: seed ^ 0x5EED)
    self.store = store
  }

  func begin(faultEvery: Int) { every = faultEvery }
  func calm() { every = nil }
  func hold(_ run: IngestionRun) { self.run = run }

  func spoil(
    _ question: ScriptedMarket.Question, _ through: SessionDate
  ) async -> ScriptedMarket.Fault? {
    guard let every, let run else { return nil }
    switch Int.random(in: 0..<40, using: &generator) {
    case 0: await run.cancel()
    case 1:
      await run.pause()
      Task {
        for _ in 0..<20 { await Task.yield() }
        await run.resume()
      }
    case 2:
      await store.fail(with: Self.full)
    case 3: await run.moveToFront(["S15", "S12", "S99"])
    default: break
    }
    guard Int.random(in: 0..<every, using: &generator) == 0 else { return nil }
    let fault = fault()
    // Rows that are held back night after night look as though they did not exist.
    if case .session(let session) = question, fault == .partial, session < through { return nil }
    return fault
  }

  private func fault() -> ScriptedMarket.Fault {
    let codes: [MarketDataError.Code] = [
      .throttled, .throttled, .serverFault, .serverFault, .unreachable, .unreachable, .truncated,
      .malformed, .schemaDrift, .unauthorized, .endpointNotInPlan, .symbolNotInPlan,
      .limitNotInPlan, .legacyEndpoint, .noSuchEndpoint, .unknownSymbol,
    ]
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return .partial
    case 1: return .nothing
    case 2: return .doubled
    case 3: return .misplaced
    default:
      let code = codes[Int.random(in: codes.indices, using: &generator)]
      let isTimed = code == .throttled && Bool.random(using: &generator)
      return .error(
        MarketDataError(
          code, "The test answered \(code).", retryAfter: isTimed ? .seconds(75) : nil))
    }
  }
}
