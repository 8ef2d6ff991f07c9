import Chronology
import Contract
import Governance
import Platform
import Synchronization

/// A clock that moves only when told.
final class HandClock: WallClock {
  private let time = Mutex(Timestamp(seconds: 1_700_000_000))
  var now: Timestamp { time.withLock { $0 } }
  var minimumResolution: Duration { .nanoseconds(1) }
  func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
  func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {}
}

/// Accounts and credentials in memory.
actor AccountsInMemory: AccountStore {
  private var held: [String: Account] = [:]
  private var secrets: [String: Credential] = [:]
  private(set) var audit: [AuditDraft] = []

  func accounts() -> [Account] { held.values.sorted { $0.name < $1.name } }
  func account(_ name: String) -> Account? { held[name] }
  func save(
    _ account: Account, isNew: Bool, audit draft: AuditDraft, at now: Timestamp
  ) throws(GovernanceError) {
    guard isNew == (held[account.name] == nil) else {
      throw GovernanceError(.conflict, "\(account.name)", remedy: "")
    }
    held[account.name] = account
    audit.append(draft)
  }
  func credential(digest: String) -> Credential? { secrets[digest] }
  func credentials(of account: String) -> [Credential] {
    secrets.values.filter { $0.account == account }.sorted { $0.digest < $1.digest }
  }
  func add(_ credential: Credential) { secrets[credential.digest] = credential }
  func removeCredential(digest: String) { secrets[digest] = nil }
  func removeCredentials(of account: String) {
    secrets = secrets.filter { $0.value.account != account }
  }
  func removeCredentials(expiredBy now: Timestamp) {
    secrets = secrets.filter { now < $0.value.expiresAt }
  }
}

/// Jobs in memory.
actor JobsInMemory: JobStore {
  private(set) var saved: [JobView] = []
  private var held: [String: JobView] = [:]

  init(_ jobs: [JobView] = []) { held = Dictionary(uniqueKeysWithValues: jobs.map { ($0.id, $0) }) }

  func save(_ job: JobView) {
    held[job.id] = job
    saved.append(job)
  }
  func jobs(limit: Int, offset: Int) -> [JobView] {
    Array(held.values.sorted { $0.id > $1.id }.dropFirst(offset).prefix(limit))
  }
  func job(_ id: String) -> JobView? { held[id] }
}

/// Hashing quick enough for tests; the cost is stored in each verifier, so the code path is the same.
let quickHashing = PasswordHashing.Cost(rounds: 16, blockSize: 1, parallelism: 1)
