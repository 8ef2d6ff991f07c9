import Construction
import Factors
import Strategies

/// A rule's factor on the rows of its decisions, computed over whole columns.
struct FactorScores {
  /// The rows of decision, rising.
  private(set) var rows: [Int] = []
  /// NaN for a symbol that may not be held; shape: rows of decision × symbols.
  private(set) var scores: [Double] = []

  init(_ rule: SignalRule, on market: ColumnarMarket) throws(FactorDataError) {
    rows = Self.decisions(rule, on: market)
    let program = FactorProgram([rule.expression.tree] + (rule.eligible.map { [$0.tree] } ?? []))
    let panel = FactorPanel(
      sessions: market.sessions, symbols: market.symbols,
      fields: Dictionary(
        uniqueKeysWithValues: program.fields.map { ($0, market.column($0)) }))
    let values = try program.evaluate(over: panel, rows: 0..<market.rows)
    scores.reserveCapacity(rows.count * market.width)
    for row in rows {
      let first = (row - (rule.delay - 1)) * market.width
      for cell in first..<(first + market.width) {
        let isHeld = values.count < 2 || (values[1][cell].isFinite && values[1][cell] != 0)
        scores.append(isHeld ? values[0][cell] : .nan)
      }
    }
  }

  private static func decisions(_ rule: SignalRule, on market: ColumnarMarket) -> [Int] {
    let first = market.decidesFrom
    let rows =
      switch rule.rebalance {
      case .session: Array(first..<max(first, market.rows))
      case .week: market.weekStarts
      case .month: market.monthStarts
      case .every(let sessions): Array(stride(from: first, to: market.rows, by: sessions))
      }
    return rows.filter { $0 >= first && $0 >= rule.delay - 1 }
  }
}

extension ColumnarMarket {
  /// A column as factors read it: prices and volumes on the terms of the first row.
  func column(_ field: FactorField) -> [Double] {
    switch field {
    case .open: return scaled(open) { $0 * $1 }
    case .high: return scaled(high) { $0 * $1 }
    case .low: return scaled(low) { $0 * $1 }
    case .close: return scaled(close) { $0 * $1 }
    case .volume: return scaled(volume) { $0 / $1 }
    case .vwap:
      let highs = column(.high)
      let lows = column(.low)
      let closes = column(.close)
      return closes.indices.map { (highs[$0] + lows[$0] + closes[$0]) / 3 }
    case .cap, .named: return [Double](repeating: .nan, count: close.count)
    }
  }

  private func scaled(
    _ values: [Double], _ restate: (_ value: Double, _ scale: Double) -> Double
  ) -> [Double] {
    guard !splitSymbols.isEmpty else { return values }
    var values = values
    for symbol in splitSymbols {
      var scale = 1.0
      var next = 0
      let splits = splitsOfSymbol[symbol]
      for row in 0..<rows {
        while next < splits.count, splits[next].row <= row {
          scale /= splits[next].ratio
          next += 1
        }
        values[row * width + symbol] = restate(values[row * width + symbol], scale)
      }
    }
    return values
  }

  /// The returns of the `window` rows up to `row` on the terms of the first row, row-major, oldest
  /// first; a missing close repeats the one before.
  func returns(upTo row: Int, window: Int) -> [Double] {
    let count = max(0, min(window, row))
    var found = [Double](repeating: .nan, count: count * width)
    for symbol in 0..<width {
      var before = firstTerms(symbol, at: row - count)
      for step in 0..<count {
        let price = firstTerms(symbol, at: row - count + step + 1)
        found[step * width + symbol] = price / before - 1
        before = price
      }
    }
    return found
  }

  private func firstTerms(_ symbol: Int, at row: Int) -> Double {
    guard row >= firstClose[symbol] else { return .nan }
    var place = min(row, lastClose[symbol])
    while close[place * width + symbol].isNaN { place -= 1 }
    var scale = 1.0
    for split in splitsOfSymbol[symbol] where split.row <= place { scale /= split.ratio }
    return close[place * width + symbol] * scale
  }
}
