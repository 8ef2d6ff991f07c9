public import Contract
public import Market

/// Keeps jobs beyond the life of the process.
public protocol JobStore: Sendable {
  /// Inserts the job, or replaces it.
  func save(_ job: JobView) async throws
  /// Jobs, newest first.
  func jobs(limit: Int, offset: Int) async throws -> [JobView]
  func job(_ id: String) async throws -> JobView?
}

/// What a job's work reports to, from any thread.
public protocol JobProgress: Sendable {
  /// The job's id.
  var job: String { get }
  /// Units finished and in all, and what is being done now; of an ingestion also what it has cost and
  /// brought so far.
  func report(completed: Int, total: Int, message: String, ingestion: IngestionDetail?)
  /// Throws `CancellationError` once someone asked the job to stop.
  func checkCancellation() throws
  /// Lets the job be held and hurried from now on; nil takes the handle away.
  func steer(by steering: (any JobSteering)?)
}

extension JobProgress {
  /// Units finished and in all, and what is being done now.
  public func report(completed: Int, total: Int, message: String) {
    report(completed: completed, total: total, message: message, ingestion: nil)
  }
}

/// What holds a running job up, lets it go on, and changes its order.
public protocol JobSteering: Sendable {
  func pause() async
  func resume() async
  /// Moves symbols that the job has not begun with before all others; those it is done with are
  /// passed over.
  ///
  /// - Returns: Those that the job was never to fetch; nil when it takes no new order at all.
  func moveToFront(_ symbols: [Symbol]) async -> [Symbol]?
}
