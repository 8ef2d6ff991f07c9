public import Chronology
import Synchronization

/// A wall clock that moves only when a test tells it to.
///
///     let clock = ManualClock(at: Timestamp(seconds: 0))
///     async let slept: Void = clock.sleep(for: .seconds(5))
///     try await clock.waitForSleepers(1)
///     clock.advance(by: .seconds(5))       // the sleeper wakes, at once
public final class ManualClock: WallClock {
  private struct Sleeper {
    let number: Int
    let deadline: Timestamp
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct Watcher {
    let number: Int
    let count: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: Timestamp
    var sleepers: [Sleeper] = []
    var cancelled: Set<Int> = []
    var watchers: [Watcher] = []
    var lastNumber = 0
  }

  private let state: Mutex<State>

  /// Creates a clock that shows `now`.
  public init(at now: Timestamp) { state = Mutex(State(now: now)) }

  public var now: Timestamp { state.withLock { $0.now } }

  public var minimumResolution: Duration { .nanoseconds(1) }

  /// The number of tasks that sleep on this clock.
  public var sleepers: Int { state.withLock { $0.sleepers.count } }

  /// The earliest instant at which a sleeper wants to wake; nil when none sleeps.
  public var nextDeadline: Timestamp? { state.withLock { $0.sleepers.map(\.deadline).min() } }

  public func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let answer = state.withLock { state -> Result<Void, any Error>? in
          if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
          if deadline <= state.now { return .success(()) }
          state.sleepers.append(
            Sleeper(number: number, deadline: deadline, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(with: answer) } else { wakeWatchers() }
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else {
          state.cancelled.insert(number)
          return nil
        }
        return state.sleepers.remove(at: index)
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Moves the clock on and wakes, in order of their deadlines, the sleepers whose time has come.
  public func advance(by duration: Duration) { set(to: now.advanced(by: duration)) }

  /// Moves the clock to `instant`, never back.
  public func set(to instant: Timestamp) {
    let due = state.withLock { state in
      precondition(instant >= state.now, "A clock never runs back.")
      state.now = instant
      let due = state.sleepers.filter { $0.deadline <= instant }
      state.sleepers.removeAll { $0.deadline <= instant }
      return due.sorted { ($0.deadline, $0.number) < ($1.deadline, $1.number) }
    }
    for sleeper in due { sleeper.continuation.resume() }
  }

  /// Waits until at least `count` tasks sleep on this clock.
  ///
  /// - Throws: `CancellationError` when the task is cancelled before that, as a test's time limit does.
  public func waitForSleepers(_ count: Int) async throws {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let answer = state.withLock { state -> Result<Void, any Error>? in
          if state.cancelled.remove(number) != nil { return .failure(CancellationError()) }
          if state.sleepers.count >= count { return .success(()) }
          state.watchers.append(
            Watcher(number: number, count: count, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(with: answer) }
      }
    } onCancel: {
      let watcher = state.withLock { state -> Watcher? in
        guard let index = state.watchers.firstIndex(where: { $0.number == number }) else {
          state.cancelled.insert(number)
          return nil
        }
        return state.watchers.remove(at: index)
      }
      watcher?.continuation.resume(throwing: CancellationError())
    }
  }

  private func wakeWatchers() {
    let ready = state.withLock { state in
      let count = state.sleepers.count
      let ready = state.watchers.filter { $0.count <= count }
      state.watchers.removeAll { $0.count <= count }
      return ready
    }
    for watcher in ready { watcher.continuation.resume() }
  }
}
