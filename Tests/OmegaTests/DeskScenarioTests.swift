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

/// The whole desk on a clock that stands still: a seed draws the market, the strategy, what people do
/// and where the process dies. A failure names the seed and the step.
@Suite struct DeskScenarioTests {
  /// What a seed lets happen next.
  private enum Act: CaseIterable {
    case trade, tradeOn, order, repeatOrder, cancel, halt, resume, speed, kill, killInWrite, stop
  }

  private static let rules: [StrategyRule] = [
    .movingAverageCrossover(fast: 2, slow: 6, weight: 0.25),
    .shortTermReversal(lookback: 3, names: 2, weight: 0.2),
    .buyAndHold(weight: 0.8),
  ]

  @Test(arguments: 1...24 as ClosedRange<UInt64>)
  func `whatever people do and wherever it dies, the books hold`(_ seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let rule = Self.rules[Int.random(in: 0..<Self.rules.count, using: &generator)]
    var test = TestDesk(seed: seed, rule: rule, sessions: 18, history: 8)
    test.limits.maximumPositionWeight = 0.4
    test.limits.allowShort = false
    var journal = MemoryJournal()
    var desk = try await test.started(journal)
    var keys: [String: OrderID] = [:]
    var lastSymbol: [String: OrderWish] = [:]

    for step in 1...60 {
      let place = "seed \(seed) step \(step)"
      // Safe: the cases are not empty.
      let act = Act.allCases.randomElement(using: &generator)!
      switch act {
      case .trade, .tradeOn: try await desk.run(1)
      case .order:
        let wish = drawn(&generator, test.specification.universe)
        let key = "k\(step)"
        if let line = try await accepting({ try await desk.place(wish, by: "tara", key: key) }) {
          keys[key] = line.id
          lastSymbol[key] = wish
        }
      case .repeatOrder:
        guard let key = keys.keys.sorted().first, let wish = lastSymbol[key] else { continue }
        let line = try await accepting { try await desk.place(wish, by: "tara", key: key) }
        if let line { #expect(line.id == keys[key], "\(place): a repeated key made a new order") }
      case .cancel:
        let working = await desk.result.orders.filter(\.state.isWorking)
        guard let id = working.first?.proposal.id else { continue }
        _ = try await desk.cancel(id, by: "tara")
      case .halt: try await desk.halt(by: "oskar", because: "drill \(step)")
      case .resume: _ = try await accepting { try await desk.resume(by: "oskar", because: "go on") }
      case .speed: _ = try await accepting { try await desk.changeSpeed(to: 5, by: "tara") }
      case .kill, .killInWrite:
        let before = await desk.snapshot().tradingState
        var records = await journal.records
        // A kill in mid-write leaves the first records of an append; never fewer than was
        // acknowledged, so at most the records of the last, unacknowledged one are cut off here.
        if act == .killInWrite {
          let torn = MemoryJournal(records)
          let dying = test.make(torn)
          try await dying.recover()
          if await dying.phase == .paused, await dying.snapshot().differences == [] {
            _ = try await accepting { try await dying.resume(by: "oskar", because: "go on") }
            try await dying.run(1)
          }
          let all = await torn.records
          records = Array(all.prefix(Int.random(in: records.count...all.count, using: &generator)))
        }
        journal = MemoryJournal(records)
        desk = test.make(journal)
        try await desk.recover()
        if before == .halted, act == .kill {
          #expect(await desk.snapshot().tradingState == .halted, "\(place): a halt was forgotten")
        }
      case .stop:
        await desk.shutDown()
        desk = test.make(journal)
        try await desk.recover()
      }
      try await check(desk, keys, place)
    }

    // The journal alone makes the same desk.
    let last = test.make(MemoryJournal(await journal.records))
    try await last.recover()
    #expect(await last.result == (await desk.result), "seed \(seed)")
  }

  private func check(
    _ desk: TradingDesk, _ keys: [String: OrderID], _ place: String
  ) async throws {
    let result = await desk.result
    #expect(result.isBalanced, "\(place): the books do not balance")
    #expect(result.reconciliation == [], "\(place): desk and broker differ")
    #expect(result.replay == [], "\(place): the replay differs")
    for key in keys.keys.sorted() {
      let id = try #require(keys[key])
      #expect(
        result.orders.contains { $0.proposal.id == id }, "\(place): order \(id) is missing")
    }
    #expect(
      Set(result.orders.map(\.proposal.id)).count == result.orders.count,
      "\(place): an order is doubled")
    for order in result.orders {
      #expect(order.filled >= .zero, "\(place): \(order.proposal.id) has negative fills")
    }
    if await desk.core?.engine.tradingState == .halted {
      let strategyOrders = result.orders.filter {
        $0.state.isWorking && !$0.proposal.origin.hasPrefix("desk:")
      }
      #expect(strategyOrders.isEmpty, "\(place): a strategy's order works while halted")
    }
  }

  /// A refusal by the desk is an answer like any other; anything else is a failure.
  private func accepting<Result: Sendable>(
    _ work: () async throws -> Result
  ) async throws -> Result? {
    do {
      return try await work()
    } catch let error as DeskError where error.code == .conflict || error.code == .missing {
      return nil
    }
  }

  private func drawn(
    _ generator: inout SeededGenerator, _ universe: [Symbol]
  ) -> OrderWish {
    let index = Int.random(in: 0..<universe.count, using: &generator)
    let kinds: [OrderKind] = [
      .market, .limit(Price(Int.random(in: 10...150, using: &generator))),
      .stop(Price(Int.random(in: 10...150, using: &generator))),
    ]
    return OrderWish(
      symbol: universe[index], side: Bool.random(using: &generator) ? .buy : .sell,
      quantity: Quantity(Int.random(in: 1...3000, using: &generator)),
      kind: kinds[Int.random(in: 0..<kinds.count, using: &generator)],
      timeInForce: Bool.random(using: &generator) ? .day : .goodTilCancelled)
  }
}
