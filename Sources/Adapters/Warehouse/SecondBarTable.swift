import Chronology
import DuckDB
import Market

/// The statements of the table `second_bars`: what another source says, to compare and not to trade.
struct SecondBarTable {
  let connection: Connection

  /// Puts bars in the place of what is held of the same symbols, sessions and source; belongs
  /// inside a transaction.
  func save(_ bars: BarBlock, source: String, at now: Timestamp) throws {
    let runs = bars.runs
    let table = MemoryTable(
      columns: [
        ("symbol", .text), ("session", .date), ("open", .double), ("high", .double),
        ("low", .double), ("close", .double), ("volume", .double),
      ], parts: runs.map(\.rows.count)
    ) { writer, part, start in
      let first = runs[part].rows.lowerBound + start
      writer.text(runs[part].symbol.ticker, column: 0)
      writer.days({ bars.sessions[first + $0].day }, column: 1)
      writer.doubles(bars.open, from: first, column: 2)
      writer.doubles(bars.high, from: first, column: 3)
      writer.doubles(bars.low, from: first, column: 4)
      writer.doubles(bars.close, from: first, column: 5)
      writer.doubles(bars.volume, from: first, column: 6)
    }
    try connection.reading(table) { rows in
      try connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_second AS SELECT * FROM " + rows)
    }
    try connection.change(
      """
      DELETE FROM second_bars USING staged_second s
      WHERE second_bars.symbol = s.symbol AND second_bars.session = s.session
        AND second_bars.source = ?
      """, [.text(source)])
    try connection.change(
      "INSERT INTO second_bars SELECT *, ?, ? FROM staged_second ORDER BY symbol, session",
      [.text(source), .integer(now.nanoseconds)])
    try connection.execute("DROP TABLE staged_second")
  }
}
