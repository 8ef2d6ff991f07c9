import Chronology
import Execution
import Market
import Omega
import Risk
import Simulation
import Testing
import Trading

@Suite struct PaperBrokerTests {
  private let now = Timestamp(seconds: 1_000)

  /// The orders that an engine without limits lets out for these wishes.
  private func approved(_ wishes: [OrderWish]) -> [ApprovedOrder] {
    var engine = TradingEngine(
      configuration: EngineConfiguration(
        symbols: ["A"], session: 1, capital: Money(100_000), limits: .research, approvals: [],
        calendar: nil, initialState: .active, decidesFrom: nil),
      strategies: [])
    var effects: [EngineEffect] = []
    for (place, wish) in wishes.enumerated() {
      engine.process(
        .command(.order(wish, by: "tara", key: "\(place)")), at: now, into: &effects)
    }
    return effects.compactMap { if case .submit(let order) = $0 { order } else { nil } }
  }

  private func wish(_ side: Side, _ shares: Int) -> OrderWish {
    OrderWish(
      symbol: "A", side: side, quantity: Quantity(shares), kind: .market,
      timeInForce: .goodTilCancelled)
  }

  private func broker() -> PaperBroker {
    PaperBroker(
      venue: SimulatedVenue(
        symbols: ["A"],
        costs: ExecutionCosts(
          commissionPerShare: 0.01, slippageBasisPoints: 0, volumeLimit: nil),
        lastSessions: [nil]),
      capital: Money(100_000))
  }

  private func slice(_ close: Double) -> MarketSlice {
    MarketFrame(
      symbols: ["A"], interval: .day, closesAt: [now], sessions: [SessionDate(day: 0)],
      open: [close], high: [close], low: [close], close: [close], volume: [1e6]
    ).slice(0)
  }

  @Test func `an order sent a hundred times is one order`() throws {
    let order = try #require(approved([wish(.buy, 100)]).first)
    var broker = broker()

    #expect(broker.submit(order, at: now).count == 1)
    for _ in 2...100 { #expect(broker.submit(order, at: now) == []) }
    let fills = broker.match(slice(10))
    // Also after it is filled.
    #expect(broker.submit(order, at: now) == [])

    #expect(fills.count == 2)
    #expect(broker.match(slice(10)) == [])
    #expect(broker.statement.holdings.map(\.shares) == [Quantity(100)])
    #expect(broker.statement.cash == Money(100_000) - Money(1000) - Money(1))
    #expect(broker.statement.workingOrders == [])
    #expect(broker.knows(order.proposal.id))
  }

  @Test func `its statement follows fills, dividends and splits`() throws {
    var broker = broker()
    for order in approved([wish(.buy, 100)]) { _ = broker.submit(order, at: now) }
    _ = broker.match(slice(10))

    let pays = CorporateAction(
      symbol: "A", effectiveOn: SessionDate(day: 1),
      kind: .dividend(amount: 0.5, payDate: SessionDate(day: 2)))
    let split = CorporateAction(
      symbol: "A", effectiveOn: SessionDate(day: 2), kind: .split(new: 2, old: 1))
    _ = broker.open(SessionDate(day: 1), actions: [pays], at: now)
    #expect(broker.statement.cash == Money(98_999))
    _ = broker.open(SessionDate(day: 2), actions: [split], at: now)

    #expect(broker.statement.cash == Money(99_049))
    #expect(broker.statement.holdings.map(\.shares) == [Quantity(200)])
  }

  @Test func `a cancelled order no longer works`() throws {
    let order = try #require(approved([wish(.sell, 5)]).first)
    var broker = broker()
    _ = broker.submit(order, at: now)
    #expect(broker.statement.workingOrders == [order.proposal.id])

    _ = broker.cancel(order.proposal.id, at: now)

    #expect(broker.statement.workingOrders == [])
    #expect(broker.match(slice(10)) == [])
  }
}
