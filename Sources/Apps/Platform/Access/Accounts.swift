public import Chronology
public import Contract
public import Governance

/// Accounts, sessions and tokens.
public actor Accounts {
  /// How long a session lasts.
  public static let sessionLength: Duration = .seconds(12 * 3600)
  private static let maximumCredentials = 64

  let store: any AccountStore
  let hashing: PasswordHashing
  let clock: any WallClock
  private var throttle = SignInThrottle()
  /// Callers by the digest of their secret, so that a request costs no reading of the store. All
  /// changes of accounts and credentials pass through here, and each empties it.
  private var known: [String: Caller] = [:]
  private static let maximumKnown = 4096
  /// Counts the changes: what was read before one must not be remembered after it.
  private var changes = 0
  /// Whether a change of an account is being judged and saved.
  var isChanging = false

  public init(store: any AccountStore, hashing: PasswordHashing, clock: any WallClock) {
    self.store = store
    self.hashing = hashing
    self.clock = clock
  }

  // MARK: Signing in

  /// Checks name and password and begins a session.
  ///
  /// - Returns: The session's secret, to be set as a cookie, and what is shown of the session.
  /// - Throws: `signIn.refused`, the same for an unknown account, a wrong password and a disabled
  ///   account; `signIn.throttled` after too many failures.
  public func signIn(
    _ request: SignIn, from address: String
  ) async throws -> (secret: String, session: SessionView) {
    let now = clock.now
    let wait = throttle.wait(account: request.name, address: address, now: now)
    guard wait == 0 else {
      throw Refusal(
        429, "signIn.throttled", "Too many failed attempts",
        detail: "The next attempt is possible in \(wait) s.",
        remedy: "Wait, then try again with the right password.", retryAfter: wait)
    }
    // Counted before the check, so that attempts side by side cannot slip past the throttle.
    throttle.failed(account: request.name, address: address, now: now)
    let account = Self.isName(request.name) ? try await store.account(request.name) : nil
    let isRight =
      request.password.utf8.count <= Self.longestPassword
      ? try await hashing.isRight(request.password, for: account?.verifier) : false
    guard let account, isRight, account.isEnabled else {
      throw Refusal(
        401, "signIn.refused", "Signing in was refused",
        detail: "Name and password do not belong to an account that may sign in.",
        remedy: "Check both; an administrator can set a new password.")
    }
    throttle.succeeded(account: request.name, address: address)
    try await store.removeCredentials(expiredBy: now)
    let (secret, credential) = try await grant(
      .session, to: account.name, label: "Browser at \(address)", for: Self.sessionLength)
    return (secret, Self.view(account, expiresAt: credential.expiresAt))
  }

  /// Who a secret belongs to; nil for an unknown or expired one or a disabled account.
  public func caller(secret: String) async throws -> Caller? {
    guard secret.utf8.count == 64 else { return nil }
    let digest = Secrets.digest(of: secret)
    if let caller = known[digest] {
      guard let end = caller.expiresAt, clock.now < end else { return nil }
      return caller
    }
    let changesBefore = changes
    guard let credential = try await store.credential(digest: digest),
      Secrets.areEqual(credential.digest.utf8, digest.utf8), clock.now < credential.expiresAt,
      let account = try await store.account(credential.account), account.isEnabled
    else { return nil }
    let caller = Caller(
      account: account.name, role: RoleWord(account.role), credential: credential.digest,
      expiresAt: credential.expiresAt)
    if changes == changesBefore {
      if known.count >= Self.maximumKnown { known = [:] }
      known[digest] = caller
    }
    return caller
  }

  /// Forgets who holds which secret; called before a change is saved and again after it.
  func forgetCallers() {
    changes += 1
    known = [:]
  }

  /// Ends a credential.
  private func remove(_ digest: String) async throws {
    forgetCallers()
    defer { forgetCallers() }
    try await store.removeCredential(digest: digest)
  }

  /// Ends the caller's session.
  public func signOut(_ caller: Caller) async throws {
    if let digest = caller.credential { try await remove(digest) }
  }

  /// What is shown of the caller's session.
  public nonisolated func session(of caller: Caller) -> SessionView {
    SessionView(
      account: caller.account, role: caller.role,
      expiresAt: caller.expiresAt?.millisecondsSinceEpoch ?? 0,
      permissions: Self.permissions(of: caller.role))
  }

  // MARK: Credentials

  /// The caller's own sessions and tokens that still hold, newest first, without their secrets.
  public func credentials(of caller: Caller) async throws -> [CredentialView] {
    let now = clock.now
    return try await store.credentials(of: caller.account)
      .filter { now < $0.expiresAt }
      .sorted { ($1.createdAt, $1.digest) < ($0.createdAt, $0.digest) }
      .map { credential in
        CredentialView(
          id: String(credential.digest.prefix(12)),
          kind: credential.kind == .session ? .session : .token, label: credential.label,
          createdAt: credential.createdAt.millisecondsSinceEpoch,
          expiresAt: credential.expiresAt.millisecondsSinceEpoch,
          isCurrent: credential.digest == caller.credential)
      }
  }

  /// Makes a bearer token of the caller's own; its secret is shown this once.
  public func createToken(_ request: NewToken, for caller: Caller) async throws -> TokenGrant {
    guard (1...365).contains(request.days) else {
      throw Refusal.invalid(
        "days", "is \(request.days); it must be from 1 to 365.", remedy: "Choose a number of days.")
    }
    guard (1...80).contains(request.label.count),
      !request.label.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw Refusal.invalid(
        "label", "must have 1 to 80 characters, none of them a control character.",
        remedy: "Name the program that will use the token.")
    }
    guard try await store.account(caller.account) != nil else {
      throw Refusal.missing("account", caller.account, remedy: "Sign in with an account first.")
    }
    guard try await store.credentials(of: caller.account).count < Self.maximumCredentials else {
      throw Refusal(
        409, "credential.tooMany", "Too many sessions and tokens",
        detail: "\(caller.account) has \(Self.maximumCredentials) already.",
        remedy: "Revoke those no longer used.")
    }
    let (secret, credential) = try await grant(
      .token, to: caller.account, label: request.label, for: .seconds(request.days * 86_400))
    return TokenGrant(
      token: secret, label: request.label,
      expiresAt: credential.expiresAt.millisecondsSinceEpoch)
  }

  /// Revokes one of the caller's own credentials.
  public func revoke(_ id: String, of caller: Caller) async throws {
    let own = try await store.credentials(of: caller.account)
    guard id.count == 12, let credential = own.first(where: { $0.digest.hasPrefix(id) }) else {
      throw Refusal.missing("credential", id, remedy: "List one's own with GET /api/credentials.")
    }
    try await remove(credential.digest)
  }

  private func grant(
    _ kind: Credential.Kind, to account: String, label: String, for length: Duration
  ) async throws -> (String, Credential) {
    let secret = Secrets.draw()
    let now = clock.now
    let credential = Credential(
      digest: Secrets.digest(of: secret), account: account, kind: kind, label: label,
      createdAt: now, expiresAt: now.advanced(by: length))
    try await store.add(credential)
    return (secret, credential)
  }

  static func view(_ account: Account, expiresAt: Timestamp) -> SessionView {
    let role = RoleWord(account.role)
    return SessionView(
      account: account.name, role: role, expiresAt: expiresAt.millisecondsSinceEpoch,
      permissions: permissions(of: role))
  }

  static func permissions(of role: RoleWord) -> [String] {
    Permission.allCases.filter { $0.roles.contains(role) }.map(\.rawValue)
  }
}

extension RoleWord {
  init(_ role: Role) {
    self =
      switch role {
      case .viewer: .viewer
      case .researcher: .researcher
      case .trader: .trader
      case .risk: .risk
      case .admin: .admin
      }
  }

  var role: Role {
    switch self {
    case .viewer: .viewer
    case .researcher: .researcher
    case .trader: .trader
    case .risk: .risk
    case .admin: .admin
    }
  }
}
