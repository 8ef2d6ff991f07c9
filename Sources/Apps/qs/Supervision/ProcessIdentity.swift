import Foundation

/// A process as itself: its number, and when it began, so that a number that the system gave to a
/// stranger since is never taken for ours.
struct ProcessIdentity: Codable, Hashable, Sendable {
  let pid: Int32
  /// Clock ticks between the system's start and the process's.
  let startTicks: UInt64
  /// Names the system's start.
  let bootID: String

  /// The process that asks.
  static func current() -> ProcessIdentity? { of(ProcessInfo.processInfo.processIdentifier) }

  /// The process that has this number now; nil when none has.
  static func of(_ pid: Int32) -> ProcessIdentity? {
    guard let bootID = text("/proc/sys/kernel/random/boot_id"),
      let stat = text("/proc/\(pid)/stat"),
      let name = stat.lastIndex(of: ")")
    else { return nil }
    // Fields after the parenthesised name begin with the third; the start time is the 22nd.
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", let ticks = UInt64(fields[19]) else { return nil }
    return ProcessIdentity(
      pid: pid, startTicks: ticks, bootID: bootID.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Whether exactly this process still lives.
  var isAlive: Bool { Self.of(pid) == self }

  /// What the process was started as, in words; nil when it cannot be seen.
  static func commandLine(of pid: Int32) -> String? {
    guard let raw = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"), !raw.isEmpty
    else { return text("/proc/\(pid)/comm")?.trimmingCharacters(in: .whitespacesAndNewlines) }
    let words = raw.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let line = words.joined(separator: " ")
    return line.count > 100 ? line.prefix(97) + "…" : line
  }

  private static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// A file that says which process does a job on a data directory, and where it listens.
struct ProcessRecord: Codable, Hashable, Sendable {
  let identity: ProcessIdentity
  /// The ports that it serves, by name.
  let ports: [String: Int]

  /// Reads a record; nil when there is none or it is not one.
  static func read(_ place: URL) -> ProcessRecord? {
    guard let contents = FileManager.default.contents(atPath: place.path) else { return nil }
    do {
      return try JSONDecoder().decode(ProcessRecord.self, from: contents)
    } catch {
      // A record cut short by a crash names nobody; the ports and the lock still tell the truth.
      return nil
    }
  }

  /// Writes the record in one piece.
  func write(to place: URL) throws {
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try JSONEncoder().encode(self).write(to: place, options: .atomic)
  }

  /// Removes the record if it still names this process.
  func remove(from place: URL) {
    guard Self.read(place) == self else { return }
    // Safe to leave behind: a record of a process that has ended names nobody.
    try? FileManager.default.removeItem(at: place)
  }
}
