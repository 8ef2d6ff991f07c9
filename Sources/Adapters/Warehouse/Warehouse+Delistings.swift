import Chronology
import DuckDB
public import Market

extension Warehouse {
  /// Companies of a provider that no longer trade and whose ticker is still theirs, sorted; the
  /// others cannot be asked for any more, for their ticker answers for another company.
  public func delistings(provider: String) async throws(StoreError) -> [Delisting] {
    try await read("list the delistings of \(provider)") { connection in
      try connection.rows(
        """
        SELECT symbol, name, exchange, listed_on, delisted_on FROM delistings
        WHERE provider = ? AND symbol = ticker ORDER BY symbol, delisted_on
        """, [.text(provider)]
      ) { row in
        Delisting(
          symbol: Symbol(try row.text(0)), name: try row.text(1), exchange: try row.textOrNull(2),
          listedOn: try row.sessionOrNull(3), delistedOn: try row.session(4))
      }
    }
  }
}
