@preconcurrency import Dispatch
import Synchronization

/// Threads for long numeric work, as many as asked for, off the cooperative pool.
///
/// Each lane is a serial queue of its own: on Linux the global and the concurrent queues share the
/// cooperative pool's threads, so a long computation there would stop timers and sockets.
///
/// Work is cut into parts whose number does not depend on the number of lanes, and the results come
/// back in the order of the parts: one lane or sixteen give the same bytes.
///
///     let counts = try await pool.map(parts: plan.chunks) { plan.exceedances(inChunk: $0) }
// Safe: the lanes never change after the initialiser; their loads are behind a mutex.
public final class ComputePool: TaskExecutor, @unchecked Sendable {
  private let lanes: [DispatchQueue]
  /// Jobs queued or running, a lane.
  private let loads: Mutex<[Int]>

  /// Creates a pool of `width` lanes, which show up as `label` and a number in a debugger.
  ///
  /// - Precondition: `width` is positive.
  public init(width: Int, label: String) {
    precondition(width > 0, "A pool has at least one lane.")
    lanes = (0..<width).map { DispatchQueue(label: "\(label).\($0)") }
    loads = Mutex([Int](repeating: 0, count: width))
  }

  /// The number of lanes.
  public var width: Int { lanes.count }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let lane = loads.withLock { loads in
      var lightest = 0
      for lane in loads.indices where loads[lane] < loads[lightest] { lightest = lane }
      loads[lightest] += 1
      return lightest
    }
    lanes[lane].async {
      job.runSynchronously(on: self.asUnownedTaskExecutor())
      self.loads.withLock { $0[lane] -= 1 }
    }
  }

  /// Runs one computation on a lane.
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
