public import Chronology
import DuckDB
public import Market

extension Warehouse {
  /// Puts a symbol on the list of those that are fetched first; one that is on it stays as it is.
  ///
  /// - Parameter account: Who put it there.
  public func watch(
    _ symbol: Symbol, by account: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("watch \(symbol)") { connection in
      try connection.change(
        """
        INSERT INTO watchlist SELECT $1, $2, $3
        WHERE NOT EXISTS (SELECT 1 FROM watchlist WHERE symbol = $1)
        """, [.text(symbol.ticker), .text(account), .integer(now.nanoseconds)])
    }
  }

  /// Takes a symbol off the list; one that is not on it is no error.
  public func unwatch(_ symbol: Symbol) async throws(StoreError) {
    try await write("take \(symbol) off the watchlist") { connection in
      try connection.change("DELETE FROM watchlist WHERE symbol = ?", [.text(symbol.ticker)])
    }
  }

  /// The symbols that are fetched first, sorted.
  public func watchlist() async throws(StoreError) -> [Symbol] {
    try await read("read the watchlist") { connection in
      try connection.rows("SELECT symbol FROM watchlist ORDER BY symbol") { row in
        Symbol(try row.text(0))
      }
    }
  }
}
