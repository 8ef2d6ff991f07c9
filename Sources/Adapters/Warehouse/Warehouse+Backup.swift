public import Chronology
import DuckDB
import Fingerprint
import Foundation
public import Market

/// What a backup holds, by which restoring proves it.
public struct BackupManifest: Hashable, Sendable, Codable {
  /// The manifest's file in the folder of the backup.
  public static let fileName = "manifest.json"
  /// The database beside it.
  public static let databaseName = "quant.duckdb"

  /// The schema's version.
  public let schema: Int64
  /// Which store it was, and how often its data had changed.
  public let lineage: String
  public let revision: Int64
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  public let madeAt: Int64
  /// The DuckDB that wrote it.
  public let library: String
  public let bytes: Int
  /// SHA-256 of the database file.
  public let digest: String
  /// Rows of every table, sorted by name.
  public let tables: [Table]

  /// A table and the number of its rows.
  public struct Table: Hashable, Sendable, Codable {
    public let name: String
    public let rows: Int
  }
}

/// How far a backup is.
public enum BackupStep: String, Hashable, Sendable, CaseIterable {
  case copying, checking, done
}

extension Warehouse {
  /// Copies the whole store, as it is at one instant, into a new folder, while it is in use.
  ///
  /// The copy is made in one reading transaction on a connection of its own: it is consistent, and
  /// neither readers nor the writer wait for it.
  ///
  /// - Parameters:
  ///   - folder: Made by this; on failure nothing of it stays.
  ///   - progress: Told of each step as it begins.
  /// - Throws: `conflict` when the folder is there already, `full`, `cancelled`.
  public func backUp(
    to folder: String, at now: Timestamp,
    progress: @escaping @Sendable (BackupStep) -> Void = { _ in }
  ) async throws(StoreError) -> BackupManifest {
    let doing = "back up to \(folder)"
    guard !FileManager.default.fileExists(atPath: folder) else {
      throw StoreError(
        .conflict, "Cannot \(doing): there is something of that name.",
        remedy: "Name a folder that is not there yet.")
    }
    let draft = folder + ".partial"
    let version = libraryVersion
    do {
      let manifest = try await side.run(isCancellable: true) { connection in
        try Backup(connection: connection, folder: draft, library: version, now: now)
          .make(progress)
      }
      guard rename(draft, folder) == 0 else {
        throw StoreError(
          .query, "Cannot \(doing): renaming \(draft) failed with error \(errno).",
          remedy: "Check the folder above it.")
      }
      progress(.done)
      return manifest
    } catch {
      let failure = StoreFailure(doing: doing, path: folder).storeError(error)
      do {
        if FileManager.default.fileExists(atPath: draft) {
          try FileManager.default.removeItem(atPath: draft)
        }
      } catch {
        throw StoreError(
          failure.code, "\(failure.message) What was copied is left in \(draft).",
          remedy: "\(failure.remedy) Remove that folder.")
      }
      throw failure
    }
  }

  /// Writes a table as a Parquet file, which appears under its name only when it is whole.
  ///
  /// - Returns: The rows written.
  /// - Throws: `missing` for a table that is not there, `conflict` for one that is never exported:
  ///   accounts and credentials.
  public func exportTable(_ name: String, to path: String) async throws(StoreError) -> Int {
    guard !["accounts", "credentials"].contains(name.lowercased()) else {
      throw StoreError(
        .conflict, "The table \(name) is not exported: it holds what lets people in.",
        remedy: "Choose another table.")
    }
    let draft = path + ".partial"
    do {
      return try await side.run(isCancellable: true) { connection in
        let names = try Backup.tables(on: connection)
        guard names.contains(name) else {
          throw StoreError(
            .missing, "There is no table \(name).",
            remedy: "Name one of \(names.joined(separator: ", ")).")
        }
        defer { unlink(draft) }
        let rows = try connection.change(
          "COPY (SELECT * FROM " + SQL.name(name) + ") TO " + SQL.path(draft)
            + " (FORMAT parquet, COMPRESSION zstd)")
        guard rename(draft, path) == 0 else {
          throw StoreError(
            .query, "Could not rename \(draft): error \(errno).", remedy: "Check the folder.")
        }
        return rows
      }
    } catch {
      throw StoreFailure(doing: "export \(name) to \(path)", path: path).storeError(error)
    }
  }
}

/// Makes one backup on a connection of its own.
struct Backup {
  let connection: Connection
  let folder: String
  let library: String
  let now: Timestamp

  func make(_ progress: (BackupStep) -> Void) throws -> BackupManifest {
    progress(.copying)
    if FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.removeItem(atPath: folder)
    }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let path = "\(folder)/\(BackupManifest.databaseName)"
    try copy(to: path)
    progress(.checking)
    let manifest = try manifest(of: path)
    try JSONEncoder.canonical.encode(manifest)
      .write(to: URL(fileURLWithPath: "\(folder)/\(BackupManifest.fileName)"))
    return manifest
  }

  private func copy(to path: String) throws {
    let source = try connection.first("SELECT current_database()") { row in try row.text(0) }
    guard let source else { throw DuckDBError(.corrupt, "The database has no name.") }
    try connection.execute("ATTACH " + SQL.path(path) + " AS qs_backup")
    do {
      try connection.execute("COPY FROM DATABASE " + SQL.name(source) + " TO qs_backup")
      try connection.execute("CHECKPOINT qs_backup")
    } catch {
      try connection.execute("DETACH qs_backup")
      throw error
    }
    try connection.execute("DETACH qs_backup")
  }

  private func manifest(of path: String) throws -> BackupManifest {
    // Closed before the digest: closing may still write.
    let (state, schema, tables) = try Self.contents(of: path)
    let (digest, bytes) = try FileDigest.sha256(of: path)
    return BackupManifest(
      schema: schema, lineage: state.lineage, revision: state.revision,
      madeAt: now.nanoseconds, library: library, bytes: bytes, digest: digest, tables: tables)
  }

  /// What a copy holds, read from the copy itself.
  static func contents(of path: String) throws -> (
    state: (lineage: String, revision: Int64), schema: Int64, tables: [BackupManifest.Table]
  ) {
    let connection = try Database(.file(path), settings: .init(isReadOnly: true)).connect()
    let state = try StoreState.read(on: connection)
    let schema = try connection.first("SELECT max(version) FROM schema_versions") { row in
      try row.integer(0)
    }
    let tables = try tables(on: connection).map { name in
      let rows = try connection.first("SELECT count(*) FROM " + SQL.name(name)) { row in
        try row.count(0)
      }
      return BackupManifest.Table(name: name, rows: rows ?? 0)
    }
    return ((state.lineage, state.revision), schema ?? 0, tables)
  }

  /// The names of all tables, sorted.
  static func tables(on connection: Connection) throws -> [String] {
    try connection.rows(
      """
      SELECT table_name FROM duckdb_tables()
      WHERE NOT temporary AND database_name = current_database() ORDER BY table_name
      """
    ) { row in try row.text(0) }
  }
}

/// Digests of files too large for memory.
enum FileDigest {
  static func sha256(of path: String) throws -> (digest: String, bytes: Int) {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { file.closeFile() }
    var digest = SHA256()
    var bytes = 0
    while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
      block.withUnsafeBytes { digest.update($0) }
      bytes += block.count
    }
    return (SHA256.text(of: digest.finalize()), bytes)
  }
}

extension JSONEncoder {
  /// Keys sorted, one a line: the same value gives the same bytes.
  fileprivate static var canonical: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return encoder
  }
}
