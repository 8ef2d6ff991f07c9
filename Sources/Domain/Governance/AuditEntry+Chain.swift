public import Chronology
import Fingerprint

extension AuditEntry {
  /// What the first entry names as the hash before it: 64 zeros.
  public static let genesisHash = String(repeating: "0", count: 64)

  /// Returns the entry that gives `draft` its place after `previous`.
  ///
  /// - Parameters:
  ///   - draft: Who did what to what, and why.
  ///   - sequence: One more than the entry before; 1 for the first.
  ///   - now: When it happened.
  ///   - previous: The hash of the entry before; `genesisHash` for the first.
  /// - Precondition: `sequence` is at least 1.
  public static func chained(
    _ draft: AuditDraft, sequence: Int64, at now: Timestamp, previous: String
  ) -> AuditEntry {
    precondition(sequence >= 1, "Audit entries count from 1.")
    let open = AuditEntry(
      sequence: sequence, at: now, actor: draft.actor, action: draft.action,
      subject: draft.subject, rationale: draft.rationale, details: draft.details,
      previousHash: previous, hash: "")
    return AuditEntry(
      sequence: sequence, at: now, actor: draft.actor, action: draft.action,
      subject: draft.subject, rationale: draft.rationale, details: draft.details,
      previousHash: previous, hash: open.expectedHash)
  }

  /// The hash that these fields call for; equal to `hash` unless something was changed.
  ///
  /// SHA-256, lower-case hex, over `canonicalBytes`.
  public var expectedHash: String { SHA256.hex(of: canonicalBytes) }

  /// Every field but the hash itself, in a layout in which no two different entries coincide.
  ///
  /// In order: the layout's name, the hash before, the sequence, the instant (nanoseconds), the
  /// actor, the action, the subject, the rationale, the details. Numbers are eight bytes, big
  /// endian; texts are their UTF-8 after their length in bytes as such a number, so a byte cannot
  /// move from one field into the next without changing the whole.
  public var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      256 + rationale.utf8.count + details.utf8.count + subject.utf8.count)
    Self.append(text: "qs.audit.1", to: &bytes)
    Self.append(text: previousHash, to: &bytes)
    Self.append(number: sequence, to: &bytes)
    Self.append(number: at.nanoseconds, to: &bytes)
    for text in [actor, action, subject, rationale, details] {
      Self.append(text: text, to: &bytes)
    }
    return bytes
  }

  private static func append(text: String, to bytes: inout [UInt8]) {
    append(number: Int64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private static func append(number: Int64, to bytes: inout [UInt8]) {
    let pattern = UInt64(bitPattern: number)
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: pattern >> UInt64(shift)))
    }
  }
}
