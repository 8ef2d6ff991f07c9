import Chronology
import Connect
import Executors
import FinancialModelingPrep
import Foundation
import Kernels
import Logging
import Market
import Rehearsal
import TestKit
import Testing
import Wire

/// Nights with faults at random against the real provider and the stand-in that answers as the real
/// service does, and one calm night; all inside the process, and no time passes but the clock's.
@Suite(.tags(.slow), .timeLimit(.minutes(5))) struct StandInFaultTests {
  static let sequences: UInt64 = 1000
  static let shards: UInt64 = 4
  /// The only sequence to play, for a look at one that failed: the environment's `QS_FAULT_SEED`.
  static let only = ProcessInfo.processInfo.environment["QS_FAULT_SEED"].flatMap(UInt64.init)

  @Test(arguments: 0..<shards)
  func `no sequence of the service's faults loses or doubles a bar, exceeds the budget or goes on`(
    shard: UInt64
  ) async throws {
    let stage = try StandInStage(seed: shard)
    // One thread for everything: what comes first is the same every time, and a seed is a sequence.
    let thread = ComputePool(width: 1, label: "nights")
    for seed in stride(from: shard, to: Self.sequences, by: Int(Self.shards))
    where seed == Self.only ?? seed {
      do {
        let complaints = try await BackgroundWork.run(on: thread) {
          try await StandInSequence(seed: seed, stage: stage).play()
        }
        #expect(complaints.isEmpty, "seed \(seed): \(complaints.joined(separator: " "))")
      } catch {
        Issue.record(error, "seed \(seed)")
      }
    }
  }

  @Test func `a seed is the same sequence every time`() async throws {
    let stage = try StandInStage(seed: 0)
    let thread = ComputePool(width: 1, label: "nights")
    for seed: UInt64 in 0..<20 {
      let sequences = try (0..<2).map { _ in try StandInSequence(seed: seed, stage: stage) }
      for sequence in sequences {
        _ = try await BackgroundWork.run(on: thread) { try await sequence.play() }
      }
      #expect(sequences[0].asked == sequences[1].asked, "seed \(seed)")
    }
  }
}

/// A small generated market and some of what it lists: what comes late, is corrected or splits during
/// the nights, and the same number of symbols to which nothing happens.
struct StandInStage {
  let market: GeneratedMarket
  let listed: [Instrument]
  let first: SessionDate

  init(seed: UInt64) throws {
    let market = try GeneratedMarket(
      seed: seed &+ 7, symbols: 18, years: 1, through: date("2013-02-22"),
      faults: PlantedFaults(counts: [.lateBar: 2, .lateCorrection: 2, .comingSplit: 2]))
    let last = try date("2013-04-30")
    let planted = Set(market.planted.map(\.symbol.ticker))
    var others = 0
    listed = (0..<market.listingCount).compactMap { index in
      let ticker = market.ticker(at: index, through: last)
      guard market.life(at: index, through: last)?.first == market.firstSession,
        market.life(at: index, through: last)?.last == nil,
        market.ticker(at: index, through: market.firstSession) == ticker,
        market.index(of: ticker, through: last) == index
      else { return nil }
      if !planted.contains(ticker) {
        others += 1
        guard others <= 2 else { return nil }
      }
      return Instrument(symbol: Symbol(ticker), name: ticker, prices: .raw)
    }.sorted { $0.symbol < $1.symbol }
    self.market = market
    first = try date("2013-02-05")
  }
}

/// One sequence of nights, named by its seed.
private struct StandInSequence {
  static let callsPerMinute = 300
  static let burst = 4
  static let concurrency = 3

  private let seed: UInt64
  private let stage: StandInStage
  private let clock: SelfWindingClock
  private let store = MemoryBarStore()
  private let limiter: RateLimiter
  private let service: FMPService
  private let chaos: ServiceChaos
  private let provider: FMPProvider
  private let calendar = TradingCalendar.xnys

  init(seed: UInt64, stage: StandInStage) throws {
    self.seed = seed
    self.stage = stage
    clock = try SelfWindingClock(at: #require(Timestamp("2013-02-22T23:00:00Z")))
    limiter = RateLimiter(
      callsPerMinute: Self.callsPerMinute, burst: Self.burst, clock: clock)
    service = FMPService(
      market: stage.market,
      options: FMPStandIn.Options(callsPerMinute: Self.callsPerMinute + Self.burst))
    chaos = ServiceChaos(seed: seed, store: store, ledger: service.ledger)
    let wire = RehearsalTransport(service, clock: clock)
    let paced = PacedTransport(
      SpoiltTransport(transport: wire, chaos: chaos), limiter: limiter, meter: TrafficMeter(),
      concurrency: Self.concurrency)
    provider = try FMPProvider(
      baseURL: "https://rehearsal.invalid/stable", key: Secret("rehearsal"), transport: paced)
  }

  /// Every call so far with its instant.
  var asked: [String] { zip(service.ledger.calls, service.ledger.requests).map { "\($0) \($1)" } }

  /// Plays the nights and returns what did not hold.
  func play() async throws -> [String] {
    var generator = SeededGenerator(seed: seed)
    var complaints: [String] = []
    for night in 0..<Int.random(in: 2...4, using: &generator) {
      if night > 0 { try move(by: Int.random(in: 1...2, using: &generator)) }
      for attempt in 0..<Int.random(in: 1...2, using: &generator) {
        await chaos.begin(faultEvery: Int.random(in: 3...12, using: &generator))
        let refusals = try await store.refusals(provider: provider.name, at: clock.now)
        let run = try await run("\(night).\(attempt)", in: store) { $0.refusals = refusals }
        await chaos.hold(run)
        complaints += await self.complaints(of: run)
      }
    }
    await chaos.calm()
    try move(by: 1)
    // What was refused may be asked for again; what could not be compared is known still.
    let uncompared = try await store.refusals(provider: provider.name, at: clock.now)
      .filter { $0.key.hasPrefix(StoredRefusal.uncomparedPrefix) }
    let run = try await run("calm", in: store) {
      $0.emptyDays = 0
      $0.refusals = uncompared
    }
    let report = try await run.run()
    if report.ending != .complete { complaints.append("The calm night ended \(report.ending).") }
    complaints += budgetComplaints()
    complaints += try await differences()
    return complaints
  }

  private func move(by sessions: Int) throws {
    var through = service.through
    for _ in 0..<sessions { through = try #require(calendar.session(after: through)) }
    service.ledger.through = through
    let closes = try #require(calendar.closesAt(through))
    clock.set(to: closes.advanced(by: .seconds(7200)))
  }

  private func run(
    _ id: String, in store: MemoryBarStore, _ change: (inout IngestionOptions) -> Void
  ) async throws -> IngestionRun {
    var options = IngestionOptions(isMarketWide: true)
    // So that small markets take both routes.
    options.marketExtraCalls = 4
    change(&options)
    let plan = try await IngestionPlan(
      provider: provider.name, listed: stage.listed, symbols: nil,
      over: stage.first...date("2013-04-30"), coverage: store.coverage(),
      outcomes: store.lastOutcomes(provider: provider.name), calendar: calendar, now: clock.now,
      options: options)
    return IngestionRun(
      id: "\(seed)-\(id)", plan: plan, provider: provider, store: store, clock: clock,
      settings: IngestionSettings(
        concurrency: Self.concurrency, batchSize: 3, seed: seed, unreachableLimit: 3),
      limiter: limiter, logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
  }

  /// A store that fails is what a crash is to a run; the next one begins with what was saved.
  private func complaints(of run: IngestionRun) async -> [String] {
    var complaints: [String] = []
    do {
      _ = try await run.run()
    } catch {
      if error != ServiceChaos.full { complaints.append("\(run.id) ended with \(error).") }
    }
    await store.fail(with: nil)
    return complaints
  }

  /// Compares with the market itself, and what is held of actions with a store that was filled at once.
  private func differences() async throws -> [String] {
    let range = stage.first...service.through
    var complaints: [String] = []
    for instrument in stage.listed {
      let symbol = instrument.symbol
      let index = try #require(stage.market.index(of: symbol.ticker, through: service.through))
      let truth = stage.market.bars(at: index, over: range, through: service.through)
      let held = await store.bars(of: symbol)
      let sessions = truth.days.map { SessionDate(day: $0) }
      if held.sessions != sessions {
        let lost = Set(sessions).subtracting(held.sessions).sorted()
        let more = Set(held.sessions).subtracting(sessions).sorted()
        complaints.append("\(symbol) lacks \(lost), has \(more).")
      } else if held.close != truth.close {
        let changed = sessions.indices.filter { held.close[$0] != truth.close[$0] }
        complaints.append("\(symbol) differs on \(changed.map { sessions[$0] }).")
      }
    }
    let wanted = stage.listed.reduce(into: [CorporateAction]()) { actions, instrument in
      guard let index = stage.market.index(of: instrument.symbol.ticker, through: service.through)
      else { return }
      actions += stage.market.actions(at: index, over: range, through: service.through)
    }
    let held = await store.everyAction()
    if Set(held.map { "\($0.symbol) \($0.effectiveOn) \($0.kind)" })
      != Set(wanted.map { "\($0.symbol) \($0.effectiveOn) \($0.kind)" }) || held.count != wanted.count
    {
      complaints.append("\(held.count) actions are held, not \(wanted.count).")
    }
    return complaints
  }

  private func budgetComplaints() -> [String] {
    let most = service.ledger.mostCalls(in: .seconds(60))
    guard service.ledger.violations > 0 || most > Self.callsPerMinute + Self.burst else { return [] }
    return ["\(most) calls left in a minute, \(service.ledger.violations) of them beyond the budget."]
  }
}

/// Puts a fault before some of the exchanges.
private struct SpoiltTransport: HTTPTransport {
  let transport: RehearsalTransport
  let chaos: ServiceChaos

  func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    await chaos.disturb()
    return try await transport.exchange(request)
  }
}

/// What goes wrong, and when: a matter of the seed and of the order in which calls leave.
private actor ServiceChaos {
  static let full = StoreError(.full, "The disk is full.", remedy: "Free some space.")

  private var generator: SeededGenerator
  private let store: MemoryBarStore
  private let ledger: RehearsalLedger
  private var every: Int?
  private var run: IngestionRun?

  init(seed: UInt64, store: MemoryBarStore, ledger: RehearsalLedger) {
    generator = SeededGenerator(seed: seed ^ 0x5EED)
    self.store = store
    self.ledger = ledger
  }

  func begin(faultEvery: Int) { every = faultEvery }
  func hold(_ run: IngestionRun) { self.run = run }

  func calm() {
    every = nil
    ledger.clearFaults()
  }

  func disturb() async {
    guard let every, let run else { return }
    switch Int.random(in: 0..<60, using: &generator) {
    case 0: await run.cancel()
    case 1:
      await run.pause()
      Task(executorPreference: BackgroundWork.executor) {
        for _ in 0..<20 { await Task.yield() }
        await run.resume()
      }
    case 2: await store.fail(with: Self.full)
    default: break
    }
    guard Int.random(in: 0..<every, using: &generator) == 0 else { return }
    ledger.add([fault()])
  }

  private func fault() -> FMPFault {
    // A wrong symbol in a history is told from the right one; in the market's answer it is one more.
    let kinds: [FMPFault.Kind] = [
      .delay, .stall, .cut, .halfBody, .truncatedJSON, .html, .errorObject, .emptyBody, .wrongShape,
      .missingField, .renamedField, .wrongSymbol, .restrictedEndpoint, .restrictedSymbol,
      .restrictedLimit, .legacy, .badKey, .redirect, .gatewayError, .endless, .serverError,
      .serverError, .throttle, .throttle,
    ]
    let kind = kinds[Int.random(in: kinds.indices, using: &generator)]
    let waits = [50, 2_000, 90_000]
    var fault = FMPFault(
      kind, milliseconds: waits[Int.random(in: waits.indices, using: &generator)])
    if kind == .serverError { fault.times = Int.random(in: 1...6, using: &generator) }
    if kind == .throttle {
      fault.times = Int.random(in: 1...3, using: &generator)
      fault.seconds = Bool.random(using: &generator) ? 75 : nil
    }
    return fault
  }
}
