public import Chronology
import DuckDB
public import Market

extension Warehouse {
  public func save(
    statements: [CompanyReport], provider: String, at now: Timestamp
  ) async throws(StoreError) -> Int {
    try await write(
      "save \(statements.count) reports of \(provider)", isCancellable: true
    ) { connection in
      try connection.transaction {
        try FactTable(connection: connection).add(statements, provider: provider, at: now)
      }
    }
  }

  public func facts(
    of symbol: Symbol, asOf session: SessionDate
  ) async throws(StoreError) -> [Fact] {
    try await read("read the facts of \(symbol)") { connection in
      try FactTable(connection: connection).facts(of: symbol, asOf: session)
    }
  }
}
