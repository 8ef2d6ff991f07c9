import Contract
import Governance
import Platform
import Testing

@Suite struct AccountsTests {
  private let clock = HandClock()
  private let store = AccountsInMemory()
  private let accounts: Accounts
  private let admin = Caller(account: "admin", role: .admin, credential: nil, expiresAt: nil)

  init() async throws {
    accounts = Accounts(store: store, hashing: PasswordHashing(cost: quickHashing), clock: clock)
    _ = try await accounts.makeFirstAdministrator(password: "correct horse battery")
  }

  private func signIn(
    _ name: String = "admin", _ password: String = "correct horse battery",
    from address: String = "1"
  ) async throws -> (secret: String, session: SessionView) {
    try await accounts.signIn(SignIn(name: name, password: password), from: address)
  }

  @Test func `the first administrator is made once`() async throws {
    #expect(try await accounts.makeFirstAdministrator(password: nil) == nil)
  }

  @Test func `a generated password signs in`() async throws {
    let accounts = Accounts(
      store: AccountsInMemory(), hashing: PasswordHashing(cost: quickHashing), clock: clock)
    let made = try #require(try await accounts.makeFirstAdministrator(password: nil))

    let session = try await accounts.signIn(
      SignIn(name: made.name, password: made.password), from: "1")

    #expect(session.session.role == .admin)
  }

  @Test func `a session belongs to its account until it expires`() async throws {
    let secret = try await signIn().secret

    #expect(try await accounts.caller(secret: secret)?.account == "admin")
    clock.advance(by: .seconds(12 * 3600))
    #expect(try await accounts.caller(secret: secret) == nil)
  }

  @Test func `the secret itself is never stored`() async throws {
    let secret = try await signIn().secret

    let stored = await store.credentials(of: "admin")

    #expect(stored.map(\.digest) == [Secrets.digest(of: secret)])
    #expect(await store.account("admin")?.verifier.hasPrefix("scrypt$") == true)
  }

  @Test func `an unknown account and a wrong password give the same refusal`() async throws {
    let unknown = await #expect(throws: Refusal.self) { try await signIn("nobody") }
    let wrong = await #expect(throws: Refusal.self) { try await signIn("admin", "wrong") }

    #expect(unknown == wrong)
    #expect(unknown?.status == 401)
  }

  @Test func `after five failures the next attempt must wait, even with the right password`()
    async throws
  {
    for _ in 0..<5 { await #expect(throws: Refusal.self) { try await signIn("admin", "wrong") } }

    let refusal = await #expect(throws: Refusal.self) { try await signIn() }
    #expect(refusal?.status == 429)
    #expect(refusal?.retryAfter == 1)

    clock.advance(by: .seconds(1))
    _ = try await signIn()
  }

  @Test func `another address is not locked out by the first`() async throws {
    for _ in 0..<5 { await #expect(throws: Refusal.self) { try await signIn("admin", "wrong") } }

    _ = try await signIn(from: "2")
  }

  @Test func `guessing over many accounts from one address is slowed down too`() async throws {
    for number in 0..<25 {
      await #expect(throws: Refusal.self) { try await signIn("user\(number)", "wrong") }
    }

    let refusal = await #expect(throws: Refusal.self) { try await signIn() }

    #expect(refusal?.code == "signIn.throttled")
  }

  @Test func `a disabled account neither signs in nor keeps its sessions`() async throws {
    _ = try await accounts.create(
      NewAccount(name: "ann", role: .trader, password: "a phrase of some length"), by: admin)
    let secret = try await signIn("ann", "a phrase of some length").secret
    #expect(try await accounts.caller(secret: secret)?.role == .trader)

    _ = try await accounts.change("ann", AccountChange(isEnabled: false), by: admin)

    #expect(try await accounts.caller(secret: secret) == nil)
    await #expect(throws: Refusal.self) { try await signIn("ann", "a phrase of some length") }
  }

  @Test(arguments: [AccountChange(isEnabled: false), AccountChange(role: .viewer)])
  func `the last enabled administrator stays`(change: AccountChange) async throws {
    let refusal = await #expect(throws: Refusal.self) {
      try await accounts.change("admin", change, by: admin)
    }

    #expect(refusal?.code == "account.lastAdministrator")
    #expect(await store.account("admin")?.role == .admin)
    #expect(await store.account("admin")?.isEnabled == true)
  }

  @Test func `with a second administrator the first may go`() async throws {
    _ = try await accounts.create(
      NewAccount(name: "eve", role: .admin, password: "a phrase of some length"), by: admin)

    let view = try await accounts.change("admin", AccountChange(isEnabled: false), by: admin)

    #expect(!view.isEnabled)
  }

  @Test(arguments: ["a", "Ann", "ann smith", "ann'--", "../ann", "system", "local", ""])
  func `a name that is none is refused`(name: String) async throws {
    let refusal = await #expect(throws: Refusal.self) {
      try await accounts.create(
        NewAccount(name: name, role: .viewer, password: "a phrase of some length"), by: admin)
    }

    #expect(refusal?.status == 422)
  }

  @Test(arguments: ["short", "aaaaaaaaaaaaaaaaaaaa", ""])
  func `a weak password is refused`(password: String) async throws {
    await #expect(throws: Refusal.self) {
      try await accounts.create(
        NewAccount(name: "ann", role: .viewer, password: password), by: admin)
    }
  }

  @Test func `every change is in the audit trail`() async throws {
    _ = try await accounts.create(
      NewAccount(name: "ann", role: .viewer, password: "a phrase of some length"), by: admin)
    _ = try await accounts.change("ann", AccountChange(role: .trader), by: admin)

    let actions = await store.audit.map { "\($0.actor) \($0.action) \($0.subject)" }

    #expect(
      actions == [
        "system account.created admin", "admin account.created ann", "admin account.changed ann",
      ])
  }

  @Test func `a token works until it is revoked`() async throws {
    let grant = try await accounts.createToken(NewToken(label: "night job", days: 1), for: admin)
    let listed = try await accounts.credentials(of: admin)

    #expect(try await accounts.caller(secret: grant.token)?.account == "admin")
    try await accounts.revoke(try #require(listed.first?.id), of: admin)
    #expect(try await accounts.caller(secret: grant.token) == nil)
  }

  @Test func `one cannot revoke another account's credential`() async throws {
    _ = try await signIn()
    let id = try #require(try await accounts.credentials(of: admin).first?.id)

    await #expect(throws: Refusal.self) {
      try await accounts.revoke(
        id, of: Caller(account: "ann", role: .viewer, credential: nil, expiresAt: nil))
    }
  }
}
