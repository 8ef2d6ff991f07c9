public import Chronology
public import Market

/// Bars and corporate actions, made ready once for many backtests.
///
/// The columns are the frame's own, not copies. Beside them stand the rows on which something is due:
/// dividends, splits, departures from the exchange, the first sessions of months and weeks.
public struct ColumnarMarket: Sendable {
  /// A split of one symbol, effective when its row's session opens.
  struct Split: Sendable {
    let row: Int
    let symbol: Int
    /// Old shares over new ones.
    let ratio: Double
  }

  /// A dividend of one symbol, earned when its row's session opens.
  struct Dividend: Sendable {
    let row: Int
    let symbol: Int
    /// For one share, in billionths of the currency.
    let nanos: Int128
    let payDate: SessionDate
  }

  /// A symbol that leaves the exchange: settled when its row's session closes.
  struct Departure: Sendable {
    let row: Int
    let symbol: Int
  }

  public let symbols: [Symbol]
  /// The session of each row; shape: rows.
  public let sessions: [SessionDate]
  /// The first row on which a strategy decides and results count.
  public let firstRow: Int

  let width: Int
  let rows: Int
  let open: [Double]
  let high: [Double]
  let low: [Double]
  let close: [Double]
  let volume: [Double]
  /// The row of each symbol's first close; the number of rows when it has none.
  let firstClose: [Int]
  /// The row of each symbol's last close; -1 when it has none.
  let lastClose: [Int]
  /// By row, in the order applied.
  let splits: [Split]
  /// By row, in the order earned.
  let dividends: [Dividend]
  /// By row, then by symbol.
  let departures: [Departure]
  /// The splits of each symbol, by row.
  let splitsOfSymbol: [[Split]]
  /// The symbols that have splits, rising.
  let splitSymbols: [Int]
  /// Rows with which a month begins, rising; never row 0.
  let monthStarts: [Int]
  /// Rows with which an ISO week begins, rising; never row 0.
  let weekStarts: [Int]
  /// The first row on which a strategy decides.
  let decidesFrom: Int

  /// Makes a frame ready.
  ///
  /// - Parameters:
  ///   - frame: The bars.
  ///   - actions: Splits and dividends; those of other symbols are left aside. One that takes effect
  ///     on no session of the frame comes on the next one.
  ///   - firstRow: The first row that counts; earlier ones warm the strategies up.
  /// - Throws: A refusal for a close that is no price and for an action with impossible numbers.
  /// - Complexity: O(rows × symbols), once over the closes.
  public init(
    frame: MarketFrame, actions: [CorporateAction], firstRow: Int
  ) throws(ColumnarRefusal) {
    if let found = frame.impossibleClose {
      throw ColumnarRefusal(
        "\(found.symbol) closed at \(found.close) on \(found.session), which is no price.",
        remedy: "Correct the bar with a new ingest, or leave \(found.symbol) out of the universe.")
    }
    symbols = frame.symbols
    sessions = frame.sessions
    self.firstRow = firstRow
    width = frame.symbols.count
    rows = frame.rows
    open = frame.open
    high = frame.high
    low = frame.low
    close = frame.close
    volume = frame.volume
    firstClose = Self.firstRows(frame)
    lastClose = Self.lastRows(frame)
    let due = try DueActions(actions, on: frame)
    splits = due.splits
    dividends = due.dividends
    var bySymbol = [[Split]](repeating: [], count: frame.symbols.count)
    for split in due.splits { bySymbol[split.symbol].append(split) }
    splitsOfSymbol = bySymbol
    splitSymbols = bySymbol.indices.filter { !bySymbol[$0].isEmpty }
    departures = Self.departures(frame, lastClose: lastClose)
    let dates = frame.sessions
    monthStarts = dates.indices.dropFirst().filter {
      dates[$0].civil.month != dates[$0 - 1].civil.month
    }
    weekStarts = dates.indices.dropFirst().filter {
      Self.monday(of: dates[$0]) != Self.monday(of: dates[$0 - 1])
    }
    if firstRow > 0, firstRow < frame.rows {
      decidesFrom = dates.firstIndex { $0 >= dates[firstRow] } ?? firstRow
    } else {
      decidesFrom = 0
    }
  }

  private static func monday(of date: SessionDate) -> SessionDate {
    date.advanced(by: 1 - date.weekday)
  }

  private static func firstRows(_ frame: MarketFrame) -> [Int] {
    let width = frame.symbols.count
    var found = [Int](repeating: frame.rows, count: width)
    var missing = Array(0..<width)
    for row in 0..<frame.rows where !missing.isEmpty {
      missing.removeAll { symbol in
        guard frame.close[row * width + symbol].isFinite else { return false }
        found[symbol] = row
        return true
      }
    }
    return found
  }

  private static func lastRows(_ frame: MarketFrame) -> [Int] {
    let width = frame.symbols.count
    var found = [Int](repeating: -1, count: width)
    var missing = Array(0..<width)
    for row in stride(from: frame.rows - 1, through: 0, by: -1) where !missing.isEmpty {
      missing.removeAll { symbol in
        guard frame.close[row * width + symbol].isFinite else { return false }
        found[symbol] = row
        return true
      }
    }
    return found
  }

  /// A symbol whose last close lies in a session before the frame's last one has left by the close of
  /// the session that follows.
  private static func departures(_ frame: MarketFrame, lastClose: [Int]) -> [Departure] {
    guard let end = frame.sessions.last else { return [] }
    var found: [Departure] = []
    for (symbol, last) in lastClose.enumerated() where last >= 0 && frame.sessions[last] < end {
      var row = last + 1
      while frame.sessions[row] == frame.sessions[last] { row += 1 }
      let session = frame.sessions[row]
      while row + 1 < frame.rows, frame.sessions[row + 1] == session { row += 1 }
      found.append(Departure(row: row, symbol: symbol))
    }
    return found.sorted { ($0.row, $0.symbol) < ($1.row, $1.symbol) }
  }
}

extension ColumnarMarket {
  /// Whether the symbol's last close lies in a session before that of `row`, for good.
  func hasLeft(_ symbol: Int, by row: Int) -> Bool {
    let last = lastClose[symbol]
    guard last >= 0, let end = sessions.last, sessions[last] < end else { return false }
    return sessions[row] > sessions[last]
  }

  /// Whether the session of `row` begins with it.
  func opensSession(_ row: Int) -> Bool { row == 0 || sessions[row - 1] != sessions[row] }

  /// Whether the session of `row` ends with it.
  func closesSession(_ row: Int) -> Bool { row + 1 == rows || sessions[row + 1] != sessions[row] }

  /// The close of `row`, or the latest one before it, restated on the terms of row `terms`.
  ///
  /// NaN before the first close.
  func price(of symbol: Int, at row: Int, onTermsOf terms: Int) -> Double {
    guard row >= firstClose[symbol] else { return .nan }
    var place = min(row, lastClose[symbol])
    while close[place * width + symbol].isNaN { place -= 1 }
    var price = close[place * width + symbol]
    for split in splitsOfSymbol[symbol] where split.row > place && split.row <= terms {
      price *= split.ratio
    }
    return price
  }

  /// The change of every price between two earlier rows: newer over older, minus one.
  ///
  /// NaN where a symbol has no price that old. `changes` is overwritten; shape: symbols.
  func fillChanges(
    at row: Int, from older: Int, to newer: Int, into changes: inout [Double]
  ) {
    let from = row - older
    let to = row - newer
    guard from >= 0 else {
      for symbol in changes.indices { changes[symbol] = .nan }
      return
    }
    let count = width
    close.withUnsafeBufferPointer { close in
      changes.withUnsafeMutableBufferPointer { changes in
        let old = close[(from * count)..<((from + 1) * count)]
        let new = close[(to * count)..<((to + 1) * count)]
        let olds = UnsafeBufferPointer(rebasing: old)
        let news = UnsafeBufferPointer(rebasing: new)
        for symbol in 0..<count { changes[symbol] = news[symbol] / olds[symbol] - 1 }
      }
    }
    for symbol in 0..<count where changes[symbol].isNaN {
      changes[symbol] = change(of: symbol, at: row, from: from, to: to)
    }
    for symbol in splitSymbols { changes[symbol] = change(of: symbol, at: row, from: from, to: to) }
  }

  private func change(of symbol: Int, at row: Int, from: Int, to: Int) -> Double {
    guard from >= firstClose[symbol] else { return .nan }
    return price(of: symbol, at: to, onTermsOf: row) / price(of: symbol, at: from, onTermsOf: row)
      - 1
  }
}
