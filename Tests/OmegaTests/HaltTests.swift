import Chronology
import Execution
import Market
import Risk
import Strategies
import Synchronization
import TestKit
import Testing
import Trading

@testable import Omega

@Suite struct HaltTests {
  private let test = TestDesk(
    seed: 11, rule: .movingAverageCrossover(fast: 3, slow: 9, weight: 0.25))

  private func wish(_ side: Side, _ shares: Int, _ symbol: Symbol = "AAA") -> OrderWish {
    OrderWish(
      symbol: symbol, side: side, quantity: Quantity(shares), kind: .market,
      timeInForce: .goodTilCancelled)
  }

  @Test func `a halt cancels what works, is safe when it returns, and nothing leaves after it`()
    async throws
  {
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(5)
    _ = try await desk.place(wish(.buy, 100), by: "tara", key: "k1")
    let working = await desk.result.orders.filter(\.state.isWorking).count
    #expect(working >= 1)

    try await desk.halt(by: "oskar", because: "drill")

    let written = try await journal.records.map { try DeskRecord($0) }
    #expect(
      written.contains {
        if case .input(.command(.halt("oskar", "drill")), _, _) = $0 { return true }
        return false
      })
    let halted = await desk.snapshot()
    #expect(halted.tradingState == .halted)
    #expect(halted.stateReason == "drill")
    #expect(halted.stateBy == "oskar")
    #expect(halted.stateAt == TestDesk.start)
    #expect(await desk.result.orders.filter(\.state.isWorking) == [])

    let before = await desk.result.orders.count
    try await desk.runOut()
    #expect(await desk.result.orders.count == before)
    #expect(await desk.result.equity.count == 60)
  }

  @Test func `a halt takes any reason, but keeps no more of it than fits a view`() async throws {
    let desk = try await test.started()

    try await desk.halt(by: "oskar", because: String(repeating: "x", count: 900_000))

    let halted = await desk.snapshot()
    #expect(halted.tradingState == .halted)
    #expect(halted.stateReason?.count == 1000)
  }

  @Test func `a key that one person used does not swallow the order of another`() async throws {
    let desk = try await test.started()
    try await desk.run(3)
    let first = try await desk.place(wish(.buy, 100), by: "tara", key: "1")

    let error = await #expect(throws: DeskError.self) {
      _ = try await desk.place(wish(.buy, 100), by: "theo", key: "1")
    }

    #expect(error?.code == .conflict)
    #expect(try await desk.place(wish(.buy, 100), by: "tara", key: "1").order.id == first.order.id)
  }

  @Test(arguments: [0, -1, 1e-9, 0.99, 1.1e12, Double.nan, .infinity])
  func `a desk without money to trade does not start`(capital: Double) async throws {
    let desk = test.make(MemoryJournal())
    try await desk.recover()

    let error = await #expect(throws: DeskError.self) {
      try await desk.start(
        test.specification, from: test.from, to: test.to, speed: 1, capital: capital, by: "tara")
    }

    #expect(error?.code == .invalid)
  }

  @Test func `while halted a person may only make positions smaller`() async throws {
    let desk = try await test.started()
    try await desk.run(4)
    _ = try await desk.place(wish(.buy, 500, "CCC"), by: "tara", key: "k0")
    try await desk.run(1)
    let held = try #require(await desk.snapshot().positions.first { $0.symbol == "CCC" })
    try await desk.halt(by: "oskar", because: "drill")

    let more = try await desk.place(wish(.buy, 10, "CCC"), by: "tara", key: "k1")
    let less = try await desk.place(wish(.sell, 10, "CCC"), by: "tara", key: "k2")

    #expect(more.order.state == .denied)
    #expect(more.order.breaches.map(\.rule) == ["tradingState"])
    #expect(more.origin == "tara")
    #expect(less.order.state == .accepted)
    try await desk.run(1)
    let after = try #require(await desk.snapshot().positions.first { $0.symbol == "CCC" })
    #expect(after.shares == held.shares - Quantity(10))
    #expect(await desk.snapshot().tradingState == .halted)
  }

  @Test func `only a person with a reason resumes, and the strategy trades on`() async throws {
    let desk = try await test.started()
    try await desk.run(3)
    try await desk.halt(by: "oskar", because: "drill")
    try await desk.run(3)
    let before = await desk.result.orders.count

    let error = await #expect(throws: DeskError.self) {
      try await desk.resume(by: "oskar", because: " x ")
    }
    #expect(error?.code == .invalid)
    #expect(await desk.snapshot().tradingState == .halted)
    try await desk.resume(by: "oskar", because: "drill over")
    #expect(await desk.snapshot().tradingState == .active)
    #expect(await desk.snapshot().stateReason == nil)

    try await desk.runOut()
    #expect(await desk.result.orders.count > before)
    #expect(await desk.result.isBalanced)
  }

  @Test func `a resume does not undo a halt that is still on its way`() async throws {
    let desk = try await test.started()
    try await desk.run(2)
    try await desk.halt(by: "oskar", because: "first")
    // The second halt has tripped the breaker; its turn comes after the resume's.
    desk.breaker.trip()

    try await desk.resume(by: "oskar", because: "first is over")

    #expect(desk.breaker.isTripped)
    let line = try await desk.place(wish(.buy, 10), by: "tara", key: "k")
    #expect(line.order.state == .submitted)
    #expect(await desk.core?.broker.knows(line.id) == false)
    try await desk.halt(by: "oskar", because: "second")
    #expect(await desk.order(line.id)?.order.state == .cancelled)
  }

  @Test func `no order leaves before the record that it is about to be sent is safe`() async throws
  {
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.runOut()

    // Every acceptance comes after its order's `sending` record, in an append of its own.
    var announced: Set<OrderID> = []
    for record in try await journal.records.map({ try DeskRecord($0) }) {
      switch record {
      case .sending(let id): announced.insert(id)
      case .input(.broker(.order(let id, .accepted, _)), _, _): #expect(announced.contains(id))
      default: continue
      }
    }
    #expect(announced.count == (await desk.result.orders.count))
  }

  @Test func `a halt that cannot be written holds everything back and says so`() async throws {
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(3)
    await journal.failAfter(0)

    let error = await #expect(throws: DeskError.self) {
      try await desk.halt(by: "oskar", because: "disk")
    }

    #expect(error?.code == .journal)
    #expect(desk.breaker.isTripped)
    let snapshot = await desk.snapshot()
    #expect(snapshot.tradingState == .halted)
    #expect(snapshot.phase == .paused)
    for _ in 0..<2 {
      await #expect(throws: DeskError.self) {
        try await desk.resume(by: "oskar", because: "try again")
      }
      await #expect(throws: DeskError.self) {
        _ = try await desk.place(wish(.buy, 1), by: "tara", key: "k")
      }
    }
  }

  @Test func `an idle desk can be halted, stays so after a restart, and cannot be started`()
    async throws
  {
    let journal = MemoryJournal()
    let first = test.make(journal)
    try await first.recover()
    try await first.halt(by: "oskar", because: "holiday")

    let second = test.make(journal)
    try await second.recover()
    #expect(await second.snapshot().tradingState == .halted)
    #expect(await second.snapshot().stateReason == "holiday")
    let error = await #expect(throws: DeskError.self) {
      try await second.start(
        test.specification, from: test.from, to: test.to, speed: 1, capital: 1000, by: "tara")
    }
    #expect(error?.code == .conflict)

    try await second.resume(by: "oskar", because: "back at work")
    try await second.start(
      test.specification, from: test.from, to: test.to, speed: 1, capital: 1000, by: "tara")
    #expect(await second.snapshot().phase == .replaying)
  }

  @Test func `a strategy whose approval ends is halted by the desk itself`() async throws {
    let clock = EagerClock(at: TestDesk.start)
    let test = test
    let desk = try await test.started(clock: clock, speed: 0.1)
    test.register.revoke()
    try await until { await desk.snapshot().tradingState != .active }

    let snapshot = await desk.snapshot()
    #expect(snapshot.tradingState == .halted)
    #expect(snapshot.stateBy == "system")
    #expect(snapshot.stateReason?.contains("is not approved") == true)
    let error = await #expect(throws: DeskError.self) {
      try await desk.resume(by: "oskar", because: "please")
    }
    #expect(error?.code == .notApproved)
    await desk.shutDown()
  }

  @Test func `without a readable register nothing starts`() async throws {
    let test = TestDesk(seed: 1, rule: .buyAndHold(weight: 1))
    test.register.breakDown()
    let desk = test.make(MemoryJournal())
    try await desk.recover()

    let error = await #expect(throws: DeskError.self) {
      try await desk.start(
        test.specification, from: test.from, to: test.to, speed: 1, capital: 1000, by: "tara")
    }
    #expect(error?.code == .notApproved)
  }
}
