import Chronology
public import Contract
import Governance

extension Accounts {
  static let shortestPassword = 12
  static let longestPassword = 256

  /// Whether `name` is an account's name: 2 to 32 lower-case letters, digits, `.`, `-`, `_`.
  static func isName(_ name: String) -> Bool {
    (2...32).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x61...0x7A, 0x30...0x39, 0x2E, 0x2D, 0x5F: true
        default: false
        }
      }
  }

  /// Makes the first administrator when there is no account yet.
  ///
  /// - Parameter password: The password wanted; nil draws one.
  /// - Returns: Name and password to show once; nil when there are accounts already.
  public func makeFirstAdministrator(
    password: String?
  ) async throws -> (name: String, password: String)? {
    guard try await store.accounts().isEmpty else { return nil }
    let chosen = password ?? Secrets.drawPassword()
    try Self.checkPassword(chosen)
    let account = Account(
      name: "admin", role: .admin, isEnabled: true,
      verifier: try await hashing.verifier(for: chosen), createdAt: clock.now)
    try await store.save(
      account, isNew: true,
      audit: AuditDraft(
        actor: "system", action: "account.created", subject: account.name,
        rationale: "First start: there was no account."), at: clock.now)
    return (account.name, chosen)
  }

  /// Every account, by name.
  public func accounts() async throws -> [AccountView] {
    try await store.accounts().sorted { $0.name < $1.name }.map(Self.view)
  }

  /// Makes an account.
  ///
  /// - Throws: `request.invalid` for a name or password that will not do; `account.exists`.
  public func create(_ request: NewAccount, by caller: Caller) async throws -> AccountView {
    guard Self.isName(request.name), !["system", "local"].contains(request.name) else {
      throw Refusal.invalid(
        "name",
        "must have 2 to 32 lower-case letters, digits, dots, hyphens or underscores, and "
          + "may not be system or local.", remedy: "Choose another name.")
    }
    try Self.checkPassword(request.password)
    guard try await store.account(request.name) == nil else {
      throw Refusal(
        409, "account.exists", "The account exists",
        detail: "There is an account called \(request.name) already.",
        remedy: "Change it, or choose another name.")
    }
    let account = Account(
      name: request.name, role: request.role.role, isEnabled: true,
      verifier: try await hashing.verifier(for: request.password), createdAt: clock.now)
    try await store.save(
      account, isNew: true,
      audit: AuditDraft(
        actor: caller.account, action: "account.created", subject: account.name,
        rationale: "Role \(request.role.rawValue)."), at: clock.now)
    return Self.view(account)
  }

  /// Changes role, password or whether it may sign in; ends the account's sessions when it may do
  /// less than before or has a new password.
  public func change(
    _ name: String, _ request: AccountChange, by caller: Caller
  ) async throws -> AccountView {
    if let password = request.password { try Self.checkPassword(password) }
    let verifier: String? =
      if let password = request.password { try await hashing.verifier(for: password) } else { nil }
    // One at a time: two changes side by side could each leave the other's account as the last
    // administrator.
    guard !isChanging else {
      throw Refusal(
        409, "account.busy", "Another change is under way",
        detail: "An account is being changed at this moment.", remedy: "Try again.", retryAfter: 1)
    }
    isChanging = true
    forgetCallers()
    defer {
      forgetCallers()
      isChanging = false
    }
    let others = try await store.accounts()
    guard var account = others.first(where: { $0.name == name }) else {
      throw Refusal.missing("account", name, remedy: "List them with GET /api/accounts.")
    }
    var changes: [String] = []
    if let role = request.role?.role, role != account.role {
      changes.append("role \(account.role.rawValue) to \(role.rawValue)")
      account.role = role
    }
    if let isEnabled = request.isEnabled, isEnabled != account.isEnabled {
      changes.append(isEnabled ? "enabled" : "disabled")
      account.isEnabled = isEnabled
    }
    if let verifier {
      changes.append("new password")
      account.verifier = verifier
    }
    guard !changes.isEmpty else { return Self.view(account) }
    let after = others.map { $0.name == name ? account : $0 }
    guard after.contains(where: { $0.role == .admin && $0.isEnabled }) else {
      throw Refusal(
        409, "account.lastAdministrator", "The last administrator stays",
        detail: "\(name) is the only enabled administrator.",
        remedy: "Make another administrator first.")
    }
    try await store.save(
      account, isNew: false,
      audit: AuditDraft(
        actor: caller.account, action: "account.changed", subject: name,
        rationale: changes.joined(separator: ", ")), at: clock.now)
    try await store.removeCredentials(of: name)
    return Self.view(account)
  }

  static func view(_ account: Account) -> AccountView {
    AccountView(
      name: account.name, role: RoleWord(account.role), isEnabled: account.isEnabled,
      createdAt: account.createdAt.millisecondsSinceEpoch)
  }

  static func checkPassword(_ password: String) throws {
    guard (shortestPassword...longestPassword).contains(password.utf8.count) else {
      throw Refusal.invalid(
        "password", "must have \(shortestPassword) to \(longestPassword) bytes.",
        remedy: "Choose a longer phrase; length counts more than odd characters.")
    }
    guard Set(password).count >= 5 else {
      throw Refusal.invalid(
        "password", "repeats fewer than five different characters.",
        remedy: "Choose a phrase that is not a pattern.")
    }
  }
}
