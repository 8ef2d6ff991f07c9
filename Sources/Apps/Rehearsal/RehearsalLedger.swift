public import Chronology
import Synchronization

/// What a stand-in remembers: its requests, its faults to come and the evening that it shows.
public final class RehearsalLedger: Sendable {
  private struct State {
    var faults: [FMPFault]
    var requests: [String] = []
    /// The instant of every call with a valid key.
    var calls: [Timestamp] = []
    /// The instants of the calls that were let through.
    var granted: [Timestamp] = []
    var refused = 0
    var through: SessionDate?
  }

  private let state: Mutex<State>

  init(faults: [FMPFault]) { state = Mutex(State(faults: faults)) }

  /// Path and query of every request so far, without keys.
  public var requests: [String] { state.withLock { $0.requests } }

  /// The instant of every call so far that came with a valid key, in order.
  public var calls: [Timestamp] { state.withLock { $0.calls } }

  /// The calls that came although the minute's or the day's allowance was used up.
  public var violations: Int { state.withLock { $0.refused } }

  /// The faults that still wait.
  public var waitingFaults: [FMPFault] {
    state.withLock { $0.faults.filter { $0.times > 0 } }
  }

  /// The last session that is shown; nil for the market's own.
  public var through: SessionDate? {
    get { state.withLock { $0.through } }
    set { state.withLock { $0.through = newValue } }
  }

  /// Returns the most calls that fell into any stretch of `window`.
  public func mostCalls(in window: Duration) -> Int {
    let calls = self.calls
    var most = 0
    var first = 0
    for index in calls.indices {
      while calls[first].duration(to: calls[index]) >= window { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  /// Adds faults behind those that wait.
  public func add(_ faults: [FMPFault]) { state.withLock { $0.faults += faults } }

  /// Removes the faults that wait.
  public func clearFaults() { state.withLock { $0.faults = [] } }

  /// Takes note of a request.
  func record(_ path: String) { state.withLock { $0.requests.append(path) } }

  /// Returns the fault that spoils the answer to `path`, and counts it off.
  func nextFault(for path: String) -> FMPFault? {
    state.withLock { state in
      let index = state.faults.firstIndex { fault in
        fault.times > 0 && (fault.path.map { path.hasPrefix($0) } ?? true)
      }
      guard let index else { return nil }
      state.faults[index].times -= 1
      let fault = state.faults[index]
      if fault.times == 0 { state.faults.remove(at: index) }
      return fault
    }
  }

  /// The allowance that is left after a call.
  struct Allowance {
    let isGranted: Bool
    let left: Int
    /// When the oldest call that counts falls out of the window.
    let freeAt: Timestamp
  }

  /// Counts a call against the calls let through in the last `window`.
  func count(at now: Timestamp, limit: Int?, window: Duration) -> Allowance {
    state.withLock { state in
      state.calls.append(now)
      guard let limit else { return Allowance(isGranted: true, left: Int.max, freeAt: now) }
      let past = state.granted.firstIndex { $0.duration(to: now) < window } ?? state.granted.count
      // Moving the window on is paid for once in a while, not with each call.
      if past > 4096 { state.granted.removeFirst(past) }
      let used = state.granted.count - (past > 4096 ? 0 : past)
      guard used < limit else {
        state.refused += 1
        let oldest = state.granted[state.granted.count - used]
        return Allowance(isGranted: false, left: 0, freeAt: oldest.advanced(by: window))
      }
      state.granted.append(now)
      return Allowance(
        isGranted: true, left: limit - used - 1, freeAt: now.advanced(by: window))
    }
  }
}
