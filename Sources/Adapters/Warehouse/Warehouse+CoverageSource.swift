public import Chronology
public import Connect
import DuckDB
public import Market

extension Warehouse: CoverageSource {
  public func spans(of symbols: [Symbol]) async throws(StoreError) -> [SymbolSpan] {
    try await read("read the spans of \(symbols.count) symbols") { connection in
      try connection.rows(
        """
        SELECT symbol, first, last FROM holdings WHERE symbol = ANY(?) ORDER BY symbol
        """, [.texts(symbols.map(\.ticker))]
      ) { row in
        SymbolSpan(
          symbol: Symbol(try row.text(0)), first: try row.session(1), last: try row.session(2))
      }
    }
  }

  public func barCounts(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> [SessionDate: Int] {
    let counts = try await read("count the bars of \(symbols.count) symbols") { connection in
      try connection.rows(
        """
        SELECT session, count(*) FROM bars
        WHERE symbol = ANY(?) AND session BETWEEN ? AND ? GROUP BY session ORDER BY session
        """,
        [
          .texts(symbols.map(\.ticker)), .date(sessions.lowerBound.day),
          .date(sessions.upperBound.day),
        ]
      ) { row in (try row.session(0), try row.count(1)) }
    }
    return Dictionary(counts) { first, _ in first }
  }
}
