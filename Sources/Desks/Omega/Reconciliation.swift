public import Market
public import Trading

/// Where the desk's books and the broker's statement differ, one case a difference.
public enum ReconciliationDifference: Hashable, Sendable, Codable {
  /// The broker reports something of an order that the desk never placed.
  case unknownOrder(OrderID)
  /// The desk believes that the broker works an order; the broker does not know it as working.
  case orderNotWorking(OrderID)
  /// The broker works an order that the desk holds for finished.
  case orderStillWorking(OrderID)
  /// The number of shares held of a symbol.
  case position(Symbol, desk: Quantity, broker: Quantity)
  /// The money in the account.
  case cash(desk: Money, broker: Money)
  /// A replayed input did not lead to what the journal says came of it.
  case replay(record: Int, explanation: String)

  /// What differs, in one sentence with both values.
  public var explanation: String {
    switch self {
    case .unknownOrder(let id):
      "The broker reports order \(id), which this desk never placed."
    case .orderNotWorking(let id):
      "The desk holds order \(id) for working; the broker does not."
    case .orderStillWorking(let id):
      "The broker still works order \(id), which the desk holds for finished."
    case .position(let symbol, let desk, let broker):
      "The desk holds \(desk) shares of \(symbol); the broker says \(broker)."
    case .cash(let desk, let broker):
      "The desk has \(desk) USD in cash; the broker says \(broker) USD."
    case .replay(let record, let explanation):
      "Record \(record) of the journal: \(explanation)"
    }
  }
}

/// A comparison of the desk's books with the broker's statement; nothing is adopted silently.
public struct Reconciliation: Hashable, Sendable {
  /// Empty when both agree to the last share and cent.
  public let differences: [ReconciliationDifference]

  /// Whether both sides agree.
  public var isGreen: Bool { differences.isEmpty }

  /// Compares what the desk believes with what the broker states.
  ///
  /// - Parameters:
  ///   - desk: The desk's cash, positions and working orders.
  ///   - broker: The broker's.
  ///   - known: Whether the desk ever placed an order of that name.
  ///   - inDoubt: Orders that were about to be sent and may not have arrived: not a difference.
  public init(
    desk: AccountSnapshot, broker: AccountSnapshot, known: (OrderID) -> Bool,
    inDoubt: Set<OrderID>
  ) {
    var differences: [ReconciliationDifference] = []
    if desk.cash != broker.cash {
      differences.append(.cash(desk: desk.cash, broker: broker.cash))
    }
    let own = Self.shares(desk)
    let others = Self.shares(broker)
    for symbol in Set(own.keys).union(others.keys).sorted() {
      let (mine, theirs) = (own[symbol] ?? .zero, others[symbol] ?? .zero)
      if mine != theirs {
        differences.append(.position(symbol, desk: mine, broker: theirs))
      }
    }
    let mine = Set(desk.workingOrders)
    let theirs = Set(broker.workingOrders)
    for id in mine.subtracting(theirs).subtracting(inDoubt).sorted() {
      differences.append(.orderNotWorking(id))
    }
    for id in theirs.subtracting(mine).sorted() {
      differences.append(known(id) ? .orderStillWorking(id) : .unknownOrder(id))
    }
    self.differences = differences
  }

  private static func shares(_ account: AccountSnapshot) -> [Symbol: Quantity] {
    account.holdings.reduce(into: [:]) { $0[$1.symbol, default: .zero] += $1.shares }
  }
}
