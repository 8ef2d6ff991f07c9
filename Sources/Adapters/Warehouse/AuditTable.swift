import Chronology
import DuckDB
import Governance

/// The statements of the table `audit`. There is none that changes or removes an entry.
enum AuditTable {
  private static let columns: SQL = """
    SELECT sequence, recorded_at, actor, action, subject, rationale, details, previous_hash, hash
    FROM audit
    """

  /// Chains `draft` to the last entry; belongs inside a transaction on the writer.
  @discardableResult
  static func append(
    _ draft: AuditDraft, at now: Timestamp, on connection: Connection
  ) throws -> AuditEntry {
    let head = try connection.first(
      "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1"
    ) { row in (sequence: try row.integer(0), hash: try row.text(1)) }
    let entry = AuditEntry.chained(
      draft, sequence: (head?.sequence ?? 0) + 1, at: now,
      previous: head?.hash ?? AuditEntry.genesisHash)
    try connection.change(
      "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(entry.sequence), .integer(entry.at.nanoseconds), .text(entry.actor),
        .text(entry.action), .text(entry.subject), .text(entry.rationale), .text(entry.details),
        .text(entry.previousHash), .text(entry.hash),
      ])
    return entry
  }

  /// The newest first.
  static func entries(limit: Int, offset: Int, on connection: Connection) throws -> [AuditEntry] {
    try connection.rows(
      columns + " ORDER BY sequence DESC LIMIT ? OFFSET ?", [.integer(limit), .integer(offset)],
      entry)
  }

  /// Recomputes every hash from the stored bytes, oldest first, in little memory.
  static func verdict(on connection: Connection) throws -> ChainVerdict {
    var chain = HashChain()
    var fault: ChainVerdict?
    try connection.chunks(columns + " ORDER BY sequence", isStreaming: true) { chunk in
      for row in chunk.rows where fault == nil { fault = chain.admit(try entry(row)) }
    }
    return fault ?? chain.verdict
  }

  @Sendable
  private static func entry(_ row: Row) throws -> AuditEntry {
    AuditEntry(
      sequence: try row.integer(0), at: try row.instant(1), actor: try row.text(2),
      action: try row.text(3), subject: try row.text(4), rationale: try row.text(5),
      details: try row.text(6), previousHash: try row.text(7), hash: try row.text(8))
  }
}
