import Chronology
import DuckDB
public import Market

extension Warehouse {
  /// Companies of a provider that no longer trade and whose ticker is still theirs, sorted; the
  /// others cannot be asked for any more, for their ticker answers for another company, or was
  /// given up about that day by a company that goes by another name now.
  public func delistings(provider: String) async throws(StoreError) -> [Delisting] {
    try await read("list the delistings of \(provider)") { connection in
      try connection.rows(
        """
        SELECT symbol, name, exchange, listed_on, delisted_on FROM delistings d
        WHERE provider = ? AND symbol = ticker AND NOT EXISTS (
          SELECT 1 FROM symbol_changes c
          WHERE c.old_symbol = d.ticker AND c.result <> 'refused'
            AND abs(c.changed_on - d.delisted_on) <= ?::INTEGER)
        ORDER BY symbol, delisted_on
        """, [.text(provider), .integer(DelistingTable.pause)]
      ) { row in
        Delisting(
          symbol: Symbol(try row.text(0)), name: try row.text(1), exchange: try row.textOrNull(2),
          listedOn: try row.sessionOrNull(3), delistedOn: try row.session(4))
      }
    }
  }
}
