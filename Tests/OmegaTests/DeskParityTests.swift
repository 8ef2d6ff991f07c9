import Chronology
import Market
import Research
import Strategies
import TestKit
import Testing
import Trading

@testable import Omega

@Suite struct DeskParityTests {
  static let rules: [StrategyRule] = [
    .buyAndHold(weight: 0.9),
    .movingAverageCrossover(fast: 3, slow: 9, weight: 0.25),
    .crossSectionalMomentum(lookback: 20, skip: 5, holdings: 2, weight: 1),
    .shortTermReversal(lookback: 5, names: 2, weight: 0.2),
  ]

  @Test(arguments: rules, [1, 2, 3] as [UInt64])
  func `the desk comes to the backtest's orders, fills and equity`(
    _ rule: StrategyRule, _ seed: UInt64
  ) async throws {
    let test = TestDesk(seed: seed, rule: rule)
    let snapshot = try await test.bars.snapshot(
      of: test.specification.universe + ["^IDX"],
      over: TradingCalendar.xnys.session(
        test.specification.makeStrategy().warmUpBars, before: test.from)...test.to)
    let backtest = try BacktestDriver.run(
      specification: test.specification, snapshot: snapshot, from: test.from, to: test.to,
      calendar: .xnys, progress: { _, _ in true })

    let desk = try await test.started()
    try await desk.runOut()
    let result = await desk.result

    #expect(!backtest.orders.isEmpty)
    #expect(backtest.trades.count > 0)
    #expect(result.orders == backtest.orders.map(Outcome.Line.init))
    #expect(result.equity == backtest.sessions.map(\.equity))
    #expect(result.cash == backtest.sessions.last?.cash)
    #expect(result.isBalanced)
    #expect(result.reconciliation == [])
  }

  @Test(arguments: [0.1, 7, 1000])
  func `the result does not depend on the speed`(_ speed: Double) async throws {
    let test = TestDesk(seed: 4, rule: .movingAverageCrossover(fast: 3, slow: 9, weight: 0.25))
    let stepped = try await test.started()
    try await stepped.runOut()

    let clock = EagerClock(at: TestDesk.start)
    let witness = Witness()
    let paced = try await test.started(clock: clock, speed: speed, witness: witness)
    try await until { await paced.snapshot().phase != .replaying }

    #expect(await paced.result == stepped.result)
    let seconds = TestDesk.start.duration(to: clock.now).components.seconds
    #expect(Double(seconds) >= (60 / speed).rounded(.down))
    let marks = witness.all.compactMap { event -> EquityMark? in
      if case .equity(let mark, _) = event { return mark }
      return nil
    }
    #expect(marks.map(\.equity) == (await stepped.result.equity))
  }
}
