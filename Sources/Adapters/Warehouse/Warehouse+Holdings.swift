public import Chronology
import DuckDB
public import Market

/// What a warehouse holds in all.
public struct Holdings: Hashable, Sendable {
  /// Instruments known, with and without bars.
  public let symbols: Int
  public let bars: Int
  public let first: SessionDate?
  public let last: SessionDate?
  /// The newest session of each provider's bars, sorted by provider.
  public let lastByProvider: [ProviderHoldings]

  /// Where one provider's bars end.
  public struct ProviderHoldings: Hashable, Sendable {
    public let provider: String
    public let bars: Int
    public let last: SessionDate
  }
}

/// A table and the number of its rows.
public struct TableSize: Hashable, Sendable {
  public let table: String
  public let rows: Int
}

extension Warehouse {
  /// Counts symbols and bars, and says where they begin and end. A symbol's bars count as those of
  /// the provider of its newest bar.
  public func holdings() async throws(StoreError) -> Holdings {
    try await read("count the holdings") { connection in
      let providers = try connection.rows(
        """
        SELECT source, sum(bars)::BIGINT, max(last), min(first) FROM holdings
        GROUP BY source ORDER BY source
        """
      ) { row in
        (
          holdings: Holdings.ProviderHoldings(
            provider: try row.text(0), bars: try row.count(1), last: try row.session(2)),
          first: try row.session(3)
        )
      }
      let symbols = try connection.first("SELECT count(*) FROM instruments") { row in
        try row.count(0)
      }
      return Holdings(
        symbols: symbols ?? 0, bars: providers.map(\.holdings.bars).reduce(0, +),
        first: providers.map(\.first).min(), last: providers.map(\.holdings.last).max(),
        lastByProvider: providers.map(\.holdings))
    }
  }

  /// Which provider's data each symbol's prices are, by symbol.
  public func providers(of symbols: [Symbol]) async throws(StoreError) -> [Symbol: String] {
    try await read("read the providers of \(symbols.count) symbols") { connection in
      let rows = try connection.rows(
        "SELECT symbol, provider FROM instruments WHERE symbol = ANY(?)",
        [.texts(symbols.map(\.ticker))]
      ) { row in (Symbol(try row.text(0)), try row.text(1)) }
      return Dictionary(rows) { first, _ in first }
    }
  }

  /// Every table with its rows, sorted by name.
  public func tableSizes() async throws(StoreError) -> [TableSize] {
    try await read("count the tables") { connection in
      let names = try connection.rows(
        """
        SELECT table_name FROM duckdb_tables()
        WHERE NOT temporary AND database_name = current_database() ORDER BY table_name
        """
      ) { row in try row.text(0) }
      return try names.map { name in
        let rows = try connection.first("SELECT count(*) FROM " + SQL.name(name)) { row in
          try row.count(0)
        }
        return TableSize(table: name, rows: rows ?? 0)
      }
    }
  }

  // MARK: Universes

  /// Inserts universes, or replaces those of the same names.
  public func save(universes: [Universe], at now: Timestamp) async throws(StoreError) {
    try await write("save universes") { connection in
      try connection.transaction {
        for universe in universes {
          try connection.change(
            """
            INSERT INTO universes VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET
              title = excluded.title, updated_at = excluded.updated_at
            """, [.text(universe.name), .text(universe.title), .integer(now.nanoseconds)])
          try connection.change(
            "DELETE FROM universe_members WHERE universe = ?", [.text(universe.name)])
          try connection.change(
            "INSERT INTO universe_members SELECT ?, unnest(?::VARCHAR[])",
            [.text(universe.name), .texts(universe.symbols.map(\.ticker))])
        }
      }
    }
  }

  /// Every named universe, sorted by name.
  public func universes() async throws(StoreError) -> [Universe] {
    try await read("list universes") { connection in
      let members = try connection.rows(
        "SELECT universe, symbol FROM universe_members ORDER BY universe, symbol"
      ) { row in (universe: try row.text(0), symbol: Symbol(try row.text(1))) }
      let symbols = Dictionary(grouping: members) { $0.universe }
      return try connection.rows("SELECT name, title FROM universes ORDER BY name") { row in
        let name = try row.text(0)
        return Universe(
          name: name, title: try row.text(1), symbols: symbols[name, default: []].map(\.symbol))
      }
    }
  }
}
