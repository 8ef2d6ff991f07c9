import Chronology
public import Execution
public import Market
import Trading

extension SimulatedVenue {
  /// Fills what the bars allow: first all transactions, then their commissions.
  ///
  /// - Parameters:
  ///   - closesSession: Whether no other bar of the session follows, for orders at its close; nil: it
  ///     is so for daily bars.
  ///   - events: A buffer that the driver owns; what happened is appended.
  public mutating func match(
    _ slice: MarketSlice, closesSession: Bool? = nil, into events: inout [BrokerEvent]
  ) {
    let opensSession = matched != slice.session
    matched = slice.session
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
    let bar = BarPlace(
      opensSession: opensSession, closesSession: closesSession ?? (slice.interval == .day))
    for queue in queues.indices { serve(queue, slice, bar, into: &events) }
    queues.removeAll { $0.orders.isEmpty }
    for (id, amount) in commissions where !amount.isZero {
      events.append(.commission(id, amount, at: slice.closesAt))
    }
    for charge in charges { events.append(.charge(charge, at: slice.closesAt)) }
  }

  private mutating func serve(
    _ queue: Int, _ slice: MarketSlice, _ bar: BarPlace, into events: inout [BrokerEvent]
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
      guard let mark = trigger(queue, order, slice, bar, into: &events) else { continue }
      var quantity = queues[queue].orders[order].remaining
      if let shares = available {
        guard shares >= 1, let most = Quantity(rounding: shares) else { break }
        quantity = min(quantity, most)
      }
      quantity = fill(queue, order, quantity, at: mark, taken: taken, slice, into: &events)
      if let shares = available { available = shares - quantity.double }
      taken += quantity.double
    }
    queues[queue].orders.removeAll { $0.remaining <= .zero }
  }

  /// Fills an order as far as its impact is known and the account bears it.
  ///
  /// - Parameter taken: Shares of the symbol that this bar's earlier fills took.
  /// - Returns: How much was filled.
  private mutating func fill(
    _ queue: Int, _ order: Int, _ wanted: Quantity, at fillMark: FillMark, taken: Double,
    _ slice: MarketSlice, into events: inout [BrokerEvent]
  ) -> Quantity {
    let index = queues[queue].symbolIndex
    let resting = queues[queue].orders[order]
    let impact =
      fillMark.isPassive
      ? 0 : impact(of: wanted.double, taken: taken, index, volume: slice.volume(index))
    guard let impact else { return .zero }
    let reference = fillMark.price
    guard let mark = Price(rounding: reference),
      let slipped = fillMark.isPassive ? mark : costs.price(at: reference, side: resting.side),
      let price =
        impact == 0 ? slipped : costs.price(at: reference, side: resting.side, impact: impact)
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
    switch kind {
    case .limit(let limit), .bracket(let limit?, _, _):
      return side == .buy ? price > limit : price < limit
    default: return false
    }
  }
}
