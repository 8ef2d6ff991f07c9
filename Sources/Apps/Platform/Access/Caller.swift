public import Chronology
public import Contract

/// Who makes a call.
public struct Caller: Hashable, Sendable {
  public let account: String
  public let role: RoleWord
  /// The digest of the credential it came with; nil for the operator in this process.
  public let credential: String?
  public let expiresAt: Timestamp?

  public init(account: String, role: RoleWord, credential: String?, expiresAt: Timestamp?) {
    self.account = account
    self.role = role
    self.credential = credential
    self.expiresAt = expiresAt
  }

  /// Whoever runs the command line on the database itself: may work with data and runs, but decides,
  /// trades and administers only after signing in with an account.
  public static let localOperator = Caller(
    account: "local", role: .researcher, credential: nil, expiresAt: nil)

  /// Whether the caller's role holds the permission.
  public func may(_ permission: Permission) -> Bool { permission.roles.contains(role) }
}
