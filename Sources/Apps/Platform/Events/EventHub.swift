public import Contract
import Synchronization

/// One event as the stream carries it.
public struct StreamEvent: Sendable {
  /// Grows strictly, also over restarts.
  public let id: Int64
  public let topic: EventTopic
  /// The whole event in the text/event-stream format, encoded once for all clients.
  public let frame: [UInt8]
}

/// Every event of the process in one bounded log that any number of clients read at their own pace.
///
/// Publishing costs the same whatever the number of clients: one append, and a wake-up of those that
/// wait. Each client keeps only its place in the log; one that falls so far behind that the log no
/// longer holds its next event is told to start afresh. Nobody waits for anybody.
public final class EventHub: Sendable {
  /// What a client gets when it asks for more.
  public enum Delivery: Sendable {
    /// Events after its place, in order, within the byte limit of one delivery.
    case events([StreamEvent])
    /// Nothing new; the connection should show life.
    case heartbeat
    /// The log no longer holds what followed its place; go on from here and read afresh.
    case reset(id: Int64)
    /// The hub is closed.
    case ended
  }

  private struct State {
    /// `log[first...]` is held; the part before is cut off when it is worth it.
    var log: [StreamEvent] = []
    var first = 0
    var bytes = 0
    var lastID: Int64
    var beats = 0
    var isClosed = false
    var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter: UInt64 = 0

    var oldestID: Int64 { first < log.count ? log[first].id : lastID + 1 }
  }

  private let capacity: Int
  private let state: Mutex<State>

  /// Creates a hub that holds up to `capacity` bytes of events.
  ///
  /// - Parameter firstID: Ids follow this one; take the milliseconds of the start times 1000, so that
  ///   ids grow over restarts and a client of the former process is told to read afresh.
  public init(capacity: Int, firstID: Int64) {
    self.capacity = capacity
    state = Mutex(State(lastID: firstID))
  }

  /// The id of the newest event.
  public var lastID: Int64 { state.withLock { $0.lastID } }
  /// Clients waiting for something new.
  public var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Appends an event and wakes whoever waits.
  ///
  /// - Throws: `EncodingError` when the payload holds NaN or an infinity.
  public func publish(_ payload: some Payload, to topic: EventTopic) throws {
    let data = try PayloadText.encode(payload)
    let woken = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard !state.isClosed else { return [] }
      state.lastID += 1
      var frame = Array("id: \(state.lastID)\nevent: \(topic.rawValue)\ndata: ".utf8)
      frame.append(contentsOf: data)
      frame.append(contentsOf: [0x0A, 0x0A])
      state.bytes += frame.count
      state.log.append(StreamEvent(id: state.lastID, topic: topic, frame: frame))
      while state.bytes > capacity, state.first < state.log.count - 1 {
        state.bytes -= state.log[state.first].frame.count
        state.first += 1
      }
      if state.first > 1024, state.first > state.log.count / 2 {
        state.log.removeFirst(state.first)
        state.first = 0
      }
      return Self.takeWaiting(&state)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Wakes everybody with nothing to say; called every 15 seconds, so that dead connections show.
  public func beat() {
    let woken = state.withLock { state in
      state.beats += 1
      return Self.takeWaiting(&state)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Ends every client's stream.
  public func close() {
    let woken = state.withLock { state in
      state.isClosed = true
      return Self.takeWaiting(&state)
    }
    for continuation in woken { continuation.resume() }
  }

  /// A new client's place: behind `lastEventID`, or at the end without one.
  public func subscribe(
    topics: Set<EventTopic>, after lastEventID: Int64? = nil
  ) -> EventSubscription {
    state.withLock { state in
      EventSubscription(
        hub: self, topics: topics, cursor: lastEventID ?? state.lastID, beats: state.beats)
    }
  }

  /// Waits until there is something for a client at `cursor`.
  func next(
    topics: Set<EventTopic>, cursor: inout Int64, beats: inout Int, byteLimit: Int
  ) async -> Delivery {
    while true {
      var place = cursor
      var seen = beats
      let delivery = state.withLock { state in
        Self.take(&state, topics: topics, cursor: &place, beats: &seen, byteLimit: byteLimit)
      }
      cursor = place
      beats = seen
      if let delivery { return delivery }
      if Task.isCancelled { return .ended }
      await wait(after: place, beats: seen)
    }
  }

  private static func take(
    _ state: inout State, topics: Set<EventTopic>, cursor: inout Int64, beats: inout Int,
    byteLimit: Int
  ) -> Delivery? {
    guard !state.isClosed else { return .ended }
    if cursor > state.lastID || cursor < state.oldestID - 1 {
      cursor = state.lastID
      return .reset(id: cursor)
    }
    var events: [StreamEvent] = []
    var bytes = 0
    // Ids have no gaps, so the place in the log follows from the id.
    var index = state.first + Int(cursor - (state.oldestID - 1))
    while index < state.log.count, bytes < byteLimit {
      let event = state.log[index]
      cursor = event.id
      index += 1
      guard topics.contains(event.topic) else { continue }
      events.append(event)
      bytes += event.frame.count
    }
    if !events.isEmpty { return .events(events) }
    guard beats == state.beats else {
      beats = state.beats
      return .heartbeat
    }
    return nil
  }

  /// Suspends until something happened after `cursor`, a beat came, or the task was cancelled.
  private func wait(after cursor: Int64, beats: Int) async {
    let waiter = state.withLock { state -> UInt64 in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          let isDue =
            state.isClosed || state.lastID != cursor || state.beats != beats || Task.isCancelled
          if !isDue { state.waiting[waiter] = continuation }
          return isDue
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLock { $0.waiting.removeValue(forKey: waiter) }
      continuation?.resume()
    }
  }

  private static func takeWaiting(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    // In order of arrival: whoever waited longest is woken first.
    let woken = state.waiting.sorted { $0.key < $1.key }.map(\.value)
    state.waiting.removeAll(keepingCapacity: true)
    return woken
  }
}

/// A client's place in the hub's log.
public struct EventSubscription: Sendable {
  let hub: EventHub
  let topics: Set<EventTopic>
  /// The id of the last event the client has.
  public private(set) var cursor: Int64
  private var beats: Int

  init(hub: EventHub, topics: Set<EventTopic>, cursor: Int64, beats: Int) {
    self.hub = hub
    self.topics = topics
    self.cursor = cursor
    self.beats = beats
  }

  /// Waits for what comes next; at most about 64 KiB at once.
  public mutating func next() async -> EventHub.Delivery {
    await hub.next(topics: topics, cursor: &cursor, beats: &beats, byteLimit: 64 << 10)
  }
}
