import Chronology
import Contract
import Governance
import Market
import Oversight
import Research
import Warehouse

extension Platform {
  /// The account behind a caller, as the rules of governance need it.
  func account(of caller: Caller) async throws -> Account {
    guard let account = try await accounts.store.account(caller.account) else {
      throw Refusal(
        403, "account.needed", "This needs an account",
        detail: "\(caller.account) is no account.", remedy: "Sign in with an account first.")
    }
    return account
  }

  func view(of proposal: Proposal) async throws -> ProposalView {
    let run = try await warehouse.run(proposal.run)
    return ProposalView(proposal, metrics: RunMetrics(run), now: clock.now)
  }

  /// Tells whoever watches of a proposal's new state.
  func announced(_ proposal: Proposal) async throws -> ProposalView {
    let view = try await view(of: proposal)
    hub.publish(view, to: .proposal, logging: logger)
    return view
  }
}

/// What a saved run says of itself.
struct SavedRuns: RunEvidenceSource {
  let runs: any RunStore

  func evidence(of run: String) async throws(GovernanceError) -> RunEvidence {
    do {
      let record = try await runs.run(run)
      return RunEvidence(
        run: record.id, specificationHash: record.specificationHash,
        specificationName: record.name)
    } catch {
      throw GovernanceError(
        error.code == .missing ? .missing : .store, error.message, remedy: error.remedy)
    }
  }
}

extension ProposalView {
  init(_ proposal: Proposal, metrics: RunMetrics, now: Timestamp) {
    let state: ProposalState =
      switch proposal.standing(at: now) {
      case .open: .open
      case .approved: .approved
      case .refused: .refused
      case .withdrawn: .withdrawn
      case .expired: .expired
      }
    self.init(
      id: proposal.id, specificationHash: proposal.specificationHash,
      specificationName: proposal.specificationName, run: proposal.run,
      proposedBy: proposal.proposedBy, proposedAt: proposal.proposedAt.millisecondsSinceEpoch,
      rationale: proposal.rationale, state: state, decidedBy: proposal.decision?.by,
      decidedAt: proposal.decision?.at.millisecondsSinceEpoch,
      decisionRationale: proposal.decision?.rationale,
      expiresAt: proposal.decision?.expiresAt?.millisecondsSinceEpoch, metrics: metrics)
  }
}

extension AuditView {
  init(_ entry: AuditEntry) {
    self.init(
      sequence: entry.sequence, at: entry.at.millisecondsSinceEpoch, actor: entry.actor,
      action: entry.action, subject: entry.subject, rationale: entry.rationale,
      details: entry.details, hash: entry.hash)
  }
}

extension AuditVerdict {
  init(_ verdict: ChainVerdict) {
    switch verdict {
    case .intact(let entries, let head):
      self.init(isIntact: true, entries: entries, head: head, brokenAt: nil, reason: nil)
    case .broken(let sequence, let reason):
      self.init(
        isIntact: false, entries: sequence - 1, head: nil, brokenAt: sequence, reason: reason)
    }
  }
}
