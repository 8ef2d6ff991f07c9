public import Chronology
public import Governance

/// Finds what a run says of itself; answered by whoever keeps the runs.
public protocol RunEvidenceSource: Sendable {
  /// - Throws: `missing` when there is no such run.
  func evidence(of run: String) async throws(GovernanceError) -> RunEvidence
}

/// Proposals from a wish to a decision, each step in the audit trail.
///
/// The rules are `Proposal`'s own; this adds the store. A change and its audit entry are one
/// transaction, and a decision is saved only if nobody decided in between.
public struct GovernanceService: Sendable {
  private let store: any GovernanceStore
  private let runs: any RunEvidenceSource

  /// Creates the service over the store that keeps proposals and the index that knows the runs.
  public init(store: any GovernanceStore, runs: any RunEvidenceSource) {
    self.store = store
    self.runs = runs
  }

  /// Every proposal, newest first.
  public func proposals() async throws(GovernanceError) -> [Proposal] {
    try await store.proposals().sorted {
      ($0.proposedAt, $0.id) > ($1.proposedAt, $1.id)
    }
  }

  /// Puts a run's strategy forward.
  ///
  /// - Throws: `missing` for an unknown run; `conflict` when the run already has an open proposal;
  ///   `refused` when a rule says no.
  public func propose(
    run: String, by account: Account, because rationale: String, at now: Timestamp
  ) async throws(GovernanceError) -> Proposal {
    let evidence = try await runs.evidence(of: run)
    let proposal = try Proposal.proposing(evidence, by: account, because: rationale, at: now)
    if let open = try await store.proposals().first(where: { $0.run == run && $0.state == .open }) {
      throw GovernanceError(
        .conflict, "\(run) is already proposed by \(open.proposedBy) as \(open.id).",
        remedy: "Wait for the decision on \(open.id), or withdraw it first.")
    }
    try await store.add(
      proposal,
      audit: AuditDraft(
        actor: account.name, action: "proposal.made", subject: proposal.specificationHash,
        rationale: proposal.rationale, details: proposal.facts([:])),
      at: now)
    return proposal
  }

  /// Approves or refuses another account's proposal.
  ///
  /// - Throws: `missing`, `conflict` when it is no longer open, `refused` when a rule says no.
  public func decide(
    _ id: String, isApproval: Bool, by account: Account, because rationale: String, days: Int,
    at now: Timestamp
  ) async throws(GovernanceError) -> Proposal {
    let decided = try await store.proposal(id).decided(
      isApproval: isApproval, by: account, because: rationale, days: days, at: now)
    let facts: [String: AuditDetails.Fact] = isApproval ? ["days": .number(Int64(days))] : [:]
    try await store.replace(
      decided, expecting: .open,
      audit: AuditDraft(
        actor: account.name, action: isApproval ? "proposal.approved" : "proposal.refused",
        subject: decided.specificationHash, rationale: decided.decision?.rationale ?? "",
        details: decided.facts(facts)),
      at: now)
    return decided
  }

  /// Takes an open proposal back.
  ///
  /// - Throws: `missing`, `conflict` when it is no longer open, `refused` for anybody but the
  ///   proposer and an administrator.
  public func withdraw(
    _ id: String, by account: Account, at now: Timestamp
  ) async throws(GovernanceError) -> Proposal {
    let withdrawn = try await store.proposal(id).withdrawn(by: account)
    try await store.replace(
      withdrawn, expecting: .open,
      audit: AuditDraft(
        actor: account.name, action: "proposal.withdrawn", subject: withdrawn.specificationHash,
        rationale: "", details: withdrawn.facts([:])),
      at: now)
    return withdrawn
  }

  /// The approvals as they stand in the store now.
  public func approvals() async throws(GovernanceError) -> ApprovalBook {
    ApprovalBook(try await store.proposals())
  }

  /// The hashes of every specification that may trade at `now`.
  public func approvedHashes(at now: Timestamp) async throws(GovernanceError) -> Set<String> {
    try await approvals().approvedHashes(at: now)
  }
}

extension Proposal {
  fileprivate func facts(_ more: [String: AuditDetails.Fact]) -> String {
    let own: [String: AuditDetails.Fact] = ["proposal": .text(id), "run": .text(run)]
    return AuditDetails(own.merging(more) { $1 }).json
  }
}
