import Chronology
import Execution
import Kernels
import Market
import Risk
import Strategies
import TestKit
import Testing
import Trading

@testable import Omega

/// The process dies; what its journal holds is all there is.
@Suite struct RecoveryTests {
  private func wish(_ side: Side, _ shares: Int, _ symbol: Symbol) -> OrderWish {
    OrderWish(
      symbol: symbol, side: side, quantity: Quantity(shares), kind: .market,
      timeInForce: .goodTilCancelled)
  }

  @Test(arguments: [21, 22] as [UInt64])
  func `killed after any record, the desk resumes and ends as if nothing had been`(
    _ seed: UInt64
  ) async throws {
    let test = TestDesk(
      seed: seed, rule: .movingAverageCrossover(fast: 3, slow: 9, weight: 0.25), sessions: 20,
      history: 12)
    let journal = MemoryJournal()
    let undisturbed = try await test.started(journal)
    try await undisturbed.runOut()
    let expected = await undisturbed.result
    let records = await journal.records
    #expect(expected.orders.count > 5)

    for cut in 1..<records.count {
      let torn = MemoryJournal(Array(records.prefix(cut)))
      let desk = test.make(torn)
      try await desk.recover()
      let back = await desk.snapshot()
      guard back.phase != .finished else { continue }
      #expect(back.phase == .paused, "seed \(seed) cut \(cut)")
      #expect(back.tradingState == .halted, "seed \(seed) cut \(cut)")
      #expect(back.stateReason == TradingDesk.uncleanReason, "seed \(seed) cut \(cut)")
      #expect(back.differences == [], "seed \(seed) cut \(cut)")
      #expect(await desk.result.isBalanced, "seed \(seed) cut \(cut)")

      try await desk.resume(by: "oskar", because: "restart checked")
      try await desk.runOut()
      #expect(await desk.result == expected, "seed \(seed) cut \(cut)")
    }
  }

  @Test func `killed again and again, the desk still ends as if nothing had been`() async throws {
    let test = TestDesk(
      seed: 31, rule: .shortTermReversal(lookback: 5, names: 2, weight: 0.2), sessions: 20,
      history: 12)
    let whole = MemoryJournal()
    let undisturbed = try await test.started(whole)
    try await undisturbed.runOut()
    let expected = await undisturbed.result

    for seed in 1...12 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var journal = MemoryJournal()
      var desk = try await test.started(journal)
      var kills = 0
      while await desk.phase != .finished {
        try await desk.run(Int.random(in: 1...3, using: &generator))
        guard kills < 12, await desk.phase != .finished else { continue }
        kills += 1
        let records = await journal.records
        let lost = Int.random(in: 0...min(9, records.count - 2), using: &generator)
        journal = MemoryJournal(Array(records.dropLast(lost)))
        desk = test.make(journal)
        try await desk.recover()
        // Now and then it dies again before anybody resumed it.
        if Bool.random(using: &generator) {
          desk = test.make(journal)
          try await desk.recover()
        }
        #expect(await desk.snapshot().differences == [], "seed \(seed) kill \(kills)")
        if await desk.phase == .paused {
          try await desk.resume(by: "oskar", because: "restart checked")
        }
      }
      #expect(await desk.result == expected, "seed \(seed)")
    }
  }

  @Test func `a halt survives the end of the process, and so does who said why`() async throws {
    let test = TestDesk(seed: 41, rule: .buyAndHold(weight: 0.9))
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(4)
    try await desk.halt(by: "oskar", because: "fat finger")

    let next = test.make(journal)
    try await next.recover()

    let snapshot = await next.snapshot()
    #expect(snapshot.tradingState == .halted)
    #expect(snapshot.stateReason == "fat finger")
    #expect(snapshot.stateBy == "oskar")
    #expect(snapshot.stateAt == TestDesk.start)
    #expect(next.breaker.isTripped)
    #expect(await next.result == (await desk.result))
  }

  @Test func `after a stop in good order the desk waits in its old state`() async throws {
    let test = TestDesk(seed: 42, rule: .buyAndHold(weight: 0.9))
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(4)
    await desk.shutDown()

    let next = test.make(journal)
    try await next.recover()
    #expect(await next.snapshot().tradingState == .active)
    #expect(await next.snapshot().phase == .paused)
    try await next.resume(by: "tara", because: "new day")
    try await next.runOut()

    let whole = try await test.started()
    try await whole.runOut()
    #expect(await next.result == (await whole.result))
  }

  @Test func `a person's order is neither lost nor doubled, wherever the journal ends`()
    async throws
  {
    let test = TestDesk(seed: 51, rule: .buyAndHold(weight: 0.4), sessions: 12, history: 2)
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(3)
    let before = await journal.records.count
    let placed = try await desk.place(wish(.buy, 50, "BBB"), by: "tara", key: "once")
    let records = await journal.records

    for cut in before...records.count {
      let next = test.make(MemoryJournal(Array(records.prefix(cut))))
      try await next.recover()
      try await next.resume(by: "oskar", because: "restart checked")
      let again = try await next.place(wish(.buy, 50, "BBB"), by: "tara", key: "once")
      #expect(again.id == placed.id, "cut \(cut)")
      try await next.runOut()
      let own = await next.result.orders.filter { $0.proposal.origin == "desk:tara" }
      #expect(own.count == 1, "cut \(cut)")
      #expect(own.first?.filled == Quantity(50), "cut \(cut)")
      #expect(await next.result.isBalanced)
    }
  }

  @Test func `what was about to be sent is not sent when a person halts instead of resuming`()
    async throws
  {
    let test = TestDesk(seed: 52, rule: .buyAndHold(weight: 0.4), sessions: 12, history: 2)
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(3)
    let before = await journal.records.count
    let placed = try await desk.place(wish(.buy, 50, "BBB"), by: "tara", key: "once")
    // The command and `sending` are safe, the broker's answer is not.
    let next = test.make(MemoryJournal(Array(await journal.records.prefix(before + 2))))
    try await next.recover()
    #expect(await next.order(placed.id)?.order.state == .submitted)

    try await next.halt(by: "oskar", because: "look first")

    #expect(await next.order(placed.id)?.order.state == .cancelled)
    #expect(await next.core?.broker.knows(placed.id) == false)
    try await next.resume(by: "oskar", because: "looked")
    try await next.runOut()
    #expect(await next.order(placed.id)?.order.filled == .zero)
    #expect(await next.result.reconciliation == [])
  }

  @Test func `bars that changed under the desk are noticed, and it does not go on`() async throws {
    let test = TestDesk(seed: 61, rule: .buyAndHold(weight: 0.9))
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(4)

    let other = MemoryBars(id: "another", series: test.bars.series, actions: test.bars.actions)
    let next = test.make(journal, bars: other)
    try await next.recover()

    #expect(await next.result == (await desk.result))
    let error = await #expect(throws: DeskError.self) {
      try await next.resume(by: "oskar", because: "try")
    }
    #expect(error?.code == .data)
    #expect(await next.snapshot().tradingState == .halted)
  }

  @Test func `a changed record is a difference that keeps the desk halted`() async throws {
    let test = TestDesk(
      seed: 62, rule: .movingAverageCrossover(fast: 3, slow: 9, weight: 0.25))
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(20)
    var records = await journal.records
    let place = try #require(
      records.firstIndex { String(decoding: $0, as: UTF8.self).contains("\"filled\":{\"_0\"") })
    let text = String(decoding: records[place], as: UTF8.self)
    let forged = text.replacing("\"quantity\":\"", with: "\"quantity\":\"1")
    #expect(forged != text)
    records[place] = Array(forged.utf8)

    let next = test.make(MemoryJournal(records))
    try await next.recover()

    #expect(await next.snapshot().tradingState == .halted)
    #expect(await next.snapshot().differences != [])
    let error = await #expect(throws: DeskError.self) {
      try await next.resume(by: "oskar", because: "never mind")
    }
    #expect(error?.code == .unreconciled)

    // The way out that the refusal names: end this book, and begin another.
    try await next.stop(by: "oskar")
    #expect(await next.snapshot().tradingState == .halted)
    try await next.resume(by: "oskar", because: "the book is closed; the file was forged")
    try await next.start(
      test.specification, from: test.from, to: test.to, speed: 1, capital: 1_000_000, by: "tara")
    #expect(await next.snapshot().differences == [])
    try await next.runOut()
    #expect(await next.result.reconciliation == [])
  }

  @Test func `a journal that cannot be understood holds everything back`() async throws {
    let test = TestDesk(seed: 63, rule: .buyAndHold(weight: 0.9))
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(2)
    var records = await journal.records
    records[3] = Array("{\"unknown\":1}".utf8)

    let next = test.make(MemoryJournal(records))
    let error = await #expect(throws: DeskError.self) { try await next.recover() }

    #expect(error?.code == .journal)
    #expect(next.breaker.isTripped)
    #expect(await next.snapshot().tradingState == .halted)
    await #expect(throws: DeskError.self) {
      try await next.start(
        test.specification, from: test.from, to: test.to, speed: 1, capital: 1000, by: "tara")
    }
  }
}
