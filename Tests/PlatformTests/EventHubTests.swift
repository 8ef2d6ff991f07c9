import Contract
import Platform
import TestKit
import Testing

@Suite struct EventHubTests {
  private func line(_ number: Int) -> LogLine {
    LogLine(at: Int64(number), severity: .notice, message: "line \(number)")
  }

  /// Reads from `subscription` until it has seen `count` events or a reset.
  private func read(_ subscription: EventSubscription, _ count: Int) async -> [Int64] {
    var subscription = subscription
    var ids: [Int64] = []
    while ids.count < count {
      switch await subscription.next() {
      case .events(let events): ids += events.map(\.id)
      case .heartbeat: continue
      case .reset, .ended: return ids
      }
    }
    return ids
  }

  @Test func `five hundred clients lose no event and see them in order`() async throws {
    let hub = EventHub(capacity: 8 << 20, firstID: 0)
    let subscriptions = (0..<500).map { _ in hub.subscribe(topics: [.log]) }

    let seen = await withTaskGroup(of: [Int64].self) { group in
      for subscription in subscriptions { group.addTask { await self.read(subscription, 200) } }
      group.addTask {
        for number in 1...200 {
          do { try hub.publish(self.line(number), to: .log) } catch { return [-1] }
          if number.isMultiple(of: 7) { await Task.yield() }
        }
        return Array(1...200)
      }
      return await group.reduce(into: [[Int64]]()) { $0.append($1) }
    }

    #expect(seen.count == 501)
    #expect(seen.allSatisfy { $0 == Array(1...200) })
  }

  @Test func `a client that asks for one topic gets no other`() async throws {
    let hub = EventHub(capacity: 1 << 20, firstID: 0)
    let subscription = hub.subscribe(topics: [.log])
    try hub.publish(
      EquityPoint(session: "2020-01-02", equity: 1, drawdown: 0, benchmark: nil), to: .equity)
    try hub.publish(line(1), to: .log)

    #expect(await read(subscription, 1) == [2])
  }

  @Test func `a client goes on where it stopped`() async throws {
    let hub = EventHub(capacity: 1 << 20, firstID: 100)
    for number in 1...5 { try hub.publish(line(number), to: .log) }

    #expect(await read(hub.subscribe(topics: [.log], after: 103), 2) == [104, 105])
  }

  @Test(arguments: [0, 99, 100_000] as [Int64])
  func `a client whose place is no longer held is told to start afresh`(place: Int64) async throws {
    let hub = EventHub(capacity: 1 << 20, firstID: 100)
    for number in 1...5 { try hub.publish(line(number), to: .log) }
    var subscription = hub.subscribe(topics: [.log], after: place)

    let delivery = await subscription.next()

    guard case .reset(let id) = delivery else {
      Issue.record("Expected a reset, got \(delivery)")
      return
    }
    #expect(id == 105)
  }

  @Test func `a slow client costs the hub nothing and is reset when it fell behind`() async throws {
    let hub = EventHub(capacity: 4096, firstID: 0)
    var slow = hub.subscribe(topics: [.log])
    for number in 1...10_000 { try hub.publish(line(number), to: .log) }

    let first = await slow.next()
    try hub.publish(line(10_001), to: .log)
    let second = await slow.next()

    guard case .reset(10_000) = first, case .events(let events) = second else {
      Issue.record("Expected a reset and an event, got \(first), \(second)")
      return
    }
    #expect(events.map(\.id) == [10_001])
  }

  @Test func `an event is one frame with its id, topic and data`() async throws {
    let hub = EventHub(capacity: 1 << 20, firstID: 6)
    var subscription = hub.subscribe(topics: [.log])
    try hub.publish(LogLine(at: 5, severity: .fault, message: "a\nb"), to: .log)

    guard case .events(let events) = await subscription.next() else {
      Issue.record("Expected an event")
      return
    }
    #expect(
      String(decoding: events[0].frame, as: UTF8.self)
        == "id: 7\nevent: log\ndata: {\"at\":5,\"severity\":\"fault\",\"message\":\"a\\nb\"}\n\n")
  }

  @Test func `a figure that is not finite is refused, not sent`() {
    let hub = EventHub(capacity: 1 << 20, firstID: 0)

    #expect(throws: EncodingError.self) {
      try hub.publish(
        EquityPoint(session: "", equity: .nan, drawdown: 0, benchmark: nil), to: .equity)
    }
    #expect(hub.lastID == 0)
  }

  @Test func `closing ends a waiting client, beating wakes it`() async throws {
    let hub = EventHub(capacity: 1 << 20, firstID: 0)
    let client = Task {
      var subscription = hub.subscribe(topics: [.log])
      var beats = 0
      while true {
        switch await subscription.next() {
        case .heartbeat: beats += 1
        case .ended: return beats
        case .events, .reset: return -1
        }
      }
    }
    try await until { hub.waitingCount > 0 }
    hub.beat()
    try await until { hub.waitingCount > 0 }
    hub.close()

    #expect(try await client.joined == 1)
  }

  @Test func `a cancelled client leaves`() async throws {
    let hub = EventHub(capacity: 1 << 20, firstID: 0)
    let client = Task {
      var subscription = hub.subscribe(topics: [.log])
      if case .ended = await subscription.next() { return true }
      return false
    }
    try await until { hub.waitingCount > 0 }
    client.cancel()

    #expect(try await client.joined)
    #expect(hub.waitingCount == 0)
  }
}
