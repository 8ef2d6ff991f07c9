import Chronology
import DuckDB
import Market

/// Takes single bars out of the data and puts them back, in the transaction of its caller.
struct QuarantinedBars {
  let connection: Connection

  /// Moves the bar that a finding is about aside.
  ///
  /// - Throws: `conflict` when there is no such bar.
  func take(
    _ symbol: Symbol, _ session: SessionDate, finding: String, at now: Timestamp
  ) throws {
    let key: [Parameter] = [.text(symbol.ticker), .date(session.day)]
    let taken = try connection.change(
      """
      INSERT INTO quarantined_bars
      SELECT symbol, session, open, high, low, close, volume, source, $3, $4 FROM bars
      WHERE symbol = $1 AND session = $2
      """, key + [.text(finding), .integer(now.nanoseconds)])
    guard taken > 0 else {
      throw StoreError(
        .conflict, "There is no bar of \(symbol) on \(session) to be taken out.",
        remedy: "Fetch the symbol again, or accept the finding with a reason.")
    }
    try connection.change("DELETE FROM bars WHERE symbol = $1 AND session = $2", key)
    try HoldingRows(connection: connection).refresh([symbol.ticker], source: "", at: now)
  }

  /// Puts back what was taken out for a finding; a bar that has come since stays in its place.
  func putBack(
    _ symbol: Symbol, _ session: SessionDate, finding: String, at now: Timestamp
  ) throws {
    try connection.change(
      """
      INSERT INTO bars
      SELECT symbol, session, open, high, low, close, volume, source FROM quarantined_bars
      WHERE finding = $3 AND symbol = $1 AND session = $2
        AND NOT EXISTS (SELECT 1 FROM bars b WHERE b.symbol = $1 AND b.session = $2)
      """, [.text(symbol.ticker), .date(session.day), .text(finding)])
    let source = try connection.first(
      "DELETE FROM quarantined_bars WHERE finding = ? RETURNING source", [.text(finding)]
    ) { row in try row.text(0) }
    try HoldingRows(connection: connection).refresh(
      [symbol.ticker], source: source ?? "", at: now)
  }
}
