import Chronology
import Synchronization

/// A clock on which every wait is over at once: time moves to where the sleeper wants it.
final class EagerClock: WallClock {
  private let state: Mutex<Timestamp>

  init(at now: Timestamp) { state = Mutex(now) }

  var now: Timestamp { state.withLock { $0 } }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
    state.withLock { $0 = max($0, deadline) }
    await Task.yield()
    try Task.checkCancellation()
  }

  func advance(by duration: Duration) { state.withLock { $0 = $0.advanced(by: duration) } }
}
