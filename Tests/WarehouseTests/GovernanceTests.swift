import Chronology
import DuckDB
import Foundation
import Governance
import TestKit
import Testing

@testable import Warehouse

@Suite struct GovernanceTests {
  private static let draft = AuditDraft(
    actor: "ada", action: "desk.halted", subject: "desk", rationale: "Feed is stale — 3 minutes",
    details: "{\"age\":180}")

  private static func proposal(
    _ id: String = "p-1", _ state: Proposal.State = .open, _ decision: Decision? = nil
  ) -> Proposal {
    Proposal(
      id: id, specificationHash: "5pec", specificationName: "crossover", run: "r1",
      proposedBy: "ada", proposedAt: .start, rationale: "It holds out of sample.", state: state,
      decision: decision)
  }

  private static let approval = Decision(
    isApproval: true, by: "grace", at: .after(60), rationale: "Reviewed with care.",
    expiresAt: .after(86_400))

  @Test func `of two proposals of one run at once one is kept`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.add(Self.proposal("p-1"), audit: Self.draft, at: .start)

    let error = await #expect(throws: GovernanceError.self) {
      try await warehouse.add(Self.proposal("p-2"), audit: Self.draft, at: .start)
    }

    #expect(error?.code == .conflict)
    #expect(try await warehouse.proposals().map(\.id) == ["p-1"])
    #expect(try await warehouse.auditEntries(limit: 10, offset: 0).count == 1)
    await warehouse.close()
  }

  @Test func `entries are chained from the first on and verify`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    let first = try await warehouse.record(Self.draft, at: .start)
    let second = try await warehouse.record(Self.draft, at: .after(1))

    #expect(first.sequence == 1)
    #expect(first.previousHash == AuditEntry.genesisHash)
    #expect(second.previousHash == first.hash)
    #expect(try await warehouse.auditEntries(limit: 10, offset: 0) == [second, first])
    #expect(try await warehouse.verifyAudit() == .intact(entries: 2, head: second.hash))
    await warehouse.close()
  }

  @Test func `an empty trail verifies`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    #expect(
      try await warehouse.verifyAudit() == .intact(entries: 0, head: AuditEntry.genesisHash))
    await warehouse.close()
  }

  @Test func `a byte changed behind our back is found where it was changed`() async throws {
    let changes: [(what: String, sql: SQL, sequence: Int64)] = [
      (
        "one letter of a rationale",
        "UPDATE audit SET rationale = replace(rationale, '3', '4') WHERE sequence = 2060", 2060
      ),
      (
        "one nanosecond",
        "UPDATE audit SET recorded_at = recorded_at + 1 WHERE sequence = 7", 7
      ),
      ("an entry removed", "DELETE FROM audit WHERE sequence = 2049", 2049),
      ("a hash", "UPDATE audit SET hash = reverse(hash) WHERE sequence = 1", 1),
      ("an actor", "UPDATE audit SET actor = 'eve' WHERE sequence = 2048", 2048),
    ]
    let folder = try ScratchFolder()
    let warehouse = try await folder.open()
    // More than one chunk of 2,048 rows, so that the check crosses a border.
    try await warehouse.write("fill the trail") { connection in
      try connection.transaction {
        for second in 1...2_060 {
          try AuditTable.append(Self.draft, at: .after(Int64(second)), on: connection)
        }
      }
    }
    await warehouse.close()

    for change in changes {
      let copy = try ScratchFolder()
      try FileManager.default.copyItem(atPath: folder.file, toPath: copy.file)
      #expect(try copy.tamper(change.sql) == 1)

      let reopened = try await copy.open()
      let verdict = try await reopened.verifyAudit()
      await reopened.close()

      guard case .broken(let found, let reason) = verdict else {
        Issue.record("\(change.what) was not found: \(verdict)")
        continue
      }
      #expect(found == change.sequence, "\(change.what)")
      #expect(!reason.isEmpty)
    }
  }

  @Test func `fifty entries written at once make one chain`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    try await withThrowingTaskGroup(of: Void.self) { group in
      for second in 0..<50 {
        group.addTask { _ = try await warehouse.record(Self.draft, at: .after(Int64(second))) }
      }
      try await group.waitForAll()
    }

    guard case .intact(let entries, _) = try await warehouse.verifyAudit() else {
      Issue.record("The chain is broken.")
      return
    }
    #expect(entries == 50)
    await warehouse.close()
  }

  @Test func `a proposal, its decision and their audit entries are kept`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.add(Self.proposal(), audit: Self.draft, at: .start)

    let decided = Self.proposal("p-1", .approved, Self.approval)
    try await warehouse.replace(
      decided, expecting: .open, audit: Self.draft, at: .after(60))

    #expect(try await warehouse.proposal("p-1") == decided)
    #expect(try await warehouse.proposals() == [decided])
    #expect(try await warehouse.auditEntries(limit: 9, offset: 0).count == 2)
    await warehouse.close()
  }

  @Test func `a change that is refused writes no audit entry`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.add(Self.proposal(), audit: Self.draft, at: .start)

    let doubled = await #expect(throws: GovernanceError.self) {
      try await warehouse.add(Self.proposal(), audit: Self.draft, at: .start)
    }
    let stale = await #expect(throws: GovernanceError.self) {
      try await warehouse.replace(
        Self.proposal("p-1", .withdrawn), expecting: .approved, audit: Self.draft, at: .start)
    }
    let unknown = await #expect(throws: GovernanceError.self) {
      try await warehouse.replace(
        Self.proposal("p-9", .withdrawn), expecting: .open, audit: Self.draft, at: .start)
    }

    #expect([doubled?.code, stale?.code, unknown?.code] == [.conflict, .conflict, .missing])
    #expect(try await warehouse.auditEntries(limit: 9, offset: 0).count == 1)
    #expect(try await warehouse.proposal("p-1").state == .open)
    await warehouse.close()
  }

  @Test func `of two decisions at once one wins and one is told so`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.add(Self.proposal(), audit: Self.draft, at: .start)

    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for state in [Proposal.State.approved, .refused] {
        group.addTask {
          do {
            try await warehouse.replace(
              Self.proposal("p-1", state, Self.approval), expecting: .open, audit: Self.draft,
              at: .after(1))
            return true
          } catch {
            return false
          }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }

    #expect(outcomes.sorted { !$0 && $1 } == [false, true])
    #expect(try await warehouse.auditEntries(limit: 9, offset: 0).count == 2)
    await warehouse.close()
  }

  @Test func `accounts are made once, changed and audited`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    var ada = Account(
      name: "ada", role: .researcher, isEnabled: true, verifier: "scrypt$1", createdAt: .start)
    try await warehouse.save(ada, isNew: true, audit: Self.draft, at: .start)

    let taken = await #expect(throws: GovernanceError.self) {
      try await warehouse.save(ada, isNew: true, audit: Self.draft, at: .start)
    }
    ada.role = .risk
    ada.isEnabled = false
    ada.verifier = "scrypt$2"
    try await warehouse.save(ada, isNew: false, audit: Self.draft, at: .after(1))
    let unknown = await #expect(throws: GovernanceError.self) {
      try await warehouse.save(
        Account(name: "bob", role: .viewer, isEnabled: true, verifier: "", createdAt: .start),
        isNew: false, audit: Self.draft, at: .start)
    }

    #expect(taken?.code == .conflict)
    #expect(unknown?.code == .missing)
    #expect(try await warehouse.account("ada") == ada)
    #expect(try await warehouse.account("bob") == nil)
    #expect(try await warehouse.accounts() == [ada])
    #expect(try await warehouse.auditEntries(limit: 9, offset: 0).count == 2)
    await warehouse.close()
  }

  @Test func `credentials are found by digest and end when told`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    func credential(_ digest: String, ends: Int64) -> Credential {
      Credential(
        digest: digest, account: "ada", kind: .token, label: "night job", createdAt: .start,
        expiresAt: .after(ends))
    }
    let homeless = await #expect(throws: GovernanceError.self) {
      try await warehouse.add(credential("d0", ends: 10))
    }
    try await warehouse.save(
      Account(name: "ada", role: .viewer, isEnabled: true, verifier: "", createdAt: .start),
      isNew: true, audit: Self.draft, at: .start)
    for (digest, ends) in [("d1", 10), ("d2", 20), ("d3", 30)] as [(String, Int64)] {
      try await warehouse.add(credential(digest, ends: ends))
    }

    try await warehouse.removeCredentials(expiredBy: .after(10))
    let afterExpiry = try await warehouse.credentials(of: "ada").map(\.digest)
    try await warehouse.removeCredential(digest: "d2")
    let afterRemoval = try await warehouse.credentials(of: "ada")
    try await warehouse.removeCredentials(of: "ada")

    #expect(homeless?.code == .missing)
    #expect(afterExpiry == ["d2", "d3"])
    #expect(afterRemoval == [credential("d3", ends: 30)])
    #expect(try await warehouse.credential(digest: "d3") == nil)
    await warehouse.close()
  }
}
