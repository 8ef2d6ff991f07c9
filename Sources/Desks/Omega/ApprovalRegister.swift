public import Chronology
public import Governance
public import Oversight

/// Says which strategies two people let trade; asked in wall time.
public protocol ApprovalRegister: Sendable {
  /// The decision by which the strategy may trade at `now`, or nil when it may not.
  func approval(
    of specificationHash: String, at now: Timestamp
  ) async throws(GovernanceError) -> Decision?
}

extension GovernanceService: ApprovalRegister {
  public func approval(
    of specificationHash: String, at now: Timestamp
  ) async throws(GovernanceError) -> Decision? {
    try await approvals().approval(of: specificationHash, at: now)
  }
}
