public import Chronology
public import Connect
import DuckDB
public import Market

/// Which symbols a page of coverage shows; nil is any.
public struct CoverageFilter: Hashable, Sendable {
  /// Part of a symbol or name, in any case.
  public var search: String?
  public var provider: String?
  /// The name of a universe.
  public var universe: String?
  /// Only symbols with an open finding of this rule.
  public var rule: HealthFinding.Rule?
  /// Only symbols with an open finding of this severity.
  public var severity: HealthFinding.Severity?

  public init(
    search: String? = nil, provider: String? = nil, universe: String? = nil,
    rule: HealthFinding.Rule? = nil, severity: HealthFinding.Severity? = nil
  ) {
    self.search = search
    self.provider = provider
    self.universe = universe
    self.rule = rule
    self.severity = severity
  }
}

/// What a page of coverage is sorted by; symbols that have none come last.
public enum CoverageSort: String, Hashable, Sendable, CaseIterable {
  case symbol, name, provider, first, last, bars, missing, findings, updated
}

/// One row of a page of coverage.
public struct CoverageRow: Hashable, Sendable {
  public let coverage: Coverage
  /// Sessions of the exchange between first and last without a bar.
  public let missing: Int
  /// Findings open against the symbol, and the worst of them.
  public let findings: Int
  public let worst: HealthFinding.Severity?
  /// When its data changed last; nil when it never had any.
  public let updatedAt: Timestamp?
  /// nil while it trades.
  public let delistedOn: SessionDate?
}

/// What is held of a month.
public struct MonthCoverage: Hashable, Sendable {
  public let year: Int
  /// 1 to 12.
  public let month: Int
  /// Symbol-sessions between each symbol's first and last bar.
  public let expected: Int
  /// Those of them with a bar.
  public let held: Int
}

/// A change of stored data, and when it was seen.
public struct StoredChange: Hashable, Sendable {
  public let change: DataChange
  public let provider: String
  public let run: String
  public let at: Timestamp
}

extension Warehouse {
  /// A page of the symbols held, and how many match in all.
  public func coveragePage(
    _ filter: CoverageFilter = CoverageFilter(), sort: CoverageSort = .symbol,
    isFalling: Bool = false, limit: Int, offset: Int
  ) async throws(StoreError) -> (rows: [CoverageRow], total: Int) {
    try await read("read a page of the coverage") { connection in
      let page = CoveragePageQuery(connection: connection, filter: filter)
      return (
        try page.rows(sort, isFalling: isFalling, limit: limit, offset: offset), try page.total()
      )
    }
  }

  /// The coverage of one symbol as a page shows it.
  ///
  /// - Throws: `missing` when the symbol is not known.
  public func coverageRow(of symbol: Symbol) async throws(StoreError) -> CoverageRow {
    try await read("read the coverage of \(symbol)") { connection in
      let page = CoveragePageQuery(connection: connection, symbol: symbol)
      guard let row = try page.rows(.symbol, isFalling: false, limit: 1, offset: 0).first else {
        throw StoreError(
          .missing, "The warehouse holds nothing of \(symbol).", remedy: "Ingest it first.")
      }
      return row
    }
  }

  /// How much is held month by month, over all symbols or those of a universe; without gaps from the
  /// first bar's month to the last's.
  public func coverageStrip(
    universe: String? = nil
  ) async throws(StoreError) -> [MonthCoverage] {
    try await read("read the coverage by month") { connection in
      let months = BarMonths(connection: connection)
      guard let universe else {
        return try CoverageStripQuery(connection: connection).months(of: nil, held: months.bars())
      }
      let symbols = try connection.rows(
        "SELECT symbol FROM universe_members WHERE universe = ?", [.text(universe)]
      ) { row in Symbol(try row.text(0)) }
      return try CoverageStripQuery(connection: connection)
        .months(of: symbols, held: months.count(of: symbols))
    }
  }

  /// How much is held of one symbol month by month.
  public func coverageStrip(of symbol: Symbol) async throws(StoreError) -> [MonthCoverage] {
    try await read("read the coverage of \(symbol) by month") { connection in
      try CoverageStripQuery(connection: connection)
        .months(of: [symbol], held: BarMonths(connection: connection).count(of: [symbol]))
    }
  }

  /// Stored values that a provider no longer stood by, the newest first.
  ///
  /// - Parameter symbol: Whose; nil for those of every symbol.
  public func dataChanges(
    symbol: Symbol? = nil, limit: Int, offset: Int
  ) async throws(StoreError) -> [StoredChange] {
    try await read("list the changes of data") { connection in
      try connection.rows(
        """
        SELECT symbol, session, cause, before, after, provider, run, noted_at FROM data_changes
        WHERE $1::VARCHAR IS NULL OR symbol = $1
        ORDER BY noted_at DESC, symbol, session DESC LIMIT $2 OFFSET $3
        """, [.text(orNull: symbol?.ticker), .integer(limit), .integer(offset)]
      ) { row in
        StoredChange(
          change: DataChange(
            symbol: Symbol(try row.text(0)), session: try row.session(1), cause: try row.word(2),
            before: try row.doubleOrNull(3) ?? .nan, after: try row.doubleOrNull(4) ?? .nan),
          provider: try row.text(5), run: try row.text(6), at: try row.instant(7))
      }
    }
  }
}
