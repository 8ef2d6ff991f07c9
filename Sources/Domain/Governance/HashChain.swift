/// A check of the audit trail that takes one entry at a time, oldest first.
///
/// It holds the number of entries seen and the last hash, so a store can stream its rows through
/// without holding them all, and a later check can go on where an earlier one ended.
///
///     var chain = HashChain()
///     for entry in entries { if let fault = chain.admit(entry) { return fault } }
///     return chain.verdict
public struct HashChain: Hashable, Sendable {
  /// Entries that held so far.
  public private(set) var count: Int64
  /// The hash of the last of them; `AuditEntry.genesisHash` before the first.
  public private(set) var head: String

  /// Creates a check that begins before the first entry.
  public init() {
    count = 0
    head = AuditEntry.genesisHash
  }

  /// Creates a check that goes on after `count` entries, the last of which had the hash `head`.
  public init(after count: Int64, head: String) {
    precondition(count >= 0, "A chain has no fewer than no entries.")
    self.count = count
    self.head = head
  }

  /// What is known so far: every entry admitted holds.
  public var verdict: ChainVerdict { .intact(entries: count, head: head) }

  /// Takes the next entry, or returns why it does not hold and leaves the chain as it was.
  ///
  /// - Returns: Nil when the entry holds; else `broken` with the place where an entry was missing,
  ///   doubled or changed.
  public mutating func admit(_ entry: AuditEntry) -> ChainVerdict? {
    let place = count + 1
    guard entry.sequence == place else {
      return .broken(
        sequence: place,
        reason: "Entry \(place) should be here, but entry \(entry.sequence) is.")
    }
    guard Array(entry.previousHash.utf8) == Array(head.utf8) else {
      return .broken(
        sequence: place,
        reason: "Entry \(place) names another entry before it than the one that is there.")
    }
    guard Array(entry.expectedHash.utf8) == Array(entry.hash.utf8) else {
      return .broken(
        sequence: place,
        reason: "Entry \(place) was changed: its fields no longer give the hash it carries.")
    }
    count = place
    head = entry.hash
    return nil
  }

  /// Checks a whole trail, oldest first.
  ///
  /// - Note: A chain cannot tell that its last entries were cut off; compare the number of entries
  ///   and the head with ones noted elsewhere.
  public static func verify(_ entries: some Sequence<AuditEntry>) -> ChainVerdict {
    var chain = HashChain()
    for entry in entries {
      if let fault = chain.admit(entry) { return fault }
    }
    return chain.verdict
  }
}
