public enum ProposalState: String, PayloadWord {
  case open, approved, refused, withdrawn, expired
}

/// A wish to have a run's strategy approved.
public struct NewProposal: Payload {
  public var run: String
  public var rationale: String
  public init(run: String, rationale: String) { self.run = run; self.rationale = rationale }
}

/// A second person's decision.
public struct NewDecision: Payload {
  public var approve: Bool
  public var rationale: String
  /// Days an approval holds; 1 to 365; ignored for a refusal.
  public var days: Int
  public init(approve: Bool, rationale: String, days: Int) {
    self.approve = approve; self.rationale = rationale; self.days = days
  }
}

/// A strategy put forward, and what became of it.
public struct ProposalView: Payload {
  public var id: String
  public var specificationHash: String
  public var specificationName: String
  public var run: String
  public var proposedBy: String
  public var proposedAt: Int64
  public var rationale: String
  public var state: ProposalState
  public var decidedBy: String?
  public var decidedAt: Int64?
  public var decisionRationale: String?
  public var expiresAt: Int64?
  /// The run's figures.
  public var metrics: RunMetrics
  public init(
    id: String, specificationHash: String, specificationName: String, run: String,
    proposedBy: String, proposedAt: Int64, rationale: String, state: ProposalState,
    decidedBy: String?, decidedAt: Int64?, decisionRationale: String?, expiresAt: Int64?,
    metrics: RunMetrics
  ) {
    self.id = id; self.specificationHash = specificationHash
    self.specificationName = specificationName; self.run = run; self.proposedBy = proposedBy
    self.proposedAt = proposedAt; self.rationale = rationale; self.state = state
    self.decidedBy = decidedBy; self.decidedAt = decidedAt
    self.decisionRationale = decisionRationale; self.expiresAt = expiresAt; self.metrics = metrics
  }
}

/// One entry of the audit trail.
public struct AuditView: Payload {
  public var sequence: Int64
  public var at: Int64
  public var actor: String
  public var action: String
  public var subject: String
  public var rationale: String
  public var details: String
  public var hash: String
  public init(
    sequence: Int64, at: Int64, actor: String, action: String, subject: String, rationale: String,
    details: String, hash: String
  ) {
    self.sequence = sequence; self.at = at; self.actor = actor; self.action = action
    self.subject = subject; self.rationale = rationale; self.details = details; self.hash = hash
  }
}

/// The outcome of recomputing the audit trail's hash chain.
public struct AuditVerdict: Payload {
  public var isIntact: Bool
  public var entries: Int64
  /// The last hash when intact.
  public var head: String?
  /// The first entry that does not hold.
  public var brokenAt: Int64?
  public var reason: String?
  public init(isIntact: Bool, entries: Int64, head: String?, brokenAt: Int64?, reason: String?) {
    self.isIntact = isIntact; self.entries = entries; self.head = head
    self.brokenAt = brokenAt; self.reason = reason
  }
}
