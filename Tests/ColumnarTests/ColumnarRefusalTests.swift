import Chronology
import Columnar
import Market
import Strategies
import Testing
import Trading

@Suite struct ColumnarRefusalTests {
  private static func market(
    close: Double = 10, actions: [CorporateAction] = []
  ) throws -> ColumnarMarket {
    let days = TradingCalendar.xnys.sessions(
      in: SessionDate(day: 16_436)...SessionDate(day: 16_446))
    let closes = days.indices.map { $0 == 2 ? close : 10 + Double($0) }
    let frame = MarketFrame(
      symbols: ["AAA"], interval: .day,
      closesAt: days.map { Timestamp(nanoseconds: Int64($0.day) * 86_400_000_000_000) },
      sessions: days, open: closes, high: closes, low: closes, close: closes, volume: closes)
    return try ColumnarMarket(frame: frame, actions: actions, firstRow: 0)
  }

  private static func specification(
    _ rule: StrategyRule = .buyAndHold(weight: 1), universe: [Symbol] = ["AAA"],
    slippage: Double = 0
  ) -> StrategySpecification {
    StrategySpecification(
      name: "test", summary: "", rule: rule, universe: universe, benchmark: nil, capital: 10_000,
      costs: ExecutionCosts(
        commissionPerShare: 0, slippageBasisPoints: slippage, volumeLimit: nil))
  }

  private static func refusal(
    of specification: StrategySpecification
  ) throws -> ColumnarRefusal? {
    let backtest = ColumnarBacktest(try market())
    do throws(ColumnarRefusal) {
      _ = try backtest.run(specification, keepsDetail: false)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a usable specification is run`() throws {
    #expect(try Self.refusal(of: Self.specification()) == nil)
  }

  @Test func `a specification of other symbols is refused`() throws {
    let refusal = try #require(
      try Self.refusal(of: Self.specification(universe: ["AAA", "BBB"])))

    #expect(refusal.message.contains("universe"))
    #expect(!refusal.remedy.isEmpty)
  }

  @Test(arguments: [
    StrategyRule.buyAndHold(weight: .nan),
    .movingAverageCrossover(fast: 3, slow: 3, weight: 1),
    .movingAverageCrossover(fast: 0, slow: 3, weight: 1),
    .crossSectionalMomentum(lookback: 2, skip: 2, holdings: 1, weight: 1),
    .crossSectionalMomentum(lookback: 2, skip: 1, holdings: 0, weight: 1),
    .shortTermReversal(lookback: 0, names: 1, weight: 1),
  ])
  func `numbers outside their range are refused, not trapped on`(_ rule: StrategyRule) throws {
    let refusal = try #require(try Self.refusal(of: Self.specification(rule)))

    #expect(refusal.message.contains("range"))
  }

  @Test func `slippage that could turn a price negative is refused`() throws {
    #expect(try Self.refusal(of: Self.specification(slippage: 10_000)) != nil)
  }

  @Test(arguments: [0, -1, 1e13, .infinity])
  func `a close that is no price is refused`(_ close: Double) {
    #expect(throws: ColumnarRefusal.self) { try Self.market(close: close) }
  }

  @Test(arguments: [
    CorporateAction.Kind.split(new: 0, old: 1), .split(new: .nan, old: 1),
    .dividend(amount: -1, payDate: SessionDate(day: 16_440)),
  ])
  func `an action with impossible numbers is refused when it comes due`(
    _ kind: CorporateAction.Kind
  ) throws {
    func action(on day: Int32, of symbol: Symbol = "AAA") -> CorporateAction {
      CorporateAction(symbol: symbol, effectiveOn: SessionDate(day: day), kind: kind)
    }

    #expect(throws: ColumnarRefusal.self) { try Self.market(actions: [action(on: 16_440)]) }
    _ = try Self.market(actions: [
      action(on: 16_440, of: "ZZZ"), action(on: 16_400), action(on: 17_000),
    ])
  }
}
