public import Chronology
public import Connect
import DuckDB
public import Market

extension Warehouse {
  public func identity(
    of symbol: Symbol, on session: SessionDate?
  ) async throws(StoreError) -> InstrumentIdentity? {
    try await read("read the identity of \(symbol)") { connection in
      let names = try InstrumentNames(of: [symbol], on: connection)
      let isKey = try KeyTable(connection: connection).isKnown(symbol)
      guard let key = names.key(of: symbol, on: session, isKey: isKey) else { return nil }
      let profile = try ProfileTable(connection: connection).profiles(of: [key])[key]
      return InstrumentIdentity(key: key, names: names.names(of: key), profile: profile)
    }
  }

  /// Renames instruments with all that is kept under their names, in one transaction, oldest change
  /// first.
  ///
  /// A name that another company had before is taken from it: that company gets a key of its own.
  /// Where the store holds other bars under the new name for the time in which the old one was in
  /// use, nothing is renamed, and a finding says so.
  public func apply(
    symbolChanges: [SymbolChange], provider: String, at now: Timestamp
  ) async throws(StoreError) -> [AppliedChange] {
    try await write("apply \(symbolChanges.count) symbol changes") { connection in
      try connection.transaction {
        try SymbolChangeTable(connection: connection, provider: provider, now: now)
          .apply(symbolChanges)
      }
    }
  }

  /// The first day of the present bearer of each ticker that another company bore before it, by key;
  /// bars of earlier days under that ticker are the other company's.
  ///
  /// An instrument that had another name before this one is not among them: its history goes back
  /// beyond the day on which it took the ticker.
  public func bearers() async throws(StoreError) -> [Symbol: SessionDate] {
    try await read("read the first days of tickers' bearers") { connection in
      let rows = try connection.rows(
        """
        SELECT n.key, n.from_session FROM instrument_names n
        WHERE n.symbol = n.key AND n.until_session IS NULL AND n.from_session IS NOT NULL
          AND EXISTS (
            SELECT 1 FROM instrument_names o
            WHERE o.symbol = n.key AND o.key <> n.key AND o.until_session <= n.from_session)
          AND NOT EXISTS (
            SELECT 1 FROM instrument_names e
            WHERE e.key = n.key AND (e.from_session IS NULL OR e.from_session < n.from_session))
        """
      ) { row in (Symbol(try row.text(0)), try row.session(1)) }
      return Dictionary(rows) { first, _ in first }
    }
  }

  /// Tickers that their bearers gave up for others and that nobody known bears since: what the
  /// bearer is called now, and the first session on which the ticker was free.
  public func retiredNames() async throws(StoreError) -> [Symbol: RetiredName] {
    try await read("read the names that were given up") { connection in
      let rows = try connection.rows(
        """
        SELECT o.symbol, arg_max(n.symbol, o.until_session), max(o.until_session)
        FROM instrument_names o
        JOIN instrument_names n ON n.key = o.key AND n.until_session IS NULL
        WHERE o.until_session IS NOT NULL AND o.symbol <> n.symbol AND NOT EXISTS (
          SELECT 1 FROM instrument_names c WHERE c.symbol = o.symbol AND c.until_session IS NULL)
        GROUP BY o.symbol
        """
      ) { row in
        (Symbol(try row.text(0)), RetiredName(now: Symbol(try row.text(1)), on: try row.session(2)))
      }
      return Dictionary(rows) { first, _ in first }
    }
  }
}
