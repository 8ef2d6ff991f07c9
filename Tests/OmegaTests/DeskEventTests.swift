import Chronology
import Execution
import Market
import Risk
import Strategies
import TestKit
import Testing
import Trading

@testable import Omega

@Suite struct DeskEventTests {
  @Test func `every order and every session is told, states at most ten a second`() async throws {
    let test = TestDesk(
      seed: 81, rule: .movingAverageCrossover(fast: 3, slow: 9, weight: 0.25))
    let clock = ManualClock(at: TestDesk.start)
    let witness = Witness()
    let desk = try await test.started(clock: clock, witness: witness)
    try await desk.runOut()

    let events = witness.all
    let marks = events.compactMap { event -> SessionDate? in
      if case .equity(let mark, _) = event { return mark.session }
      return nil
    }
    let orders = events.reduce(into: [OrderID: OrderState]()) { states, event in
      if case .order(let line, _) = event { states[line.id] = line.order.state }
    }
    let states = events.filter { if case .state = $0 { true } else { false } }
    #expect(marks == (await desk.history().map(\.session)))
    #expect(marks.count == 60)
    for line in await desk.blotter(limit: .max, offset: 0) {
      #expect(orders[line.id] == line.order.state)
    }
    // The clock stood still: the first state was told, the newest waits for its time.
    #expect(states.count == 1)

    try await clock.waitForSleepers(1)
    clock.advance(by: .milliseconds(100))
    try await until { witness.all.count > events.count }
    guard case .state(let newest)? = witness.all.last else {
      Issue.record("The newest state was not told.")
      return
    }
    #expect(newest.phase == .finished)
    #expect(newest.sessionsDone == 60)
    await desk.shutDown()
  }

  @Test func `revisions rise, over a restart too`() async throws {
    let test = TestDesk(seed: 82, rule: .buyAndHold(weight: 0.9))
    let journal = MemoryJournal()
    let witness = Witness()
    let desk = try await test.started(journal, witness: witness)
    try await desk.run(20)
    let later = ManualClock(at: TestDesk.start.advanced(by: .seconds(1)))
    let next = test.make(journal, clock: later, witness: witness)
    try await next.recover()

    let revisions = witness.all.map { event -> Int64 in
      switch event {
      case .state(let snapshot): snapshot.revision
      case .order(_, let revision), .equity(_, let revision), .log(_, let revision): revision
      }
    }
    #expect(revisions.count > 30)
    #expect(zip(revisions, revisions.dropFirst()).allSatisfy { $0 < $1 })
    // Small enough for a JavaScript number.
    #expect(revisions.allSatisfy { $0 < 1 << 53 })
  }

  @Test func `a denied order is told with what stood in its way`() async throws {
    var test = TestDesk(seed: 83, rule: .buyAndHold(weight: 0.9))
    test.limits.maximumOrderQuantity = 1
    let witness = Witness()
    let desk = try await test.started(witness: witness)
    try await desk.run(1)

    let denied = witness.all.compactMap { event -> BlotterLine? in
      if case .order(let line, _) = event, line.order.state == .denied { return line }
      return nil
    }
    #expect(denied.count == 4)
    #expect(denied.allSatisfy { $0.origin == "Seeded" })
    #expect(denied.allSatisfy { $0.order.breaches.map(\.rule) == ["orderQuantity"] })
    let lines = await desk.log(limit: 10, offset: 0)
    #expect(lines.contains { $0.severity == .warning && $0.message.contains("denied") })
  }
}
