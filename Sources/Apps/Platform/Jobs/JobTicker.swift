import Chronology
import Contract
import Synchronization

/// Progress of one running job: takes reports from any thread and passes on at most five a second.
final class JobTicker: JobProgress {
  private struct State {
    var view: JobView
    var samples: [(at: Timestamp, completed: Int)] = []
    var publishedAt: Timestamp?
    var isCancelled = false
    var steering: (any JobSteering)?
  }
  private static let interval: Duration = .milliseconds(200)
  private static let window: Duration = .seconds(5)

  private let clock: any WallClock
  private let publish: @Sendable (JobView) -> Void
  private let state: Mutex<State>

  init(view: JobView, clock: any WallClock, publish: @escaping @Sendable (JobView) -> Void) {
    self.clock = clock
    self.publish = publish
    job = view.id
    state = Mutex(State(view: view))
  }

  let job: String
  var view: JobView { state.withLock { $0.view } }

  var steering: (any JobSteering)? { state.withLock { $0.steering } }

  func report(completed: Int, total: Int, message: String, ingestion: IngestionDetail?) {
    let now = clock.now
    let due = state.withLock { state -> JobView? in
      state.view.completed = completed
      state.view.total = total
      state.view.message = message
      if let ingestion { state.view.ingestion = ingestion }
      Self.measure(&state, at: now)
      if let last = state.publishedAt, last.advanced(by: Self.interval) > now { return nil }
      state.publishedAt = now
      return state.view
    }
    if let due { publish(due) }
  }

  func steer(by steering: (any JobSteering)?) {
    state.withLock { state in
      state.steering = steering
      state.view.isPausable = steering != nil
    }
  }

  func cancel() { state.withLock { $0.isCancelled = true } }

  func checkCancellation() throws {
    if state.withLock({ $0.isCancelled }) || Task.isCancelled { throw CancellationError() }
  }

  /// Changes the view outside of its progress and passes it on.
  @discardableResult
  func change(_ change: (inout JobView) -> Void) -> JobView {
    let view = state.withLock { state in
      change(&state.view)
      return state.view
    }
    publish(view)
    return view
  }

  /// Units a second over the window, and the time left at that rate.
  private static func measure(_ state: inout State, at now: Timestamp) {
    let completed = state.view.completed
    if let last = state.samples.last, last.at == now {
      state.samples[state.samples.count - 1].completed = completed
    } else {
      state.samples.append((now, completed))
    }
    while state.samples.count > 2, state.samples[1].at.advanced(by: window) <= now {
      state.samples.removeFirst()
    }
    // A thousand samples in the window are plenty: thin them out from the old end.
    if state.samples.count > 1000 { state.samples.removeFirst(500) }
    guard let first = state.samples.first, first.at < now, completed > first.completed else {
      return
    }
    let seconds = Double(now.nanoseconds - first.at.nanoseconds) / 1e9
    let rate = Double(completed - first.completed) / seconds
    state.view.rate = rate
    state.view.secondsLeft = Double(max(0, state.view.total - completed)) / rate
  }
}
