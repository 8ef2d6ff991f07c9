import DuckDB
public import Market

extension Warehouse {
  /// Open findings by month of their session, as `YYYY-MM`; of a universe's symbols, of one symbol,
  /// or of all.
  public func findingMonths(
    universe: String?, symbol: Symbol?
  ) async throws(StoreError) -> [String: Int] {
    try await read("count the findings by month") { connection in
      let rows = try connection.rows(
        """
        SELECT strftime(session, '%Y-%m'), count(*) FROM findings
        WHERE state = 'open' AND ($1::VARCHAR IS NULL OR symbol = $1)
          AND ($2::VARCHAR IS NULL
            OR symbol IN (SELECT symbol FROM universe_members WHERE universe = $2))
        GROUP BY ALL
        """, [.text(orNull: symbol?.ticker), .text(orNull: universe)]
      ) { row in (try row.text(0), try row.count(1)) }
      return Dictionary(rows) { first, _ in first }
    }
  }

  /// The name of the second source that is kept of a symbol beside the first; nil without one.
  public func secondSource(of symbol: Symbol) async throws(StoreError) -> String? {
    try await read("read the second source of \(symbol)") { connection in
      try connection.first(
        "SELECT min(source) FROM second_bars WHERE symbol = ?", [.text(symbol.ticker)]
      ) { row in try row.textOrNull(0) } ?? nil
    }
  }
}
