public import Chronology
import Synchronization

/// A clock that moves on by itself to the next instant somebody waits for.
///
/// Whoever sleeps lets the others go on for a while; the earliest sleeper then takes the clock to its
/// own instant. Minutes of waiting pass in no time, in their order.
public final class SelfWindingClock: WallClock {
  private struct State {
    var now: Timestamp
    var deadlines: [Int: Timestamp] = [:]
    var lastNumber = 0
  }

  private static let patience = 2
  private let state: Mutex<State>

  /// Creates a clock that stands at an instant.
  public init(at now: Timestamp) { state = Mutex(State(now: now)) }

  public var now: Timestamp { state.withLock { $0.now } }
  public var minimumResolution: Duration { .nanoseconds(1) }

  /// Moves the clock to `instant`, never back.
  public func set(to instant: Timestamp) { state.withLock { $0.now = max($0.now, instant) } }

  public func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
    let number = state.withLock { state in
      state.lastNumber += 1
      state.deadlines[state.lastNumber] = deadline
      return state.lastNumber
    }
    defer { state.withLock { _ = $0.deadlines.removeValue(forKey: number) } }
    var patience = Self.patience
    while true {
      try Task.checkCancellation()
      let isOver = state.withLock { state in
        if state.now >= deadline { return true }
        guard patience <= 0, state.deadlines.values.allSatisfy({ deadline <= $0 }) else {
          return false
        }
        state.now = deadline
        return true
      }
      if isOver { return }
      patience -= 1
      await Task.yield()
    }
  }
}
