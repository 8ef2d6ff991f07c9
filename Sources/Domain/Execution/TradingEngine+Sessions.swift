import Chronology
import Market
import Risk
import Strategies
import Trading

extension TradingEngine {
  /// Opens a session: dividends are earned and paid, then splits change the book.
  mutating func open(
    _ date: SessionDate, _ actions: [CorporateAction], at now: Timestamp,
    into effects: inout [EngineEffect]
  ) {
    session = date
    for action in actions {
      if case .dividend(let amount, let payDate) = action.kind {
        entitle(action, amount, payDate, at: now, into: &effects)
      }
    }
    for paid in ledger.payDividends(due: date) {
      dayFlows[paid.symbolIndex] = 0
      refresh(paid.symbolIndex)
      effects.append(
        .publish(.dividendPaid(configuration.symbols[paid.symbolIndex], paid.amount)))
    }
    for action in actions {
      if case .split(let new, let old) = action.kind {
        split(action, new, old, at: now, into: &effects)
      }
    }
    revalue()
    dayStartEquity = portfolio.equity
    for index in 0..<marks.count {
      let shares = portfolio.shares[index]
      dayStartValues[index] = shares == 0 ? 0 : shares * marks[index]
      dayFlows[index] = 0
    }
    effects.append(.publish(.sessionOpened(date)))
  }

  private mutating func entitle(
    _ action: CorporateAction, _ amount: Double, _ payDate: SessionDate, at now: Timestamp,
    into effects: inout [EngineEffect]
  ) {
    guard let index = indices[action.symbol] else { return }
    guard let cash = action.cashAmount.flatMap({ Price(rounding: $0) }) else {
      failClosed("The dividend of \(action.symbol) is \(amount).", at: now, into: &effects)
      return
    }
    ledger.entitle(to: cash, of: index, payDate: payDate)
  }

  private mutating func split(
    _ action: CorporateAction, _ new: Double, _ old: Double, at now: Timestamp,
    into effects: inout [EngineEffect]
  ) {
    let symbol = action.symbol
    guard let index = indices[symbol] else { return }
    guard let ratio = action.splitRatio else {
      failClosed("The split of \(symbol) is \(new) for \(old).", at: now, into: &effects)
      return
    }
    let cash = ledger.split(index, ratio: ratio)
    marks[index] *= ratio
    for seat in seats.indices { seats[seat].strategy.rescale(index, by: ratio) }
    refresh(index)
    effects.append(.publish(.splitApplied(symbol, ratio: ratio, cash: cash)))
  }

  /// Halts, because going on would mean trading on a book that may be wrong.
  private mutating func failClosed(
    _ message: String, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    publishFault(.malformed, message, &effects)
    enter(.halted, by: "engine", because: message, at: now, into: &effects)
  }

  /// Closes the session.
  mutating func close(
    _ date: SessionDate, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    revalue()
    session = nil
    effects.append(
      .publish(
        .sessionClosed(
          SessionSummary(
            session: date, equity: portfolio.equity, cash: ledger.cash,
            exposureGross: exposureGross, exposureNet: exposureNet))))
  }
}
