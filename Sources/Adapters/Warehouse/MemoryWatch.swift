import Foundation

/// Says when the process has grown too far since a moment, such as the beginning of a question.
///
/// DuckDB counts the pages that it may spill; values under way and the states of exact quantiles lie
/// outside of its limit, and only the process as a whole tells of them.
struct MemoryWatch: Sendable {
  /// Bytes by which the process may grow.
  let growth: Int
  /// Bytes that the process holds in memory now; nil where the system does not say.
  let resident: @Sendable () -> Int?

  init(growth: Int, resident: @escaping @Sendable () -> Int?) {
    self.growth = growth
    self.resident = resident
  }

  /// A watch over this process: 1 GiB beyond what DuckDB may take by its own limit.
  ///
  /// - Parameter limit: Mebibytes of that limit; nil for DuckDB's own, which is most of the machine,
  ///   in which case it may grow by half of the machine.
  init(beside limit: Int?) {
    let free = ProcessInfo.processInfo.physicalMemory / 2
    self.init(
      growth: limit.map { ($0 + 1024) << 20 } ?? Int(clamping: free),
      resident: Self.residentBytes)
  }

  /// Reads the resident pages that the kernel counts for this process.
  @Sendable private static func residentBytes() -> Int? {
    let file = FileManager.default.contents(atPath: "/proc/self/statm")
    guard let file else { return nil }
    let words = String(decoding: file, as: UTF8.self).split(separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
