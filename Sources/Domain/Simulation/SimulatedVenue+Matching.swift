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
    if history != nil {
      for index in 0..<lastPrices.count { history?.add(volume: slice.volume(index), of: index) }
    }
    guard !queues.isEmpty else { return }
    commissions.removeAll(keepingCapacity: true)
    charges.removeAll(keepingCapacity: true)
    details.removeAll(keepingCapacity: true)
    for queue in queues.indices { serve(queue, slice, into: &events) }
    queues.removeAll { $0.orders.isEmpty }
    for (id, amount) in commissions where !amount.isZero {
      events.append(.commission(id, amount, at: slice.closesAt))
    }
    for charge in charges { events.append(.charge(charge, at: slice.closesAt)) }
  }

  private mutating func serve(
    _ queue: Int, _ slice: MarketSlice, into events: inout [BrokerEvent]
  ) {
    let index = queues[queue].symbolIndex
    for order in queues[queue].orders.indices { queues[queue].orders[order].wasOffered = true }
    let close = slice.close(index)
    let volume = slice.volume(index)
    guard close.isFinite, volume != 0 else { return }
    if costs.volumeLimit != nil || costs.impact != nil, volume.isNaN {
      refuse(queue, at: slice.closesAt, into: &events)
      return
    }
    var available = volumeShare.map { limit in (limit * volume).rounded(.towardZero) }
    var taken = 0.0
    for order in queues[queue].orders.indices {
      guard trigger(queue, order, close: close, at: slice.closesAt, into: &events) else {
        continue
      }
      var quantity = queues[queue].orders[order].remaining
      if let shares = available {
        guard shares >= 1, let most = Quantity(rounding: shares) else { break }
        quantity = min(quantity, most)
      }
      quantity = fill(queue, order, quantity, at: close, taken: taken, slice, into: &events)
      if let shares = available { available = shares - quantity.double }
      taken += quantity.double
    }
    queues[queue].orders.removeAll { $0.remaining <= .zero }
  }

  /// Whether the order may fill at `close`; notes a stop or limit that was reached.
  ///
  /// A stop-limit order whose stop is reached becomes a plain limit order, and the engine is told.
  private mutating func trigger(
    _ queue: Int, _ order: Int, close: Double, at now: Timestamp, into events: inout [BrokerEvent]
  ) -> Bool {
    var resting = queues[queue].orders[order]
    if resting.isTriggered { return true }
    if case .stopLimit(let stop, let limit) = resting.kind,
      resting.isStopReached(stop, close: close)
    {
      resting.kind = .limit(limit)
      events.append(
        .order(
          resting.id,
          .adjusted(quantity: resting.quantity, filled: resting.filled, kind: resting.kind),
          at: now))
    }
    switch resting.kind {
    case .market: resting.isTriggered = true
    case .limit(let price): resting.isTriggered = resting.isLimitReached(price, close: close)
    case .stop(let price): resting.isTriggered = resting.isStopReached(price, close: close)
    case .stopLimit: break
    }
    queues[queue].orders[order] = resting
    return resting.isTriggered
  }

  /// Fills an order as far as its impact is known and the account bears it.
  ///
  /// - Parameter taken: Shares of the symbol that this bar's earlier fills took.
  /// - Returns: How much was filled.
  private mutating func fill(
    _ queue: Int, _ order: Int, _ wanted: Quantity, at reference: Double, taken: Double,
    _ slice: MarketSlice, into events: inout [BrokerEvent]
  ) -> Quantity {
    let index = queues[queue].symbolIndex
    let resting = queues[queue].orders[order]
    let impact = impact(of: wanted.double, taken: taken, index, volume: slice.volume(index))
    guard let impact else { return .zero }
    guard let price = costs.price(at: reference, side: resting.side, impact: impact),
      let mark = Price(rounding: reference),
      let slipped = costs.price(at: reference, side: resting.side)
    else { preconditionFailure("A finite close gives a finite price.") }
    if costs.impact?.kind == .volumeShare, resting.isWorseThanLimit(price) { return .zero }
    var quantity = wanted
    if account != nil {
      quantity = bearable(wanted, of: resting, index, at: price)
      if quantity < wanted { end(queue, order, keeping: quantity, at: slice.closesAt, into: &events) }
      if quantity.isZero { return .zero }
    }
    queues[queue].orders[order].filled += quantity
    fillCount += 1
    let fill = Fill(id: String(fillCount), quantity: quantity, price: price)
    // An order that was cut ends after its fill.
    let place = quantity < wanted ? events.count - 1 : events.count
    events.insert(.order(resting.id, .filled(fill), at: slice.closesAt), at: place)
    let against: (Price, Price) -> Money = { from, to in
      (resting.side == .buy ? to - from : from - to) * quantity
    }
    details.append(FillDetail(slippage: against(mark, slipped), impact: against(slipped, price)))
    charge(queue, order, quantity, at: price, on: slice.session)
    return quantity
  }

  /// Ends orders that cannot be judged: the volume limit needs a volume.
  private mutating func refuse(
    _ queue: Int, at now: Timestamp, into events: inout [BrokerEvent]
  ) {
    let symbol = symbols[queues[queue].symbolIndex]
    let reason =
      "The volume of \(symbol) is unknown and fills are limited to a fraction of it; "
      + "set volumeLimit to null, and leave out impact, for data without volumes."
    for order in queues[queue].orders {
      let change: OrderEvent =
        order.filled.isZero ? .rejected(reason: reason) : .cancelled(reason: reason)
      events.append(.order(order.id, change, at: now))
    }
    queues[queue].orders.removeAll()
  }
}

extension SimulatedVenue.Resting {
  /// Whether a limit order would not want to fill at `price`.
  fileprivate func isWorseThanLimit(_ price: Price) -> Bool {
    guard case .limit(let limit) = kind else { return false }
    return side == .buy ? price > limit : price < limit
  }

  fileprivate func isLimitReached(_ price: Price, close: Double) -> Bool {
    side == .buy ? close <= price.double : close >= price.double
  }

  fileprivate func isStopReached(_ price: Price, close: Double) -> Bool {
    side == .buy ? close >= price.double : close <= price.double
  }
}
