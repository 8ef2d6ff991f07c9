public import Chronology

/// What an account may do. Each role may do what the list beside it says, and read everything but
/// accounts.
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
  /// Reads.
  case viewer
  /// Ingests data, runs backtests, proposes strategies.
  case researcher
  /// What a researcher may, and starts and stops the desk, orders, halts.
  case trader
  /// Reads, approves and refuses proposals, halts, resumes.
  case risk
  /// Everything, accounts too.
  case admin
}

/// A person or a program that may sign in.
public struct Account: Hashable, Sendable, Codable, Identifiable {
  public var id: String { name }
  /// Lower-case letters, digits, `.`, `-`, `_`; 2 to 32 characters.
  public let name: String
  public var role: Role
  public var isEnabled: Bool
  /// The scrypt verifier in its text form: parameters, salt and key; never a password.
  public var verifier: String
  public let createdAt: Timestamp

  public init(name: String, role: Role, isEnabled: Bool, verifier: String, createdAt: Timestamp) {
    self.name = name
    self.role = role
    self.isEnabled = isEnabled
    self.verifier = verifier
    self.createdAt = createdAt
  }
}

/// A signed-in browser or a program's bearer token; kept by the SHA-256 of its secret.
public struct Credential: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case session, token }
  /// Lower-case hex SHA-256 of the secret; the secret itself is never stored.
  public let digest: String
  public let account: String
  public let kind: Kind
  /// What a person calls it, such as `night job`.
  public let label: String
  public let createdAt: Timestamp
  public let expiresAt: Timestamp

  public init(
    digest: String, account: String, kind: Kind, label: String, createdAt: Timestamp,
    expiresAt: Timestamp
  ) {
    self.digest = digest
    self.account = account
    self.kind = kind
    self.label = label
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}
