public import Chronology
import DuckDB
public import Governance

extension Warehouse: AccountStore {
  /// Sorted by name.
  public func accounts() async throws(GovernanceError) -> [Account] {
    try await consult("list the accounts") { connection in
      try connection.rows(AccountTable.select + " ORDER BY name", [], AccountTable.account)
    }
  }

  public func account(_ name: String) async throws(GovernanceError) -> Account? {
    try await consult("read account \(name)") { connection in
      try connection.first(
        AccountTable.select + " WHERE name = ?", [.text(name)], AccountTable.account)
    }
  }

  /// - Throws: `conflict` when a new account's name is taken, `missing` when a known one is not.
  public func save(
    _ account: Account, isNew: Bool, audit: AuditDraft, at now: Timestamp
  ) async throws(GovernanceError) {
    try await govern("save account \(account.name)") { connection in
      try AccountTable.save(account, isNew: isNew, on: connection)
      try AuditTable.append(audit, at: now, on: connection)
    }
  }

  public func credential(digest: String) async throws(GovernanceError) -> Credential? {
    try await consult("read a credential") { connection in
      try connection.first(
        AccountTable.selectCredential + " WHERE digest = ?", [.text(digest)],
        AccountTable.credential)
    }
  }

  /// The newest first.
  public func credentials(of account: String) async throws(GovernanceError) -> [Credential] {
    try await consult("list the credentials of \(account)") { connection in
      try connection.rows(
        AccountTable.selectCredential + " WHERE account = ? ORDER BY created_at DESC, digest",
        [.text(account)], AccountTable.credential)
    }
  }

  /// - Throws: `conflict` when the digest is there already, `missing` without its account.
  public func add(_ credential: Credential) async throws(GovernanceError) {
    try await govern("add a credential of \(credential.account)") { connection in
      guard try AccountTable.isKnown(credential.account, on: connection) else {
        throw AccountTable.unknown(credential.account)
      }
      try connection.change(
        "INSERT INTO credentials VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text(credential.digest), .text(credential.account), .text(credential.kind.rawValue),
          .text(credential.label), .integer(credential.createdAt.nanoseconds),
          .integer(credential.expiresAt.nanoseconds),
        ])
    }
  }

  public func removeCredential(digest: String) async throws(GovernanceError) {
    try await govern("remove a credential") { connection in
      try connection.change("DELETE FROM credentials WHERE digest = ?", [.text(digest)])
    }
  }

  public func removeCredentials(of account: String) async throws(GovernanceError) {
    try await govern("remove the credentials of \(account)") { connection in
      try connection.change("DELETE FROM credentials WHERE account = ?", [.text(account)])
    }
  }

  public func removeCredentials(expiredBy now: Timestamp) async throws(GovernanceError) {
    try await govern("remove expired credentials") { connection in
      try connection.change(
        "DELETE FROM credentials WHERE expires_at <= ?", [.integer(now.nanoseconds)])
    }
  }
}

/// The statements of the tables `accounts` and `credentials`.
private enum AccountTable {
  static let select: SQL = "SELECT name, role, is_enabled, verifier, created_at FROM accounts"
  static let selectCredential: SQL =
    "SELECT digest, account, kind, label, created_at, expires_at FROM credentials"

  @Sendable
  static func account(_ row: Row) throws -> Account {
    Account(
      name: try row.text(0), role: try row.word(1), isEnabled: try row.boolean(2),
      verifier: try row.text(3), createdAt: try row.instant(4))
  }

  @Sendable
  static func credential(_ row: Row) throws -> Credential {
    Credential(
      digest: try row.text(0), account: try row.text(1), kind: try row.word(2),
      label: try row.text(3), createdAt: try row.instant(4), expiresAt: try row.instant(5))
  }

  static func save(_ account: Account, isNew: Bool, on connection: Connection) throws {
    let isKnown = try isKnown(account.name, on: connection)
    if isNew {
      guard !isKnown else {
        throw GovernanceError(
          .conflict, "There is an account \(account.name) already.",
          remedy: "Choose another name, or change the account that is there.")
      }
      try connection.change(
        "INSERT INTO accounts VALUES (?, ?, ?, ?, ?)",
        [
          .text(account.name), .text(account.role.rawValue), .boolean(account.isEnabled),
          .text(account.verifier), .integer(account.createdAt.nanoseconds),
        ])
      return
    }
    guard isKnown else { throw unknown(account.name) }
    try connection.change(
      "UPDATE accounts SET role = ?, is_enabled = ?, verifier = ? WHERE name = ?",
      [
        .text(account.role.rawValue), .boolean(account.isEnabled), .text(account.verifier),
        .text(account.name),
      ])
  }

  static func isKnown(_ name: String, on connection: Connection) throws -> Bool {
    try connection.first("SELECT name FROM accounts WHERE name = ?", [.text(name)]) { row in
      try row.text(0)
    } != nil
  }

  static func unknown(_ name: String) -> GovernanceError {
    GovernanceError(
      .missing, "There is no account \(name).",
      remedy: "List the accounts to see which there are.")
  }
}
