public import Chronology
import Fingerprint

/// What a finished run says of itself when its strategy is put forward.
public struct RunEvidence: Hashable, Sendable {
  /// The run's id in the run index.
  public let run: String
  /// The content hash of the specification that the run ran.
  public let specificationHash: String
  public let specificationName: String

  public init(run: String, specificationHash: String, specificationName: String) {
    self.run = run
    self.specificationHash = specificationHash
    self.specificationName = specificationName
  }
}

extension Role {
  /// Whether accounts of this role put strategies forward.
  public var mayPropose: Bool { self == .researcher || self == .trader || self == .admin }
  /// Whether accounts of this role decide on proposals.
  public var mayDecide: Bool { self == .risk || self == .admin }
}

extension Proposal {
  /// The fewest characters of a rationale, blanks at its ends not counted.
  public static let minimumRationaleLength = 10
  /// The most characters of a rationale; a page of text.
  public static let maximumRationaleLength = 4000
  /// For how many days an approval may hold.
  public static let approvalDays = 1...365

  /// What a proposal is worth at an instant; an approval ends by itself.
  public enum Standing: String, Hashable, Sendable, Codable, CaseIterable {
    case open, approved, refused, withdrawn, expired
  }

  /// Returns a new proposal of the strategy that a run ran.
  ///
  /// Its id is drawn from what it says, so the same wish at the same instant has the same id.
  ///
  /// - Throws: `refused` when the account may not propose or the rationale is too short or long.
  public static func proposing(
    _ evidence: RunEvidence, by account: Account, because rationale: String, at now: Timestamp
  ) throws(GovernanceError) -> Proposal {
    try account.mustBeEnabled()
    guard account.role.mayPropose else {
      throw GovernanceError(
        .refused,
        "\(account.name) has the role \(account.role.rawValue), which does not propose strategies.",
        remedy: "Ask a researcher, a trader or an administrator to propose it.")
    }
    let rationale = try checked(rationale)
    let name = "\(evidence.run)\n\(evidence.specificationHash)\n\(account.name)\n\(now.nanoseconds)"
    return Proposal(
      id: "p-" + SHA256.hex(of: name).prefix(12),
      specificationHash: evidence.specificationHash,
      specificationName: evidence.specificationName, run: evidence.run,
      proposedBy: account.name, proposedAt: now, rationale: rationale)
  }

  /// Returns this proposal with a second person's decision.
  ///
  /// - Parameters:
  ///   - isApproval: True to approve, false to refuse.
  ///   - days: For how many days an approval holds; not looked at for a refusal.
  /// - Throws: `conflict` when the proposal is no longer open; `refused` when the account proposed
  ///   it, may not decide, or gives no sufficient rationale or a wrong number of days.
  public func decided(
    isApproval: Bool, by account: Account, because rationale: String, days: Int, at now: Timestamp
  ) throws(GovernanceError) -> Proposal {
    try account.mustBeEnabled()
    try mustBeOpen(for: "decided")
    guard account.role.mayDecide else {
      throw GovernanceError(
        .refused,
        "\(account.name) has the role \(account.role.rawValue), which does not decide on proposals.",
        remedy: "Ask a risk officer or an administrator to decide.")
    }
    guard account.name != proposedBy else {
      throw GovernanceError(
        .refused, "\(account.name) proposed \(id) and cannot decide on it too.",
        remedy: "Ask another risk officer or administrator to decide.")
    }
    let rationale = try Self.checked(rationale)
    guard !isApproval || Self.approvalDays.contains(days) else {
      throw GovernanceError(
        .refused, "The approval is to hold for \(days) days; it must be between 1 and 365.",
        remedy: "Choose a number of days from 1 to 365.")
    }
    var decided = self
    decided.state = isApproval ? .approved : .refused
    decided.decision = Decision(
      isApproval: isApproval, by: account.name, at: now, rationale: rationale,
      expiresAt: isApproval ? now.advanced(by: .seconds(86_400 * days)) : nil)
    return decided
  }

  /// Returns this proposal taken back by whoever made it, or by an administrator.
  ///
  /// - Throws: `conflict` when the proposal is no longer open; `refused` for anybody else.
  public func withdrawn(by account: Account) throws(GovernanceError) -> Proposal {
    try account.mustBeEnabled()
    try mustBeOpen(for: "withdrawn")
    guard account.name == proposedBy || account.role == .admin else {
      throw GovernanceError(
        .refused, "\(id) was proposed by \(proposedBy); \(account.name) cannot withdraw it.",
        remedy: "Ask \(proposedBy) or an administrator to withdraw it.")
    }
    var withdrawn = self
    withdrawn.state = .withdrawn
    return withdrawn
  }

  /// What this proposal is worth at `now`; an approval is worth something until it expires.
  public func standing(at now: Timestamp) -> Standing {
    switch state {
    case .open: return .open
    case .refused: return .refused
    case .withdrawn: return .withdrawn
    case .approved:
      // An approval that lacks its decision or its end is not one: fail closed.
      guard let decision, decision.isApproval, let end = decision.expiresAt else { return .expired }
      return now < end ? .approved : .expired
    }
  }

  private func mustBeOpen(for verb: String) throws(GovernanceError) {
    guard state == .open else {
      throw GovernanceError(
        .conflict, "\(id) is already \(state.rawValue) and cannot be \(verb) again.",
        remedy: "Make a new proposal from the run.")
    }
  }

  private static func checked(_ rationale: String) throws(GovernanceError) -> String {
    let text = rationale.trimmed
    guard (minimumRationaleLength...maximumRationaleLength).contains(text.count) else {
      throw GovernanceError(
        .refused,
        "The rationale has \(text.count) characters; it must have between"
          + " \(minimumRationaleLength) and \(maximumRationaleLength).",
        remedy: "Say in a sentence why, so that a stranger understands it next year.")
    }
    return text
  }
}

extension Account {
  func mustBeEnabled() throws(GovernanceError) {
    guard isEnabled else {
      throw GovernanceError(
        .refused, "The account \(name) is disabled.",
        remedy: "Ask an administrator to enable it, or act with another account.")
    }
  }
}

extension String {
  /// This text without blanks and line ends at either end.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
