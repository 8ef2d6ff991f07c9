public import Chronology
import DuckDB
import Fingerprint
public import Market

extension Schema {
  /// Answers that broke their schema.
  static let answersKeptAside: SQL = """
    CREATE TABLE quarantined_answers (
      id VARCHAR NOT NULL,
      provider VARCHAR NOT NULL,
      subject VARCHAR NOT NULL,
      reason VARCHAR NOT NULL,
      payload BLOB NOT NULL,
      bytes BIGINT NOT NULL,
      recorded_at BIGINT NOT NULL
    );
    """
}

/// An answer of a provider that broke its schema, as the store keeps it.
public struct QuarantinedAnswer: Hashable, Sendable, Identifiable {
  public let id: String
  public let provider: String
  /// What was asked, without keys.
  public let subject: String
  /// What was wrong with the answer.
  public let reason: String
  /// The first characters of the answer, at most `excerptLimit`.
  public let excerpt: String
  /// The number of bytes that are kept.
  public let bytes: Int
  public let at: Timestamp

  /// The longest excerpt in bytes of the answer.
  public static let excerptLimit = 2_000
}

/// The statements of the table `quarantined_answers`.
enum QuarantineTable {
  /// The newest answers are kept, this many; enough to see what a changed interface sends.
  static let limit = 1_000

  /// Keeps answers, the same one once, and forgets the oldest beyond the limit; belongs inside a
  /// transaction.
  static func save(
    _ payloads: [QuarantinedPayload], provider: String, at now: Timestamp,
    on connection: Connection
  ) throws {
    guard !payloads.isEmpty else { return }
    let insert = try connection.prepare(
      """
      INSERT INTO quarantined_answers SELECT $1, $2, $3, $4, $5, $6, $7
      WHERE NOT EXISTS (SELECT 1 FROM quarantined_answers WHERE id = $1)
      """)
    for payload in payloads.suffix(limit) {
      try insert.change([
        .text(id(of: payload, provider: provider, at: now)), .text(provider),
        .text(payload.subject), .text(payload.reason), .blob(payload.payload),
        .integer(payload.payload.count), .integer(now.nanoseconds),
      ])
    }
    try connection.change(
      """
      DELETE FROM quarantined_answers WHERE id NOT IN (
        SELECT id FROM quarantined_answers ORDER BY recorded_at DESC, id LIMIT ?)
      """, [.integer(limit)])
  }

  /// The newest first.
  static func answers(
    limit: Int, offset: Int, on connection: Connection
  ) throws -> [QuarantinedAnswer] {
    try connection.rows(
      """
      SELECT id, provider, subject, reason, payload, bytes, recorded_at FROM quarantined_answers
      ORDER BY recorded_at DESC, id LIMIT ? OFFSET ?
      """, [.integer(limit), .integer(offset)]
    ) { row in
      let start = try row.blob(4).prefix(QuarantinedAnswer.excerptLimit)
      return QuarantinedAnswer(
        id: try row.text(0), provider: try row.text(1), subject: try row.text(2),
        reason: try row.text(3), excerpt: String(decoding: start, as: UTF8.self),
        bytes: try row.count(5), at: try row.instant(6))
    }
  }

  private static func id(
    of payload: QuarantinedPayload, provider: String, at now: Timestamp
  ) -> String {
    var digest = SHA256()
    for text in [provider, payload.subject, payload.reason, String(now.nanoseconds)] {
      digest.update("\(text.utf8.count):\(text)")
    }
    digest.update(payload.payload)
    return String(SHA256.text(of: digest.finalize()).prefix(16))
  }
}

extension Warehouse {
  public func save(
    quarantine: [QuarantinedPayload], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("keep \(quarantine.count) answers of \(provider) aside") { connection in
      try connection.transaction {
        try QuarantineTable.save(quarantine, provider: provider, at: now, on: connection)
      }
    }
  }

  /// A page of the answers that broke their schema, the newest first.
  public func quarantinedAnswers(
    limit: Int, offset: Int
  ) async throws(StoreError) -> [QuarantinedAnswer] {
    try await read("list the answers kept aside") { connection in
      try QuarantineTable.answers(limit: limit, offset: offset, on: connection)
    }
  }
}
