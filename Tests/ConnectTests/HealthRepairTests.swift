import Chronology
import Connect
import Market
import TestKit
import Testing

@Suite struct HealthRepairTests {
  let store = MemoryHealthStore()
  let audit = MemoryAudit()
  let now = Timestamp(seconds: 1_400_000_000)

  private var repair: HealthRepair { HealthRepair(store: store, audit: audit) }

  @Test func `each decision is kept and stands in the audit trail`() async throws {
    let id = try await finding(.unexplainedJump)

    let outcome = try await repair.apply(
      .accept, to: id, by: "ada", because: "  A takeover was announced. ", at: now)

    #expect(outcome.finding.state == .accepted)
    #expect(outcome.finding.decidedBy == "ada")
    #expect(outcome.finding.reason == "A takeover was announced.")
    #expect(outcome.reload.isEmpty)
    let entry = try #require(await audit.entries.first)
    #expect(entry.action == "data.accepted")
    #expect(entry.subject == id)
    #expect(entry.account == "ada")
    #expect(entry.rationale == "A takeover was announced.")
    #expect(entry.details["symbol"] == "AAA")
    #expect(entry.details["rule"] == "unexplained-jump")
  }

  @Test func `a finding to be fetched again names its symbol and stays open`() async throws {
    let id = try await finding(.missingSession)

    let outcome = try await repair.apply(.refetch, to: id, by: "ada", at: now)

    #expect(outcome.reload == ["AAA"])
    #expect(outcome.finding.state == .open)
    #expect(await audit.entries.map(\.action) == ["data.refetched"])
  }

  @Test(arguments: [HealthRepair.Action.accept, .quarantine, .reopen], ["", "fine", "         x   "])
  func `without a reason nothing is decided`(action: HealthRepair.Action, reason: String)
    async throws
  {
    let id = try await finding(.unexplainedJump)

    await #expect(throws: HealthRepairError.self) {
      try await repair.apply(action, to: id, by: "ada", because: reason, at: now)
    }
    #expect(await audit.entries.isEmpty)
    #expect(try await store.finding(id).state == .open)
  }

  @Test(arguments: [
    (HealthFinding.Rule.missingSession, HealthRepair.Action.quarantine),
    (.staleSeries, .quarantine), (.thinCoverage, .refetch), (.badValue, .reopen),
  ])
  func `what a rule or a state does not allow is refused`(
    rule: HealthFinding.Rule, action: HealthRepair.Action
  ) async throws {
    let id = try await finding(rule)

    await #expect(throws: HealthRepairError.self) {
      try await repair.apply(action, to: id, by: "ada", because: "Because I say so.", at: now)
    }
    #expect(await audit.entries.isEmpty)
  }

  @Test func `a decision can be taken back, and not taken twice`() async throws {
    let id = try await finding(.unexplainedJump)
    let reason = "A takeover was announced."
    _ = try await repair.apply(.accept, to: id, by: "ada", because: reason, at: now)
    await #expect(throws: HealthRepairError.self) {
      try await repair.apply(.accept, to: id, by: "ada", because: reason, at: now)
    }

    let back = try await repair.apply(
      .reopen, to: id, by: "bob", because: "It was another company.", at: now)

    #expect(back.finding.state == .open)
    #expect(await audit.entries.map(\.action) == ["data.accepted", "data.reopened"])
  }

  @Test func `without an audit trail nothing is decided`() async throws {
    let id = try await finding(.unexplainedJump)
    let full = StoreError(.full, "The disk is full.", remedy: "Make room.")
    await audit.fail(with: full)

    await #expect(throws: HealthRepairError.store(full)) {
      try await repair.apply(.accept, to: id, by: "ada", because: "It is quite right.", at: now)
    }
    #expect(try await store.finding(id).state == .open)
  }

  @Test func `a decision that the store could not keep is said to have failed`() async throws {
    let id = try await finding(.unexplainedJump)
    let full = StoreError(.full, "The disk is full.", remedy: "Make room.")
    await store.fail(with: full)

    await #expect(throws: HealthRepairError.store(full)) {
      try await repair.apply(.accept, to: id, by: "ada", because: "It is quite right.", at: now)
    }
    #expect(await audit.entries.map(\.action) == ["data.accepted", "data.repair-failed"])
  }

  @Test func `a finding that is not there is missing`() async throws {
    await #expect(throws: HealthRepairError.self) {
      try await repair.apply(.refetch, to: "nowhere", by: "ada", at: now)
    }
  }

  private func finding(_ rule: HealthFinding.Rule) async throws -> String {
    let session = try date("2013-01-18")
    try await store.replaceFindings(
      of: ["AAA"],
      with: [
        HealthFinding(
          symbol: "AAA", session: session, rule: rule, severity: .warning, evidence: "Seen.")
      ], rules: 1, through: session, at: now)
    return try #require(
      await store.findings(FindingFilter(), limit: 1, offset: 0).findings.first
    ).id
  }
}
