import Executors
import Glibc
public import Market
public import Omega

/// A desk's journal in a folder of append-only files, one segment a life of the desk.
///
/// Every append is written and secured (`fsync`) before it returns. The folder is locked, so two
/// desks never write to it; the lock ends with the process, however it ends. After a failed append
/// nothing more is taken until the journal has been read again.
public actor FileJournal: DeskJournal {
  private let folder: String
  private let executor = BlockingExecutor(label: "desk.journal")
  /// Holds the lock as long as it is open.
  private var lock: JournalFile?
  private var segment: Segment?
  private var mustBeRead = false

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  private init(folder: String) { self.folder = folder }

  /// Opens the journal in `folder`, makes the folder if it is missing, and takes its lock.
  ///
  /// - Throws: `locked`, naming the process that holds it; `readOnly` or `full` of the disk.
  public static func open(in folder: String) async throws(StoreError) -> FileJournal {
    let journal = FileJournal(folder: folder)
    try await journal.takeLock()
    return journal
  }

  /// Lets go of the files and the lock.
  public func close() {
    segment = nil
    lock = nil
  }

  public func begin(_ header: [UInt8]) async throws(StoreError) {
    try requireOpen()
    let number = (try segmentNumbers().last ?? 0) + 1
    segment = try Segment.create(Self.name(of: number), in: folder, with: [header])
    mustBeRead = false
  }

  public func append(_ records: [[UInt8]]) async throws(StoreError) {
    try requireOpen()
    guard !mustBeRead else {
      throw StoreError(
        .conflict, "The journal \(folder) failed earlier and was not read since.",
        remedy: "Restart the desk, which reads the journal before it goes on.")
    }
    if segment == nil { _ = try openNewest() }
    guard var open = segment else {
      throw StoreError(
        .missing, "The journal \(folder) has no segment to append to.",
        remedy: "Begin a segment first.")
    }
    guard !records.isEmpty else { return }
    do throws(StoreError) {
      try open.append(records)
      segment = open
    } catch {
      // How much reached the disk is not known; reading finds out.
      mustBeRead = true
      segment = nil
      throw error
    }
  }

  public func readAll() async throws(StoreError) -> JournalReading? {
    try requireOpen()
    guard let contents = try openNewest() else { return nil }
    mustBeRead = false
    return JournalReading(records: contents.records, tornBytes: contents.tornBytes)
  }

  // MARK: Files

  private func openNewest() throws(StoreError) -> Segment.Contents? {
    guard let newest = try segmentNumbers().last else { return nil }
    let (opened, contents) = try Segment.open("\(folder)/\(Self.name(of: newest))")
    segment = opened
    return contents
  }

  private func takeLock() throws(StoreError) {
    var path = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
      path += path.isEmpty && part.isEmpty ? "/" : "\(part)/"
      if mkdir(path, 0o700) != 0, errno != EEXIST {
        throw JournalFile.error("make the folder of", folder, errno)
      }
    }
    let file = try JournalFile("\(folder)/lock", flags: O_RDWR | O_CREAT)
    guard try file.lock() else {
      let holder = String(decoding: try file.readAll(), as: UTF8.self)
      throw StoreError(
        .locked,
        "Cannot open the journal \(folder): another desk (pid \(holder.isEmpty ? "unknown" : holder)) "
          + "writes to it.",
        remedy: "Stop that process with \"qs down\"; two desks must not trade one book.")
    }
    let process = Array(String(getpid()).utf8)
    try file.truncate(to: 0)
    try file.write(process, at: 0)
    lock = file
  }

  private func requireOpen() throws(StoreError) {
    guard lock != nil else {
      throw StoreError(
        .conflict, "The journal \(folder) is closed.", remedy: "Open it again.")
    }
  }

  /// The numbers of the segments that are there, rising.
  private func segmentNumbers() throws(StoreError) -> [Int] {
    guard let directory = opendir(folder) else {
      throw JournalFile.error("list", folder, errno)
    }
    defer { closedir(directory) }
    var numbers: [Int] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let number = Self.number(of: name) { numbers.append(number) }
    }
    return numbers.sorted()
  }

  private static let suffix = ".journal"

  private static func name(of number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + suffix
  }

  private static func number(of name: String) -> Int? {
    guard name.hasSuffix(suffix), let number = Int(name.dropLast(suffix.count)),
      name == self.name(of: number)
    else { return nil }
    return number
  }
}
