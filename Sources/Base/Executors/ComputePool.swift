/// Threads for long work, as many as asked for, off the cooperative pool and behind it in the system's
/// order.
///
/// A long computation on the cooperative pool would stop timers, sockets and every answer that
/// somebody waits for; on Linux the global and the concurrent queues share its threads.
///
/// Numeric work is cut into parts whose number does not depend on the number of threads, and the
/// results come back in the order of the parts: one thread or sixteen give the same bytes.
///
///     let counts = try await pool.map(parts: plan.chunks) { plan.exceedances(inChunk: $0) }
public final class ComputePool: TaskExecutor {
  /// The number of threads.
  public let width: Int
  private let threads: WorkThreads

  /// Creates a pool of `width` threads, which are called `label`.
  ///
  /// - Precondition: `width` is positive.
  public init(width: Int, label: String, priority: ThreadPriority = .background) {
    precondition(width > 0, "A pool has at least one thread.")
    self.width = width
    threads = WorkThreads(count: width, label: label, priority: priority)
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    threads.add { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Runs one computation on one of the threads.
  public func run<Result: Sendable>(
    _ work: @Sendable @escaping () throws -> Result
  ) async throws -> Result {
    try await withTaskExecutorPreference(self) { try await Self.onPreferredExecutor(work) }
  }

  /// Runs `work` for each part from 0 and returns the results in the order of the parts.
  ///
  /// At most `width` parts are under way at once.
  ///
  /// - Throws: The first error of a part, or `CancellationError` when the task is cancelled; parts
  ///   that have not begun are then left out.
  public func map<Result: Sendable>(
    parts: Int, _ work: @Sendable @escaping (Int) throws -> Result
  ) async throws -> [Result] {
    var results = [Result?](repeating: nil, count: parts)
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var next = 0
      func addNext() {
        guard next < parts else { return }
        let part = next
        next += 1
        group.addTask(executorPreference: self) {
          try Task.checkCancellation()
          return (part, try work(part))
        }
      }
      for _ in 0..<width { addNext() }
      while let (part, result) = try await group.next() {
        results[part] = result
        addNext()
      }
    }
    return results.compactMap(\.self)
  }

  /// Leaves the caller's executor for the preferred one.
  @concurrent
  private static func onPreferredExecutor<Result: Sendable>(
    _ work: @Sendable () throws -> Result
  ) async throws -> Result { try work() }
}
