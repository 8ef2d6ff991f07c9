public import Chronology

/// Why governance refused, or could not decide.
public struct GovernanceError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable {
    /// The rules say no: the same person, an expired approval, a decided proposal.
    case refused
    case missing
    case conflict
    case store
  }
  public let code: Code
  public let message: String
  public let remedy: String

  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}

/// Keeps proposals and the audit trail; each change of a proposal and its audit entry are one
/// transaction, so neither is ever there without the other.
public protocol GovernanceStore: Sendable {
  /// Appends to the audit trail, chained to its last entry.
  func record(_ draft: AuditDraft, at now: Timestamp) async throws(GovernanceError) -> AuditEntry
  /// Newest first.
  func auditEntries(limit: Int, offset: Int) async throws(GovernanceError) -> [AuditEntry]
  /// Recomputes every hash from the stored bytes.
  func verifyAudit() async throws(GovernanceError) -> ChainVerdict

  func proposals() async throws(GovernanceError) -> [Proposal]
  /// - Throws: `missing`.
  func proposal(_ id: String) async throws(GovernanceError) -> Proposal
  /// Saves a new proposal; `conflict` when one of that id is there, or another of its run is open.
  func add(_ proposal: Proposal, audit: AuditDraft, at now: Timestamp) async throws(GovernanceError)
  /// Replaces the proposal if its stored state is still `expected`; else throws `conflict`.
  func replace(
    _ proposal: Proposal, expecting expected: Proposal.State, audit: AuditDraft, at now: Timestamp
  ) async throws(GovernanceError)
}

/// Keeps accounts and their credentials.
public protocol AccountStore: Sendable {
  func accounts() async throws(GovernanceError) -> [Account]
  func account(_ name: String) async throws(GovernanceError) -> Account?
  /// Inserts or, when `isNew` is false, replaces. The audit entry is part of the transaction.
  func save(_ account: Account, isNew: Bool, audit: AuditDraft, at now: Timestamp)
    async throws(GovernanceError)
  func credential(digest: String) async throws(GovernanceError) -> Credential?
  func credentials(of account: String) async throws(GovernanceError) -> [Credential]
  func add(_ credential: Credential) async throws(GovernanceError)
  func removeCredential(digest: String) async throws(GovernanceError)
  /// Removes all of an account's credentials, as when it is disabled or its password changes.
  func removeCredentials(of account: String) async throws(GovernanceError)
  func removeCredentials(expiredBy now: Timestamp) async throws(GovernanceError)
}
