public import Chronology
public import Connect
import DuckDB
public import Market

private func notYet() -> StoreError { StoreError(.query, "Not there yet.", remedy: "Wait.") }

extension Warehouse: ReferenceStore {
  public func save(
    profiles: [InstrumentProfile], provider: String, at now: Timestamp
  ) async throws(StoreError) { throw notYet() }
  public func save(
    delistings: [Delisting], provider: String, at now: Timestamp
  ) async throws(StoreError) { throw notYet() }
  public func apply(
    symbolChanges: [SymbolChange], provider: String, at now: Timestamp
  ) async throws(StoreError) -> [AppliedChange] { throw notYet() }
  public func save(
    memberships: [IndexMembership], of index: StockIndex, provider: String, at now: Timestamp
  ) async throws(StoreError) { throw notYet() }
  public func save(
    statements: [CompanyReport], provider: String, at now: Timestamp
  ) async throws(StoreError) -> Int { throw notYet() }
  public func save(
    quarantine: [QuarantinedPayload], provider: String, at now: Timestamp
  ) async throws(StoreError) { throw notYet() }
  public func identity(
    of symbol: Symbol, on session: SessionDate?
  ) async throws(StoreError) -> InstrumentIdentity? { throw notYet() }
  public func members(
    of index: StockIndex, on session: SessionDate
  ) async throws(StoreError) -> [Symbol] { throw notYet() }
  public func facts(
    of symbol: Symbol, asOf session: SessionDate
  ) async throws(StoreError) -> [Fact] { throw notYet() }
  public func listed(on session: SessionDate) async throws(StoreError) -> [Symbol] {
    throw notYet()
  }
}

extension Warehouse: HealthStore {
  public func uncheckedSymbols(
    rules version: Int, through: SessionDate
  ) async throws(StoreError) -> [Symbol] { throw notYet() }
  public func healthReadings(
    of symbols: [Symbol]
  ) async throws(StoreError) -> [HealthReading] { throw notYet() }
  public func replaceFindings(
    of symbols: [Symbol], with findings: [HealthFinding], rules version: Int,
    through: SessionDate, at now: Timestamp
  ) async throws(StoreError) { throw notYet() }
  public func findings(
    _ filter: FindingFilter, limit: Int, offset: Int
  ) async throws(StoreError) -> (findings: [StoredFinding], total: Int) { throw notYet() }
  public func finding(_ id: String) async throws(StoreError) -> StoredFinding { throw notYet() }
  public func findingCounts(
    state: FindingState
  ) async throws(StoreError) -> [FindingCount] { throw notYet() }
  public func decide(
    finding id: String, state: FindingState, by account: String, reason: String,
    at now: Timestamp
  ) async throws(StoreError) -> StoredFinding { throw notYet() }
  public func save(
    second bars: BarBlock, source: String, at now: Timestamp
  ) async throws(StoreError) { throw notYet() }
}
