import Chronology
import Execution
import Foundation
import Market
import Risk
import Strategies
import Testing
import Trading

@Suite struct TradingEngineTests {
  @Test func `a wish becomes an order, its fill a position, its sale a profit`() {
    var rig = Rig([
      0: [.targetWeight(symbolIndex: 0, weight: 0.5)],
      1: [.targetShares(symbolIndex: 0, shares: 0)],
    ])
    rig.open()

    #expect(rig.bar(50, 20).submitted == [1])
    #expect(rig.state(1) == .submitted)
    rig.event(1, .accepted)
    rig.fill(1, 1000, at: 50)
    #expect(rig.engine.cash == Money(50_000))
    rig.open()
    #expect(rig.bar(60, 20).submitted == [2])
    #expect(rig.engine.equity == 110_000)
    rig.fill(2, 1000, at: 60)

    #expect(rig.state(1) == .filled)
    #expect(rig.engine.cash == Money(110_000))
    #expect(rig.engine.realizedProfit == Money(10_000))
    #expect(rig.engine.positions.isEmpty)
    #expect(rig.engine.books.isBalanced)
  }

  @Test(arguments: [
    (10.0, 10), (9.99995, 10), (10.00005, 10), (9.9, 9), (10.9, 10), (-3.7, -3), (-3.99995, -4),
  ])
  func `shares are rounded when near a whole number, else cut towards zero`(
    _ wanted: Double, _ expected: Int
  ) throws {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: wanted, kind: .market)]])
    rig.open()
    rig.bar(50, 20)

    let order = try #require(rig.engine.orders.first)
    #expect(order.quantity.signed(order.side) == Quantity(expected))
  }

  @Test(arguments: [0.0, 0.5, -0.9, 0.00005])
  func `less than one share places nothing`(_ wanted: Double) {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: wanted, kind: .market)]])
    rig.open()

    #expect(rig.bar(50, 20).submitted.isEmpty)
    #expect(rig.engine.orders.isEmpty)
  }

  @Test func `a wish without a finite size is a fault, not an order`() {
    var rig = Rig([
      0: [
        .order(symbolIndex: 0, shares: .nan, kind: .market),
        .targetWeight(symbolIndex: 1, weight: 0.5), .targetShares(symbolIndex: 9, shares: 1),
      ]
    ])
    rig.open()

    let effects = rig.bar(50, .nan)

    #expect(effects.faults == [.malformed, .malformed, .unknownSymbol])
    #expect(rig.engine.orders.isEmpty)
  }

  @Test func `a symbol that does not trade keeps its last price`() {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 100, kind: .market)]])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 100, at: 50)
    rig.bar(.nan, 20)

    #expect(rig.engine.equity == 100_000)
    #expect(rig.engine.exposureGross == 5000)
  }

  @Test func `a commission raises the cost of the position`() throws {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 100, kind: .market)]])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 100, at: 50)
    rig.send(.broker(.commission(OrderID(session: 1, sequence: 1), Money(10), at: rig.now)))

    let position = try #require(rig.engine.positions.first)
    #expect(position.averageCost.description == "50.1")
    #expect(position.unrealizedProfit == -10)
    #expect(position.dayProfit == -10)
    #expect(rig.engine.commissions == Money(10))
    #expect(rig.engine.orders[0].commission == Money(10))
    #expect(rig.engine.books.isBalanced)
  }

  @Test func `dividends and splits change the book before the bar`() throws {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 100, kind: .market)]])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 100, at: 50)
    rig.send(.sessionCloses(SessionDate(day: 19_676)))
    let today = SessionDate(day: 19_677)
    rig.open([
      CorporateAction(symbol: "AAPL", effectiveOn: today, kind: .split(new: 2, old: 1)),
      CorporateAction(
        symbol: "AAPL", effectiveOn: today, kind: .dividend(amount: 0.5, payDate: today)),
    ])

    // The dividend is for the 100 shares held at the close before.
    #expect(rig.engine.dividends == Money(50))
    #expect(rig.engine.positions[0].shares == Quantity(200))
    #expect(rig.engine.equity == 100_050)
    rig.bar(25, 20)
    #expect(rig.engine.equity == 100_050)
    #expect(rig.engine.books.isBalanced)
  }

  @Test(arguments: [
    CorporateAction.Kind.split(new: 0, old: 1), .split(new: 1, old: .nan),
    .split(new: -2, old: -1), .split(new: 1e30, old: 1), .split(new: 1, old: 1e30),
    .dividend(amount: -0.5, payDate: SessionDate(day: 19_677)),
    .dividend(amount: 1e25, payDate: SessionDate(day: 19_677)),
    .dividend(amount: .nan, payDate: SessionDate(day: 19_677)),
  ])
  func `an impossible action halts the desk and leaves the book alone`(
    _ kind: CorporateAction.Kind
  ) {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 100, kind: .market)]])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 100, at: 50)
    rig.send(.sessionCloses(SessionDate(day: 19_676)))
    let books = rig.engine.books
    let effects = rig.open([
      CorporateAction(symbol: "AAPL", effectiveOn: SessionDate(day: 19_677), kind: kind)
    ])

    #expect(effects.faults == [.malformed])
    #expect(rig.engine.books == books)
    #expect(rig.engine.tradingState == .halted)
    #expect(rig.engine.stateChange.by == "engine")
  }

  @Test func `a delisted holding is settled at its last price`() {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: -100, kind: .market)]])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 100, at: 50)
    rig.send(.broker(.closedOut("AAPL", price: Price(40), at: rig.now)))

    #expect(rig.engine.positions.isEmpty)
    #expect(rig.engine.cash == Money(101_000))
    #expect(rig.engine.books.isBalanced)
  }

  @Test func `a denied order is kept with its breaches and never sent`() {
    var limits = RiskLimits.research
    limits.maximumOrderQuantity = 10
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 11, kind: .market)]], limits: limits)
    rig.open()

    let effects = rig.bar(50, 20)

    #expect(effects.submitted.isEmpty)
    #expect(effects.denials == ["orderQuantity"])
    #expect(rig.state(1) == .denied)
    #expect(rig.engine.orders[0].breaches.map(\.rule) == ["orderQuantity"])
  }

  @Test func `orders of one bar see each other as working`() {
    var limits = RiskLimits.research
    limits.maximumGrossExposure = 0.5
    var rig = Rig(
      [
        0: [.targetWeight(symbolIndex: 0, weight: 0.4), .targetWeight(symbolIndex: 1, weight: 0.2)]
      ],
      limits: limits)
    rig.open()

    let effects = rig.bar(50, 20)

    #expect(effects.submitted == [1])
    #expect(effects.denials == ["grossExposure"])
  }

  @Test func `what the broker says of unknown or finished orders is a fault, not a fill`() {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 10, kind: .market)]])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 10, at: 50)
    let cash = rig.engine.cash

    #expect(rig.fill(7, 10, at: 50).faults == [.unknownOrder])
    #expect(rig.fill(1, 10, at: 50).faults == [.transition])
    #expect(
      rig.event(1, .filled(Fill(id: "f1", quantity: Quantity(10), price: Price(50)))).faults
        == [.duplicateFill])
    #expect(rig.engine.cash == cash)
    #expect(rig.engine.positions[0].shares == Quantity(10))
  }

  @Test func `bars before the first deciding session only warm up`() throws {
    let first = SessionDate(day: 19_677)
    var engine = TradingEngine(
      configuration: EngineConfiguration(
        symbols: Rig.symbols, session: 1, capital: Money(1000), limits: .research, approvals: [],
        calendar: nil, initialState: .active, decidesFrom: first),
      strategies: [
        (
          hash: "s",
          strategy: ScriptedStrategy([0: [.order(symbolIndex: 0, shares: 1, kind: .market)]])
        )
      ])
    var placedOn: [SessionDate?] = []
    for day in [19_675, 19_676, 19_677, 19_678] as [Int32] {
      let session = SessionDate(day: day)
      var effects: [EngineEffect] = []
      let frame = MarketFrame(
        symbols: Rig.symbols, interval: .day, closesAt: [Timestamp(seconds: Int64(day) * 86_400)],
        sessions: [session], open: [1, 1], high: [1, 1], low: [1, 1], close: [1, 1],
        volume: [1, 1])
      engine.process(.sessionOpens(session, actions: []), at: Timestamp(seconds: 0), into: &effects)
      engine.process(.market(frame.slice(0)), at: Timestamp(seconds: 0), into: &effects)
      placedOn += effects.submitted.map { _ in session }
    }

    #expect(placedOn == [first])
  }
}
