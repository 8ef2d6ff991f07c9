public import Chronology

/// Slows down guessing: each failure of an account from an address doubles the wait before the next
/// attempt; failures of one address over all accounts count too.
///
/// Five failures are free; then 1 s, 2 s, 4 s … up to 15 minutes. A success forgets the pair's
/// failures. Bounded: the longest quiet entry goes when the table is full.
public struct SignInThrottle: Sendable {
  private struct Record {
    var failures = 0
    var lastAt: Timestamp
  }
  private static let free = 5
  private static let freeOfAddress = 25
  private static let longestSeconds = 900
  private static let capacity = 10_000
  private var records: [String: Record] = [:]

  public init() {}

  /// Seconds to wait before another attempt; zero when it may come now.
  public func wait(account: String, address: String, now: Timestamp) -> Int {
    max(
      wait(key(account, address), after: Self.free, now: now),
      wait(key(address), after: Self.freeOfAddress, now: now))
  }

  /// Takes note of a failure.
  public mutating func failed(account: String, address: String, now: Timestamp) {
    for key in [key(account, address), key(address)] {
      if records.count >= Self.capacity, records[key] == nil { forgetQuietest() }
      var record = records[key] ?? Record(lastAt: now)
      if record.lastAt.advanced(by: .seconds(Self.longestSeconds)) < now { record.failures = 0 }
      record.failures += 1
      record.lastAt = now
      records[key] = record
    }
  }

  /// Forgets the pair's failures, and the one that was counted against the address beforehand.
  public mutating func succeeded(account: String, address: String) {
    records[key(account, address)] = nil
    records[key(address)]?.failures -= 1
  }

  private func key(_ account: String, _ address: String) -> String {
    "\(account.prefix(64).lowercased())\n\(address)"
  }
  private func key(_ address: String) -> String { "\n\(address)" }

  private func wait(_ key: String, after free: Int, now: Timestamp) -> Int {
    guard let record = records[key], record.failures >= free else { return 0 }
    let seconds = min(Self.longestSeconds, 1 << min(20, record.failures - free))
    let until = record.lastAt.advanced(by: .seconds(seconds))
    guard now < until else { return 0 }
    return Int((until.nanoseconds - now.nanoseconds + 999_999_999) / 1_000_000_000)
  }

  private mutating func forgetQuietest() {
    let quietest = records.min { ($0.value.lastAt, $0.key) < ($1.value.lastAt, $1.key) }
    if let quietest { records[quietest.key] = nil }
  }
}
