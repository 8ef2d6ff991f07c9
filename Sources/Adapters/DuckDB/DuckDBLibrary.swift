import CDuckDB
import Glibc
import Synchronization

/// The DuckDB shared library, loaded once in a process.
public struct DuckDBLibrary: Hashable, Sendable {
  /// The environment variable that names the library's file.
  public static let environmentKey = "QS_DUCKDB_LIBRARY"

  /// The file it was loaded from, or the bare name the system's loader found it by.
  public let path: String
  /// Its version as it states it, such as `v1.5.5`.
  public let version: String

  private static let loaded = Mutex<DuckDBLibrary?>(nil)

  /// Loads the library; later calls return the one that is loaded.
  ///
  /// Tried in order: `configured`; the file named by `QS_DUCKDB_LIBRARY`;
  /// `.qs/lib/libduckdb.so` in the folders that hold the executable, innermost first, and in the
  /// working directory; `libduckdb.so` by name. The first two, once given, are not fallen back from.
  ///
  /// - Parameter configured: The path that the configuration names; nil for none.
  /// - Throws: `libraryMissing`, naming every place tried; `libraryVersion`.
  @discardableResult
  public static func load(configured: String? = nil) throws(DuckDBError) -> DuckDBLibrary {
    var failure: DuckDBError?
    let library = loaded.withLock { slot -> DuckDBLibrary? in
      if let slot { return slot }
      do throws(DuckDBError) {
        slot = try find(configured: configured)
      } catch {
        failure = error
      }
      return slot
    }
    if let failure { throw failure }
    guard let library else {
      throw DuckDBError(.libraryMissing, "The DuckDB library was not loaded.")
    }
    return library
  }

  private static func find(configured: String?) throws(DuckDBError) -> DuckDBLibrary {
    if let configured { return try open(configured) }
    if let named = getenv(environmentKey) { return try open(String(cString: named)) }

    var refusals: [String] = []
    for candidate in fetchedCopies() + ["libduckdb.so"] {
      if candidate.contains("/"), access(candidate, R_OK) != 0 {
        refusals.append("\(candidate): not there")
        continue
      }
      do throws(DuckDBError) {
        return try open(candidate)
      } catch {
        guard error.code == .libraryMissing else { throw error }
        refusals.append(error.message)
      }
    }
    throw DuckDBError(
      .libraryMissing,
      "No DuckDB library (libduckdb.so) is installed. \(setUp) Tried: "
        + refusals.joined(separator: "; ") + ".")
  }

  private static let setUp =
    "Run ./start.sh once, which fetches it to .qs/lib/libduckdb.so, or name a file in "
    + "\(environmentKey)."

  private static func open(_ path: String) throws(DuckDBError) -> DuckDBLibrary {
    var message = [CChar](repeating: 0, count: 1024)
    guard ddb_load(path, &message, message.count) == 0 else {
      let reason = String(
        decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw DuckDBError(
        .libraryMissing, "The DuckDB library \(path) cannot be loaded: \(reason). \(setUp)")
    }
    let version = words(ddb_library_version())
    guard isAccepted(version) else {
      throw DuckDBError(
        .libraryVersion,
        "The DuckDB library \(path) is \(version); QS works with v1.4 to v2.0. \(setUp)")
    }
    return DuckDBLibrary(path: path, version: version)
  }

  /// True for v1.4 up to v2.0, with any patch number: the versions the binding was tried with.
  static func isAccepted(_ version: String) -> Bool {
    let parts = version.drop { $0 == "v" }.split(separator: ".")
    guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1]) else {
      return false
    }
    return (1, 4) <= (major, minor) && (major, minor) <= (2, 0)
  }

  /// Where the set-up puts the library: under the folders above the executable, then here.
  private static func fetchedCopies() -> [String] {
    var folders: [String] = []
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    if length > 0 {
      var folder = String(
        decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)[...]
      while let slash = folder.lastIndex(of: "/") {
        folder = folder[..<slash]
        folders.append(String(folder))
      }
    }
    if getcwd(&buffer, buffer.count) != nil {
      let here = String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if !folders.contains(here) { folders.append(here) }
    }
    return folders.map { $0 + "/.qs/lib/libduckdb.so" }
  }
}

/// Returns the text that a C function answered, or nothing for a null pointer.
func words(_ pointer: UnsafePointer<CChar>?) -> String {
  guard let pointer else { return "" }
  return String(cString: pointer)
}
