import Chronology
import Governance
import Testing

@Suite struct ApprovalBookTests {
  private func at(_ day: Int) -> Timestamp { Timestamp(seconds: Int64(day) * 86_400) }

  private func proposal(
    _ hash: String, by proposer: String = "rita", decidedBy decider: String = "oskar",
    isApproval: Bool, on day: Int, until end: Int? = nil
  ) -> Proposal {
    Proposal(
      id: "p-\(hash)-\(day)", specificationHash: hash, specificationName: hash, run: "r1",
      proposedBy: proposer, proposedAt: at(0), rationale: "A rationale.",
      state: isApproval ? .approved : .refused,
      decision: Decision(
        isApproval: isApproval, by: decider, at: at(day), rationale: "A rationale.",
        expiresAt: end.map(at)))
  }

  @Test func `a strategy may trade from its approval until it expires`() {
    let book = ApprovalBook([proposal("a", isApproval: true, on: 10, until: 40)])

    #expect(book.approvedHashes(at: at(9)) == [])
    #expect(book.approvedHashes(at: at(10)) == ["a"])
    #expect(book.approvedHashes(at: at(39)) == ["a"])
    #expect(book.approvedHashes(at: at(40)) == [])
    #expect(book.approval(of: "b", at: at(20)) == nil)
  }

  @Test func `a later refusal takes an approval back, a later approval gives it again`() {
    let approval = proposal("a", isApproval: true, on: 10, until: 100)
    let refusal = proposal("a", isApproval: false, on: 20)
    let second = proposal("a", isApproval: true, on: 30, until: 50)

    for book in [
      ApprovalBook([approval, refusal, second]), ApprovalBook([second, refusal, approval]),
    ] {
      #expect(book.approvedHashes(at: at(19)) == ["a"])
      #expect(book.approvedHashes(at: at(20)) == [])
      #expect(book.approval(of: "a", at: at(31))?.expiresAt == at(50))
      #expect(book.approvedHashes(at: at(60)) == [])
    }
  }

  @Test func `of two decisions at one instant the refusal rules`() {
    let approval = proposal("a", isApproval: true, on: 10, until: 100)
    let refusal = proposal("a", isApproval: false, on: 10)

    #expect(ApprovalBook([approval, refusal]).approvedHashes(at: at(11)) == [])
    #expect(ApprovalBook([refusal, approval]).approvedHashes(at: at(11)) == [])
  }

  @Test func `an approval of one's own proposal counts for nothing`() {
    let own = proposal("a", by: "oskar", isApproval: true, on: 10, until: 100)

    #expect(ApprovalBook([own]).approvedHashes(at: at(11)) == [])
  }

  @Test func `an approval without an end counts for nothing`() {
    #expect(
      ApprovalBook([proposal("a", isApproval: true, on: 10)]).approvedHashes(at: at(11)) == [])
  }
}
