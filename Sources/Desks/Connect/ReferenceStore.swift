public import Chronology
public import Market

/// One instrument over time, whatever it was called.
public struct InstrumentIdentity: Hashable, Sendable, Codable {
  /// A name and the sessions of its use; the end is the first session under another name.
  public struct Name: Hashable, Sendable, Codable {
    public let symbol: Symbol
    public let from: SessionDate?
    public let until: SessionDate?

    public init(symbol: Symbol, from: SessionDate?, until: SessionDate?) {
      self.symbol = symbol
      self.from = from
      self.until = until
    }
  }
  /// The symbol under which the store keeps its bars: its newest name, or for one whose ticker was
  /// given to another company a name of the store's own.
  public let key: Symbol
  /// Oldest first.
  public let names: [Name]
  public let profile: InstrumentProfile?

  public init(key: Symbol, names: [Name], profile: InstrumentProfile?) {
    self.key = key
    self.names = names
    self.profile = profile
  }
}

/// What a symbol change did to the store.
public struct AppliedChange: Hashable, Sendable, Codable {
  public let change: SymbolChange
  /// Bars that go by the new symbol now.
  public let bars: Int

  public init(change: SymbolChange, bars: Int) {
    self.change = change
    self.bars = bars
  }
}

/// Keeps what is known of instruments beside their prices.
public protocol ReferenceStore: Sendable {
  /// Inserts profiles or replaces those of the same symbols.
  func save(profiles: [InstrumentProfile], provider: String, at now: Timestamp)
    async throws(StoreError)
  /// Notes delistings; the instruments and their bars stay. A delisted symbol whose ticker trades
  /// again gets a key of its own, so that two companies never share a series.
  func save(delistings: [Delisting], provider: String, at now: Timestamp) async throws(StoreError)
  /// Renames instruments with their bars, actions and facts, each change once.
  ///
  /// - Returns: Those that were new and that named a stored instrument.
  func apply(
    symbolChanges: [SymbolChange], provider: String, at now: Timestamp
  ) async throws(StoreError) -> [AppliedChange]
  /// Puts the memberships of one index in the place of those held.
  func save(
    memberships: [IndexMembership], of index: StockIndex, provider: String, at now: Timestamp
  ) async throws(StoreError)
  /// Adds reports; an item that differs from what is held of its period is kept beside it, as a
  /// restatement known from its own publication on.
  ///
  /// - Returns: Facts added.
  func save(
    statements: [CompanyReport], provider: String, at now: Timestamp
  ) async throws(StoreError) -> Int
  func save(quarantine: [QuarantinedPayload], provider: String, at now: Timestamp)
    async throws(StoreError)

  /// The instrument that went by `symbol` on a session, or goes by it now; nil when none is known.
  func identity(
    of symbol: Symbol, on session: SessionDate?
  ) async throws(StoreError) -> InstrumentIdentity?
  /// The members of an index on a session, by the names they had then, sorted.
  func members(of index: StockIndex, on session: SessionDate) async throws(StoreError) -> [Symbol]
  /// The newest version of each figure that was known on a session, newest period first.
  func facts(
    of symbol: Symbol, asOf session: SessionDate
  ) async throws(StoreError) -> [Fact]
  /// Symbols that trade on a session according to listing and delisting dates and to bars held.
  func listed(on session: SessionDate) async throws(StoreError) -> [Symbol]
}
