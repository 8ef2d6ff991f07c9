public import Chronology
import Executors
import Kernels
public import Logging
public import Market
public import Wire

/// Carries out an ingestion plan: fetches, compares, saves in batches, reports, and can be paused,
/// told what to fetch first, and stopped.
///
/// Sessions of the whole market come first, each saved in one transaction with the outcomes of its
/// symbols. Then symbols one by one with a fixed number of requests in the air; every `batchSize`
/// symbols, and at the end whatever the end, bars and checkpoint are saved in one transaction, while
/// the next batch is fetched. A crash costs at most one batch, and costs it whole. At most two
/// batches are in memory.
///
/// What repeats stored sessions is compared with them. A symbol of which a stored close has changed
/// is fetched whole in the same run, and saved together with the record of what changed.
///
/// A symbol that fails is recorded and does not stop the run; a refused key, an allowance that stays
/// used up or a server that stays away does. When the market's endpoints are refused, the run goes
/// on symbol by symbol.
public actor IngestionRun {
  /// What was planned.
  public nonisolated let plan: IngestionPlan
  /// The run's name in the store.
  public nonisolated let id: String
  /// Progress after every symbol and session; a reader that falls behind misses the older of 64
  /// readings, never the last one. Ends with the run.
  public nonisolated let progress: AsyncStream<IngestionProgress>

  nonisolated let fetcher: SymbolFetcher
  nonisolated let retrier: Retrier
  nonisolated let writer: BatchWriter
  nonisolated let store: any IngestionStore
  nonisolated let clock: any WallClock
  nonisolated let settings: IngestionSettings
  nonisolated let logger: Logger
  private let meter: TrafficMeter?
  private let callsLeft: @Sendable () -> Int?
  private let continuation: AsyncStream<IngestionProgress>.Continuation

  var tally: IngestionTally
  var queue: ErrandQueue
  var batch: [SymbolFetch] = []
  /// Refusals seen and not saved yet.
  var refusals: [StoredRefusal] = []
  /// Answers of the market route that broke their schema and are not saved yet.
  var quarantine: [QuarantinedPayload] = []
  var notices: [String] = []
  var storeFailure: StoreError?
  private var stop: IngestionReport.Ending?
  private var isPaused = false
  private var resumption: CheckedContinuation<Void, Never>?
  private var work: Task<Void, Never>?

  /// Creates a run that has not begun.
  ///
  /// - Parameters:
  ///   - limiter: The provider's rate limiter, if it has one; held back when the provider throttles.
  ///   - meter: What counts the provider's calls and bytes, for progress.
  ///   - logger: Where batches, failures and the end are told.
  ///   - callsLeft: Gives the calls that may still be made in this minute, for progress.
  public init(
    id: String, plan: IngestionPlan, provider: any MarketDataProvider, store: any IngestionStore,
    clock: any WallClock, settings: IngestionSettings, limiter: RateLimiter? = nil,
    meter: TrafficMeter? = nil, callsLeft: @escaping @Sendable () -> Int? = { nil },
    logger: Logger = Logger(label: "connect.ingestion")
  ) {
    self.id = id
    self.plan = plan
    self.store = store
    self.clock = clock
    self.settings = settings
    self.meter = meter
    self.callsLeft = callsLeft
    retrier = Retrier(clock: clock, limiter: limiter)
    fetcher = SymbolFetcher(provider: provider, retrier: retrier)
    let overlap = max(5, plan.market?.overlap.count ?? 0)
    writer = BatchWriter(
      run: id, provider: plan.provider, store: store,
      lookBack: overlap + RouteChoice.mostSessions)
    self.logger = logger
    tally = IngestionTally(startedAt: clock.now)
    tally.planned = plan.symbolCount
    tally.sessions = plan.market.map { $0.overlap.count + $0.missing.count } ?? 0
    queue = ErrandQueue(plan.requests)
    (progress, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
  }

  /// Carries the plan out, once.
  ///
  /// - Throws: What the store throws; fetching has stopped by then, and what was saved stays.
  public func run() async throws(StoreError) -> IngestionReport {
    precondition(work == nil, "A run is carried out once.")
    defer { continuation.finish() }
    tally.startedAt = clock.now
    // On the market route an outcome is recorded for every symbol and session.
    let joint = plan.market.map { $0.requests.count * $0.missing.count } ?? 0
    try await store.beginIngestion(
      run: id, provider: plan.provider, planned: plan.requests.count + joint, at: clock.now)
    let work = Task(executorPreference: BackgroundWork.executor) {
      await self.fetchMarket()
      await self.fetchSymbols()
    }
    self.work = work
    if stop != nil { work.cancel() }
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
    if storeFailure == nil { await saveLast() }
    if let storeFailure { throw storeFailure }
    if queue.isEmpty, stop == nil, tally.dropped == 0 {
      stop = .complete
      try await store.completeIngestion(run: id, at: clock.now)
    }
    publish()
    return IngestionReport(
      ending: stop ?? .cancelled, progress: reading(),
      failures: tally.failures.sorted { $0.symbol < $1.symbol }, changes: tally.changes,
      notices: notices)
  }

  /// Starts no further requests until `resume()`; those in the air come in and count.
  public func pause() {
    isPaused = true
    publish()
  }

  /// Goes on after `pause()`.
  public func resume() {
    isPaused = false
    resumption?.resume()
    resumption = nil
    publish()
  }

  /// Stops the run: drops what is in the air, saves what is whole.
  public func cancel() {
    end(.cancelled)
  }

  /// Fetches some symbols before all others that are fetched one by one and are not on their way.
  ///
  /// Symbols that the plan does not hold are passed over.
  public func moveToFront(_ symbols: [Symbol]) { queue.moveToFront(symbols) }

  func end(_ ending: IngestionReport.Ending) {
    if stop == nil { stop = ending }
    work?.cancel()
    resumption?.resume()
    resumption = nil
  }

  func fail(_ error: StoreError) {
    if storeFailure == nil { storeFailure = error }
    work?.cancel()
  }

  /// True while nothing has ended the run.
  var isGoing: Bool { stop == nil && storeFailure == nil && !Task.isCancelled }
  var canStart: Bool { !isPaused && isGoing }

  /// Waits while the run is paused.
  func untilResumed() async {
    guard isPaused, isGoing else { return }
    let executor = BackgroundWork.executor
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Cancelled or resumed before this point: nothing would wake the run again.
        guard isPaused, stop == nil, !Task.isCancelled else { return continuation.resume() }
        resumption = continuation
      }
    } onCancel: {
      Task(executorPreference: executor) { await self.cancel() }
    }
  }

  func publish() { continuation.yield(reading()) }

  private func reading() -> IngestionProgress {
    let now = clock.now
    let traffic = meter?.reading ?? TrafficMeter.Reading()
    let pace = tally.pace(at: now)
    return IngestionProgress(
      run: id, provider: plan.provider, phase: tally.phase, planned: tally.planned,
      saved: tally.saved, kept: tally.kept, fetched: tally.fetched,
      sessions: tally.sessions, sessionsDone: tally.sessionsDone, failed: tally.failed, empty: tally.empty,
      changed: tally.changed, bars: tally.bars, calls: traffic.calls, callsLeft: callsLeft(),
      bytes: traffic.bytes, symbolsPerSecond: pace.symbolsPerSecond,
      secondsLeft: pace.secondsLeft, isPaused: isPaused, at: now)
  }
}
