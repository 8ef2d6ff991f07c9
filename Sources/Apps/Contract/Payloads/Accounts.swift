/// What an account may do.
public enum RoleWord: String, PayloadWord { case viewer, researcher, trader, risk, admin }

/// Name and password, to begin a session.
public struct SignIn: Payload {
  public var name: String
  public var password: String
  public init(name: String, password: String) { self.name = name; self.password = password }
}

/// Who is signed in.
public struct SessionView: Payload {
  public var account: String
  public var role: RoleWord
  /// When the session ends, in milliseconds since the epoch.
  public var expiresAt: Int64
  /// The words of permission that the role has, such as `backtest`, `approve`, `halt`.
  public var permissions: [String]
  public init(account: String, role: RoleWord, expiresAt: Int64, permissions: [String]) {
    self.account = account; self.role = role; self.expiresAt = expiresAt
    self.permissions = permissions
  }
}

/// An account as an administrator sees it.
public struct AccountView: Payload {
  public var name: String
  public var role: RoleWord
  public var isEnabled: Bool
  public var createdAt: Int64
  public init(name: String, role: RoleWord, isEnabled: Bool, createdAt: Int64) {
    self.name = name; self.role = role; self.isEnabled = isEnabled; self.createdAt = createdAt
  }
}

/// A new account.
public struct NewAccount: Payload {
  public var name: String
  public var role: RoleWord
  public var password: String
  public init(name: String, role: RoleWord, password: String) {
    self.name = name; self.role = role; self.password = password
  }
}

/// A change of an account; what is absent stays.
public struct AccountChange: Payload {
  public var role: RoleWord?
  public var isEnabled: Bool?
  public var password: String?
  public init(role: RoleWord? = nil, isEnabled: Bool? = nil, password: String? = nil) {
    self.role = role; self.isEnabled = isEnabled; self.password = password
  }
}

/// A wish for a bearer token of one's own.
public struct NewToken: Payload {
  public var label: String
  /// Days until it ends; 1 to 365.
  public var days: Int
  public init(label: String, days: Int) { self.label = label; self.days = days }
}

/// A bearer token, shown once.
public struct TokenGrant: Payload {
  public var token: String
  public var label: String
  public var expiresAt: Int64
  public init(token: String, label: String, expiresAt: Int64) {
    self.token = token; self.label = label; self.expiresAt = expiresAt
  }
}

/// A bearer token or session, without its secret.
public struct CredentialView: Payload {
  /// The first 12 hex digits of the secret's digest; names it for revocation.
  public var id: String
  public var kind: CredentialWord
  public var label: String
  public var createdAt: Int64
  public var expiresAt: Int64
  /// True for the one this request came with.
  public var isCurrent: Bool
  public init(
    id: String, kind: CredentialWord, label: String, createdAt: Int64, expiresAt: Int64,
    isCurrent: Bool
  ) {
    self.id = id; self.kind = kind; self.label = label; self.createdAt = createdAt
    self.expiresAt = expiresAt; self.isCurrent = isCurrent
  }
}

public enum CredentialWord: String, PayloadWord { case session, token }
