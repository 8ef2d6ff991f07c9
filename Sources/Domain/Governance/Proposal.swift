public import Chronology

/// A strategy put forward for trading on the evidence of one run.
public struct Proposal: Hashable, Sendable, Codable, Identifiable {
  public enum State: String, Hashable, Sendable, Codable, CaseIterable {
    case open, approved, refused, withdrawn
  }

  public let id: String
  /// The exact strategy: the specification's content hash.
  public let specificationHash: String
  public let specificationName: String
  /// The run that speaks for it.
  public let run: String
  public let proposedBy: String
  public let proposedAt: Timestamp
  public let rationale: String
  public internal(set) var state: State
  public internal(set) var decision: Decision?

  public init(
    id: String, specificationHash: String, specificationName: String, run: String,
    proposedBy: String, proposedAt: Timestamp, rationale: String, state: State = .open,
    decision: Decision? = nil
  ) {
    self.id = id
    self.specificationHash = specificationHash
    self.specificationName = specificationName
    self.run = run
    self.proposedBy = proposedBy
    self.proposedAt = proposedAt
    self.rationale = rationale
    self.state = state
    self.decision = decision
  }
}

/// What a second person said of a proposal.
public struct Decision: Hashable, Sendable, Codable {
  public let isApproval: Bool
  public let by: String
  public let at: Timestamp
  public let rationale: String
  /// Until when an approval holds; nil for a refusal.
  public let expiresAt: Timestamp?

  public init(isApproval: Bool, by: String, at: Timestamp, rationale: String, expiresAt: Timestamp?)
  {
    self.isApproval = isApproval
    self.by = by
    self.at = at
    self.rationale = rationale
    self.expiresAt = expiresAt
  }
}
