import Chronology
import Market
import Testing
import Trading

@Suite struct OrderTests {
  private let now = Timestamp(seconds: 1)

  private func order(_ shares: Int = 100) -> Order {
    Order(
      OrderProposal(
        id: OrderID(session: 1, sequence: 1), symbol: "AAPL", side: .buy,
        quantity: Quantity(shares), kind: .market, timeInForce: .goodTilCancelled, origin: "test"),
      placedOn: nil, at: now)
  }

  private func fill(_ id: String, _ shares: Int, at price: Int = 10) -> OrderEvent {
    .filled(Fill(id: id, quantity: Quantity(shares), price: Price(price)))
  }

  private func order(after events: [OrderEvent]) throws -> Order {
    var order = order()
    for event in events { try order.apply(event, at: now) }
    return order
  }

  @Test func `an order is filled in parts and keeps its mean price`() throws {
    let order = try order(
      after: [.submitted, .accepted, fill("a", 60, at: 10), fill("b", 40, at: 15)])

    #expect(order.state == .filled)
    #expect(order.averagePrice == Price(12))
    #expect(order.remaining == .zero)
    #expect(
      order.life.map(\.state) == [.initialized, .submitted, .accepted, .partiallyFilled, .filled])
  }

  @Test func `a fill may come before the acknowledgement`() throws {
    let order = try order(after: [.submitted, fill("a", 60), .accepted])

    #expect(order.state == .partiallyFilled)
    #expect(order.filled == Quantity(60))
  }

  @Test func `a fill while a cancel is on its way counts, then the rest is cancelled`() throws {
    let order = try order(
      after: [.submitted, .accepted, .cancelRequested, fill("a", 60), .cancelled(reason: "asked")])

    #expect(order.state == .cancelled)
    #expect(order.filled == Quantity(60))
  }

  @Test func `a refused cancel puts the order back to work`() throws {
    let untouched = try order(
      after: [.submitted, .accepted, .cancelRequested, .cancelRejected(reason: "late")])
    let begun = try order(
      after: [.submitted, fill("a", 1), .cancelRequested, .cancelRejected(reason: "late")])

    #expect(untouched.state == .accepted)
    #expect(begun.state == .partiallyFilled)
  }

  @Test func `a fill beyond the order's quantity is refused and changes nothing`() throws {
    var order = try order(after: [.submitted, .accepted, fill("a", 60)])
    let before = order

    let error = #expect(throws: OrderTransitionError.self) {
      try order.apply(fill("b", 41), at: now)
    }

    #expect(error?.code == .overfill)
    #expect(order == before)
  }

  @Test func `the same fill twice is recognised, even after the order is complete`() throws {
    var order = try order(after: [.submitted, .accepted, fill("a", 100)])
    let before = order

    let error = #expect(throws: OrderTransitionError.self) {
      try order.apply(fill("a", 100), at: now)
    }

    #expect(error?.code == .duplicateFill)
    #expect(order == before)
  }

  @Test(arguments: [0, -5])
  func `a fill of no shares is malformed`(_ shares: Int) throws {
    var order = try order(after: [.submitted, .accepted])

    let error = #expect(throws: OrderTransitionError.self) {
      try order.apply(fill("a", shares), at: now)
    }

    #expect(error?.code == .malformed)
  }

  @Test(arguments: [
    [OrderEvent.denied([])], [.submitted, .rejected(reason: "no")],
    [.submitted, .cancelled(reason: "x")], [.submitted, .expired],
    [.submitted, .filled(Fill(id: "a", quantity: Quantity(100), price: Price(1)))],
  ])
  func `nothing happens to an order that is done`(_ events: [OrderEvent]) throws {
    let done = try order(after: events)
    let later: [OrderEvent] = [
      .denied([]), .submitted, .accepted, fill("z", 1), .cancelRequested,
      .cancelRejected(reason: ""), .cancelled(reason: ""), .expired, .rejected(reason: ""),
      .adjusted(quantity: Quantity(5), filled: .zero, kind: .market),
    ]

    #expect(done.state.isFinal)
    for event in later {
      var order = done
      #expect(throws: OrderTransitionError.self, "\(event.name)") {
        try order.apply(event, at: now)
      }
      #expect(order == done)
    }
  }

  @Test func `an order that was never sent cannot be filled or cancelled`() {
    for event in [fill("a", 1), .cancelRequested, .accepted, .expired, .rejected(reason: "")] {
      var order = order()
      #expect(throws: OrderTransitionError.self, "\(event.name)") {
        try order.apply(event, at: now)
      }
    }
  }

  @Test func `a venue cannot reject what it has begun to fill`() throws {
    var order = try order(after: [.submitted, fill("a", 1)])

    #expect(throws: OrderTransitionError.self) { try order.apply(.rejected(reason: "no"), at: now) }
  }

  @Test func `a split restates what is left and what is done`() throws {
    let order = try order(
      after: [
        .submitted, .accepted, fill("a", 40, at: 10),
        .adjusted(quantity: Quantity(200), filled: Quantity(80), kind: .limit(Price(5))),
      ])

    #expect(order.remaining == Quantity(120))
    #expect(order.averagePrice == Price(5))
    #expect(order.kind == .limit(Price(5)))
    #expect(order.proposal.quantity == Quantity(100))
  }
}
