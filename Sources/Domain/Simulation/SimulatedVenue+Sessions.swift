public import Chronology
public import Execution
public import Market
import Trading

extension SimulatedVenue {
  /// Restates orders and last prices on the terms of today's splits.
  ///
  /// Remaining and filled shares are divided by the ratio and cut to whole ones; stop and limit
  /// prices are multiplied by it and rounded to cents.
  public mutating func applyActions(
    _ actions: [CorporateAction], at now: Timestamp, into events: inout [BrokerEvent]
  ) {
    for action in actions {
      guard let ratio = action.splitRatio, let index = indices[action.symbol] else { continue }
      lastPrices[index] *= ratio
      history?.rescale(index, by: ratio)
      guard let queue = queues.firstIndex(where: { $0.symbolIndex == index }) else { continue }
      for order in queues[queue].orders.indices {
        adjust(queue, order, ratio: ratio, at: now, into: &events)
      }
      queues[queue].orders.removeAll { $0.remaining <= .zero }
    }
  }

  private mutating func adjust(
    _ queue: Int, _ order: Int, ratio: Double, at now: Timestamp, into events: inout [BrokerEvent]
  ) {
    var resting = queues[queue].orders[order]
    func restated(_ quantity: Quantity) -> Quantity {
      guard let shares = Quantity(rounding: (quantity.double / ratio).rounded(.towardZero)) else {
        preconditionFailure("A split leaves a finite number of shares.")
      }
      return shares
    }
    func restated(_ price: Price) -> Price {
      guard let cents = Price(rounding: (price.double * ratio).roundedToCents) else {
        preconditionFailure("A split leaves a finite price.")
      }
      return cents
    }
    let remaining = restated(resting.remaining)
    guard remaining > .zero else {
      events.append(
        .order(resting.id, .cancelled(reason: "A split left less than one share."), at: now))
      queues[queue].orders[order].filled = resting.quantity
      return
    }
    resting.filled = restated(resting.filled)
    resting.quantity = resting.filled + remaining
    resting.kind = resting.kind.restated(restated)
    queues[queue].orders[order] = resting
    events.append(
      .order(
        resting.id,
        .adjusted(quantity: resting.quantity, filled: resting.filled, kind: resting.kind), at: now))
  }

  /// Ends a session: settles what left the exchange, expires day orders that had their bar.
  ///
  /// A symbol whose last session lies before `session` is settled at its last price; its orders are
  /// cancelled.
  public mutating func closeSession(
    _ session: SessionDate, at now: Timestamp, into events: inout [BrokerEvent]
  ) {
    for index in symbols.indices where !isClosedOut[index] {
      guard let last = lastSessions[index], last < session else { continue }
      isClosedOut[index] = true
      if let price = Price(rounding: lastPrices[index]) {
        events.append(.closedOut(symbols[index], price: price, at: now))
      }
      if let queue = queues.firstIndex(where: { $0.symbolIndex == index }) {
        for order in queues[queue].orders {
          events.append(
            .order(
              order.id, .cancelled(reason: "\(symbols[index]) has left the exchange."), at: now))
        }
        queues[queue].orders.removeAll()
      }
    }
    expireDayOrders(at: now, into: &events)
    history?.close(prices: lastPrices)
  }

  private mutating func expireDayOrders(at now: Timestamp, into events: inout [BrokerEvent]) {
    for queue in queues.indices {
      queues[queue].orders.removeAll { order in
        guard order.timeInForce == .day, order.wasOffered else { return false }
        events.append(.order(order.id, .expired, at: now))
        return true
      }
    }
  }
}
