import Chronology
import DuckDB
import Executors
import Foundation
import Market
import Synchronization

/// Panels in Parquet files of their own, named by everything that their values depend on.
///
/// New data gives a panel another name, so an old file is never mistaken for it and nothing has to
/// be struck out. A file is written under a temporary name and renamed: readers and writers of this
/// process and of others see whole files only. What was not read for longest goes when the files
/// together grow beyond the limit. A damaged file is removed and made again.
actor PanelCache {
  private let executor = BlockingExecutor(label: "warehouse.panels")
  private let folder: String
  /// Bytes that the files may take together.
  private let limit: Int
  private var connection: Connection?
  /// Values for which memory is set aside before they are read: 256 MB of them.
  private static let mostReserved = 1 << 25
  /// Numbers the temporary files of this process.
  private static let drafts = Atomic(0)
  /// What went wrong last while a file was kept; the panel itself was answered.
  private(set) var lastFailure: StoreError?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(folder: String, limit: Int) {
    self.folder = folder
    self.limit = limit
  }

  /// Removes what processes left unfinished that ended while they kept a panel: files begun before
  /// an instant, which no living one still writes.
  static func removeDrafts(in folder: String, before instant: Timestamp) throws {
    guard FileManager.default.fileExists(atPath: folder) else { return }
    let limit = Double(instant.nanoseconds) / 1e9
    let keys: Set<URLResourceKey> = [.contentModificationDateKey]
    let files = try FileManager.default.contentsOfDirectory(
      at: URL(fileURLWithPath: folder), includingPropertiesForKeys: Array(keys))
    for file in files where file.pathExtension == "tmp" {
      let changed = try file.resourceValues(forKeys: keys).contentModificationDate
      if let changed, changed.timeIntervalSince1970 < limit { unlink(file.path) }
    }
  }

  /// The panel kept under `name`, or nil when there is none that is whole.
  func panel(_ name: String) -> Panel? {
    let path = path(of: name)
    guard access(path, R_OK) == 0 else { return nil }
    do {
      let panel = try read(path)
      // The time of the last change is that of the last use.
      utimes(path, nil)
      return panel
    } catch {
      lastFailure = StoreFailure(doing: "read a kept panel", path: path).storeError(error)
      unlink(path)
      return nil
    }
  }

  /// Keeps a panel; a failure is noted and otherwise of no consequence.
  func keep(_ panel: Panel, as name: String) {
    let path = path(of: name)
    let number = Self.drafts.add(1, ordering: .relaxed).newValue
    let draft = "\(folder)/.\(name.prefix(16))-\(getpid())-\(number).tmp"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try write(panel, to: draft)
      guard rename(draft, path) == 0 else {
        throw StoreError(
          .query, "Could not rename \(draft): error \(errno).", remedy: "Check the folder.")
      }
      try removeOldest(but: path)
    } catch {
      unlink(draft)
      lastFailure = StoreFailure(doing: "keep a panel", path: path).storeError(error)
    }
  }

  private func path(of name: String) -> String { "\(folder)/\(name).parquet" }

  /// A database of the cache's own, in memory: its order is kept and the warehouse's readers stay
  /// free.
  private func connected() throws -> Connection {
    if let connection { return connection }
    let database = try Database(
      .memory, settings: .init(threads: 2, memoryLimitMebibytes: 128))
    let made = try database.connect()
    connection = made
    return made
  }

  // MARK: Files

  private func write(_ panel: Panel, to path: String) throws {
    let connection = try connected()
    let values = panel.values
    let table = MemoryTable(columns: [("value", .double)], parts: [values.count]) {
      writer, _, start in
      writer.doubles(values, from: start, column: 0)
    }
    let sessions = panel.sessions.map { String($0.day) }.joined(separator: ",")
    let symbols = panel.symbols.map(\.ticker).joined(separator: "\n")
    try connection.reading(table) { rows in
      try connection.execute(
        "COPY (SELECT * FROM " + rows + ") TO " + SQL.path(path)
          + " (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1, KV_METADATA {"
          + "sessions: "
          + SQL.path(sessions) + ", symbols: " + SQL.path(symbols) + ", fold: "
          + SQL.path(Self.fold(values)) + "})")
    }
  }

  private func read(_ path: String) throws -> Panel {
    let connection = try connected()
    let labels = try connection.rows(
      "SELECT key, value FROM parquet_kv_metadata(?)", [.text(path)]
    ) { row in
      (
        String(decoding: try row.blob(0), as: UTF8.self),
        String(decoding: try row.blob(1), as: UTF8.self)
      )
    }
    let label = Dictionary(labels) { first, _ in first }
    let sessions = label["sessions", default: ""].split(separator: ",").compactMap { Int32($0) }
    let symbols = label["symbols", default: ""].split(separator: "\n").map { Symbol(String($0)) }
    var values: [Double] = []
    // An array that grows is moved time and again; a damaged label reserves nothing absurd.
    values.reserveCapacity(min(sessions.count * symbols.count, Self.mostReserved))
    try connection.chunks("SELECT value FROM read_parquet(?)", [.text(path)]) { chunk in
      try chunk.appendDoubles(0, to: &values)
    }
    guard values.count == sessions.count * symbols.count, Self.fold(values) == label["fold"] else {
      throw StoreError(
        .corrupt, "The kept panel \(path) is not what was written.",
        remedy: "It is removed and made again.")
    }
    return Panel(
      sessions: sessions.map { SessionDate(day: $0) }, symbols: symbols, values: values)
  }

  /// A check number over all values in their order; quick, and no defence against a forger.
  static func fold(_ values: [Double]) -> String {
    var lanes: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    values.withUnsafeBufferPointer { values in
      var index = 0
      while index + 4 <= values.count {
        lanes.0 = Self.mixed(lanes.0, values[index])
        lanes.1 = Self.mixed(lanes.1, values[index + 1])
        lanes.2 = Self.mixed(lanes.2, values[index + 2])
        lanes.3 = Self.mixed(lanes.3, values[index + 3])
        index += 4
      }
      while index < values.count {
        lanes.0 = Self.mixed(lanes.0, values[index])
        index += 1
      }
    }
    return [lanes.0, lanes.1, lanes.2, lanes.3, UInt64(values.count)]
      .map { String($0, radix: 16) }.joined(separator: "-")
  }

  @inline(__always)
  private static func mixed(_ lane: UInt64, _ value: Double) -> UInt64 {
    let product = (lane ^ value.bitPattern) &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product >> 29)
  }

  /// Removes files, the longest unused first, until the rest fit.
  private func removeOldest(but kept: String) throws {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
    let files = try FileManager.default.contentsOfDirectory(
      at: URL(fileURLWithPath: folder), includingPropertiesForKeys: Array(keys)
    ).filter { $0.pathExtension == "parquet" }.map { url in
      let values = try url.resourceValues(forKeys: keys)
      return (
        path: url.path, bytes: values.fileSize ?? 0,
        used: values.contentModificationDate?.timeIntervalSinceReferenceDate ?? 0
      )
    }
    var total = files.reduce(0) { $0 + $1.bytes }
    for file in files.sorted(by: { $0.used < $1.used }) where total > limit {
      guard !file.path.hasSuffix((kept as NSString).lastPathComponent) else { continue }
      unlink(file.path)
      total -= file.bytes
    }
  }
}
