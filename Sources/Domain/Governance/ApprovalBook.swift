public import Chronology

/// Which strategies may trade: read from the proposals, asked at an instant.
///
/// The newest decision on a specification's hash rules: a refusal after an approval takes the
/// approval back. An approval whose proposer decided on it himself counts for nothing.
public struct ApprovalBook: Hashable, Sendable {
  private var decisions: [String: [Decision]]

  /// Reads the decisions out of `proposals`, in whatever order they come.
  public init(_ proposals: some Sequence<Proposal>) {
    decisions = [:]
    for proposal in proposals {
      guard let decision = proposal.decision, decision.by != proposal.proposedBy else { continue }
      switch proposal.state {
      case .approved where decision.isApproval, .refused where !decision.isApproval:
        decisions[proposal.specificationHash, default: []].append(decision)
      case .approved, .refused, .open, .withdrawn: continue
      }
    }
  }

  /// The decision by which the strategy may trade at `now`, or nil when it may not.
  public func approval(of specificationHash: String, at now: Timestamp) -> Decision? {
    var newest: Decision?
    for decision in decisions[specificationHash] ?? [] where decision.at <= now {
      guard let known = newest else {
        newest = decision
        continue
      }
      // Of two decisions at one instant the refusal rules; of two approvals the longer.
      if decision.at > known.at || (decision.at == known.at && decision.rules(over: known)) {
        newest = decision
      }
    }
    guard let newest, newest.isApproval, let end = newest.expiresAt, now < end else { return nil }
    return newest
  }

  /// The hashes of every specification that may trade at `now`.
  public func approvedHashes(at now: Timestamp) -> Set<String> {
    Set(decisions.keys.filter { approval(of: $0, at: now) != nil })
  }
}

extension Decision {
  fileprivate func rules(over other: Decision) -> Bool {
    guard isApproval == other.isApproval else { return !isApproval }
    guard let end = expiresAt, let otherEnd = other.expiresAt else { return false }
    return end > otherEnd
  }
}
