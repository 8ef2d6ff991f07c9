@preconcurrency import Dispatch

/// A serial executor on a thread of its own, for an actor whose work blocks.
///
/// The cooperative pool has as many threads as there are cores; one blocking call on it can stop the
/// whole process from moving. On Linux the global and the concurrent queues share those threads too,
/// so this is a private *serial* queue.
// Safe: the queue never changes and is itself thread-safe.
public final class BlockingExecutor: SerialExecutor, @unchecked Sendable {
  private let queue: DispatchQueue

  /// Creates an executor whose thread shows up as `label` in a debugger.
  public init(label: String) { queue = DispatchQueue(label: label) }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  public func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
