@preconcurrency import Dispatch
import Foundation
import Synchronization

/// How the system shares the processors among threads that want them at the same time.
public enum ThreadPriority: Sendable {
  /// As the process itself: for what somebody waits for.
  case usual
  /// Behind the others: loads, conversions, studies. On an idle machine that is everything there is,
  /// on a busy one about a tenth of a processor at least.
  case background

  /// Applies to the calling thread for good: a process without privileges cannot raise it again.
  fileprivate func take() {
    #if os(Linux)
      // Linux keeps the value for each thread. Where it is refused, the thread stays as it was.
      if self == .background { _ = nice(10) }
    #endif
  }
}

/// Threads of one's own that take jobs from one queue, the oldest first.
///
/// They end once nobody refers to them any more and every job is done.
final class WorkThreads: Sendable {
  /// What a process's first thread has on Linux.
  private static let stackBytes = 8 << 20

  private let jobs = WorkQueue()
  private let count: Int

  /// Starts `count` threads called `label`.
  init(count: Int, label: String, priority: ThreadPriority) {
    self.count = count
    for _ in 0..<count {
      let thread = Thread { [jobs] in
        priority.take()
        jobs.work()
      }
      thread.name = label
      thread.stackSize = Self.stackBytes
      thread.start()
    }
  }

  deinit { jobs.end(count) }

  /// Does `job` after those that were added before it.
  func add(_ job: @escaping @Sendable () -> Void) { jobs.add(job) }
}

/// What the threads share; outlives those who add to it.
private final class WorkQueue: Sendable {
  private struct State {
    /// Jobs that wait are `jobs[first...]`; the part before is cut off when it is worth it.
    var jobs: [(@Sendable () -> Void)?] = []
    var first = 0
  }
  private let state = Mutex(State())
  /// Counts the jobs that wait, and at the end the threads that shall end.
  private let due = DispatchSemaphore(value: 0)

  func add(_ job: @escaping @Sendable () -> Void) {
    state.withLock { $0.jobs.append(job) }
    due.signal()
  }

  func end(_ threads: Int) { for _ in 0..<threads { due.signal() } }

  /// Does jobs on the calling thread until there are none and never will be.
  func work() {
    while true {
      due.wait()
      guard let job = next() else { return }
      job()
    }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard state.first < state.jobs.count else { return nil }
      let job = state.jobs[state.first]
      state.jobs[state.first] = nil
      state.first += 1
      if state.first > 64, state.first * 2 > state.jobs.count {
        state.jobs.removeFirst(state.first)
        state.first = 0
      }
      return job
    }
  }
}
