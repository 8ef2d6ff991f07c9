public import Chronology
public import Market

/// Where decisions about data are written down for good.
public protocol DataAudit: Sendable {
  /// Adds an entry to the audit trail.
  ///
  /// - Parameters:
  ///   - action: Such as `data.accepted`.
  ///   - subject: The finding's id.
  ///   - details: Facts by name: symbol, session, rule.
  func record(
    action: String, subject: String, by account: String, rationale: String,
    details: [String: String]
  ) async throws(StoreError)
}

/// Why a repair was not done.
public enum HealthRepairError: Error, Hashable, Sendable {
  /// A rule forbids it: what, and what to do instead.
  case refused(message: String, remedy: String)
  case store(StoreError)
}

/// Decides what becomes of a finding, each decision in the audit trail.
///
/// The entry is written before the decision: a decision without an entry cannot be. Should the store
/// then fail, a second entry says so.
public struct HealthRepair: Sendable {
  /// What may be done.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// Load the symbol again; the finding resolves when the rules no longer find it.
    case refetch
    /// Take the bar out of the data.
    case quarantine
    /// Say that the data are right.
    case accept
    /// Take a decision back; a bar that was taken out comes back.
    case reopen
  }

  /// What became of it.
  public struct Outcome: Hashable, Sendable {
    public let finding: StoredFinding
    /// Symbols to be loaded again by ingestion; empty for a decision.
    public let reload: [Symbol]
  }

  /// Fewer characters say nothing.
  public static let shortestReason = 10
  /// More belong into a document.
  public static let longestReason = 2000

  private let store: any HealthStore
  private let audit: any DataAudit

  /// Creates the use case over the store of findings and the audit trail.
  public init(store: any HealthStore, audit: any DataAudit) {
    self.store = store
    self.audit = audit
  }

  /// Does one thing about one finding.
  ///
  /// - Parameters:
  ///   - reason: Required, ten characters or more, for all but `refetch`.
  /// - Throws: `refused` without a reason or when the finding's state or rule does not allow it;
  ///   `store` when there is no such finding or the store or the audit trail fails.
  public func apply(
    _ action: Action, to id: String, by account: String, because reason: String = "",
    at now: Timestamp
  ) async throws(HealthRepairError) -> Outcome {
    let stored = try await Self.storing { () throws(StoreError) in try await store.finding(id) }
    let words = Self.trimmed(reason)
    try Self.require(words, for: action)
    try Self.require(stored, allows: action)
    try await record("data.\(action.word)", stored, account, words)
    guard let state = action.state else {
      return Outcome(finding: stored, reload: [stored.finding.symbol])
    }
    do {
      let decided = try await store.decide(
        finding: id, state: state, by: account, reason: words, at: now)
      return Outcome(finding: decided, reload: [])
    } catch {
      try await record("data.repair-failed", stored, account, error.message)
      throw .store(error)
    }
  }

  private func record(
    _ action: String, _ stored: StoredFinding, _ account: String, _ words: String
  ) async throws(HealthRepairError) {
    let finding = stored.finding
    let details = [
      "symbol": finding.symbol.ticker, "session": finding.session.description,
      "rule": finding.rule.rawValue, "evidence": finding.evidence, "state": stored.state.rawValue,
    ]
    try await Self.storing { () throws(StoreError) in
      try await audit.record(
        action: action, subject: stored.id, by: account, rationale: words, details: details)
    }
  }

  // MARK: What is allowed

  private static func require(_ words: String, for action: Action) throws(HealthRepairError) {
    if action != .refetch, words.count < shortestReason {
      throw .refused(
        message: "The reason has \(words.count) characters.",
        remedy: "Say in at least \(shortestReason) characters why.")
    }
    if words.count > longestReason {
      throw .refused(
        message: "The reason has \(words.count) characters.",
        remedy: "Say it in at most \(longestReason).")
    }
  }

  private static func require(
    _ stored: StoredFinding, allows action: Action
  ) throws(HealthRepairError) {
    let isPossible =
      switch action {
      case .refetch: stored.state != .resolved
      case .quarantine: stored.state == .open || stored.state == .accepted
      case .accept: stored.state == .open
      case .reopen: stored.state == .accepted || stored.state == .quarantined
      }
    guard isPossible else {
      throw .refused(
        message: "The finding is \(stored.state.rawValue); it cannot be \(action.done).",
        remedy: "Read the list of findings again.")
    }
    let rule = stored.finding.rule
    if action == .quarantine, !rule.concernsBar {
      throw .refused(
        message: "A finding of \(rule.rawValue) has no bar to take out.",
        remedy: "Load the symbol again, or accept it with a reason.")
    }
    if action == .refetch, rule == .thinCoverage {
      throw .refused(
        message: "A universe cannot be loaded as a symbol.",
        remedy: "Ingest its symbols for the sessions concerned.")
    }
  }

  private static func trimmed(_ text: String) -> String {
    let words = text.drop(while: \.isWhitespace)
    return String(words.reversed().drop(while: \.isWhitespace).reversed())
  }

  private static func storing<Result>(
    _ work: () async throws(StoreError) -> Result
  ) async throws(HealthRepairError) -> Result {
    do { return try await work() } catch { throw .store(error) }
  }
}

extension HealthRepair.Action {
  /// The state that a decision leads to; nil for what is none.
  fileprivate var state: FindingState? {
    switch self {
    case .refetch: nil
    case .quarantine: .quarantined
    case .accept: .accepted
    case .reopen: .open
    }
  }

  /// The last part of the audit trail's word.
  fileprivate var word: String {
    switch self {
    case .refetch: "refetched"
    case .quarantine: "quarantined"
    case .accept: "accepted"
    case .reopen: "reopened"
    }
  }

  fileprivate var done: String { self == .refetch ? "loaded again" : word }
}

extension HealthFinding.Rule {
  /// Whether its findings are of a bar that is there.
  var concernsBar: Bool {
    switch self {
    case .closedDay, .badValue, .priceOrder, .unexplainedJump, .duplicateSession, .oddVolume,
      .adjustmentDisagreement, .sourceDisagreement:
      true
    case .missingSession, .staleSeries, .splitWithoutJump, .impossibleAction,
      .delistedWithoutLastPrice, .oddAnswer, .thinCoverage:
      false
    }
  }
}
