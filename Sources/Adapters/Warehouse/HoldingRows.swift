import Chronology
import DuckDB

/// Keeps the summary row of a symbol true after a change of its bars that no save of bars made:
/// a new name, a bar set aside or put back.
struct HoldingRows {
  let connection: Connection

  /// Counts the bars of some symbols again and gives them a new revision; a symbol without bars
  /// loses its row. Belongs inside the transaction of the change.
  ///
  /// - Parameter source: Whose bars they are, for symbols that had no row.
  /// - Returns: The store's revision after it.
  @discardableResult
  func refresh(_ symbols: [String], source: String, at now: Timestamp) throws -> Int64 {
    try connection.execute("UPDATE store_state SET revision = revision + 1")
    guard
      let revision = try connection.first(
        "SELECT revision FROM store_state", [], { row in try row.integer(0) })
    else {
      throw DuckDBError(.corrupt, "The table store_state has no row.")
    }
    try connection.change(
      """
      DELETE FROM holdings WHERE symbol = ANY($1)
        AND NOT EXISTS (SELECT 1 FROM bars WHERE bars.symbol = holdings.symbol)
      """, [.texts(symbols)])
    try connection.change(
      """
      UPDATE holdings SET first = b.first, last = b.last, bars = b.bars, revision = $2,
        updated_at = $3
      FROM (
        SELECT symbol, min(session) AS first, max(session) AS last, count(*) AS bars
        FROM bars WHERE symbol = ANY($1) GROUP BY symbol) b
      WHERE holdings.symbol = b.symbol
      """, [.texts(symbols), .integer(revision), .integer(now.nanoseconds)])
    try connection.change(
      """
      INSERT INTO holdings (symbol, first, last, bars, source, revision, updated_at)
      SELECT symbol, min(session), max(session), count(*), $2, $3, $4
      FROM bars WHERE symbol = ANY($1) AND symbol NOT IN (SELECT symbol FROM holdings)
      GROUP BY symbol ORDER BY symbol
      """, [.texts(symbols), .text(source), .integer(revision), .integer(now.nanoseconds)])
    return revision
  }
}
