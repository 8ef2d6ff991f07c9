public import Chronology
public import Connect
public import Market

/// Keeps reference data by part, for tests of what fetches them; it renames nothing and answers no
/// question about identity.
extension MemoryBarStore: ReferenceStore {
  /// Rows held of each part of reference data, by the part's name.
  public var referenceRows: [String: Int] { reference }

  public func save(
    profiles: [InstrumentProfile], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    if let failure { throw failure }
    reference["profiles"] = profiles.count
  }

  public func save(
    delistings: [Delisting], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    if let failure { throw failure }
    reference["delistings"] = delistings.count
    delisted = delistings
  }

  public func apply(
    symbolChanges: [SymbolChange], provider: String, at now: Timestamp
  ) async throws(StoreError) -> [AppliedChange] {
    if let failure { throw failure }
    reference["symbolChanges"] = symbolChanges.count
    return []
  }

  public func save(
    memberships: [IndexMembership], of index: StockIndex, provider: String, at now: Timestamp
  ) async throws(StoreError) {
    if let failure { throw failure }
    reference[index.rawValue] = memberships.count
  }

  public func save(
    statements: [CompanyReport], provider: String, at now: Timestamp
  ) async throws(StoreError) -> Int {
    if let failure { throw failure }
    let before = reports.count
    reports.formUnion(statements)
    return reports.count - before
  }

  public func save(
    quarantine: [QuarantinedPayload], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    if let failure { throw failure }
    quarantined += quarantine
  }

  public func identity(
    of symbol: Symbol, on session: SessionDate?
  ) async throws(StoreError) -> InstrumentIdentity? { nil }

  public func members(
    of index: StockIndex, on session: SessionDate
  ) async throws(StoreError) -> [Symbol] { [] }

  public func facts(
    of symbol: Symbol, asOf session: SessionDate
  ) async throws(StoreError) -> [Fact] { [] }

  public func listed(on session: SessionDate) async throws(StoreError) -> [Symbol] { [] }
}
