public import Connect
import DuckDB
public import Market

/// Symbols that an ingestion gave up and that no later one has finished.
public struct FailedSymbols: Hashable, Sendable {
  /// The provider that failed to give them.
  public let provider: String
  /// Sorted by symbol.
  public let outcomes: [SymbolOutcome]

  public init(provider: String, outcomes: [SymbolOutcome]) {
    self.provider = provider
    self.outcomes = outcomes
  }
}

extension Warehouse {
  /// A page of the symbols that a run gave up; a symbol that a later run finished is no longer among
  /// them.
  ///
  /// - Throws: `missing` when no ingestion had this name.
  public func failedSymbols(
    ofRun run: String, limit: Int, offset: Int
  ) async throws(StoreError) -> FailedSymbols {
    try await read("list what failed in \(run)") { connection in
      let provider = try connection.first(
        "SELECT provider FROM ingestions WHERE run = ?", [.text(run)], { row in try row.text(0) })
      guard let provider else {
        throw StoreError(
          .missing, "No ingestion is called \(run).", remedy: "List the jobs to see which there are.")
      }
      let outcomes = try connection.rows(
        """
        SELECT symbol, bars, message, asked_to, asked_from, recorded_at FROM outcomes
        WHERE run = ? AND provider = ? AND result = 'failed' ORDER BY symbol LIMIT ? OFFSET ?
        """, [.text(run), .text(provider), .integer(limit), .integer(offset)]
      ) { row in
        SymbolOutcome(
          symbol: Symbol(try row.text(0)), result: .failed, bars: try row.count(1),
          message: try row.text(2), upTo: try row.session(3), from: try row.sessionOrNull(4),
          recordedAt: try row.instant(5))
      }
      return FailedSymbols(provider: provider, outcomes: outcomes)
    }
  }
}
