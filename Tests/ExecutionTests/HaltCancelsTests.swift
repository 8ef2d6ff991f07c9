import Chronology
import Execution
import Market
import Risk
import Testing
import Trading

@Suite struct HaltCancelsTests {
  @Test func `a halt asks for the cancellation of every working order`() {
    var engine = TradingEngine(
      configuration: EngineConfiguration(
        symbols: ["AAA"], session: 1, capital: Money(1000), limits: .research, approvals: [],
        calendar: nil, initialState: .active, decidesFrom: nil),
      strategies: [])
    let now = Timestamp(seconds: 1)
    var effects: [EngineEffect] = []
    let wish = OrderWish(
      symbol: "AAA", side: .buy, quantity: Quantity(1), kind: .market,
      timeInForce: .goodTilCancelled)
    for key in ["a", "b"] {
      engine.process(.command(.order(wish, by: "tara", key: key)), at: now, into: &effects)
    }
    #expect(engine.workingOrders.map(\.id.sequence) == [1, 2])

    effects = []
    engine.process(.command(.halt(by: "oskar", because: "drill")), at: now, into: &effects)

    let cancelled = effects.compactMap { effect -> UInt32? in
      if case .cancel(let id) = effect { return id.sequence }
      return nil
    }
    #expect(cancelled == [1, 2])
    engine.process(
      .broker(.order(OrderID(session: 1, sequence: 1), .cancelled(reason: "asked"), at: now)),
      at: now, into: &effects)
    #expect(engine.workingOrders.map(\.id.sequence) == [2])
  }
}
