import Chronology
import Execution
import Market
import Risk
import Strategies
import Testing
import Trading

@Suite struct DeskCommandTests {
  private let halt = EngineInput.command(.halt(by: "ada", because: "drill"))

  @Test func `HALT cancels what works, oldest first, and stops strategies`() {
    let wishes: [Intent] = [
      .order(symbolIndex: 0, shares: 10, kind: .limit(Price(1))),
      .order(symbolIndex: 1, shares: 10, kind: .limit(Price(1))),
    ]
    var rig = Rig([0: wishes, 1: wishes])
    rig.open()
    rig.bar(50, 20)
    rig.event(1, .accepted)
    rig.event(2, .accepted)

    let effects = rig.send(halt)

    #expect(effects.cancelled == [1, 2])
    #expect(rig.state(1) == .pendingCancel)
    #expect(rig.engine.stateChange.by == "ada")
    #expect(rig.engine.stateChange.because == "drill")
    #expect(rig.bar(50, 20).submitted.isEmpty)
    #expect(rig.engine.orders.count == 2)
  }

  @Test func `a second HALT asks again for cancels that are not confirmed`() {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 10, kind: .limit(Price(1)))]])
    rig.open()
    rig.bar(50, 20)
    rig.send(halt)

    #expect(rig.send(halt).cancelled == [1])
    rig.event(1, .cancelled(reason: "as asked"))
    #expect(rig.send(halt).cancelled.isEmpty)
  }

  @Test func `after RESUME the strategy decides again`() {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 10, kind: .market)]])
    rig.open()
    rig.send(halt)
    #expect(rig.bar(50, 20).submitted.isEmpty)
    rig.send(.command(.resume(by: "bob", because: "all clear")))

    #expect(rig.bar(50, 20).submitted == [1])
    #expect(rig.engine.tradingState == .active)
  }

  @Test func `while halted a person may reduce, and nothing else`() {
    var rig = Rig([0: [.order(symbolIndex: 0, shares: 100, kind: .market)]])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 100, at: 50)
    rig.send(halt)

    #expect(rig.ticket(.sell, 60, key: "a").submitted == [2])
    #expect(rig.ticket(.sell, 41, key: "b").denials == ["tradingState"])
    #expect(rig.ticket(.sell, 40, key: "c").submitted == [4])
    #expect(rig.ticket(.buy, 1, key: "d").denials == ["tradingState"])
  }

  @Test func `reduce-only cancels what could enlarge a position and keeps the rest`() {
    var rig = Rig([
      0: [.order(symbolIndex: 0, shares: 100, kind: .market)],
      1: [
        .order(symbolIndex: 0, shares: 10, kind: .limit(Price(1))),
        .order(symbolIndex: 0, shares: -10, kind: .limit(Price(99))),
        .order(symbolIndex: 1, shares: -10, kind: .limit(Price(99))),
      ],
    ])
    rig.open()
    rig.bar(50, 20)
    rig.fill(1, 100, at: 50)
    rig.bar(50, 20)

    let effects = rig.send(.command(.reduceOnly(by: "ada", because: "news")))

    #expect(effects.cancelled == [2, 4])
    #expect(rig.state(3) == .submitted)
  }

  @Test func `the same key never makes a second order`() {
    var rig = Rig()
    rig.open()
    rig.bar(50, 20)

    #expect(rig.ticket(.buy, 10, key: "k").submitted == [1])
    for _ in 0..<100 { #expect(rig.ticket(.buy, 10, key: "k").submitted.isEmpty) }
    #expect(rig.engine.orders.count == 1)
    #expect(rig.engine.order(forKey: "k")?.id.sequence == 1)
    #expect(rig.ticket(.buy, 10, key: "l").submitted == [2])
  }

  @Test func `a ticket that cannot be an order is a fault`() {
    var rig = Rig()
    rig.open()
    rig.bar(50, 20)

    #expect(rig.ticket(.buy, 0, key: "zero").faults == [.malformed])
    #expect(rig.ticket(.buy, -5, key: "less").faults == [.malformed])
    #expect(rig.ticket(.buy, 5, key: "which", symbol: "XYZ").faults == [.unknownSymbol])
    #expect(rig.engine.orders.isEmpty)
  }

  @Test func `a person's order carries the person's name`() {
    var rig = Rig()
    rig.open()
    rig.bar(50, 20)
    rig.ticket(.buy, 10, key: "k")

    #expect(rig.engine.orders[0].proposal.origin == "desk:ada")
  }

  @Test func `cancel and cancel-all ask the broker; a finished order is a fault`() {
    var rig = Rig()
    rig.open()
    rig.bar(50, 20)
    for key in ["a", "b", "c"] { rig.ticket(.buy, 10, key: key) }
    rig.fill(1, 10, at: 50)
    let id = { OrderID(session: 1, sequence: $0) }

    #expect(rig.send(.command(.cancel(id(1), by: "ada"))).faults == [.nothingToCancel])
    #expect(rig.send(.command(.cancel(id(9), by: "ada"))).faults == [.nothingToCancel])
    #expect(rig.send(.command(.cancel(id(2), by: "ada"))).cancelled == [2])
    #expect(rig.send(.command(.cancelAll(by: "ada"))).cancelled == [2, 3])
  }

  @Test func `an approval that is withdrawn stops the strategy`() {
    var limits = RiskLimits.research
    limits.requireApproval = true
    let wish: [Intent] = [.order(symbolIndex: 0, shares: 1, kind: .market)]
    var rig = Rig(
      [0: wish, 1: wish], limits: limits, approvals: [Approval(hash: "script", expiresAt: nil)])
    rig.open()

    #expect(rig.bar(50, 20).submitted == [1])
    rig.send(.command(.approve([], by: "bob")))
    #expect(rig.bar(50, 20).denials == ["approvedStrategy"])
  }

  @Test func `limits with impossible numbers are refused and the old ones stay`() {
    var rig = Rig()
    var limits = RiskLimits.research
    limits.version = 2
    limits.priceCollar = .nan

    #expect(rig.send(.command(.limit(limits, by: "bob", because: "x"))).faults == [.malformed])
    #expect(rig.engine.limits.version == 0)
    limits.priceCollar = 0.1
    rig.send(.command(.limit(limits, by: "bob", because: "x")))
    #expect(rig.engine.limits.version == 2)
  }

  @Test func `a review judges like the gate and changes nothing`() {
    var limits = RiskLimits.research
    limits.maximumOrderValue = 1000
    var rig = Rig(limits: limits)
    rig.open()
    rig.bar(50, 20)
    let before = rig.engine.stateDigest()
    func review(_ shares: Int) -> OrderReview {
      rig.engine.review(
        OrderWish(
          symbol: "AAPL", side: .buy, quantity: Quantity(shares), kind: .market, timeInForce: .day),
        by: "ada", at: rig.now)
    }

    #expect(review(20).breaches.isEmpty)
    #expect(review(20).orderValue == 1000)
    #expect(review(20).exposureGrossAfter == 0.01)
    #expect(review(21).breaches.map(\.rule) == ["orderValue"])
    #expect(rig.engine.stateDigest() == before)
  }
}
