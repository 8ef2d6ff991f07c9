import Chronology
import DuckDB
import Market

/// Writes bars, each in the place of the one that was there.
///
/// The table has no key that would refuse a second bar of a symbol and session, for a key halves
/// the rate of loading. This is the one way in, inside a transaction on the one writer, and it
/// keeps them unique: where the store holds nothing of the symbols between the first and the last
/// of the new sessions, bars are appended; anywhere else they are staged, and what they replace is
/// deleted first.
struct BarTable {
  let connection: Connection

  /// Saves `series`; belongs inside a transaction. A missing value, NaN here, becomes a null.
  ///
  /// - Throws: `conflict` when a symbol comes twice; `query` for an infinite value.
  func replace(with series: [BarSeries], source: String) throws -> WriteReceipt {
    try refuseDoubled(series.map(\.symbol))
    for bars in series { try refuseInfinite(bars) }
    let series = series.filter { $0.count > 0 }
    guard !series.isEmpty else { return WriteReceipt(inserted: 0, replaced: 0) }
    return try connection.reading(Self.table(of: series, source: source)) { rows in
      guard try holdsAny(of: series) else {
        let inserted = try connection.change("INSERT INTO bars SELECT * FROM " + rows)
        return WriteReceipt(inserted: inserted, replaced: 0)
      }
      return try replaceByStaging(rows)
    }
  }

  /// True when there is a bar of one of the symbols between the first and the last new session.
  private func holdsAny(of series: [BarSeries]) throws -> Bool {
    let first = series.compactMap { $0.sessions.first }.min() ?? SessionDate(day: 0)
    let last = series.compactMap { $0.sessions.last }.max() ?? first
    return try connection.first(
      "SELECT count(*) FROM bars WHERE symbol = ANY(?) AND session BETWEEN ? AND ?",
      [.texts(series.map(\.symbol.ticker)), .date(first.day), .date(last.day)]
    ) { row in try row.count(0) } != 0
  }

  private func replaceByStaging(_ rows: SQL) throws -> WriteReceipt {
    try connection.execute("CREATE OR REPLACE TEMP TABLE staged_bars AS SELECT * FROM " + rows)
    let replaced = try connection.change(
      """
      DELETE FROM bars USING staged_bars
      WHERE bars.symbol = staged_bars.symbol AND bars.session = staged_bars.session
      """)
    let written = try connection.change("INSERT INTO bars SELECT * FROM staged_bars")
    try connection.execute("DROP TABLE staged_bars")
    return WriteReceipt(inserted: written - replaced, replaced: replaced)
  }

  /// The series as a table that a statement reads, a part each.
  private static func table(of series: [BarSeries], source: String) -> MemoryTable {
    MemoryTable(
      columns: [
        ("symbol", .text), ("session", .date), ("open", .double), ("high", .double),
        ("low", .double), ("close", .double), ("volume", .double), ("source", .text),
      ], parts: series.map(\.count)
    ) { writer, part, start in
      let bars = series[part]
      writer.text(bars.symbol.ticker, column: 0)
      writer.days({ bars.sessions[start + $0].day }, column: 1)
      writer.doubles(bars.open, from: start, column: 2)
      writer.doubles(bars.high, from: start, column: 3)
      writer.doubles(bars.low, from: start, column: 4)
      writer.doubles(bars.close, from: start, column: 5)
      writer.doubles(bars.volume, from: start, column: 6)
      writer.text(source, column: 7)
    }
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
      guard let index = column.firstIndex(where: \.isInfinite) else { continue }
      throw StoreError(
        .query, "The \(name) of \(bars.symbol) on \(bars.sessions[index]) is infinite.",
        remedy: "Correct it at its source; infinite values are not stored.")
    }
  }
}
