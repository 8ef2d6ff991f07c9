public import Contract

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
  /// Units finished and in all, and what is being done now.
  func report(completed: Int, total: Int, message: String)
  /// Throws `CancellationError` once someone asked the job to stop.
  func checkCancellation() throws
}
