public import Market

/// What a journal held when it was read.
public struct JournalReading: Hashable, Sendable {
  /// Every whole record of the newest segment, oldest first; the first one is its header.
  public let records: [[UInt8]]
  /// Bytes after the last whole record: what a stop in mid-write left behind; zero after a clean one.
  public let tornBytes: Int

  public init(records: [[UInt8]], tornBytes: Int) {
    self.records = records
    self.tornBytes = tornBytes
  }
}

/// The desk's memory: records in order, each of them safe before the desk goes on.
///
/// Records are opaque bytes of any length; the journal frames them so that it can tell a whole one
/// from a torn one. It is cut into segments, one for each life of a desk: `begin` starts a new one,
/// older ones stay where they are as evidence. One process has a journal open at a time.
///
/// A record counts as written only when it would survive a loss of power (`fsync`). If `append`
/// throws, any number of the records may have been written, in order; the desk then stops and reads
/// the journal again before it goes on.
public protocol DeskJournal: Sendable {
  /// Starts a new segment with `header` as its first record; safe when it returns.
  func begin(_ header: [UInt8]) async throws(StoreError)
  /// Adds records to the end of the newest segment, in order; safe when it returns.
  ///
  /// - Throws: `missing` when no segment was begun; `full`, `readOnly` or `corrupt` of the disk.
  func append(_ records: [[UInt8]]) async throws(StoreError)
  /// Reads the newest segment, or nil when none was ever begun.
  ///
  /// A torn last record is left out and removed, so that the next `append` follows the last whole
  /// one. A damaged record with whole ones after it is not torn: that throws `corrupt`, and nothing
  /// is removed.
  func readAll() async throws(StoreError) -> JournalReading?
}
