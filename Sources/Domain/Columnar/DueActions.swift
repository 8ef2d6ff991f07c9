import Chronology
import Market
import Trading

/// Corporate actions on the rows with which they come.
struct DueActions {
  private(set) var splits: [ColumnarMarket.Split] = []
  private(set) var dividends: [ColumnarMarket.Dividend] = []

  init(_ actions: [CorporateAction], on frame: MarketFrame) throws(ColumnarRefusal) {
    guard let first = frame.sessions.first else { return }
    var indices: [Symbol: Int] = [:]
    if !actions.isEmpty {
      for (index, symbol) in frame.symbols.enumerated() { indices[symbol] = index }
    }
    let known = actions.filter { $0.effectiveOn >= first && indices[$0.symbol] != nil }
      .sorted { ($0.effectiveOn, $0.symbol) < ($1.effectiveOn, $1.symbol) }
    var row = 0
    for action in known {
      while row < frame.rows, frame.sessions[row] < action.effectiveOn { row += 1 }
      guard row < frame.rows, let symbol = indices[action.symbol] else { break }
      try note(action, of: symbol, on: row)
    }
  }

  private mutating func note(
    _ action: CorporateAction, of symbol: Int, on row: Int
  ) throws(ColumnarRefusal) {
    switch action.kind {
    case .split(let new, let old):
      guard let ratio = action.splitRatio else {
        throw ColumnarRefusal(
          "The split of \(action.symbol) is \(new) for \(old).",
          remedy: "Correct the data with a new ingest, then run again.")
      }
      splits.append(ColumnarMarket.Split(row: row, symbol: symbol, ratio: ratio))
    case .dividend(let amount, let payDate):
      guard let cash = action.cashAmount.flatMap({ Price(rounding: $0) }) else {
        throw ColumnarRefusal(
          "The dividend of \(action.symbol) is \(amount).",
          remedy: "Correct the data with a new ingest, then run again.")
      }
      dividends.append(
        ColumnarMarket.Dividend(row: row, symbol: symbol, nanos: cash.nanos, payDate: payDate))
    }
  }
}
