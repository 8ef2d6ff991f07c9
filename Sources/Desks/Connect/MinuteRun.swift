public import Chronology
import Kernels
public import Logging
public import Market
public import Wire

/// Keeps bars within sessions.
public protocol MinuteStore: Sendable {
  /// Saves bars in the place of all that is held of the symbol and interval between the first and
  /// the last of them.
  ///
  /// - Returns: The number of bars written.
  @discardableResult
  func save(minutes bars: MinuteSeries, source: String) async throws(StoreError) -> Int
}

/// Brings in bars within sessions, symbol by symbol, resumable by the outcomes kept under
/// `ledger(of:_:)`.
///
/// Each symbol's bars are saved before the outcome that says so: a crash in between costs its calls
/// and no bar, for what is saved again takes the place of what was held.
public actor MinuteRun {
  /// How a run goes about its work.
  public struct Settings: Hashable, Sendable {
    /// Symbols in the air at once.
    public var concurrency = 4
    /// Symbols in a row that may be given up as unreachable before the run stops.
    public var unreachableLimit = 20
    /// Seed of the waits between attempts.
    public var seed: UInt64

    public init(seed: UInt64) { self.seed = seed }
  }

  /// A symbol, and the days to ask for.
  public struct Request: Hashable, Sendable {
    public let symbol: Symbol
    public let days: ClosedRange<SessionDate>
    /// The first day that the store will have been offered without a gap once this is saved.
    public let coversFrom: SessionDate
  }

  /// The name under which the store keeps outcomes and refusals of a provider's bars of one length.
  public static func ledger(of provider: String, _ interval: MinuteInterval) -> String {
    "\(provider).\(interval.rawValue)"
  }

  /// Returns what is to be fetched, in the order of the symbols.
  ///
  /// Of a symbol whose last outcome reaches into the range or up to it, only the sessions behind that
  /// are fetched; otherwise the whole range.
  public static func due(
    _ symbols: [Symbol], over range: ClosedRange<SessionDate>, outcomes: [SymbolOutcome],
    refusals: [StoredRefusal], calendar: TradingCalendar, now: Timestamp
  ) -> [Request] {
    let last = Dictionary(outcomes.map { ($0.symbol, $0) }, uniquingKeysWith: { $1 })
    let closed = Set(refusals.filter { $0.until > now }.map(\.key))
    return symbols.compactMap { symbol in
      guard !closed.contains(StoredRefusal.symbolPrefix + symbol.ticker) else { return nil }
      let whole = Request(symbol: symbol, days: range, coversFrom: range.lowerBound)
      guard let outcome = last[symbol], outcome.result != .failed, let from = outcome.from,
        from <= range.lowerBound
      else { return whole }
      guard outcome.upTo < range.upperBound else { return nil }
      let next = outcome.upTo.advanced(by: 1)
      guard next > range.lowerBound
        || next == range.lowerBound
        || calendar.count(in: next...range.lowerBound.advanced(by: -1)) == 0
      else { return whole }
      return Request(
        symbol: symbol, days: max(next, range.lowerBound)...range.upperBound, coversFrom: from)
    }
  }

  /// Progress after every symbol; ends with the run.
  public nonisolated let progress: AsyncStream<IngestionProgress>

  private let id: String
  private let interval: MinuteInterval
  private let requests: [Request]
  private let provider: any MinuteBarProvider
  private let store: any IngestionStore & MinuteStore
  private let clock: any WallClock
  private let settings: Settings
  private let retrier: Retrier
  private let meter: TrafficMeter?
  private let logger: Logger
  private let continuation: AsyncStream<IngestionProgress>.Continuation
  private let gate = PauseGate()

  private var tally: IngestionTally
  private var leftOut = 0
  private var stop: IngestionReport.Ending?
  private var storeFailure: StoreError?
  private var work: Task<Void, Never>?

  /// Creates a run that has not begun.
  public init(
    id: String, requests: [Request], interval: MinuteInterval, provider: any MinuteBarProvider,
    store: any IngestionStore & MinuteStore, clock: any WallClock, settings: Settings,
    limiter: RateLimiter? = nil, meter: TrafficMeter? = nil,
    logger: Logger = Logger(label: "connect.minutes")
  ) {
    self.id = id
    self.requests = requests
    self.interval = interval
    self.provider = provider
    self.store = store
    self.clock = clock
    self.settings = settings
    self.meter = meter
    self.logger = logger
    retrier = Retrier(clock: clock, limiter: limiter)
    tally = IngestionTally(startedAt: clock.now)
    tally.planned = requests.count
    (progress, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
  }

  private var ledger: String { Self.ledger(of: provider.name, interval) }
  private var isGoing: Bool { stop == nil && storeFailure == nil && !Task.isCancelled }

  /// Fetches and saves, once.
  ///
  /// - Throws: What the store throws; what was saved before stays.
  public func run() async throws(StoreError) -> IngestionReport {
    precondition(work == nil, "A run is carried out once.")
    defer { continuation.finish() }
    tally.startedAt = clock.now
    try await store.beginIngestion(
      run: id, provider: ledger, planned: requests.count, at: clock.now)
    let work = Task { await self.fetchAll() }
    self.work = work
    if stop != nil { work.cancel() }
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
    if let storeFailure { throw storeFailure }
    if tally.saved == requests.count {
      stop = .complete
      try await store.completeIngestion(run: id, at: clock.now)
    }
    await publish()
    return IngestionReport(
      ending: stop ?? .cancelled, progress: await reading(),
      failures: tally.failures.sorted { $0.symbol < $1.symbol }, changes: [],
      notices: leftOut == 0
        ? [] : ["Left out because their prices cannot be, or their instant came twice: \(leftOut)."])
  }

  /// Starts no further symbols until `resume()`.
  public func pause() async {
    await gate.close()
    await publish()
  }

  /// Goes on after `pause()`.
  public func resume() async {
    await gate.open()
    await publish()
  }

  /// Stops the run: drops what is in the air; what was saved stays.
  public func cancel() { end(.cancelled) }

  private func end(_ ending: IngestionReport.Ending) {
    if stop == nil { stop = ending }
    work?.cancel()
  }

  private typealias Answer = (request: Request, result: Result<FetchedMinutes, MarketDataError>)

  private func fetchAll() async {
    let root = SeededGenerator(seed: settings.seed)
    await withTaskGroup(of: Answer.self) { group in
      var next = 0
      var inTheAir = 0
      while true {
        while isGoing, inTheAir < settings.concurrency, next < requests.count {
          await gate.pass()
          guard isGoing else { break }
          let (request, provider, interval) = (requests[next], provider, interval)
          let (retrier, generator) = (retrier, root.fork(stream: UInt64(next)))
          group.addTask {
            let result = await retrier.ask(request.symbol.ticker, generator: generator) {
              await Self.attempt(request, interval, provider)
            }
            return (request, result)
          }
          next += 1
          inTheAir += 1
        }
        guard inTheAir > 0, let answer = await group.next() else { break }
        inTheAir -= 1
        if storeFailure == nil { await take(answer) }
        await publish()
      }
    }
  }

  private static func attempt(
    _ request: Request, _ interval: MinuteInterval, _ provider: any MinuteBarProvider
  ) async -> Result<FetchedMinutes, MarketDataError> {
    do throws(MarketDataError) {
      return .success(try await provider.minuteBars(of: request.symbol, interval, over: request.days))
    } catch {
      return .failure(error)
    }
  }

  private func take(_ answer: Answer) async {
    var refusals: [StoredRefusal] = []
    switch answer.result {
    case .success(let fetched):
      tally.unreachableInARow = 0
      tally.bars += fetched.series.opensAt.count
      leftOut += fetched.leftOut
      if fetched.series.opensAt.isEmpty { tally.empty += 1 }
    case .failure(let error):
      switch error.code {
      case .cancelled: return
      case .unauthorized, .throttled, .endpointNotInPlan, .legacyEndpoint, .noSuchEndpoint:
        return end(.stopped(error))
      case .unreachable, .serverFault, .truncated:
        tally.unreachableInARow += 1
        if tally.unreachableInARow >= settings.unreachableLimit { return end(.stopped(error)) }
      case .symbolNotInPlan, .unknownSymbol:
        refusals.append(
          StoredRefusal(
            key: StoredRefusal.symbolPrefix + answer.request.symbol.ticker, reason: error.message,
            until: clock.now.advanced(by: .seconds(86_400 * 30))))
      case .limitNotInPlan, .malformed, .schemaDrift: break
      }
      tally.failed += 1
    }
    tally.fetched += 1
    await save(answer, refusals: refusals)
  }

  /// Saves bars, then the outcome, in a task that a cancellation does not reach.
  private func save(_ answer: Answer, refusals: [StoredRefusal]) async {
    let (store, source, ledger, now) = (store, provider.name, ledger, clock.now)
    let batch = batch(of: answer)
    let saving = Task { () -> StoreError? in
      do throws(StoreError) {
        if case .success(let fetched) = answer.result {
          try await store.save(minutes: fetched.series, source: source)
        }
        if !refusals.isEmpty {
          try await store.save(refusals: refusals, provider: ledger, at: now)
        }
        _ = try await store.save(batch, at: now)
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
    tally.note(batch.outcomes, [])
    logger.info(
      "Bars within sessions saved",
      metadata: ["run.id": "\(id)", "symbol": "\(answer.request.symbol)"])
  }

  private func batch(of answer: Answer) -> IngestionBatch {
    let request = answer.request
    let outcome: SymbolOutcome
    var quarantine: [QuarantinedPayload] = []
    switch answer.result {
    case .success(let fetched):
      let bars = fetched.series.opensAt.count
      outcome = SymbolOutcome(
        symbol: request.symbol, result: bars == 0 ? .empty : .saved, bars: bars, message: "",
        upTo: request.days.upperBound, from: request.coversFrom)
    case .failure(let error):
      quarantine = error.quarantine.map { [$0] } ?? []
      outcome = SymbolOutcome(
        symbol: request.symbol, result: .failed, bars: 0, message: error.message,
        upTo: request.days.upperBound, from: request.coversFrom)
    }
    return IngestionBatch(
      run: id, instruments: [], provider: ledger, bars: BarBlock(), actions: [],
      quarantine: quarantine, outcomes: [outcome])
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
