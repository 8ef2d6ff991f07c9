public import Chronology
import Executors
import Kernels
public import Logging
public import Market
public import Wire

/// Brings in company reports, resumable by the outcomes kept under the provider's name and
/// `.fundamentals`.
///
///     let due = FundamentalsRun.due(symbols, outcomes: outcomes, refusals: refusals, now: clock.now)
///     let run = FundamentalsRun(id: id, symbols: due, provider: provider, …)
///
/// Reports are saved before the outcomes that say so: a crash in between costs the batch's calls and
/// no report, for what is saved twice is held once. A kind of report that the plan does not cover is
/// left out for the rest of the run.
public actor FundamentalsRun {
  /// How a run goes about its work.
  public struct Settings: Hashable, Sendable {
    /// Companies in the air at once.
    public var concurrency = 4
    /// Companies in one save; reports are large.
    public var batchSize = 25
    /// True for quarters, false for fiscal years.
    public var isQuarterly = true
    /// Periods of each kind at most.
    public var limit = 120
    /// Companies in a row that may be given up as unreachable before the run stops.
    public var unreachableLimit = 20
    /// Seed of the waits between attempts.
    public var seed: UInt64

    public init(seed: UInt64) { self.seed = seed }
  }

  /// The name under which the store keeps outcomes and refusals of a provider's reports.
  public static func ledger(of provider: String) -> String { provider + ".fundamentals" }

  /// Returns the symbols whose reports are to be fetched, in their order.
  ///
  /// - Parameter days: How long reports once fetched, or found not to exist, are left alone.
  public static func due(
    _ symbols: [Symbol], outcomes: [SymbolOutcome], refusals: [StoredRefusal], now: Timestamp,
    days: Int = 7
  ) -> [Symbol] {
    let last = Dictionary(outcomes.map { ($0.symbol, $0) }, uniquingKeysWith: { $1 })
    let closed = Set(refusals.filter { $0.until > now }.map(\.key))
    return symbols.filter { symbol in
      guard !closed.contains(StoredRefusal.symbolPrefix + symbol.ticker) else { return false }
      guard let outcome = last[symbol], outcome.result != .failed else { return true }
      let asked = outcome.recordedAt ?? Timestamp(seconds: Int64(outcome.upTo.day) * 86_400)
      return asked.advanced(by: .seconds(86_400 * days)) <= now
    }
  }

  /// Progress after every company; ends with the run. `bars` counts reports.
  public nonisolated let progress: AsyncStream<IngestionProgress>

  private let id: String
  private let symbols: [Symbol]
  private let provider: any ReferenceProvider
  private let store: any IngestionStore & ReferenceStore
  private let clock: any WallClock
  private let settings: Settings
  private let fetcher: FundamentalsFetcher
  private let meter: TrafficMeter?
  private let logger: Logger
  private let continuation: AsyncStream<IngestionProgress>.Continuation
  private let gate = PauseGate()

  private var tally: IngestionTally
  private var batch: [FundamentalsFetch] = []
  private var closed: [StatementKind: MarketDataError]
  private var unsavedRefusals: [StoredRefusal] = []
  private var stop: IngestionReport.Ending?
  private var storeFailure: StoreError?
  private var work: Task<Void, Never>?

  /// Creates a run that has not begun.
  ///
  /// - Parameters:
  ///   - symbols: Those due, in the order in which they are to be fetched.
  ///   - refusals: What the provider refused before, under `ledger(of:)`.
  public init(
    id: String, symbols: [Symbol], provider: any ReferenceProvider,
    store: any IngestionStore & ReferenceStore, clock: any WallClock, settings: Settings,
    refusals: [StoredRefusal] = [], limiter: RateLimiter? = nil, meter: TrafficMeter? = nil,
    logger: Logger = Logger(label: "connect.fundamentals")
  ) {
    self.id = id
    self.symbols = symbols
    self.provider = provider
    self.store = store
    self.clock = clock
    self.settings = settings
    self.meter = meter
    self.logger = logger
    fetcher = FundamentalsFetcher(
      provider: provider, retrier: Retrier(clock: clock, limiter: limiter),
      isQuarterly: settings.isQuarterly, limit: settings.limit)
    tally = IngestionTally(startedAt: clock.now)
    tally.planned = symbols.count
    closed = [:]
    for refusal in refusals where refusal.until > clock.now {
      let word = refusal.key.dropFirst(StoredRefusal.endpointPrefix.count)
      guard refusal.key.hasPrefix(StoredRefusal.endpointPrefix),
        let kind = StatementKind(rawValue: String(word))
      else { continue }
      closed[kind] = MarketDataError(.endpointNotInPlan, refusal.reason)
    }
    (progress, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
  }

  /// Fetches and saves, once.
  ///
  /// - Throws: What the store throws; what was saved before stays.
  public func run() async throws(StoreError) -> IngestionReport {
    precondition(work == nil, "A run is carried out once.")
    defer { continuation.finish() }
    tally.startedAt = clock.now
    try await store.beginIngestion(
      run: id, provider: Self.ledger(of: provider.name), planned: symbols.count, at: clock.now)
    let work = Task(executorPreference: BackgroundWork.executor) { await self.fetchAll() }
    self.work = work
    if stop != nil { work.cancel() }
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
    if storeFailure == nil { await saveBatch() }
    if let storeFailure { throw storeFailure }
    if tally.saved == symbols.count {
      stop = .complete
      try await store.completeIngestion(run: id, at: clock.now)
    }
    await publish()
    return IngestionReport(
      ending: stop ?? .cancelled, progress: await reading(),
      failures: tally.failures.sorted { $0.symbol < $1.symbol }, changes: [],
      notices: closed.keys.map(\.rawValue).sorted().map {
        "Reports of the kind \($0) are outside the plan and were left out."
      })
  }

  /// Starts no further companies until `resume()`.
  public func pause() async {
    await gate.close()
    await publish()
  }

  /// Goes on after `pause()`.
  public func resume() async {
    await gate.open()
    await publish()
  }

  /// Stops the run: drops what is in the air, saves what is whole.
  public func cancel() { end(.cancelled) }

  private func end(_ ending: IngestionReport.Ending) {
    if stop == nil { stop = ending }
    work?.cancel()
  }

  private var kinds: [StatementKind] { StatementKind.allCases.filter { closed[$0] == nil } }
  private var isGoing: Bool { stop == nil && storeFailure == nil && !Task.isCancelled }

  private func fetchAll() async {
    let root = SeededGenerator(seed: settings.seed)
    await withTaskGroup(of: FundamentalsFetch.self) { group in
      var next = 0
      var inTheAir = 0
      while true {
        while isGoing, inTheAir < settings.concurrency, next < symbols.count {
          await gate.pass()
          guard isGoing else { break }
          let (symbol, kinds, fetcher) = (symbols[next], kinds, fetcher)
          let generator = root.fork(stream: UInt64(next))
          group.addTask { await fetcher.fetch(symbol, kinds: kinds, generator: generator) }
          next += 1
          inTheAir += 1
        }
        guard inTheAir > 0, let fetch = await group.next() else { break }
        inTheAir -= 1
        take(fetch)
        await publish()
        if batch.count >= settings.batchSize { await saveBatch() }
      }
    }
  }

  private func take(_ fetch: FundamentalsFetch) {
    for (kind, error) in fetch.closed where closed[kind] == nil {
      closed[kind] = error
      if error.code == .endpointNotInPlan {
        refuse(StoredRefusal.endpointPrefix + kind.rawValue, error, days: 7)
      }
    }
    if kinds.isEmpty, let error = fetch.closed.values.first {
      end(.stopped(error))
      return
    }
    if let error = fetch.failure {
      switch error.code {
      case .cancelled: return
      case .unauthorized, .throttled:
        end(.stopped(error))
        return
      case .unreachable, .serverFault, .truncated:
        tally.unreachableInARow += 1
        if tally.unreachableInARow >= settings.unreachableLimit {
          end(.stopped(error))
          return
        }
      case .symbolNotInPlan, .unknownSymbol:
        refuse(StoredRefusal.symbolPrefix + fetch.symbol.ticker, error, days: 30)
      case .endpointNotInPlan, .legacyEndpoint, .noSuchEndpoint, .limitNotInPlan, .malformed,
        .schemaDrift:
        break
      }
      tally.failed += 1
    } else {
      tally.unreachableInARow = 0
      if fetch.reports.isEmpty { tally.empty += 1 }
    }
    tally.fetched += 1
    tally.bars += fetch.reports.count
    batch.append(fetch)
  }

  private func refuse(_ key: String, _ error: MarketDataError, days: Int) {
    unsavedRefusals.append(
      StoredRefusal(
        key: key, reason: error.message,
        until: clock.now.advanced(by: .seconds(86_400 * days))))
  }

  /// Saves reports, then outcomes, in a task that a cancellation does not reach.
  private func saveBatch() async {
    guard !batch.isEmpty || !unsavedRefusals.isEmpty else { return }
    let (fetches, refusals, now) = (batch, unsavedRefusals, clock.now)
    batch.removeAll(keepingCapacity: true)
    unsavedRefusals.removeAll()
    let contents = outcomes(of: fetches, at: now)
    let (store, name) = (store, provider.name)
    let executor = BackgroundWork.executor
    let saving = Task(executorPreference: executor) { () -> StoreError? in
      do throws(StoreError) {
        // Of a company that failed half-way, what came stays: it is true, and asked for again.
        let reports = fetches.flatMap(\.reports)
        if !reports.isEmpty {
          _ = try await store.save(statements: reports, provider: name, at: now)
        }
        if !refusals.isEmpty {
          try await store.save(refusals: refusals, provider: Self.ledger(of: name), at: now)
        }
        if !contents.outcomes.isEmpty { _ = try await store.save(contents, at: now) }
        return nil
      } catch {
        return error
      }
    }
    if let failure = await saving.value {
      storeFailure = failure
      work?.cancel()
      return
    }
    tally.note(contents.outcomes, [])
    logger.info(
      "Reports saved",
      metadata: ["run.id": "\(id)", "batch.symbols": "\(contents.outcomes.count)"])
    await publish()
  }

  private func outcomes(of fetches: [FundamentalsFetch], at now: Timestamp) -> IngestionBatch {
    let today = SessionDate(day: Int32(now.nanoseconds / 86_400_000_000_000))
    return IngestionBatch(
      run: id, instruments: [], provider: Self.ledger(of: provider.name), bars: BarBlock(),
      actions: [], quarantine: fetches.compactMap { $0.failure?.quarantine },
      outcomes: fetches.map { fetch in
        SymbolOutcome(
          symbol: fetch.symbol,
          result: fetch.failure != nil ? .failed : fetch.reports.isEmpty ? .empty : .saved,
          bars: fetch.reports.count, message: fetch.failure?.message ?? "", upTo: today)
      }.sorted { $0.symbol < $1.symbol })
  }

  private func publish() async { continuation.yield(await reading()) }

  private func reading() async -> IngestionProgress {
    let traffic = meter?.reading ?? TrafficMeter.Reading()
    let pace = tally.pace(at: clock.now)
    return IngestionProgress(
      run: id, provider: provider.name, phase: .symbols, planned: tally.planned,
      saved: tally.saved, kept: tally.kept, fetched: tally.fetched, sessions: 0, sessionsDone: 0,
      failed: tally.failed, empty: tally.empty, changed: 0, bars: tally.bars,
      calls: traffic.calls, callsLeft: nil, bytes: traffic.bytes,
      symbolsPerSecond: pace.symbolsPerSecond, secondsLeft: pace.secondsLeft,
      isPaused: await gate.isClosed, at: clock.now)
  }
}
