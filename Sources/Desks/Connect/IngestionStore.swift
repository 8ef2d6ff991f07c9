public import Chronology
public import Market

/// One batch of an ingestion run: what was fetched, and how far the run is after it.
public struct IngestionBatch: Sendable {
  public let run: String
  public let instruments: [Instrument]
  public let provider: String
  /// Raw bars; each replaces what the store holds of the same symbol and session. What it replaces
  /// with another value is kept as an earlier version.
  public let bars: BarBlock
  /// Symbols of `bars` whose other stored bars go: their whole history was fetched again.
  public let reloaded: Set<Symbol>
  public let actions: [CorporateAction]
  /// For each symbol the sessions for which `actions` is all there is: stored ones of the same
  /// provider that are not among them were withdrawn and go.
  public let actionsCompleteOver: [Symbol: ClosedRange<SessionDate>]
  /// What was odd in the answers.
  public let notes: [SourceNote]
  /// Answers that broke their schema.
  public let quarantine: [QuarantinedPayload]
  /// What comparisons with the store found. Each is kept as often as it comes, but for a withdrawn
  /// bar: as long as its close is the same it is kept once.
  public let changes: [DataChange]
  /// Symbols finished with this batch, also those without data.
  public let outcomes: [SymbolOutcome]
  /// What need not be asked for some days, each in the place of the former one of its key.
  public let refusals: [StoredRefusal]

  public init(
    run: String, instruments: [Instrument], provider: String, bars: BarBlock,
    reloaded: Set<Symbol> = [], actions: [CorporateAction],
    actionsCompleteOver: [Symbol: ClosedRange<SessionDate>] = [:], notes: [SourceNote] = [],
    quarantine: [QuarantinedPayload] = [], changes: [DataChange] = [], outcomes: [SymbolOutcome],
    refusals: [StoredRefusal] = []
  ) {
    self.run = run
    self.instruments = instruments
    self.provider = provider
    self.bars = bars
    self.reloaded = reloaded
    self.actions = actions
    self.actionsCompleteOver = actionsCompleteOver
    self.notes = notes
    self.quarantine = quarantine
    self.changes = changes
    self.outcomes = outcomes
    self.refusals = refusals
  }

  public init(
    run: String, instruments: [Instrument], provider: String, series: [BarSeries],
    actions: [CorporateAction], outcomes: [SymbolOutcome]
  ) {
    self.init(
      run: run, instruments: instruments, provider: provider, bars: BarBlock(series),
      actions: actions, outcomes: outcomes)
  }
}

/// A stored value that the provider no longer stands by.
public struct DataChange: Hashable, Sendable, Codable {
  /// Why it changed.
  public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
    /// A split became effective after the session.
    case split
    /// A dividend was taken into the provider's prices.
    case dividend
    /// Neither explains it: the provider corrected itself.
    case correction
    /// A bar came that was missing before.
    case lateBar
    /// The provider no longer gives a bar that was stored.
    case withdrawn
  }
  public let symbol: Symbol
  public let session: SessionDate
  public let cause: Cause
  /// The close stored before and the close given now; NaN where there is none.
  public let before: Double
  public let after: Double

  public init(
    symbol: Symbol, session: SessionDate, cause: Cause, before: Double, after: Double
  ) {
    self.symbol = symbol
    self.session = session
    self.cause = cause
    self.before = before
    self.after = after
  }
}

/// What became of one symbol in a run.
public struct SymbolOutcome: Hashable, Sendable, Codable {
  /// How a symbol's turn ended.
  public enum Result: String, Hashable, Sendable, Codable { case saved, empty, failed }
  public let symbol: Symbol
  public let result: Result
  public let bars: Int
  /// Why it failed; empty otherwise.
  public let message: String
  /// The last session that was asked for.
  public let upTo: SessionDate
  /// The first session that was asked for, in this run or in an earlier one it continues; nil in
  /// records that do not say, which count as asked from the beginning.
  public let from: SessionDate?
  /// When it was recorded; nil in one that is not stored yet.
  public let recordedAt: Timestamp?

  public init(
    symbol: Symbol, result: Result, bars: Int, message: String, upTo: SessionDate,
    from: SessionDate? = nil, recordedAt: Timestamp? = nil
  ) {
    self.symbol = symbol
    self.result = result
    self.bars = bars
    self.message = message
    self.upTo = upTo
    self.from = from
    self.recordedAt = recordedAt
  }
}

/// Where an ingestion run stands in the store.
public struct IngestionCheckpoint: Hashable, Sendable, Codable {
  public let run: String
  public let provider: String
  public let startedAt: Timestamp
  public let updatedAt: Timestamp
  /// Symbols planned and symbols finished.
  public let planned: Int
  public let finished: Int
  public let isComplete: Bool

  public init(
    run: String, provider: String, startedAt: Timestamp, updatedAt: Timestamp, planned: Int,
    finished: Int, isComplete: Bool
  ) {
    self.run = run
    self.provider = provider
    self.startedAt = startedAt
    self.updatedAt = updatedAt
    self.planned = planned
    self.finished = finished
    self.isComplete = isComplete
  }
}

/// What ingestion needs of a store beyond reading bars.
public protocol IngestionStore: BarStore {
  func beginIngestion(
    run: String, provider: String, planned: Int, at now: Timestamp
  ) async throws(StoreError)
  /// Saves bars, instruments, actions, outcomes and the checkpoint in one transaction.
  func save(_ batch: IngestionBatch, at now: Timestamp) async throws(StoreError) -> WriteReceipt
  func completeIngestion(run: String, at now: Timestamp) async throws(StoreError)
  func checkpoints() async throws(StoreError) -> [IngestionCheckpoint]
  /// The newest outcome of each symbol for this provider: what the next plan starts from.
  func lastOutcomes(provider: String) async throws(StoreError) -> [SymbolOutcome]
  /// The stored bars of every symbol on some sessions, one answer a session in their order; what a
  /// whole-market answer is compared with.
  ///
  /// - Parameter provider: Only bars of this provider.
  func marketBars(
    on sessions: [SessionDate], provider: String
  ) async throws(StoreError) -> [MarketSession]
  /// The last stored bars of some symbols, at most `count` each, in their order; what a symbol's
  /// answer is compared with.
  func lastBars(of symbols: [Symbol], count: Int) async throws(StoreError) -> [BarSeries]
  /// Endpoints and symbols that a provider refused for good, with the instant until which asking
  /// again is pointless. Keys are free text, such as `endpoint:eod-bulk`.
  func refusals(provider: String, at now: Timestamp) async throws(StoreError) -> [StoredRefusal]
  func save(
    refusals: [StoredRefusal], provider: String, at now: Timestamp
  ) async throws(StoreError)
}

/// Something a provider need not be asked before an instant.
public struct StoredRefusal: Hashable, Sendable, Codable {
  public let key: String
  public let reason: String
  public let until: Timestamp

  public init(key: String, reason: String, until: Timestamp) {
    self.key = key
    self.reason = reason
    self.until = until
  }
}
