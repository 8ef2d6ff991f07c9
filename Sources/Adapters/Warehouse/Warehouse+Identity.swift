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
}
