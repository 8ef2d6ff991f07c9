public import Chronology
import DuckDB
public import Governance

extension Warehouse: GovernanceStore {
  public func record(
    _ draft: AuditDraft, at now: Timestamp
  ) async throws(GovernanceError) -> AuditEntry {
    try await govern("append to the audit trail") { connection in
      try AuditTable.append(draft, at: now, on: connection)
    }
  }

  public func auditEntries(
    limit: Int, offset: Int
  ) async throws(GovernanceError) -> [AuditEntry] {
    try await consult("read the audit trail") { connection in
      try AuditTable.entries(limit: limit, offset: offset, on: connection)
    }
  }

  public func verifyAudit() async throws(GovernanceError) -> ChainVerdict {
    try await consult("verify the audit trail") { connection in
      try AuditTable.verdict(on: connection)
    }
  }

  /// The newest first.
  public func proposals() async throws(GovernanceError) -> [Proposal] {
    try await consult("list the proposals") { connection in
      try connection.rows(
        ProposalTable.select + " ORDER BY proposed_at DESC, id DESC", [], ProposalTable.proposal)
    }
  }

  public func proposal(_ id: String) async throws(GovernanceError) -> Proposal {
    try await consult("read proposal \(id)") { connection in
      guard
        let proposal = try connection.first(
          ProposalTable.select + " WHERE id = ?", [.text(id)], ProposalTable.proposal)
      else { throw ProposalTable.unknown(id) }
      return proposal
    }
  }

  public func add(
    _ proposal: Proposal, audit: AuditDraft, at now: Timestamp
  ) async throws(GovernanceError) {
    try await govern("add proposal \(proposal.id)") { connection in
      try ProposalTable.insert(proposal, on: connection)
      try AuditTable.append(audit, at: now, on: connection)
    }
  }

  public func replace(
    _ proposal: Proposal, expecting expected: Proposal.State, audit: AuditDraft, at now: Timestamp
  ) async throws(GovernanceError) {
    try await govern("change proposal \(proposal.id)") { connection in
      try ProposalTable.replace(proposal, expecting: expected, on: connection)
      try AuditTable.append(audit, at: now, on: connection)
    }
  }

  // MARK: Work

  /// Changes in one transaction on the writer.
  @discardableResult
  func govern<Answer: Sendable>(
    _ doing: String, _ work: @Sendable (Connection) throws -> Answer
  ) async throws(GovernanceError) -> Answer {
    do {
      return try await write(doing) { connection in
        // A refusal of ours must come out as it went in, so it travels as a value.
        do {
          return Result<Answer, GovernanceError>.success(
            try connection.transaction { try work(connection) })
        } catch let error as GovernanceError {
          return .failure(error)
        }
      }.get()
    } catch {
      throw StoreFailure(doing: doing, path: path).governanceError(error)
    }
  }

  /// Reads in one transaction.
  func consult<Answer: Sendable>(
    _ doing: String, _ work: @Sendable (Connection) throws -> Answer
  ) async throws(GovernanceError) -> Answer {
    do {
      return try await read(doing) { connection in
        do {
          return Result<Answer, GovernanceError>.success(try work(connection))
        } catch let error as GovernanceError {
          return .failure(error)
        }
      }.get()
    } catch {
      throw StoreFailure(doing: doing, path: path).governanceError(error)
    }
  }
}

/// The statements of the table `proposals`.
private enum ProposalTable {
  static let select: SQL = """
    SELECT id, specification_hash, specification_name, run, proposed_by, proposed_at, rationale,
      state, is_approval, decided_by, decided_at, decision_rationale, expires_at FROM proposals
    """

  @Sendable
  static func proposal(_ row: Row) throws -> Proposal {
    let decision =
      row.isNull(8)
      ? nil
      : Decision(
        isApproval: try row.boolean(8), by: try row.text(9), at: try row.instant(10),
        rationale: try row.text(11), expiresAt: try row.instantOrNull(12))
    return Proposal(
      id: try row.text(0), specificationHash: try row.text(1), specificationName: try row.text(2),
      run: try row.text(3), proposedBy: try row.text(4), proposedAt: try row.instant(5),
      rationale: try row.text(6), state: try row.word(7), decision: decision)
  }

  static func insert(_ proposal: Proposal, on connection: Connection) throws {
    guard try state(of: proposal.id, on: connection) == nil else {
      throw GovernanceError(
        .conflict, "There is a proposal \(proposal.id) already.",
        remedy: "Read it; the same wish was put forward before.")
    }
    let open = try connection.first(
      "SELECT id FROM proposals WHERE run = ? AND state = ?",
      [.text(proposal.run), .text(Proposal.State.open.rawValue)]
    ) { row in try row.text(0) }
    if let open, proposal.state == .open {
      throw GovernanceError(
        .conflict, "\(proposal.run) is already proposed as \(open).",
        remedy: "Wait for the decision on \(open), or withdraw it first.")
    }
    try connection.change(
      "INSERT INTO proposals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .text(proposal.id), .text(proposal.specificationHash), .text(proposal.specificationName),
        .text(proposal.run), .text(proposal.proposedBy),
        .integer(proposal.proposedAt.nanoseconds), .text(proposal.rationale),
        .text(proposal.state.rawValue),
      ] + parameters(of: proposal.decision))
  }

  static func replace(
    _ proposal: Proposal, expecting expected: Proposal.State, on connection: Connection
  ) throws {
    guard let held = try state(of: proposal.id, on: connection) else {
      throw unknown(proposal.id)
    }
    guard held == expected.rawValue else {
      throw GovernanceError(
        .conflict, "Proposal \(proposal.id) is \(held), not \(expected.rawValue) any more.",
        remedy: "Read it again; somebody else decided in between.")
    }
    try connection.change(
      """
      UPDATE proposals SET state = ?, is_approval = ?, decided_by = ?, decided_at = ?,
        decision_rationale = ?, expires_at = ?
      WHERE id = ?
      """,
      [.text(proposal.state.rawValue)] + parameters(of: proposal.decision)
        + [.text(proposal.id)])
  }

  private static func state(of id: String, on connection: Connection) throws -> String? {
    try connection.first("SELECT state FROM proposals WHERE id = ?", [.text(id)]) { row in
      try row.text(0)
    }
  }

  private static func parameters(of decision: Decision?) -> [Parameter] {
    guard let decision else { return [.null, .null, .null, .null, .null] }
    return [
      .boolean(decision.isApproval), .text(decision.by), .integer(decision.at.nanoseconds),
      .text(decision.rationale), .integer(orNull: decision.expiresAt?.nanoseconds),
    ]
  }

  static func unknown(_ id: String) -> GovernanceError {
    GovernanceError(
      .missing, "There is no proposal \(id).",
      remedy: "List the proposals to see which there are.")
  }
}
