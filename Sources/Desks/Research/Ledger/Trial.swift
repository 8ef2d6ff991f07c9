public import Chronology
import Fingerprint
public import Market

/// What part of the data an evaluation was made on.
public enum SplitRole: String, Hashable, Sendable, Codable, CaseIterable {
  /// What ideas are found and fitted on.
  case train
  /// What one fitted idea is preferred over another on.
  case validation
  /// What a chosen idea is tried on.
  case test
  /// What was sealed until the idea was frozen.
  case vault
}

/// How an evaluation ended; each of them counts.
public enum TrialOutcome: String, Hashable, Sendable, Codable, CaseIterable {
  case finished
  case failed
  /// Somebody looked on and stopped it.
  case stoppedEarly
}

/// What the ledger is told of an evaluation, before it gives it a number.
public struct TrialDraft: Hashable, Sendable, Codable {
  /// The hypothesis of evaluations for which nobody named one: they all count together.
  public static let general = "general"

  public var at: Timestamp
  /// The account, or the model with its version, that wanted it.
  public var by: String
  public var specificationHash: String
  /// What is being asked; evaluations of one hypothesis are one search.
  public var hypothesis: String
  /// The number of the evaluation it was derived from; nil for a first one.
  public var parent: Int?
  public var engineVersion: String
  /// nil when it is not known what was read.
  public var snapshot: SnapshotID?
  /// SHA-256, lower-case hex, over the symbols in their order; see `hash(of:)`.
  public var universeHash: String
  public var from: SessionDate
  public var to: SessionDate
  public var seed: UInt64
  public var role: SplitRole
  public var outcome: TrialOutcome
  /// Why it failed or who stopped it; empty for a finished one.
  public var note: String
  /// Wall time in seconds.
  public var seconds: Double
  /// Per session, not annualised; nil when undefined.
  public var sharpe: Double?
  /// What was measured, by the names of `RunFigure`; finite.
  public var metrics: [String: Double]

  public init(
    at: Timestamp, by: String, specificationHash: String, hypothesis: String = general,
    parent: Int? = nil, engineVersion: String, snapshot: SnapshotID?, universeHash: String,
    from: SessionDate, to: SessionDate, seed: UInt64, role: SplitRole = .train,
    outcome: TrialOutcome = .finished, note: String = "", seconds: Double, sharpe: Double?,
    metrics: [String: Double] = [:]
  ) {
    self.at = at
    self.by = by
    self.specificationHash = specificationHash
    self.hypothesis = hypothesis
    self.parent = parent
    self.engineVersion = engineVersion
    self.snapshot = snapshot
    self.universeHash = universeHash
    self.from = from
    self.to = to
    self.seed = seed
    self.role = role
    self.outcome = outcome
    self.note = note
    self.seconds = seconds
    self.sharpe = sharpe
    self.metrics = metrics
  }

  /// Names a universe: the lower-case hex SHA-256 over its symbols, one a line.
  public static func hash(of universe: [Symbol]) -> String {
    SHA256.hex(of: universe.map(\.description).joined(separator: "\n"))
  }
}

/// An entry of the append-only trial ledger.
public struct Trial: Hashable, Sendable, Codable {
  /// Its place in the ledger, from 1.
  public let number: Int
  /// The saved run; nil for one that failed or was stopped.
  public let run: String?
  public let entry: TrialDraft
  /// True once somebody marked it as not to be shown; it counts as before.
  public let isBuried: Bool

  public init(number: Int, run: String?, entry: TrialDraft, isBuried: Bool = false) {
    self.number = number
    self.run = run
    self.entry = entry
    self.isBuried = isBuried
  }

  public var at: Timestamp { entry.at }
  public var by: String { entry.by }
  public var specificationHash: String { entry.specificationHash }
  /// Per session, not annualised; nil when undefined.
  public var sharpe: Double? { entry.sharpe }
}

/// The returns of a trial, one a session.
public struct TrialReturns: Hashable, Sendable {
  public let sessions: [SessionDate]
  public let values: [Double]

  /// - Precondition: One value a session.
  public init(sessions: [SessionDate], values: [Double]) {
    precondition(sessions.count == values.count, "A trial has one return a session.")
    self.sessions = sessions
    self.values = values
  }
}

/// Evaluations made elsewhere that somebody owns up to.
public struct DeclaredTrials: Hashable, Sendable, Codable {
  public let hypothesis: String
  /// How many; at least 1, since declaring can only raise what is counted.
  public let count: Int
  public let by: String
  public let at: Timestamp
  /// Where and how they were made.
  public let because: String

  /// - Precondition: `count` is at least 1.
  public init(hypothesis: String, count: Int, by: String, at: Timestamp, because: String) {
    precondition(count >= 1, "A declaration raises the number of trials.")
    self.hypothesis = hypothesis
    self.count = count
    self.by = by
    self.at = at
    self.because = because
  }
}

/// Keeps every evaluation ever made. Nothing is changed or removed in it.
public protocol TrialLedger: Sendable {
  /// How many entries there are.
  func trialCount() async throws(StoreError) -> Int
  /// The newest first, buried ones included.
  func trials(limit: Int, offset: Int) async throws(StoreError) -> [Trial]
  /// - Throws: `missing`.
  func trial(_ number: Int) async throws(StoreError) -> Trial
  /// Per-session Sharpe ratios of all entries, in order; undefined ones left out.
  func trialSharpes() async throws(StoreError) -> [Double]
  /// Appends an evaluation that left no run.
  func append(_ draft: TrialDraft) async throws(StoreError) -> Trial
  /// The returns of entries by number; those that left none are left out.
  func returns(of trials: [Int]) async throws(StoreError) -> [Int: TrialReturns]
  /// Appends a declaration.
  func declare(_ declared: DeclaredTrials) async throws(StoreError)
  /// Every declaration, the oldest first.
  func declaredTrials() async throws(StoreError) -> [DeclaredTrials]
  /// Marks an entry as not to be shown; it stays, and counts. Marking it again changes nothing.
  ///
  /// - Throws: `missing`.
  func bury(
    _ trial: Int, by: String, because: String, at now: Timestamp
  ) async throws(StoreError)
}
