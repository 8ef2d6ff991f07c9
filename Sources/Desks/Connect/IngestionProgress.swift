public import Chronology
public import Market

/// Where an ingestion run stands.
public struct IngestionProgress: Hashable, Sendable {
  /// What the run does now.
  public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
    /// Sessions of the whole market.
    case market
    /// Symbols one by one.
    case symbols
  }
  public let run: String
  public let provider: String
  public let phase: Phase
  /// Symbols that the plan holds, and those whose history turned out to be needed again.
  public let planned: Int
  /// Symbols finished: saved, empty or failed, and in the store.
  public let saved: Int
  /// Those of the finished whose data came and is in the store.
  public let kept: Int
  /// Symbols fetched, whether they are in the store yet or not.
  public let fetched: Int
  /// Sessions of the whole market that the plan holds, the overlap included, and those done.
  public let sessions: Int
  public let sessionsDone: Int
  /// Symbols given up.
  public let failed: Int
  /// Symbols for which the provider had nothing.
  public let empty: Int
  /// Symbols of which a stored value had changed.
  public let changed: Int
  /// Bars fetched.
  public let bars: Int
  /// Calls made to the provider; zero when the run was given no meter.
  public let calls: Int
  /// Calls that may still be made in this minute; nil without a limit.
  public let callsLeft: Int?
  /// Bytes received from the provider; zero when the run was given no meter.
  public let bytes: Int
  /// Symbols fetched one by one in a second since the first of them; zero at first.
  public let symbolsPerSecond: Double
  /// How long the rest of the phase takes at the pace so far; nil before there is a pace.
  public let secondsLeft: Double?
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

  /// Failures and changes listed at most; the store has them all.
  public static let limit = 1000

  public let ending: Ending
  /// The last progress.
  public let progress: IngestionProgress
  /// Symbols that were given up, with the reason, sorted by symbol; the first thousand.
  public let failures: [SymbolOutcome]
  /// What the comparison with stored bars found; the first thousand.
  public let changes: [DataChange]
  /// What the run did otherwise than planned, in sentences.
  public let notices: [String]
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
  /// Days for which a refused endpoint and a refused symbol are left alone.
  public var endpointRefusalDays: Int
  public var symbolRefusalDays: Int

  /// Creates settings.
  public init(
    concurrency: Int = 4, batchSize: Int = 200, seed: UInt64, unreachableLimit: Int = 20,
    endpointRefusalDays: Int = 7, symbolRefusalDays: Int = 30
  ) {
    precondition(concurrency > 0, "At least one request is in the air.")
    precondition(batchSize > 0, "A batch holds at least one symbol.")
    precondition(unreachableLimit > 0, "At least one symbol may be unreachable.")
    self.concurrency = concurrency
    self.batchSize = batchSize
    self.seed = seed
    self.unreachableLimit = unreachableLimit
    self.endpointRefusalDays = endpointRefusalDays
    self.symbolRefusalDays = symbolRefusalDays
  }
}
