public import Chronology
public import Market

/// One input with the instant at which the engine took it.
public struct JournalRecord: Sendable, Codable {
  /// Counts from 1 without gaps.
  public let sequence: UInt64
  public let at: Timestamp
  public let input: EngineInput

  public init(sequence: UInt64, at: Timestamp, input: EngineInput) {
    self.sequence = sequence
    self.at = at
    self.input = input
  }
}

/// Keeps every input the engine has taken, in order; replaying it rebuilds the engine.
public protocol EngineJournal: Sendable {
  /// Makes records durable; when it returns they survive the end of the process.
  func append(_ records: [JournalRecord]) async throws(StoreError)
  /// Reads the records from `sequence` on, in order.
  func read(from sequence: UInt64) async throws(StoreError) -> [JournalRecord]
}
