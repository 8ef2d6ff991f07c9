import Governance
import Testing

@Suite struct AuditDetailsTests {
  @Test func `equal facts give equal bytes, sorted by key`() {
    let details = AuditDetails([
      "run": .text("r1"), "days": .number(90), "isApproval": .flag(true), "Z": .number(-1),
    ])

    #expect(details.json == #"{"Z":-1,"days":90,"isApproval":true,"run":"r1"}"#)
    #expect(AuditDetails([:]).json == "{}")
  }

  @Test func `quotes, backslashes and control characters are escaped`() {
    let details = AuditDetails(["why": .text("a \"b\" \\ c\n\u{1}é")])

    #expect(details.json == #"{"why":"a \"b\" \\ c\n\u0001é"}"#)
  }
}
