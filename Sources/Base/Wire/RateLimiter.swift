public import Chronology
public import HTTPTypes

/// Spaces calls out so that a server's allowance is never exceeded; one for all callers of a server.
///
/// A token bucket in its *generic cell rate* form: each call reserves the next free slot, and a
/// caller that comes early sleeps until its slot. Callers are served in the order they came. What
/// the server says of its allowance is obeyed where it is stricter than what was configured.
public actor RateLimiter {
  /// The longest that a server's word holds calls back.
  private static let longestPause = Duration.seconds(86_400)

  private let clock: any WallClock
  private let configured: Int
  private let burst: Int
  /// The time between two slots.
  private var interval: Duration
  /// How far slots may lag behind now; unused time saved up to here becomes a burst.
  private var allowance: Duration
  private var nextSlot: Timestamp
  private var pausedUntil: Timestamp
  /// The calls a minute that hold now: what was configured, or the server's lower limit.
  public private(set) var callsPerMinute: Int
  /// Slots given in the last minute and after it, oldest first.
  private var slots: [Timestamp] = []

  /// Creates a limiter.
  ///
  /// - Parameters:
  ///   - callsPerMinute: The calls allowed on average.
  ///   - burst: The calls allowed at once after a quiet time, at least 1.
  public init(callsPerMinute: Int, burst: Int, clock: any WallClock) {
    precondition(callsPerMinute > 0, "A rate is positive.")
    precondition(burst > 0, "A burst holds at least one call.")
    self.clock = clock
    self.configured = callsPerMinute
    self.burst = burst
    self.callsPerMinute = callsPerMinute
    self.interval = .seconds(60) / callsPerMinute
    self.allowance = .seconds(60) / callsPerMinute * (burst - 1)
    let start = clock.now
    self.nextSlot = start.advanced(by: .zero - allowance)
    self.pausedUntil = start
  }

  /// Creates a limiter that keeps calls at least `gap` apart; zero lets them all pass.
  public init(gap: Duration, clock: any WallClock) {
    precondition(gap >= .zero, "A gap is not negative.")
    self.clock = clock
    self.burst = 1
    self.interval = gap
    self.allowance = .zero
    let perMinute = gap > .zero ? Swift.max(1, Int(Duration.seconds(60) / gap)) : Int.max
    self.configured = perMinute
    self.callsPerMinute = perMinute
    self.nextSlot = clock.now
    self.pausedUntil = clock.now
  }

  /// Waits for this call's turn.
  ///
  /// - Throws: `CancellationError` when the task is cancelled while it waits; its slot is lost.
  public func acquire() async throws {
    let now = clock.now
    let slot = max(nextSlot, now.advanced(by: .zero - allowance))
    nextSlot = slot.advanced(by: interval)
    remember(max(slot, now), now: now)
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

  /// The calls of the minute's allowance that the last 60 seconds have not used; none in a pause.
  public func remaining(_ now: Timestamp) -> Int {
    guard pausedUntil <= now else { return 0 }
    let start = now.advanced(by: .seconds(-60))
    let used = slots.count { $0 > start }
    return max(0, callsPerMinute - used)
  }

  /// Obeys what an answer says of the server's allowance.
  ///
  /// `Retry-After` (seconds or a date) holds all calls back; so does `X-RateLimit-Remaining: 0` until
  /// `X-RateLimit-Reset`; an `X-RateLimit-Limit` below the configured calls a minute slows calls
  /// down. Nothing ever makes them faster than configured.
  public func adopt(_ fields: HTTPFields) {
    let now = clock.now
    let said = ServerAllowance(fields, now: now)
    if let wait = said.retryAfter { pause(for: min(wait, Self.longestPause)) }
    if said.remaining == 0, let reset = said.reset { pause(for: min(reset, Self.longestPause)) }
    guard let limit = said.limit, limit > 0 else { return }
    let perMinute = min(configured, limit)
    guard perMinute != callsPerMinute else { return }
    callsPerMinute = perMinute
    interval = .seconds(60) / perMinute
    allowance = .seconds(60) / perMinute * (burst - 1)
  }

  private func remember(_ slot: Timestamp, now: Timestamp) {
    let start = now.advanced(by: .seconds(-60))
    // Dropped in portions, so that each slot is moved a few times at most.
    if slots.count > 64, slots[slots.count / 2] <= start {
      slots.removeFirst(slots.count / 2)
    }
    slots.append(slot)
  }
}
