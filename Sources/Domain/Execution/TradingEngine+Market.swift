import Chronology
import Market
import Risk
import Strategies
import Trading

extension TradingEngine {
  /// Marks the book to the bars and lets the strategies decide on them.
  mutating func take(
    _ slice: MarketSlice, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    precondition(slice.count == marks.count, "A slice has the engine's symbols.")
    let closesAt = slice.closesAt
    for index in 0..<marks.count {
      let close = slice.close(index)
      if close.isFinite {
        marks[index] = close
        markedAt[index] = closesAt
      }
    }
    revalue()
    if !decides, let first = configuration.decidesFrom, slice.session >= first { decides = true }
    for seat in seats.indices {
      seats[seat].strategy.observe(slice)
      guard decides, change.state != .halted else { continue }
      seats[seat].strategy.decide(on: slice, holding: portfolio, into: &intents)
      if !intents.isEmpty { carryOut(seat, at: now, into: &effects) }
    }
  }

  /// Brings equity up to date with cash, shares and marks.
  @inline(__always)
  mutating func revalue() {
    var equity = portfolio.cash
    for index in 0..<marks.count {
      let shares = portfolio.shares[index]
      if shares != 0 { equity += shares * marks[index] }
    }
    portfolio.equity = equity
    if equity > peakEquity { peakEquity = equity }
  }

  /// Sizes and places what a strategy asked for.
  private mutating func carryOut(
    _ seat: Int, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    let origin = seats[seat].hash
    for intent in intents {
      let index: Int
      var kind = OrderKind.market
      switch intent {
      case .cancelAll:
        cancelWorking(at: now, into: &effects) { _ in true }
        continue
      case .order(let symbolIndex, _, let wanted):
        index = symbolIndex
        kind = wanted
      case .targetShares(let symbolIndex, _), .targetWeight(let symbolIndex, _):
        index = symbolIndex
      }
      guard marks.indices.contains(index) else {
        publishFault(
          .unknownSymbol, "A strategy asked for symbol \(index) of \(marks.count).", &effects)
        continue
      }
      guard
        let wanted = PositionSizing.shares(for: intent, holding: portfolio, prices: marks),
        let shares = PositionSizing.wholeShares(wanted)
      else {
        publishFault(
          .malformed,
          "A wish for \(configuration.symbols[index]) has no finite size; is there a price yet?",
          &effects)
        continue
      }
      guard shares != 0 else { continue }
      place(
        symbolIndex: index, side: shares > 0 ? .buy : .sell, quantity: Quantity(abs(shares)),
        kind: kind, timeInForce: .goodTilCancelled, origin: origin, at: now, into: &effects)
    }
    intents.removeAll(keepingCapacity: true)
  }

  func publishFault(
    _ code: EngineFault.Code, _ message: String, _ effects: inout [EngineEffect]
  ) {
    effects.append(.publish(.fault(EngineFault(code, message))))
  }
}
