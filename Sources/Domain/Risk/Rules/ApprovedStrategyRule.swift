import Trading

/// Refuses orders of strategies that nobody approved, or whose approval has expired.
struct ApprovedStrategyRule: RiskRule {
  let name = "approvedStrategy"
  let approvals: [Approval]

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard limits.requireApproval, !proposal.isFromPerson else { return nil }
    let matching = approvals.filter { $0.hash == proposal.origin }
    if matching.isEmpty {
      return breach(nil, over: nil, "Strategy \(proposal.origin.prefix(12)) is not approved.")
    }
    let isValid = matching.contains { approval in
      approval.expiresAt.map { context.now < $0 } ?? true
    }
    if isValid { return nil }
    return breach(
      nil, over: nil, "The approval of strategy \(proposal.origin.prefix(12)) has expired.")
  }
}
