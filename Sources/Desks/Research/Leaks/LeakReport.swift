public import Chronology
public import Market

/// The first place at which two runs differ that must not.
public struct LeakFinding: Hashable, Sendable, Codable {
  /// Along the way from a bar to the account, causes first.
  public enum Stage: Int, Hashable, Sendable, Codable, Comparable {
    /// What the strategy wished for.
    case signal
    case order
    case fill
    case equity

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
  }
  public let stage: Stage
  /// The session on which they first differ.
  public let session: SessionDate
  /// nil for the equity, which is of all symbols, and for a wish about all.
  public let symbol: Symbol?
  /// What was there in the run as it is, in words.
  public let was: String
  /// What is there in the run that must be the same.
  public let now: String

  public init(stage: Stage, session: SessionDate, symbol: Symbol?, was: String, now: String) {
    self.stage = stage
    self.session = session
    self.symbol = symbol
    self.was = was
    self.now = now
  }
}

/// One test for knowledge of the future, and how it ended.
public struct LeakCheck: Hashable, Sendable, Codable {
  /// What is tried.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Everything after an instant is falsified; nothing before it may change.
    case poison
    /// The data end at an instant; everything up to it must be as in the longer run.
    case prefix
    /// With twice the warm-up, the strategy must wish for the same.
    case warmUp
  }
  /// How a check ended.
  public enum Status: String, Hashable, Sendable, Codable {
    case passed, failed
    /// The data are too short for it; `evidence` says what is missing.
    case notRun
  }
  public let kind: Kind
  public let status: Status
  /// How many runs were compared.
  public let runs: Int
  /// What was seen, in one sentence.
  public let evidence: String
  /// Where it failed.
  public let finding: LeakFinding?

  init(
    _ kind: Kind, _ status: Status, runs: Int, evidence: String, finding: LeakFinding? = nil
  ) {
    self.kind = kind
    self.status = status
    self.runs = runs
    self.evidence = evidence
    self.finding = finding
  }
}

/// Whether a strategy knows what it cannot know yet.
public struct LeakReport: Hashable, Sendable, Codable {
  /// One of each kind, in order.
  public let checks: [LeakCheck]

  /// False as soon as one check failed; a check that could not run is no failure.
  public var isClean: Bool { checks.allSatisfy { $0.status != .failed } }
  /// True when every check ran and passed.
  public var isComplete: Bool { checks.allSatisfy { $0.status == .passed } }

  /// Returns how a check ended; nil when it is not in the report.
  public func check(_ kind: LeakCheck.Kind) -> LeakCheck? { checks.first { $0.kind == kind } }
}
