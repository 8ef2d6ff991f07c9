public import Chronology
public import Market

/// One batch of an ingestion run: what was fetched, and how far the run is after it.
public struct IngestionBatch: Sendable {
  public let run: String
  public let instruments: [Instrument]
  public let provider: String
  /// Raw bars; each replaces what the store holds of the same symbol and session.
  public let series: [BarSeries]
  public let actions: [CorporateAction]
  /// Symbols finished with this batch, also those without data.
  public let outcomes: [SymbolOutcome]

  public init(
    run: String, instruments: [Instrument], provider: String, series: [BarSeries],
    actions: [CorporateAction], outcomes: [SymbolOutcome]
  ) {
    self.run = run
    self.instruments = instruments
    self.provider = provider
    self.series = series
    self.actions = actions
    self.outcomes = outcomes
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

  public init(
    symbol: Symbol, result: Result, bars: Int, message: String, upTo: SessionDate,
    from: SessionDate? = nil
  ) {
    self.symbol = symbol
    self.result = result
    self.bars = bars
    self.message = message
    self.upTo = upTo
    self.from = from
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
}
