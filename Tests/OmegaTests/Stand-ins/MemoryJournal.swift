import Market
import Omega

/// A journal that keeps its records in memory, can be copied as a kill would leave it, and can fail.
actor MemoryJournal: DeskJournal {
  private(set) var records: [[UInt8]]
  private var hasBegun: Bool
  /// Appends that still succeed; nil for all of them.
  private var appendsLeft: Int?
  /// Called before each append takes effect, so that a test can look at the world at that moment.
  private var onAppend: (@Sendable ([[UInt8]]) -> Void)?

  init(_ records: [[UInt8]] = []) {
    self.records = records
    hasBegun = !records.isEmpty
  }

  func failAfter(_ appends: Int) { appendsLeft = appends }

  func watch(_ onAppend: @escaping @Sendable ([[UInt8]]) -> Void) { self.onAppend = onAppend }

  func begin(_ header: [UInt8]) async throws(StoreError) {
    try spend()
    records = [header]
    hasBegun = true
  }

  func append(_ records: [[UInt8]]) async throws(StoreError) {
    guard hasBegun else { throw StoreError(.missing, "No segment was begun.", remedy: "") }
    onAppend?(records)
    try spend()
    self.records += records
  }

  func readAll() async throws(StoreError) -> JournalReading? {
    hasBegun ? JournalReading(records: records, tornBytes: 0) : nil
  }

  private func spend() throws(StoreError) {
    guard let left = appendsLeft else { return }
    guard left > 0 else { throw StoreError(.full, "The disk is full.", remedy: "Free space.") }
    appendsLeft = left - 1
  }
}
