import Chronology
import Platform
import Synchronization

/// A clock that moves only when told.
final class HandClock: WallClock {
  private let time = Mutex(Timestamp(seconds: 1_700_000_000))
  var now: Timestamp { time.withLock { $0 } }
  var minimumResolution: Duration { .nanoseconds(1) }
  func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
  /// Nothing here moves the clock to a deadline: whoever sleeps is woken by being cancelled.
  func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
    guard deadline > now else { return }
    try await Task.sleep(for: .seconds(3600))
  }
}

/// Hashing quick enough for tests; the cost is stored in each verifier, so the code path is the same.
let quickHashing = PasswordHashing.Cost(rounds: 16, blockSize: 1, parallelism: 1)
