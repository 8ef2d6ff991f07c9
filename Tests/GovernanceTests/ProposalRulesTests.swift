import Chronology
import Governance
import Testing

@Suite struct ProposalRulesTests {
  private let start = Timestamp(seconds: 1_700_000_000)
  private let evidence = RunEvidence(
    run: "r1-abc", specificationHash: "5bec", specificationName: "Crossover")

  private func account(_ name: String, _ role: Role, isEnabled: Bool = true) -> Account {
    Account(
      name: name, role: role, isEnabled: isEnabled, verifier: "-", createdAt: Timestamp(seconds: 0))
  }

  private func open(by name: String = "rita") throws -> Proposal {
    try .proposing(
      evidence, by: account(name, .researcher), because: "Sharpe 1.2 after costs.", at: start)
  }

  private func later(days: Int) -> Timestamp { start.advanced(by: .seconds(86_400 * days)) }

  @Test func `a proposal carries the run's exact strategy`() throws {
    let proposal = try open()

    #expect(proposal.specificationHash == "5bec")
    #expect(proposal.run == "r1-abc")
    #expect(proposal.state == .open)
    #expect(proposal.decision == nil)
    #expect(try open().id == proposal.id)
    #expect(try open(by: "rudi").id != proposal.id)
  }

  @Test(arguments: [Role.viewer, .risk])
  func `roles that do not propose are refused`(_ role: Role) {
    #expect(throws: GovernanceError.self) {
      _ = try Proposal.proposing(
        evidence, by: account("x", role), because: "Sharpe 1.2 after costs.", at: start)
    }
  }

  @Test(arguments: ["", "too short", "          nine char   \n", "123456789"])
  func `a rationale of fewer than ten characters is refused`(_ text: String) throws {
    let proposal = try open()

    #expect(throws: GovernanceError.self) {
      _ = try Proposal.proposing(
        evidence, by: account("rita", .researcher), because: text, at: start)
    }
    #expect(throws: GovernanceError.self) {
      _ = try proposal.decided(
        isApproval: true, by: account("oskar", .risk), because: text, days: 30, at: start)
    }
  }

  @Test func `a second person approves until the day it expires`() throws {
    let approved = try open().decided(
      isApproval: true, by: account("oskar", .risk), because: "  The evidence is sound. ",
      days: 90, at: later(days: 1))

    #expect(approved.state == .approved)
    #expect(approved.decision?.rationale == "The evidence is sound.")
    #expect(approved.decision?.expiresAt == later(days: 91))
    #expect(approved.standing(at: later(days: 90)) == .approved)
    #expect(approved.standing(at: later(days: 91)) == .expired)
  }

  @Test func `nobody decides on a proposal of his own, an administrator neither`() throws {
    let proposal = try Proposal.proposing(
      evidence, by: account("root", .admin), because: "Sharpe 1.2 after costs.", at: start)

    let error = #expect(throws: GovernanceError.self) {
      _ = try proposal.decided(
        isApproval: true, by: account("root", .admin), because: "I trust myself.", days: 30,
        at: start)
    }
    #expect(error?.code == .refused)
  }

  @Test(arguments: [Role.viewer, .researcher, .trader])
  func `roles that do not decide are refused`(_ role: Role) throws {
    let proposal = try open()

    let error = #expect(throws: GovernanceError.self) {
      _ = try proposal.decided(
        isApproval: false, by: account("x", role), because: "The evidence is thin.", days: 0,
        at: start)
    }
    #expect(error?.code == .refused)
  }

  @Test func `a disabled account neither proposes nor decides nor withdraws`() throws {
    let proposal = try open()

    #expect(throws: GovernanceError.self) {
      _ = try Proposal.proposing(
        evidence, by: account("rita", .researcher, isEnabled: false),
        because: "Sharpe 1.2 after costs.", at: start)
    }
    #expect(throws: GovernanceError.self) {
      _ = try proposal.decided(
        isApproval: true, by: account("oskar", .risk, isEnabled: false),
        because: "The evidence is sound.", days: 30, at: start)
    }
    #expect(throws: GovernanceError.self) {
      _ = try proposal.withdrawn(by: account("rita", .researcher, isEnabled: false))
    }
  }

  @Test(arguments: [-1, 0, 366, Int.max])
  func `an approval holds between one and 365 days`(_ days: Int) throws {
    let proposal = try open()

    #expect(throws: GovernanceError.self) {
      _ = try proposal.decided(
        isApproval: true, by: account("oskar", .risk), because: "The evidence is sound.",
        days: days, at: start)
    }
    let refused = try proposal.decided(
      isApproval: false, by: account("oskar", .risk), because: "The evidence is thin.", days: days,
      at: start)
    #expect(refused.decision?.expiresAt == nil)
  }

  @Test func `a decided proposal is decided`() throws {
    let oskar = account("oskar", .risk)
    let refused = try open().decided(
      isApproval: false, by: oskar, because: "The evidence is thin.", days: 1, at: start)

    let again = #expect(throws: GovernanceError.self) {
      _ = try refused.decided(
        isApproval: true, by: oskar, because: "On second thoughts.", days: 1, at: start)
    }
    #expect(again?.code == .conflict)
    let withdrawal = #expect(throws: GovernanceError.self) {
      _ = try refused.withdrawn(by: account("rita", .researcher))
    }
    #expect(withdrawal?.code == .conflict)
  }

  @Test func `only the proposer or an administrator withdraws`() throws {
    let proposal = try open()

    #expect(throws: GovernanceError.self) {
      _ = try proposal.withdrawn(by: account("rudi", .researcher))
    }
    #expect(try proposal.withdrawn(by: account("rita", .researcher)).state == .withdrawn)
    #expect(try proposal.withdrawn(by: account("root", .admin)).state == .withdrawn)
  }
}
