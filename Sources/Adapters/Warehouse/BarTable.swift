import Chronology
import DuckDB
import Market

/// Writes bars: staged by chunks of columns, then put in the place of what was there.
///
/// The table has no key that would refuse a second bar of a symbol and session; this is the one way
/// in, and it deletes before it inserts, in one transaction.
struct BarTable {
  let connection: Connection

  private static let types: [ColumnType] = [
    .text, .date, .double, .double, .double, .double, .double,
  ]

  /// Fills the temporary table `staged_bars`; belongs before the transaction.
  ///
  /// A missing value, NaN here, becomes a null there.
  ///
  /// - Returns: The number of bars staged.
  /// - Throws: `conflict` when a symbol comes twice; `query` for an infinite value.
  func stage(_ series: [BarSeries]) throws -> Int {
    try refuseDoubled(series.map(\.symbol))
    try connection.execute(
      """
      CREATE OR REPLACE TEMP TABLE staged_bars (
        symbol VARCHAR NOT NULL, session DATE NOT NULL, open DOUBLE, high DOUBLE, low DOUBLE,
        close DOUBLE, volume DOUBLE
      )
      """)
    let appender = try Appender("staged_bars", types: Self.types, on: connection)
    var count = 0
    for bars in series {
      try refuseInfinite(bars)
      var start = 0
      while start < bars.count {
        let rows = min(appender.capacity, bars.count - start)
        try appender.append(rows: rows) { writer in
          writer.text(bars.symbol.ticker, rows: 0..<rows, column: 0)
          writer.days({ bars.sessions[start + $0].day }, column: 1)
          writer.doubles(bars.open, from: start, column: 2)
          writer.doubles(bars.high, from: start, column: 3)
          writer.doubles(bars.low, from: start, column: 4)
          writer.doubles(bars.close, from: start, column: 5)
          writer.doubles(bars.volume, from: start, column: 6)
        }
        start += rows
      }
      count += bars.count
    }
    try appender.finish()
    return count
  }

  /// Puts what was staged into `bars`; belongs inside the transaction.
  func replaceWithStaged(_ staged: Int, source: String) throws -> WriteReceipt {
    guard staged > 0 else { return WriteReceipt(inserted: 0, replaced: 0) }
    let replaced = try connection.change(
      """
      DELETE FROM bars USING staged_bars
      WHERE bars.symbol = staged_bars.symbol AND bars.session = staged_bars.session
      """)
    let written = try connection.change(
      "INSERT INTO bars SELECT *, ? FROM staged_bars", [.text(source)])
    guard written == staged else {
      throw StoreError(
        .query, "\(written) bars were written where \(staged) were staged.",
        remedy: "Nothing was kept; report it with this text.")
    }
    return WriteReceipt(inserted: written - replaced, replaced: replaced)
  }

  /// Gives the staged rows' memory back.
  func clearStaged() throws {
    try connection.execute("DROP TABLE IF EXISTS staged_bars")
  }

  private func refuseDoubled(_ symbols: [Symbol]) throws(StoreError) {
    var seen: Set<Symbol> = []
    for symbol in symbols where !seen.insert(symbol).inserted {
      throw StoreError(
        .conflict, "\(symbol) comes twice in one batch of bars.",
        remedy: "Put all bars of a symbol into one series.")
    }
  }

  private func refuseInfinite(_ bars: BarSeries) throws(StoreError) {
    for (name, column) in [
      ("open", bars.open), ("high", bars.high), ("low", bars.low), ("close", bars.close),
      ("volume", bars.volume),
    ] {
      // A finite number and NaN both differ from infinity; one pass, no branch that is taken.
      guard let index = column.firstIndex(where: \.isInfinite) else { continue }
      throw StoreError(
        .query, "The \(name) of \(bars.symbol) on \(bars.sessions[index]) is infinite.",
        remedy: "Correct it at its source; infinite values are not stored.")
    }
  }
}
