import Chronology
import DuckDB
import Fingerprint
import Market

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
      received_at BIGINT NOT NULL
    );
    """
}

/// The statements of the table `quarantined_answers`.
enum QuarantineTable {
  /// Keeps answers; belongs inside a transaction.
  static func save(
    _ payloads: [QuarantinedPayload], provider: String, at now: Timestamp,
    on connection: Connection
  ) throws {
    guard !payloads.isEmpty else { return }
    let insert = try connection.prepare(
      "INSERT INTO quarantined_answers VALUES (?, ?, ?, ?, ?, ?, ?)")
    for payload in payloads {
      let id = SHA256.hex(of: "\(provider) \(payload.subject) \(payload.reason) \(now)")
      try insert.change([
        .text(String(id.prefix(16))), .text(provider), .text(payload.subject),
        .text(payload.reason), .blob(payload.payload), .integer(payload.payload.count),
        .integer(now.nanoseconds),
      ])
    }
  }
}
