public import Chronology
import Kernels
import Logging
public import Market
public import Wire

/// Carries out an ingestion plan: fetches, saves in batches, reports, and can be paused and stopped.
///
/// A fixed number of requests is in the air. Every `batchSize` symbols, and at the end whatever the
/// end, bars and checkpoint are saved in one transaction: a crash costs at most one batch, and costs
/// it whole. A symbol that fails is recorded and does not stop the run; a refused key, an endpoint
/// outside the plan, an allowance that stays used up or a server that stays away does.
public actor IngestionRun {
  /// What was planned.
  public nonisolated let plan: IngestionPlan
  /// The run's name in the store.
  public nonisolated let id: String
  /// Progress after every symbol; a reader that falls behind misses the older of 64 readings, never
  /// the last one. Ends with the run.
  public nonisolated let progress: AsyncStream<IngestionProgress>

  private let fetcher: SymbolFetcher
  private let store: any IngestionStore
  private let clock: any WallClock
  private let settings: IngestionSettings
  private let meter: TrafficMeter?
  private let logger: Logger
  private let continuation: AsyncStream<IngestionProgress>.Continuation

  private var tally: Tally
  private var batch: [SymbolFetch] = []
  private var failures: [SymbolOutcome] = []
  private var unreachableInARow = 0
  private var stop: IngestionReport.Ending?
  private var storeFailure: StoreError?
  private var isPaused = false
  private var resumption: CheckedContinuation<Void, Never>?
  private var work: Task<Void, Never>?

  private struct Tally {
    let startedAt: Timestamp
    var saved = 0
    var fetched = 0
    var failed = 0
    var empty = 0
    var bars = 0
  }

  /// Creates a run that has not begun.
  ///
  /// - Parameters:
  ///   - limiter: The provider's rate limiter, if it has one; held back when the provider throttles.
  ///   - meter: What counts the provider's calls and bytes, for progress.
  public init(
    id: String, plan: IngestionPlan, provider: any MarketDataProvider, store: any IngestionStore,
    clock: any WallClock, settings: IngestionSettings, limiter: RateLimiter? = nil,
    meter: TrafficMeter? = nil
  ) {
    self.id = id
    self.plan = plan
    self.store = store
    self.clock = clock
    self.settings = settings
    self.meter = meter
    self.fetcher = SymbolFetcher(provider: provider, clock: clock, limiter: limiter)
    self.logger = Logger(label: "connect.ingestion")
    self.tally = Tally(startedAt: clock.now)
    (progress, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
  }

  /// Carries the plan out, once.
  ///
  /// - Throws: What the store throws; fetching has stopped by then, and what was saved stays.
  public func run() async throws(StoreError) -> IngestionReport {
    precondition(work == nil, "A run is carried out once.")
    defer { continuation.finish() }
    tally = Tally(startedAt: clock.now)
    try await store.beginIngestion(
      run: id, provider: plan.provider, planned: plan.requests.count, at: clock.now)
    let work = Task { await self.fetchAll() }
    self.work = work
    if stop != nil { work.cancel() }
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
    if storeFailure == nil { await saveBatch() }
    if let storeFailure { throw storeFailure }
    if tally.saved == plan.requests.count {
      stop = .complete
      try await store.completeIngestion(run: id, at: clock.now)
    }
    publish()
    return IngestionReport(
      ending: stop ?? .cancelled, progress: reading(),
      failures: failures.sorted { $0.symbol < $1.symbol })
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

  private func end(_ ending: IngestionReport.Ending) {
    if stop == nil { stop = ending }
    work?.cancel()
    resumption?.resume()
    resumption = nil
  }

  private func fetchAll() async {
    let root = SeededGenerator(seed: settings.seed)
    await withTaskGroup(of: SymbolFetch.self) { group in
      var next = 0
      var inTheAir = 0
      while true {
        while canStart, inTheAir < settings.concurrency, next < plan.requests.count {
          let request = plan.requests[next]
          let generator = root.fork(stream: UInt64(next))
          let fetcher = fetcher
          group.addTask { await fetcher.fetch(request, generator: generator) }
          next += 1
          inTheAir += 1
        }
        if inTheAir > 0, let fetch = await group.next() {
          inTheAir -= 1
          take(fetch)
          if batch.count >= settings.batchSize { await saveBatch() }
        } else if isPaused, stop == nil, storeFailure == nil, !Task.isCancelled,
          next < plan.requests.count
        {
          await untilResumed()
        } else {
          break
        }
      }
    }
  }

  private var canStart: Bool {
    !isPaused && stop == nil && storeFailure == nil && !Task.isCancelled
  }

  private func untilResumed() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Cancelled or resumed before this point: nothing would wake the run again.
        guard isPaused, stop == nil, !Task.isCancelled else { return continuation.resume() }
        resumption = continuation
      }
    } onCancel: {
      Task { await self.cancel() }
    }
  }

  /// Takes note of one symbol; decides whether the run can go on.
  private func take(_ fetch: SymbolFetch) {
    switch fetch {
    case .fetched(_, let bars, _):
      unreachableInARow = 0
      tally.fetched += 1
      tally.bars += bars.series.count
      if bars.series.count == 0 { tally.empty += 1 }
      batch.append(fetch)
    case .failed(let request, let error):
      switch error.code {
      case .cancelled:
        return
      case .unauthorized, .endpointNotInPlan, .legacyEndpoint, .noSuchEndpoint, .throttled:
        logger.error(
          "Ingestion stopped",
          metadata: ["run.id": "\(id)", "error": "\(error.message)"])
        end(.stopped(error))
        return
      case .unreachable, .serverFault, .truncated:
        unreachableInARow += 1
        if unreachableInARow >= settings.unreachableLimit {
          end(.stopped(error))
          return
        }
      case .symbolNotInPlan, .limitNotInPlan, .unknownSymbol, .malformed, .schemaDrift:
        unreachableInARow = 0
      }
      logger.warning(
        "Symbol given up",
        metadata: [
          "run.id": "\(id)", "symbol": "\(request.instrument.symbol)",
          "error": "\(error.message)",
        ])
      tally.fetched += 1
      tally.failed += 1
      batch.append(fetch)
    }
    publish()
  }

  /// Saves what has been fetched since the last save, in a task that a cancellation does not reach.
  private func saveBatch() async {
    guard !batch.isEmpty else { return }
    let contents = assemble(batch)
    batch.removeAll(keepingCapacity: true)
    let store = store
    let now = clock.now
    let saving = Task { () -> StoreError? in
      do throws(StoreError) {
        _ = try await store.save(contents, at: now)
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
    tally.saved += contents.outcomes.count
    failures += contents.outcomes.filter { $0.result == .failed }
    logger.info(
      "Batch saved",
      metadata: [
        "run.id": "\(id)", "batch.symbols": "\(contents.outcomes.count)",
        "batch.bars": "\(contents.bars.count)",
      ])
    publish()
  }

  /// Puts a batch in the order of its symbols, whatever the order in which they came in.
  private func assemble(_ fetches: [SymbolFetch]) -> IngestionBatch {
    var instruments: [Instrument] = []
    var series: [BarSeries] = []
    var notes: [SourceNote] = []
    var quarantine: [QuarantinedPayload] = []
    var actions: [CorporateAction] = []
    var outcomes: [SymbolOutcome] = []
    for fetch in fetches {
      switch fetch {
      case .fetched(let request, let bars, let found):
        instruments.append(request.instrument)
        if bars.series.count > 0 { series.append(bars.series) }
        notes += bars.notes
        actions += found
        outcomes.append(
          outcome(
            of: request, bars.series.count > 0 ? .saved : .empty, bars: bars.series.count,
            message: ""))
      case .failed(let request, let error):
        if let payload = error.quarantine { quarantine.append(payload) }
        outcomes.append(outcome(of: request, .failed, bars: 0, message: error.message))
      }
    }
    return IngestionBatch(
      run: id, instruments: instruments.sorted { $0.symbol < $1.symbol }, provider: plan.provider,
      bars: BarBlock(series.sorted { $0.symbol < $1.symbol }),
      actions: actions.sorted { ($0.symbol, $0.effectiveOn) < ($1.symbol, $1.effectiveOn) },
      notes: notes, quarantine: quarantine,
      outcomes: outcomes.sorted { $0.symbol < $1.symbol })
  }

  private func outcome(
    of request: IngestionRequest, _ result: SymbolOutcome.Result, bars: Int, message: String
  ) -> SymbolOutcome {
    SymbolOutcome(
      symbol: request.instrument.symbol, result: result, bars: bars, message: message,
      upTo: request.sessions.upperBound, from: request.coversFrom)
  }

  private func publish() { continuation.yield(reading()) }

  private func reading() -> IngestionProgress {
    let now = clock.now
    let elapsed = tally.startedAt.duration(to: now) / .seconds(1)
    let traffic = meter?.reading ?? TrafficMeter.Reading()
    return IngestionProgress(
      run: id, provider: plan.provider, planned: plan.requests.count, saved: tally.saved,
      fetched: tally.fetched, failed: tally.failed, empty: tally.empty, bars: tally.bars,
      calls: traffic.calls, bytes: traffic.bytes,
      symbolsPerSecond: elapsed > 0 ? Double(tally.fetched) / elapsed : 0, isPaused: isPaused,
      at: now)
  }
}
