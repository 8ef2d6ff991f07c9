public import Chronology
import DuckDB
import Foundation
public import Market
import Synchronization

/// The one owner of the database file: a single writer, several readers, each on its own thread.
///
/// It answers the ports of the tiers above it: bars and ingestion, runs and trials, governance and
/// accounts, jobs. A file is open in one process and in one `Warehouse` at a time; everyone else
/// asks that process. The write-ahead log beside the file is DuckDB's and is never touched.
///
/// Every change is one transaction on the writer. Readers see committed states only and never wait
/// for the writer.
public final class Warehouse: Sendable {
  /// How a warehouse is opened.
  public struct Settings: Hashable, Sendable {
    /// The DuckDB library's file; nil to look for it where the set-up puts it.
    public var library: String?
    /// Threads that queries may use together; nil for as many as there are cores.
    public var threads: Int?
    /// Mebibytes of memory that queries may use before they spill; nil for DuckDB's own limit.
    public var memoryLimitMebibytes: Int?
    /// Connections for reading, each with a thread.
    public var readers: Int
    /// True to look at a file without changing it, migrations included.
    public var isReadOnly: Bool
    /// Mebibytes that panels kept in the folder `cache/panels` beside the file may take; zero to keep
    /// none. A file that is only read keeps none.
    public var panelCacheMebibytes: Int

    public init(
      library: String? = nil, threads: Int? = nil, memoryLimitMebibytes: Int? = nil,
      readers: Int = 2, isReadOnly: Bool = false, panelCacheMebibytes: Int = 1024
    ) {
      self.library = library
      self.threads = threads
      self.memoryLimitMebibytes = memoryLimitMebibytes
      self.readers = readers
      self.isReadOnly = isReadOnly
      self.panelCacheMebibytes = panelCacheMebibytes
    }
  }

  /// The database file.
  public let path: String
  /// The loaded library and its version, such as `v1.5.5`.
  public let libraryVersion: String
  /// Jobs that the last process left unfinished and that opening marked as interrupted.
  public let interruptedJobs: Int

  private let writer: Lane
  private let readers: LanePool
  private let registration: FileRegistration
  /// For backups and exports, which take long, so that no reader waits for them.
  let side: Lane
  /// For what people ask in the console, one question at a time, so that no reader waits for it.
  let console: Lane
  /// The question under way.
  let question = Mutex<QuestionUnderWay?>(nil)
  /// Stops a question that takes too much memory.
  let memory: MemoryWatch
  /// Large panels that were read before; nil when none are kept.
  let panelCache: PanelCache?

  private init(
    path: String, libraryVersion: String, interruptedJobs: Int, writer: Lane, readers: LanePool,
    registration: FileRegistration, side: Lane, console: Lane, memory: MemoryWatch,
    panelCache: PanelCache?
  ) {
    self.path = path
    self.libraryVersion = libraryVersion
    self.interruptedJobs = interruptedJobs
    self.writer = writer
    self.readers = readers
    self.registration = registration
    self.side = side
    self.console = console
    self.memory = memory
    self.panelCache = panelCache
  }

  /// Opens the file, makes it if it is not there, and brings its schema up to this program's.
  ///
  /// - Parameters:
  ///   - path: The file; its folder is made when it is missing. Queries spill into the folder
  ///     `spill` beside it.
  ///   - now: Noted beside each migration and each job found interrupted.
  /// - Throws: `locked` naming the holder, `corrupt`, `readOnly`, `full`, `missing` when there is
  ///   no DuckDB library, `conflict` when the file is newer than this program or not a warehouse.
  public static func open(
    at path: String, settings: Settings = Settings(), now: Timestamp
  ) async throws(StoreError) -> Warehouse {
    let opening = StoreFailure(doing: "open warehouse \(path)", path: path)
    precondition(settings.readers >= 1, "A warehouse has at least one reader.")
    do {
      let library = try DuckDBLibrary.load(configured: settings.library)
      let folder = (path as NSString).deletingLastPathComponent
      if !settings.isReadOnly, !folder.isEmpty {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true,
          // It holds password verifiers; nobody else has any business in it.
          attributes: [.posixPermissions: 0o700])
      }
      let registration = try FileRegistration(path)
      let interruptedRestore = InterruptedRestore(path: path)
      if settings.isReadOnly {
        try interruptedRestore.requireNone()
      } else {
        try interruptedRestore.repair()
      }
      let writer = Lane(label: "warehouse.writer")
      let database = try await writer.open(
        .file(path),
        settings: Database.Settings(
          isReadOnly: settings.isReadOnly, threads: settings.threads,
          memoryLimitMebibytes: settings.memoryLimitMebibytes,
          temporaryDirectory: (folder as NSString).appendingPathComponent("spill"),
          preservesInsertionOrder: false, usesOneThreadUnlessAsked: true))
      let interrupted = try await writer.run(isCancellable: false) { connection in
        let schema = Schema(path: path)
        guard !settings.isReadOnly else {
          try schema.requireCurrent(on: connection)
          return 0
        }
        try schema.migrate(connection, at: now)
        return try JobTable.markInterrupted(at: now, on: connection)
      }
      let readers = LanePool(labels: (1...settings.readers).map { "warehouse.reader.\($0)" })
      try await readers.connect(to: database)
      let side = Lane(label: "warehouse.side")
      try await side.connect(to: database)
      let panels = (folder as NSString).appendingPathComponent("cache/panels")
      if !settings.isReadOnly {
        try PanelCache.removeDrafts(in: panels, before: now.advanced(by: .seconds(-3600)))
      }
      let console = Lane(label: "warehouse.console")
      try await console.connect(to: database)
      return Warehouse(
        path: path, libraryVersion: library.version, interruptedJobs: interrupted, writer: writer,
        readers: readers, registration: registration, side: side,
        console: console, memory: MemoryWatch(beside: settings.memoryLimitMebibytes),
        panelCache: settings.isReadOnly || settings.panelCacheMebibytes == 0
          ? nil
          : PanelCache(folder: panels, limit: settings.panelCacheMebibytes << 20))
    } catch {
      throw opening.storeError(error)
    }
  }

  /// Waits for what is under way, writes the log into the file and lets go of it.
  public func close() async {
    await readers.close()
    await side.close()
    await console.close()
    await writer.close()
    registration.end()
  }

  // MARK: Work, for the ports

  /// Reads on one of the readers, in one transaction.
  ///
  /// - Parameters:
  ///   - doing: What is being done, for the error: `cannot … : reason`.
  ///   - isLong: True for what reads many rows and is worth the other threads' help.
  func read<Answer: Sendable>(
    _ doing: String, isLong: Bool = false, _ work: @Sendable (Connection) throws -> Answer
  ) async throws(StoreError) -> Answer {
    do {
      return try await freeingMemory {
        try await readers.run { connection in
          guard isLong else { return try connection.transaction { try work(connection) } }
          return try connection.onAllThreads {
            try connection.transaction { try work(connection) }
          }
        }
      }
    } catch {
      throw StoreFailure(doing: doing, path: path).storeError(error)
    }
  }

  /// Reads on the console's lane, in a transaction that refuses every change; for what a person asks.
  ///
  /// - Throws: What goes wrong, as it is: the caller says what it means.
  func look<Answer: Sendable>(
    _ work: @Sendable (Connection) throws -> Answer
  ) async throws -> Answer {
    try await console.run(isCancellable: true) { connection in
      try connection.onAllThreads {
        try connection.transaction(isReadOnly: true) { try work(connection) }
      }
    }
  }

  /// Changes on the writer. Bulk work may be cancelled; a decision, once asked for, is carried out.
  @discardableResult
  func write<Answer: Sendable>(
    _ doing: String, isCancellable: Bool = false,
    _ work: @Sendable (Connection) throws -> Answer
  ) async throws(StoreError) -> Answer {
    do {
      return try await freeingMemory {
        try await writer.run(isCancellable: isCancellable, work)
      }
    } catch {
      throw StoreFailure(doing: doing, path: path).storeError(error)
    }
  }
}

/// The files that this process has open: the locks of the operating system hold other processes
/// off, but not a second opening in the same one.
final class FileRegistration: Sendable {
  private static let open = Mutex<Set<String>>([])
  private let name: Mutex<String?>

  init(_ path: String) throws(StoreError) {
    let url = URL(fileURLWithPath: path)
    let name = url.deletingLastPathComponent().resolvingSymlinksInPath()
      .appendingPathComponent(url.lastPathComponent).resolvingSymlinksInPath().path
    guard Self.open.withLock({ $0.insert(name).inserted }) else {
      throw StoreError(
        .locked, "Cannot open warehouse \(path): this process has it open already.",
        remedy: "Share the one Warehouse of the process.")
    }
    self.name = Mutex(name)
  }

  func end() {
    name.withLock { name in
      guard let open = name else { return }
      _ = Self.open.withLock { $0.remove(open) }
      name = nil
    }
  }

  deinit { end() }
}
