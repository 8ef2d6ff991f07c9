public import Chronology

/// Spaces calls out so that a server's allowance is never exceeded; one for all callers of a server.
///
/// A token bucket in its *generic cell rate* form: each call reserves the next free slot, and a
/// caller that comes early sleeps until its slot. Callers are served in the order they came.
public actor RateLimiter {
  private let clock: any WallClock
  /// The time between two slots.
  private let interval: Duration
  /// How far slots may lag behind now; unused time saved up to here becomes a burst.
  private let allowance: Duration
  private var nextSlot: Timestamp
  private var pausedUntil: Timestamp

  /// Creates a limiter.
  ///
  /// - Parameters:
  ///   - callsPerMinute: The calls allowed on average.
  ///   - burst: The calls allowed at once after a quiet time, at least 1.
  public init(callsPerMinute: Int, burst: Int, clock: any WallClock) {
    precondition(callsPerMinute > 0, "A rate is positive.")
    precondition(burst > 0, "A burst holds at least one call.")
    self.clock = clock
    self.interval = .seconds(60) / callsPerMinute
    self.allowance = .seconds(60) / callsPerMinute * (burst - 1)
    let start = clock.now
    self.nextSlot = start.advanced(by: .zero - allowance)
    self.pausedUntil = start
  }

  /// Waits for this call's turn.
  ///
  /// - Throws: `CancellationError` when the task is cancelled while it waits; its slot is lost.
  public func acquire() async throws {
    let now = clock.now
    let slot = max(nextSlot, now.advanced(by: .zero - allowance))
    nextSlot = slot.advanced(by: interval)
    // A pause may be ordered while this call sleeps, so it looks again when it wakes.
    var wake = max(slot, pausedUntil)
    while wake > clock.now {
      try await clock.sleep(until: wake, tolerance: nil)
      wake = max(wake, pausedUntil)
    }
    try Task.checkCancellation()
  }

  /// Holds all calls back for `duration`, those that already wait too; never shortens a pause.
  public func pause(for duration: Duration) {
    pausedUntil = max(pausedUntil, clock.now.advanced(by: duration))
  }
}
