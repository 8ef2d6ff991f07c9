import Execution
import Market
import Trading

/// Where a bar stands in its session.
struct BarPlace: Sendable {
  let opensSession: Bool
  let closesSession: Bool
}

/// The price at which an order may fill at a bar, before slippage.
struct FillMark: Sendable {
  let price: Double
  /// Whether the order waited for its price: it fills there and pays no slippage.
  var isPassive = false
}

extension SimulatedVenue {
  /// The price at which the order may fill at this bar, or nil; notes a price that was reached.
  ///
  /// A stop-limit order whose stop is reached becomes a plain limit order, and a trailing stop moves
  /// with the best price; the engine is told of both.
  mutating func trigger(
    _ queue: Int, _ order: Int, _ slice: MarketSlice, _ bar: BarPlace,
    into events: inout [BrokerEvent]
  ) -> FillMark? {
    let index = queues[queue].symbolIndex
    let close = slice.close(index)
    if queues[queue].orders[order].isTriggered { return FillMark(price: close) }
    let range = BarRange(slice, index)
    let isDaily = slice.interval == .day
    var resting = queues[queue].orders[order]
    let before = resting.kind
    var mark: FillMark?
    switch resting.kind {
    case .market: mark = FillMark(price: close)
    case .limit(let price), .bracket(let price?, _, _):
      if resting.isLimitReached(price, close) { mark = FillMark(price: close) }
    case .bracket(nil, _, _): mark = FillMark(price: close)
    case .stop(let price):
      mark = isDaily ? resting.mark(atClose: close, stop: price) : range.mark(stop: price, resting)
    case .stopLimit(let stop, let limit):
      let isReached =
        isDaily ? resting.isStopReached(stop, close) : range.mark(stop: stop, resting) != nil
      if isReached {
        resting.kind = .limit(limit)
        if resting.isLimitReached(limit, close) { mark = FillMark(price: close) }
      }
    case .marketOnOpen:
      return bar.opensSession && range.open.isFinite ? FillMark(price: range.open) : nil
    case .marketOnClose: return bar.closesSession ? FillMark(price: close) : nil
    case .oneCancelsOther(let limit, let stop):
      mark = range.mark(limit: limit, stop: stop, resting)
      // A limit waits on for the rest; a stop that was reached does not.
      if let mark, mark.isPassive { return mark }
    case .trailingStop(let trail, let stop):
      mark = range.trail(trail, behind: stop, &resting)
    }
    if resting.kind != before {
      events.append(
        .order(
          resting.id,
          .adjusted(quantity: resting.quantity, filled: resting.filled, kind: resting.kind),
          at: slice.closesAt))
    }
    resting.isTriggered = mark != nil
    queues[queue].orders[order] = resting
    return mark
  }
}

/// What a bar tells about the prices within it.
private struct BarRange {
  /// NaN when the source knows none.
  let open: Double
  let low: Double
  let high: Double
  let close: Double

  init(_ slice: MarketSlice, _ index: Int) {
    open = slice.open(index)
    close = slice.close(index)
    let (low, high) = (slice.low(index), slice.high(index))
    self.low = low.isFinite ? min(low, close) : close
    self.high = high.isFinite ? max(high, close) : close
  }

  /// Where a stop fills within the bar: at its price, or at an open beyond it; nil when not reached.
  func mark(stop: Price, _ resting: SimulatedVenue.Resting) -> FillMark? {
    let worst = resting.side == .buy ? high : low
    guard resting.isStopReached(stop, worst) else { return nil }
    let isBeyond = open.isFinite && resting.isStopReached(stop, open)
    return FillMark(price: isBeyond ? open : stop.double)
  }

  /// Where one of a limit and a stop fills: the stop first, unless the bar opens beyond the limit.
  func mark(limit: Price, stop: Price, _ resting: SimulatedVenue.Resting) -> FillMark? {
    if open.isFinite, resting.isLimitReached(limit, open) {
      return FillMark(price: open, isPassive: true)
    }
    if let mark = mark(stop: stop, resting) { return mark }
    let best = resting.side == .buy ? low : high
    guard resting.isLimitReached(limit, best) else { return nil }
    return FillMark(price: limit.double, isPassive: true)
  }

  /// Tests a trailing stop, then moves it behind the bar's best price.
  ///
  /// The bar may have set the best price before it fell back: where it closes beyond the moved stop,
  /// that was surely touched on the way.
  func trail(
    _ trail: Trail, behind stop: Price?, _ resting: inout SimulatedVenue.Resting
  ) -> FillMark? {
    if let stop, let mark = mark(stop: stop, resting) { return mark }
    let best = stop == nil ? close : resting.side == .buy ? low : high
    guard let level = trail.level(behind: best, side: resting.side) else { return nil }
    let moved = stop.map { resting.side == .buy ? min($0, level) : max($0, level) } ?? level
    resting.kind = .trailingStop(trail, stop: moved)
    return resting.isStopReached(moved, close) ? FillMark(price: moved.double) : nil
  }
}

extension SimulatedVenue.Resting {
  fileprivate func isLimitReached(_ limit: Price, _ price: Double) -> Bool {
    side == .buy ? price <= limit.double : price >= limit.double
  }

  fileprivate func isStopReached(_ stop: Price, _ price: Double) -> Bool {
    side == .buy ? price >= stop.double : price <= stop.double
  }

  /// zipline's stop on daily bars: tested against the close, filled at it.
  fileprivate func mark(atClose close: Double, stop: Price) -> FillMark? {
    isStopReached(stop, close) ? FillMark(price: close) : nil
  }
}
