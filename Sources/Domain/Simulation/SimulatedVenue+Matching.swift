import Chronology
public import Execution
public import Market
import Trading

extension SimulatedVenue {
  /// Fills what the bars allow: first all transactions, then their commissions.
  ///
  /// - Parameter events: A buffer that the driver owns; what happened is appended.
  public mutating func match(_ slice: MarketSlice, into events: inout [BrokerEvent]) {
    for index in 0..<lastPrices.count {
      let close = slice.close(index)
      if close.isFinite { lastPrices[index] = close }
    }
    guard !queues.isEmpty else { return }
    commissions.removeAll(keepingCapacity: true)
    for queue in queues.indices { serve(queue, slice, into: &events) }
    queues.removeAll { $0.orders.isEmpty }
    for (id, amount) in commissions where !amount.isZero {
      events.append(.commission(id, amount, at: slice.closesAt))
    }
  }

  private mutating func serve(
    _ queue: Int, _ slice: MarketSlice, into events: inout [BrokerEvent]
  ) {
    let index = queues[queue].symbolIndex
    for order in queues[queue].orders.indices { queues[queue].orders[order].wasOffered = true }
    let close = slice.close(index)
    let volume = slice.volume(index)
    guard close.isFinite, volume != 0 else { return }
    if costs.volumeLimit != nil, volume.isNaN {
      refuse(queue, at: slice.closesAt, into: &events)
      return
    }
    var available = costs.volumeLimit.map { limit in (limit * volume).rounded(.towardZero) }
    for order in queues[queue].orders.indices {
      guard trigger(queue, order, close: close) else { continue }
      var quantity = queues[queue].orders[order].remaining
      if let shares = available {
        guard shares >= 1, let most = Quantity(rounding: shares) else { break }
        quantity = min(quantity, most)
        available = shares - quantity.double
      }
      fill(queue, order, quantity, close: close, at: slice.closesAt, into: &events)
    }
    queues[queue].orders.removeAll { $0.remaining <= .zero }
  }

  /// Whether the order may fill at `close`; notes a stop or limit that was reached.
  private mutating func trigger(_ queue: Int, _ order: Int, close: Double) -> Bool {
    var resting = queues[queue].orders[order]
    if resting.isTriggered { return true }
    let isBuy = resting.side == .buy
    func reachesLimit(_ price: Price) -> Bool {
      isBuy ? close <= price.double : close >= price.double
    }
    func reachesStop(_ price: Price) -> Bool {
      isBuy ? close >= price.double : close <= price.double
    }
    switch resting.kind {
    case .market: resting.isTriggered = true
    case .limit(let price): resting.isTriggered = reachesLimit(price)
    case .stop(let price): resting.isTriggered = reachesStop(price)
    case .stopLimit(let stop, let limit):
      if !resting.isStopReached { resting.isStopReached = reachesStop(stop) }
      resting.isTriggered = resting.isStopReached && reachesLimit(limit)
    }
    queues[queue].orders[order] = resting
    return resting.isTriggered
  }

  private mutating func fill(
    _ queue: Int, _ order: Int, _ quantity: Quantity, close: Double, at now: Timestamp,
    into events: inout [BrokerEvent]
  ) {
    let resting = queues[queue].orders[order]
    guard let price = costs.price(at: close, side: resting.side) else {
      preconditionFailure("A finite close gives a finite price.")
    }
    queues[queue].orders[order].filled += quantity
    fillCount += 1
    let fill = Fill(id: String(fillCount), quantity: quantity, price: price)
    events.append(.order(resting.id, .filled(fill), at: now))
    commissions.append((resting.id, costs.commission(for: quantity)))
  }

  /// Ends orders that cannot be judged: the volume limit needs a volume.
  private mutating func refuse(
    _ queue: Int, at now: Timestamp, into events: inout [BrokerEvent]
  ) {
    let symbol = symbols[queues[queue].symbolIndex]
    let reason =
      "The volume of \(symbol) is unknown and fills are limited to a fraction of it; "
      + "set volumeLimit to null for data without volumes."
    for order in queues[queue].orders {
      let change: OrderEvent =
        order.filled.isZero ? .rejected(reason: reason) : .cancelled(reason: reason)
      events.append(.order(order.id, change, at: now))
    }
    queues[queue].orders.removeAll()
  }
}
