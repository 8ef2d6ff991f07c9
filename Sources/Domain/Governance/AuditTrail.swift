public import Chronology

/// One human decision or one act of the platform, chained to the entry before it.
public struct AuditEntry: Hashable, Sendable, Codable {
  /// Counts from 1 without a gap.
  public let sequence: Int64
  public let at: Timestamp
  /// An account's name, or `system`.
  public let actor: String
  /// Dotted lower case, such as `proposal.approved`.
  public let action: String
  /// What it concerns, such as a specification hash, a run or `desk`.
  public let subject: String
  /// Why, in the actor's words.
  public let rationale: String
  /// Further facts as canonical JSON (sorted keys); `{}` for none.
  public let details: String
  /// Hash of the entry before; 64 zeros for the first.
  public let previousHash: String
  /// Lower-case hex SHA-256 over all the fields above.
  public let hash: String

  public init(
    sequence: Int64, at: Timestamp, actor: String, action: String, subject: String,
    rationale: String, details: String, previousHash: String, hash: String
  ) {
    self.sequence = sequence
    self.at = at
    self.actor = actor
    self.action = action
    self.subject = subject
    self.rationale = rationale
    self.details = details
    self.previousHash = previousHash
    self.hash = hash
  }
}

/// An entry still without its place in the chain.
public struct AuditDraft: Hashable, Sendable {
  public let actor: String
  public let action: String
  public let subject: String
  public let rationale: String
  public let details: String

  public init(
    actor: String, action: String, subject: String, rationale: String, details: String = "{}"
  ) {
    self.actor = actor
    self.action = action
    self.subject = subject
    self.rationale = rationale
    self.details = details
  }
}

/// The outcome of recomputing the whole chain.
public enum ChainVerdict: Hashable, Sendable {
  /// Every entry holds; the number of entries and the last hash.
  case intact(entries: Int64, head: String)
  /// The first entry that does not hold, and why.
  case broken(sequence: Int64, reason: String)
}
