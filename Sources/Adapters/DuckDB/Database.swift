import CDuckDB
import Foundation

/// An open database: a file, or one in memory.
///
/// A file is opened once in a process; its connections may be used at the same time, each by one
/// thread. It closes when the last of its connections is gone.
// Safe: a database handle never changes, and DuckDB documents it as usable from many threads.
public final class Database: @unchecked Sendable {
  /// Where the data is.
  public enum Location: Hashable, Sendable {
    case memory
    case file(String)
  }

  /// How it is opened.
  public struct Settings: Hashable, Sendable {
    public var isReadOnly: Bool
    /// Threads that queries may use; nil for as many as there are cores.
    public var threads: Int?
    /// Mebibytes of memory that queries may use before they spill; nil for DuckDB's own limit.
    public var memoryLimitMebibytes: Int?
    /// Where queries spill to; nil for DuckDB's own place, beside the file.
    public var temporaryDirectory: String?
    /// False to let rows be kept in any order, which lets loads use every thread; queries that need
    /// an order say so then.
    public var preservesInsertionOrder: Bool
    /// True to run each statement on the thread that asks, and on the others only within
    /// `Connection.onAllThreads`.
    ///
    /// A thread that waits for another's part of a statement does not sleep, it asks again and again:
    /// in a load of many batches that is a third of DuckDB's processor time.
    public var usesOneThreadUnlessAsked: Bool

    public init(
      isReadOnly: Bool = false, threads: Int? = nil, memoryLimitMebibytes: Int? = nil,
      temporaryDirectory: String? = nil, preservesInsertionOrder: Bool = true,
      usesOneThreadUnlessAsked: Bool = false
    ) {
      self.isReadOnly = isReadOnly
      self.threads = threads
      self.memoryLimitMebibytes = memoryLimitMebibytes
      self.temporaryDirectory = temporaryDirectory
      self.preservesInsertionOrder = preservesInsertionOrder
      self.usesOneThreadUnlessAsked = usesOneThreadUnlessAsked
    }

    /// Threads beside the caller's that wait to be asked.
    fileprivate var helpers: Int { usesOneThreadUnlessAsked ? allThreads - 1 : 0 }

    private var allThreads: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    /// Extensions are never fetched: a statement that needs one says so at once.
    fileprivate var options: [(name: String, value: String)] {
      var options = [
        ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"),
        ("access_mode", isReadOnly ? "read_only" : "automatic"),
        ("preserve_insertion_order", preservesInsertionOrder ? "true" : "false"),
      ]
      if usesOneThreadUnlessAsked {
        // Threads that DuckDB counts on but does not start itself.
        options.append(("threads", String(allThreads)))
        options.append(("external_threads", String(allThreads)))
      } else if let threads {
        options.append(("threads", String(threads)))
      }
      if let memoryLimitMebibytes {
        options.append(("memory_limit", "\(memoryLimitMebibytes)MiB"))
      }
      if let temporaryDirectory { options.append(("temp_directory", temporaryDirectory)) }
      return options
    }
  }

  let handle: ddb_database
  /// The tables in memory that statements may read now.
  let memoryTables = MemoryTableShelf()
  /// The threads that join in when they are asked to.
  let helpers: HelperThreads

  /// Opens a database, and loads the library first if that has not been done.
  ///
  /// - Throws: `locked` with its holder, `corrupt`, `readOnly`, `full`, `missing`, or what
  ///   `DuckDBLibrary.load` throws.
  public init(_ location: Location, settings: Settings = Settings()) throws(DuckDBError) {
    try DuckDBLibrary.load()

    var config: ddb_config?
    guard ddb_create_config(&config) == 0 else {
      throw DuckDBError(.query, "DuckDB could not make a configuration.")
    }
    defer { ddb_destroy_config(&config) }
    for option in settings.options where ddb_set_config(config, option.name, option.value) != 0 {
      throw DuckDBError(.query, "DuckDB refused the setting \(option.name)=\(option.value).")
    }

    let path: String? =
      switch location {
      case .memory: nil
      case .file(let path): path
      }
    var database: ddb_database?
    var message: UnsafeMutablePointer<CChar>?
    guard ddb_open_ext(path, &database, config, &message) == 0, let database else {
      let reason = words(message)
      ddb_free(message)
      throw DuckDBError(message: reason.isEmpty ? "DuckDB could not open the database." : reason)
    }
    handle = database
    helpers = HelperThreads(count: settings.helpers)
  }

  deinit {
    var database: ddb_database? = handle
    ddb_close(&database)
  }

  /// Opens a connection, to be used by one thread at a time.
  public func connect() throws(DuckDBError) -> Connection { try Connection(self) }
}
