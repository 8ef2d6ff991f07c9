import Columnar
import Market
import Strategies
import Testing
import Trading

@Suite struct ColumnarGroupTests {
  /// Specifications over one made-up market, with shared and with unlike signals.
  private static func specifications(of made: MadeUpCase) -> [StrategySpecification] {
    let rules: [StrategyRule] = [
      .crossSectionalMomentum(lookback: 12, skip: 2, holdings: 1, weight: 1),
      .movingAverageCrossover(fast: 2, slow: 7, weight: 0.2),
      .crossSectionalMomentum(lookback: 12, skip: 2, holdings: 2, weight: -0.5),
      .shortTermReversal(lookback: 5, names: 1, weight: 0.3),
      .movingAverageCrossover(fast: 2, slow: 7, weight: 0.1),
      .buyAndHold(weight: 0.9),
      .movingAverageCrossover(fast: 3, slow: 7, weight: 0.1),
    ]
    return rules.map { rule in
      StrategySpecification(
        name: "test", summary: "", rule: rule, universe: made.frame.symbols, benchmark: nil,
        capital: 1_000_000, costs: made.specification.costs)
    }
  }

  @Test func `a specification ends in a group as it does alone`() throws {
    for seed in UInt64(1)...60 {
      let made = try MadeUpCase(seed: seed)
      let specifications = Self.specifications(of: made)
      let market = try ColumnarMarket(
        frame: made.frame, actions: made.actions, firstRow: made.firstRow)
      let backtest = ColumnarBacktest(market)
      let groups = ColumnarBacktest.groups(of: specifications)
      var together: [Int: ColumnarOutcome] = [:]
      for group in groups.reversed() {
        try backtest.run(group: group.map { specifications[$0] }, keepsDetail: true) {
          together[group[$0]] = $1
        }
      }

      #expect(groups == [[0, 2], [1, 4], [3], [5], [6]])
      for (place, specification) in specifications.enumerated() {
        #expect(
          together[place] == (try backtest.run(specification, keepsDetail: true)),
          "seed \(seed), \(specification.rule)")
      }
    }
  }

  @Test func `without detail the figures stay and the lists are empty`() throws {
    let made = try MadeUpCase(seed: 3)
    let market = try ColumnarMarket(
      frame: made.frame, actions: made.actions, firstRow: made.firstRow)
    let backtest = ColumnarBacktest(market)
    let full = try backtest.run(made.specification, keepsDetail: true)
    let brief = try backtest.run(made.specification, keepsDetail: false)

    #expect(brief.orders.isEmpty && brief.trades.isEmpty)
    #expect(brief.sessions == full.sessions && brief.totals == full.totals)
    #expect(brief.orderCount == full.orders.count && brief.tradeCount == full.trades.count)
  }
}
