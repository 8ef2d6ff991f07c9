import Market
import Omega
import Testing
import Trading

@Suite struct ReconciliationTests {
  private func account(
    cash: Int, _ holdings: [(Symbol, Int)] = [], working: [UInt32] = []
  ) -> AccountSnapshot {
    AccountSnapshot(
      cash: Money(cash),
      holdings: holdings.map { .init(symbol: $0.0, shares: Quantity($0.1)) },
      workingOrders: working.map { OrderID(session: 1, sequence: $0) })
  }

  private func compare(
    _ desk: AccountSnapshot, _ broker: AccountSnapshot, inDoubt: Set<OrderID> = []
  ) -> [ReconciliationDifference] {
    Reconciliation(desk: desk, broker: broker, known: { $0.sequence <= 10 }, inDoubt: inDoubt)
      .differences
  }

  @Test func `equal books are green, whatever the order they are listed in`() {
    let desk = account(cash: 10, [("B", 2), ("A", 1)], working: [2, 1])
    let broker = account(cash: 10, [("A", 1), ("B", 2)], working: [1, 2])

    #expect(compare(desk, broker) == [])
  }

  @Test func `each kind of difference is told apart, with both values`() {
    let desk = account(cash: 10, [("A", 1), ("C", 3)], working: [1, 2])
    let broker = account(cash: 9, [("A", 2), ("B", 5)], working: [2, 3, 99])

    #expect(
      compare(desk, broker) == [
        .cash(desk: Money(10), broker: Money(9)),
        .position("A", desk: Quantity(1), broker: Quantity(2)),
        .position("B", desk: .zero, broker: Quantity(5)),
        .position("C", desk: Quantity(3), broker: .zero),
        .orderNotWorking(OrderID(session: 1, sequence: 1)),
        .orderStillWorking(OrderID(session: 1, sequence: 3)),
        .unknownOrder(OrderID(session: 1, sequence: 99)),
      ])
  }

  @Test func `an order in doubt is no difference until the broker answers`() {
    let first = OrderID(session: 1, sequence: 1)

    #expect(
      compare(account(cash: 1, working: [1]), account(cash: 1), inDoubt: [first]) == [])
    #expect(
      compare(account(cash: 1, working: [1]), account(cash: 1)) == [.orderNotWorking(first)])
  }
}
