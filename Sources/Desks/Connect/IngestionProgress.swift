public import Chronology
public import Market

/// Where an ingestion run stands.
public struct IngestionProgress: Hashable, Sendable {
  public let run: String
  public let provider: String
  /// Symbols that the plan holds.
  public let planned: Int
  /// Symbols finished: saved, empty or failed, and in the store.
  public let saved: Int
  /// Symbols fetched, whether they are in the store yet or not.
  public let fetched: Int
  /// Symbols given up.
  public let failed: Int
  /// Symbols for which the provider had nothing.
  public let empty: Int
  /// Bars fetched.
  public let bars: Int
  /// Calls made to the provider; zero when the run was given no meter.
  public let calls: Int
  /// Bytes received from the provider; zero when the run was given no meter.
  public let bytes: Int
  /// Symbols fetched in a second since the start of the run; zero at first.
  public let symbolsPerSecond: Double
  public let isPaused: Bool
  public let at: Timestamp
}

/// How an ingestion run ended.
public struct IngestionReport: Hashable, Sendable {
  /// Why it ended.
  public enum Ending: Hashable, Sendable {
    /// Every planned symbol was finished; some may have failed, see `failures`.
    case complete
    /// Somebody cancelled it; what was whole is saved, and a new plan goes on from there.
    case cancelled
    /// The provider cannot be used any further for now; a new plan goes on from there.
    case stopped(MarketDataError)
  }

  public let ending: Ending
  /// The last progress.
  public let progress: IngestionProgress
  /// Symbols that were given up, with the reason, sorted by symbol.
  public let failures: [SymbolOutcome]
}

/// How an ingestion run goes about its work.
public struct IngestionSettings: Hashable, Sendable {
  /// Requests in the air at once.
  public var concurrency: Int
  /// Symbols in one transaction of the store: what a crash can cost.
  public var batchSize: Int
  /// Seed of the waits between attempts.
  public var seed: UInt64
  /// Symbols in a row that may be given up as unreachable before the run stops.
  public var unreachableLimit: Int

  /// Creates settings.
  public init(
    concurrency: Int = 4, batchSize: Int = 200, seed: UInt64, unreachableLimit: Int = 20
  ) {
    precondition(concurrency > 0, "At least one request is in the air.")
    precondition(batchSize > 0, "A batch holds at least one symbol.")
    precondition(unreachableLimit > 0, "At least one symbol may be unreachable.")
    self.concurrency = concurrency
    self.batchSize = batchSize
    self.seed = seed
    self.unreachableLimit = unreachableLimit
  }
}
