import Chronology
import Governance
import Testing

@Suite struct HashChainTests {
  private func trail(_ count: Int) -> [AuditEntry] {
    var entries: [AuditEntry] = []
    for number in 1...count {
      let draft = AuditDraft(
        actor: "ada", action: "proposal.made", subject: "hash \(number)",
        rationale: "because of \(number)", details: #"{"n":\#(number)}"#)
      entries.append(
        .chained(
          draft, sequence: Int64(number), at: Timestamp(seconds: Int64(number)),
          previous: entries.last?.hash ?? AuditEntry.genesisHash))
    }
    return entries
  }

  private func changed(
    _ entry: AuditEntry, sequence: Int64? = nil, at: Timestamp? = nil, actor: String? = nil,
    action: String? = nil, subject: String? = nil, rationale: String? = nil,
    details: String? = nil, previousHash: String? = nil, hash: String? = nil
  ) -> AuditEntry {
    AuditEntry(
      sequence: sequence ?? entry.sequence, at: at ?? entry.at, actor: actor ?? entry.actor,
      action: action ?? entry.action, subject: subject ?? entry.subject,
      rationale: rationale ?? entry.rationale, details: details ?? entry.details,
      previousHash: previousHash ?? entry.previousHash, hash: hash ?? entry.hash)
  }

  @Test func `an untouched trail is intact to its last hash`() {
    let entries = trail(7)

    #expect(HashChain.verify(entries) == .intact(entries: 7, head: entries[6].hash))
    #expect(HashChain.verify([]) == .intact(entries: 0, head: AuditEntry.genesisHash))
  }

  @Test func `the hash is SHA-256 over the documented layout`() {
    // SHA-256 of the bytes written out by hand with Python's struct and hashlib:
    // b"".join of >Q length + UTF-8 for texts and >q for numbers, in the documented order.
    let entry = AuditEntry.chained(
      AuditDraft(
        actor: "ada", action: "desk.halted", subject: "desk", rationale: "größer",
        details: "{}"),
      sequence: 1, at: Timestamp(nanoseconds: -5), previous: AuditEntry.genesisHash)

    #expect(entry.hash == "3e2483f4d06fe10edf2571f92573ef5a96062e76e439f757c67e87dc056f0475")
  }

  @Test func `a change to any one field is found where it was made`() {
    let entries = trail(5)
    let victim = entries[2]
    let forgeries = [
      changed(victim, at: Timestamp(nanoseconds: victim.at.nanoseconds + 1)),
      changed(victim, actor: "bob"),
      changed(victim, action: "proposal.approved"),
      changed(victim, subject: "hash 4"),
      changed(victim, rationale: victim.rationale + " "),
      changed(victim, details: "{}"),
      changed(victim, previousHash: AuditEntry.genesisHash),
      changed(victim, hash: entries[3].hash),
      changed(victim, sequence: 9),
    ]

    for forgery in forgeries {
      var altered = entries
      altered[2] = forgery
      guard case .broken(sequence: 3, _) = HashChain.verify(altered) else {
        Issue.record("Not found: \(forgery)")
        continue
      }
    }
  }

  @Test func `a rewritten entry with a fresh hash breaks the one after it`() {
    var entries = trail(5)
    entries[2] = .chained(
      AuditDraft(actor: "eve", action: "proposal.approved", subject: "x", rationale: "x"),
      sequence: 3, at: entries[2].at, previous: entries[1].hash)

    guard case .broken(sequence: 4, _) = HashChain.verify(entries) else {
      Issue.record("The forged entry was not found.")
      return
    }
  }

  @Test func `a missing and a doubled entry are found`() {
    let entries = trail(5)

    var missing = entries
    missing.remove(at: 1)
    guard case .broken(sequence: 2, _) = HashChain.verify(missing) else {
      Issue.record("The missing entry was not found.")
      return
    }
    var doubled = entries
    doubled.insert(entries[1], at: 2)
    guard case .broken(sequence: 3, _) = HashChain.verify(doubled) else {
      Issue.record("The doubled entry was not found.")
      return
    }
  }

  @Test func `bytes that move from one field into the next change the hash`() {
    func hash(_ actor: String, _ action: String) -> String {
      AuditEntry.chained(
        AuditDraft(actor: actor, action: action, subject: "s", rationale: "r"), sequence: 1,
        at: Timestamp(seconds: 0), previous: AuditEntry.genesisHash
      ).hash
    }

    #expect(hash("ab", "c") != hash("a", "bc"))
    #expect(hash("", "abc") != hash("abc", ""))
  }

  @Test func `a check goes on where an earlier one ended`() {
    let entries = trail(9)
    var first = HashChain()
    for entry in entries[..<4] { #expect(first.admit(entry) == nil) }

    var second = HashChain(after: first.count, head: first.head)
    for entry in entries[4...] { #expect(second.admit(entry) == nil) }

    #expect(second.verdict == HashChain.verify(entries))
  }
}
