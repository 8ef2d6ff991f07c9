import Chronology
import Trading

/// Every order of an engine's life, in the order placed, with those still working.
struct OrderBlotter: Sendable {
  private(set) var orders: [Order] = []
  /// The symbol index of each order; shape: orders.
  private(set) var symbolIndices: [Int] = []
  /// Indices of working orders, rising.
  private(set) var working: [Int] = []
  private let session: UInt32

  init(session: UInt32) { self.session = session }

  /// The id the next order will have.
  var nextID: OrderID { OrderID(session: session, sequence: UInt32(orders.count + 1)) }

  /// Returns where the order stands, or nil when it is not of this engine.
  func index(of id: OrderID) -> Int? {
    guard id.session == session, id.sequence >= 1, Int(id.sequence) <= orders.count else {
      return nil
    }
    return Int(id.sequence) - 1
  }

  mutating func append(_ order: Order, symbolIndex: Int) {
    precondition(order.id == nextID, "Orders are numbered without gaps.")
    orders.append(order)
    symbolIndices.append(symbolIndex)
  }

  mutating func apply(
    _ event: OrderEvent, to index: Int, at now: Timestamp
  ) throws(OrderTransitionError) {
    let wasWorking = orders[index].state.isWorking
    try orders[index].apply(event, at: now)
    let isWorking = orders[index].state.isWorking
    if wasWorking == isWorking { return }
    let place = place(of: index)
    if isWorking {
      working.insert(index, at: place)
    } else {
      precondition(working[place] == index, "A working order is on the list.")
      working.remove(at: place)
    }
  }

  mutating func charge(_ amount: Money, to index: Int) { orders[index].charge(amount) }

  /// The place of an order on the list of working ones, or where it belongs.
  private func place(of index: Int) -> Int {
    var low = 0
    var high = working.count
    while low < high {
      let middle = (low + high) / 2
      if working[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
