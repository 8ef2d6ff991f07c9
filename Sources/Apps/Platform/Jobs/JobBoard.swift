public import Chronology
public import Contract
import Executors
public import Logging
public import Market
import Research

/// Long work: waiting, running and finished, with progress and cancellation.
///
/// One ingestion runs at a time, since there is one writer; one of each place may be on the board,
/// so that reference data asked for while bars come in waits for its turn. Backtests run as many as
/// there are lanes. What finds no place in the bounded queue is refused, never silently dropped.
public actor JobBoard {
  /// The work itself: reports progress, answers what it made and a closing message.
  public typealias Work =
    @Sendable (any JobProgress) async throws -> (result: String?, message: String)

  private struct Entry {
    let ticker: JobTicker
    /// What an ingestion brings in; nothing else has a place.
    let place: String
    let work: Work
    var task: Task<Void, Never>?
  }
  private static let maximumWaiting = 64

  private let store: any JobStore
  private let clock: any WallClock
  private let backtestLanes: Int
  private let logger: Logger
  /// Where the jobs' work runs; nil for the cooperative pool.
  private let executor: (any TaskExecutor)?
  private let publish: @Sendable (JobView) -> Void
  /// Jobs not yet finished, in order of submission.
  private var order: [String] = []
  private var entries: [String: Entry] = [:]
  private var lastNumber: Int64 = 0
  private var isClosed = false
  private var drained: [CheckedContinuation<Void, Never>] = []

  public init(
    store: any JobStore, clock: any WallClock, backtestLanes: Int, logger: Logger,
    executor: (any TaskExecutor)? = nil,
    publish: @escaping @Sendable (JobView) -> Void
  ) {
    self.store = store
    self.clock = clock
    self.backtestLanes = backtestLanes
    self.logger = logger
    self.executor = executor
    self.publish = publish
  }

  /// Marks what a former process left unfinished; call once, before the first submission.
  public func recover() async throws {
    for var job in try await store.jobs(limit: 1000, offset: 0)
    where [.waiting, .running, .paused].contains(job.state) {
      job.state = .interrupted
      job.finishedAt = clock.now.millisecondsSinceEpoch
      job.rate = nil
      job.secondsLeft = nil
      job.message =
        "The server stopped before it was done. What it committed stays; start it again."
      try await store.save(job)
    }
  }

  /// Queues work.
  ///
  /// - Parameter place: What an ingestion brings in; one of each may be unfinished.
  /// - Throws: `jobs.full`; `jobs.ingesting` for a second ingestion of the same place.
  public func submit(
    _ kind: JobKind, _ title: String, by account: String, unit: String, place: String = "",
    work: @escaping Work
  ) async throws -> JobView {
    guard !isClosed else { throw CancellationError() }
    let waiting = entries.values.filter { $0.ticker.view.state == .waiting }.count
    guard waiting < Self.maximumWaiting else {
      throw Refusal(
        429, "jobs.full", "The queue of jobs is full", detail: "\(waiting) jobs are waiting.",
        remedy: "Wait until some are done, or cancel some.", retryAfter: 10)
    }
    if kind == .ingest,
      let running = unfinished(.ingest).first(where: { entries[$0.id]?.place == place })
    {
      throw Refusal(
        409, "jobs.ingesting", "An ingestion is under way already",
        detail: "Job \(running.id) has not finished.",
        remedy: "Wait for it, or cancel it; ingestion resumes where it stopped.")
    }
    let now = clock.now.millisecondsSinceEpoch
    // Milliseconds, moved on where two jobs share one: unique over restarts, sorted by time.
    lastNumber = max(lastNumber + 1, now)
    let id = "j\(lastNumber)"
    let view = JobView(
      id: id, kind: kind, title: title, state: .waiting, by: account, createdAt: now,
      finishedAt: nil, completed: 0, total: 0, unit: unit, rate: nil, secondsLeft: nil,
      message: "Waiting for its turn.", result: nil)
    entries[id] = Entry(
      ticker: JobTicker(view: view, clock: clock, publish: publish), place: place, work: work,
      task: nil)
    order.append(id)
    do {
      try await store.save(view)
    } catch {
      entries[id] = nil
      order.removeAll { $0 == id }
      throw error
    }
    publish(view)
    startNext()
    return entries[id]?.ticker.view ?? view
  }

  public func jobs(limit: Int, offset: Int) async throws -> [JobView] {
    try await store.jobs(limit: limit, offset: offset).map { entries[$0.id]?.ticker.view ?? $0 }
  }

  public func job(_ id: String) async throws -> JobView {
    if let entry = entries[id] { return entry.ticker.view }
    guard let job = try await store.job(id) else {
      throw Refusal.missing("job", id, remedy: "List them with GET /api/jobs.")
    }
    return job
  }

  /// Asks a job to stop; a finished one stays as it is.
  public func cancel(_ id: String, by account: String) async throws -> JobView {
    guard let entry = entries[id] else { return try await job(id) }
    entry.ticker.cancel()
    if let task = entry.task {
      guard entry.ticker.view.finishedAt == nil else { return entry.ticker.view }
      entry.ticker.change { $0.message = "Stopping, as \(account) asked." }
      task.cancel()
    } else if entry.ticker.view.state == .waiting {
      await finish(
        id, as: .cancelled, message: "Cancelled by \(account) before it began.", result: nil)
    }
    return try await job(id)
  }

  /// The unfinished jobs of a kind, in order of submission.
  func unfinished(_ kind: JobKind) -> [JobView] {
    // One that is done keeps its entry until it is saved, but holds no place any more.
    order.compactMap { entries[$0]?.ticker.view }
      .filter { $0.kind == kind && $0.finishedAt == nil }
  }

  /// Holds a running job; what it has under way still comes in.
  ///
  /// - Throws: `job.missing`; `job.notPausable` for one that does not run or cannot be held.
  public func pause(_ id: String, by account: String) async throws -> JobView {
    let (ticker, steering) = try await steered(id)
    guard ticker.view.state == .running else { return ticker.view }
    let view = ticker.change {
      $0.state = .paused
      $0.rate = nil
      $0.secondsLeft = nil
      $0.message = "Paused by \(account)."
    }
    await steering.pause()
    return view
  }

  /// Lets a held job go on; one that runs already stays as it is.
  public func resume(_ id: String, by account: String) async throws -> JobView {
    let (ticker, steering) = try await steered(id)
    guard ticker.view.state == .paused else { return ticker.view }
    let view = ticker.change {
      $0.state = .running
      $0.message = "Goes on, as \(account) asked."
    }
    await steering.resume()
    return view
  }

  /// Moves symbols to the front of a job under way.
  ///
  /// - Throws: `job.symbolsUnknown` with those that the job is not to fetch; the others are moved all
  ///   the same. `job.noOrder` for a job that keeps its order.
  public func moveToFront(_ symbols: [Symbol], in id: String) async throws -> JobView {
    let (ticker, steering) = try await steered(id)
    guard let unknown = await steering.moveToFront(symbols) else {
      throw Refusal(
        409, "job.noOrder", "The job keeps its order",
        detail: "Job \(id), \(ticker.view.title), takes its symbols in the order planned.",
        remedy: "Wait for its end, or cancel it and begin with these symbols first.")
    }
    guard unknown.isEmpty else {
      let names = unknown.prefix(10).map(\.ticker).joined(separator: ", ")
      let more = unknown.count > 10 ? " and \(unknown.count - 10) more" : ""
      let moved = symbols.count - unknown.count
      throw Refusal(
        422, "job.symbolsUnknown", "The job does not fetch these symbols",
        detail: "Job \(id) is not to fetch \(names)\(more)."
          + (moved > 0 ? " The other \(moved) come first now." : ""),
        remedy: "Correct the symbols, or ingest these in a job of their own once this one is done.")
    }
    return ticker.view
  }

  private func steered(_ id: String) async throws -> (JobTicker, any JobSteering) {
    if let ticker = entries[id]?.ticker, ticker.view.finishedAt == nil,
      let steering = ticker.steering
    {
      return (ticker, steering)
    }
    let view = try await job(id)
    throw Refusal(
      409, "job.notPausable", "The job cannot be held or hurried",
      detail: "Job \(id) is \(view.state.rawValue) and of the kind \(view.kind.rawValue).",
      remedy: "Only an ingestion under way can; list the jobs with GET /api/jobs.")
  }

  /// Stops everything and waits until it has stopped, also in a task that is cancelled: what the jobs
  /// use may only go after them.
  public func close() async {
    isClosed = true
    for id in order {
      guard let entry = entries[id] else { continue }
      entry.ticker.cancel()
      if let task = entry.task {
        task.cancel()
      } else {
        await finish(
          id, as: .interrupted, message: "The server stopped before it began.", result: nil)
      }
    }
    guard !entries.isEmpty else { return }
    await withCheckedContinuation { drained.append($0) }
  }

  private func startNext() {
    guard !isClosed else { return }
    for id in order {
      guard let entry = entries[id], entry.task == nil, entry.ticker.view.state == .waiting,
        hasLane(for: entry.ticker.view.kind)
      else { continue }
      entry.ticker.change {
        $0.state = .running
        $0.message = "Running."
      }
      // The board outlives the task: `close` waits for every one of them.
      entries[id]?.task = Task { await self.run(id, entry) }
    }
  }

  private func hasLane(for kind: JobKind) -> Bool {
    let running = entries.values.map(\.ticker.view).filter {
      $0.state == .running || $0.state == .paused
    }
    switch kind {
    case .ingest, .health, .takeIn, .export, .backup:
      return !running.contains { $0.kind == kind }
    case .backtest, .reproduce:
      return running.filter { $0.kind == .backtest || $0.kind == .reproduce }.count < backtestLanes
    }
  }

  private func run(_ id: String, _ entry: Entry) async {
    do {
      try await store.save(entry.ticker.view)
      let (result, message) = try await BackgroundWork.run(on: executor) {
        try await entry.work(entry.ticker)
      }
      await finish(id, as: .done, message: message, result: result)
    } catch  where Self.isCancellation(error) {
      await finish(
        id, as: isClosed ? .interrupted : .cancelled,
        message: isClosed
          ? "The server stopped before it was done. What it committed stays."
          : "Cancelled. What it committed stays.", result: nil)
    } catch {
      let refusal = Refusal.describing(error)
      if refusal.status == 500 {
        logger.error("Job failed", metadata: ["job.id": "\(id)", "error": "\(error)"])
      }
      await finish(id, as: .failed, message: "\(refusal.detail) \(refusal.remedy)", result: nil)
    }
  }

  /// A store or a study that was interrupted says so in its own words.
  private static func isCancellation(_ error: any Error) -> Bool {
    switch error {
    case is CancellationError: true
    case let error as StoreError: error.code == .cancelled
    case let error as MarketDataError: error.code == .cancelled
    case let error as ResearchError: error.code == .cancelled
    default: false
    }
  }

  private func finish(_ id: String, as state: JobState, message: String, result: String?) async {
    guard let entry = entries[id] else { return }
    let now = clock.now.millisecondsSinceEpoch
    entry.ticker.steer(by: nil)
    let view = entry.ticker.change {
      $0.state = state
      $0.finishedAt = now
      $0.message = message
      $0.result = result
      $0.rate = nil
      $0.secondsLeft = nil
    }
    startNext()
    do {
      try await store.save(view)
    } catch {
      logger.error("Job not saved", metadata: ["job.id": "\(id)", "error": "\(error)"])
    }
    entries[id] = nil
    order.removeAll { $0 == id }
    if entries.isEmpty {
      for continuation in drained { continuation.resume() }
      drained = []
    }
  }
}
