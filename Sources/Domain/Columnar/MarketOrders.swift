import Trading

/// The market orders of one backtest, queued by symbol, served in the order of their queues.
struct MarketOrders {
  /// An order with the place of the next one in its queue.
  struct Entry {
    let symbol: Int
    let placedRow: Int
    let isBuy: Bool
    var quantity: Int
    var filled = 0
    var filledValue: Int128 = 0
    var commission: Int128 = 0
    var state = OrderState.accepted
    var ending: ColumnarOrder.Ending?
    var changedRow: Int
    var next = -1

    var remaining: Int { quantity - filled }
  }

  /// The working orders of one symbol, oldest first; kept while empty until the next fills.
  struct Queue {
    let symbol: Int
    var head = -1
    var tail = -1
  }

  var entries: [Entry] = []
  var queues: [Queue] = []
  /// Whether a split made an order too large to count.
  private(set) var hasOutgrown = false
  /// The place of each symbol's queue; -1 when it has none.
  private var queueOf: [Int]

  init(symbols: Int) { queueOf = Array(repeating: -1, count: symbols) }

  /// Whether a symbol has a working order.
  func isWorking(_ symbol: Int) -> Bool {
    let queue = queueOf[symbol]
    return queue >= 0 && queues[queue].head >= 0
  }

  /// Takes an order for so many signed shares, or notes that the symbol has left.
  mutating func place(_ shares: Int, of symbol: Int, on row: Int, hasLeft: Bool) {
    var entry = Entry(
      symbol: symbol, placedRow: row, isBuy: shares > 0, quantity: Int(shares.magnitude),
      changedRow: row)
    if hasLeft {
      entry.state = .rejected
      entry.ending = .leftExchange
      entries.append(entry)
      return
    }
    entries.append(entry)
    let index = entries.count - 1
    if queueOf[symbol] < 0 {
      queueOf[symbol] = queues.count
      queues.append(Queue(symbol: symbol))
    }
    append(index, to: queueOf[symbol])
  }

  private mutating func append(_ index: Int, to queue: Int) {
    entries[index].next = -1
    if queues[queue].head < 0 {
      queues[queue].head = index
    } else {
      entries[queues[queue].tail].next = index
    }
    queues[queue].tail = index
  }

  /// Ends a queue's orders; the queue keeps its place.
  mutating func end(
    queue: Int, _ ending: ColumnarOrder.Ending, on row: Int,
    state: (Entry) -> OrderState = { _ in .cancelled }
  ) {
    var index = queues[queue].head
    while index >= 0 {
      entries[index].state = state(entries[index])
      entries[index].ending = ending
      entries[index].changedRow = row
      index = entries[index].next
    }
    queues[queue].head = -1
    queues[queue].tail = -1
  }

  mutating func cancelAll(on row: Int) {
    for queue in queues.indices { end(queue: queue, .asked, on: row) }
  }

  mutating func cancel(of symbol: Int, _ ending: ColumnarOrder.Ending, on row: Int) {
    let queue = queueOf[symbol]
    if queue >= 0 { end(queue: queue, ending, on: row) }
  }

  /// Restates a symbol's orders: shares are divided by the ratio and cut to whole ones.
  mutating func split(_ symbol: Int, ratio: Double, on row: Int) {
    let queue = queueOf[symbol]
    guard queue >= 0 else { return }
    var index = queues[queue].head
    queues[queue].head = -1
    queues[queue].tail = -1
    while index >= 0 {
      let next = entries[index].next
      entries[index].changedRow = row
      let remaining = (Double(entries[index].remaining) / ratio).rounded(.towardZero)
      let filled = (Double(entries[index].filled) / ratio).rounded(.towardZero)
      if remaining + filled > Double(WholeShareBook.mostShares) {
        hasOutgrown = true
      } else if remaining < 1 {
        entries[index].state = .cancelled
        entries[index].ending = .splitLeftNothing
      } else {
        entries[index].filled = Int(filled)
        entries[index].quantity = entries[index].filled + Int(remaining)
        append(index, to: queue)
      }
      index = next
    }
  }

  /// Books an execution of the oldest order of a queue; a full one leaves the queue.
  mutating func fill(
    _ index: Int, of queue: Int, _ quantity: Int, value: Int128, on row: Int
  ) {
    entries[index].filled += quantity
    entries[index].filledValue += value
    entries[index].changedRow = row
    guard entries[index].remaining == 0 else {
      entries[index].state = .partiallyFilled
      return
    }
    entries[index].state = .filled
    queues[queue].head = entries[index].next
    if queues[queue].head < 0 { queues[queue].tail = -1 }
  }

  /// Lets go of the queues that are empty; the others keep their order.
  mutating func dropEmptyQueues() {
    for queue in queues { queueOf[queue.symbol] = -1 }
    queues.removeAll { $0.head < 0 }
    for (place, queue) in queues.enumerated() { queueOf[queue.symbol] = place }
  }
}
