import Chronology

/// Holds state events down to ten a second, and never swallows the newest one.
struct StateThrottle {
  /// What to do about a state that changed.
  enum Verdict: Equatable {
    /// Tell of it now.
    case now
    /// Tell of whatever the state is at that instant.
    case at(Timestamp)
    /// Somebody will tell of it already.
    case soon
  }

  /// The shortest time between two events: ten a second is more than an eye follows.
  static let interval = Duration.milliseconds(100)

  private var last: Timestamp?
  private var isPending = false

  /// Decides about a change at `now`; a verdict of `at` must be answered by `flushed`.
  mutating func changed(at now: Timestamp) -> Verdict {
    if isPending { return .soon }
    // A clock that was set back must not hold the events up.
    if let last, now >= last, now < last.advanced(by: Self.interval) {
      isPending = true
      return .at(last.advanced(by: Self.interval))
    }
    last = now
    return .now
  }

  /// Notes that the pending event went out at `now`.
  mutating func flushed(at now: Timestamp) {
    isPending = false
    last = now
  }
}
