import DuckDB
import Foundation
public import Market

extension Warehouse {
  /// Puts a backup in the place of a warehouse file that nobody has open.
  ///
  /// The backup is proven first: its digest, its tables and their rows. The file takes its name only
  /// when it is whole; what had the name before stays beside it with the ending `.former`. The store
  /// gets an identity of its own, so that nothing kept of another history is taken for its data.
  ///
  /// - Throws: `corrupt` for a damaged backup, `locked` while a process has the file open, `missing`
  ///   when there is no backup, `conflict` when this program is older than it.
  public static func restore(
    from folder: String, to path: String
  ) throws(StoreError) -> BackupManifest {
    do {
      let registration = try FileRegistration(path)
      defer { registration.end() }
      let restoration = Restoration(folder: folder, path: path)
      let manifest = try restoration.proven()
      try restoration.carryOut(manifest)
      return manifest
    } catch {
      throw StoreFailure(doing: "restore \(path) from \(folder)", path: path).storeError(error)
    }
  }
}

private struct Restoration {
  let folder: String
  let path: String

  private var source: String { "\(folder)/\(BackupManifest.databaseName)" }
  private var draft: String { path + ".restoring" }

  /// Reads the manifest and proves the backup by it.
  func proven() throws -> BackupManifest {
    let file = "\(folder)/\(BackupManifest.fileName)"
    guard FileManager.default.fileExists(atPath: file),
      FileManager.default.fileExists(atPath: source)
    else {
      throw StoreError(
        .missing, "There is no backup in \(folder).",
        remedy: "Name the folder of a backup: it holds \(BackupManifest.fileName).")
    }
    let manifest: BackupManifest
    do {
      manifest = try JSONDecoder().decode(
        BackupManifest.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    } catch is DecodingError {
      throw damaged("its manifest cannot be read")
    }
    guard manifest.schema <= Schema.newest else {
      throw StoreError(
        .conflict,
        "The backup \(folder) has schema version \(manifest.schema); this program knows versions "
          + "up to \(Schema.newest).", remedy: "Restore it with the newer QS that made it.")
    }
    let found = try FileDigest.sha256(of: source)
    guard found.bytes == manifest.bytes, found.digest == manifest.digest else {
      throw damaged("its file has \(found.bytes) bytes and digest \(found.digest)")
    }
    return manifest
  }

  func carryOut(_ manifest: BackupManifest) throws {
    let files = FileManager.default
    let parent = (path as NSString).deletingLastPathComponent
    if !parent.isEmpty {
      try files.createDirectory(
        atPath: parent, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
    try InterruptedRestore(path: path).repair()
    for leftover in [draft, draft + ".wal"] where files.fileExists(atPath: leftover) {
      try files.removeItem(atPath: leftover)
    }
    do {
      try files.copyItem(atPath: source, toPath: draft)
      guard try Backup.contents(of: draft).tables == manifest.tables else {
        throw damaged("its tables are not those of its manifest")
      }
      try giveIdentity()
      try exchange()
    } catch {
      unlink(draft)
      throw error
    }
  }

  private func giveIdentity() throws {
    let connection = try Database(.file(draft)).connect()
    try connection.execute("UPDATE store_state SET lineage = uuid()::VARCHAR")
    try connection.execute("CHECKPOINT")
  }

  /// Gives the draft the file's name while holding the lock that DuckDB looks for.
  private func exchange() throws {
    let lock = try FileLock(path)
    defer { lock.end() }
    unlink(path + ".former")
    unlink(path + ".former.wal")
    // The log goes first: beside another file it would be replayed into it.
    let hasLog = FileManager.default.fileExists(atPath: path + ".wal")
    if hasLog { try require(rename(path + ".wal", path + ".former.wal") == 0) }
    do {
      if FileManager.default.fileExists(atPath: path) {
        try require(link(path, path + ".former") == 0)
      }
      try require(rename(draft, path) == 0)
    } catch {
      // Without its log the file lacks what was committed last.
      if hasLog { try require(rename(path + ".former.wal", path + ".wal") == 0) }
      throw error
    }
  }

  private func require(_ isDone: Bool) throws {
    guard isDone else {
      throw StoreError(
        .query, "Exchanging \(path) failed with error \(errno).",
        remedy: "Check the folder's rights; the former file is \(path) or \(path).former.")
    }
  }

  private func damaged(_ words: String) -> StoreError {
    StoreError(
      .corrupt, "The backup \(folder) is damaged: \(words).",
      remedy: "Restore another backup; nothing was changed.")
  }
}

/// A restoration that ended after it had moved the log away and before the backup had its place.
struct InterruptedRestore {
  let path: String

  /// True when the log beside the former file's name belongs to the file that is still in place.
  var isFound: Bool {
    let files = FileManager.default
    guard files.fileExists(atPath: path), !files.fileExists(atPath: path + ".wal"),
      files.fileExists(atPath: path + ".restoring"),
      files.fileExists(atPath: path + ".former.wal")
    else { return false }
    // Another file of the former name is that of an earlier restoration, and the log is its.
    return !files.fileExists(atPath: path + ".former")
      || number(of: path + ".former") == number(of: path)
  }

  /// Gives the file its log back, so that nothing committed is lost.
  func repair() throws {
    guard isFound else { return }
    guard rename(path + ".former.wal", path + ".wal") == 0 else {
      throw StoreError(
        .query, "Giving \(path) its log back failed with error \(errno).",
        remedy: "Rename \(path).former.wal to \(path).wal before anything opens the file.")
    }
    unlink(path + ".former")
    unlink(path + ".restoring")
  }

  /// Refuses a file whose log is not beside it.
  func requireNone() throws(StoreError) {
    guard isFound else { return }
    throw StoreError(
      .conflict,
      "A restoration of \(path) was interrupted; what was committed last is in "
        + "\(path).former.wal.", remedy: "Open it once for writing, which puts it right.")
  }

  private func number(of path: String) -> UInt64? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }
}

/// The lock of a file against other processes, of the kind that DuckDB takes.
private final class FileLock {
  private let descriptor: Int32

  /// - Throws: `locked` with the holder when another process has it.
  init(_ path: String) throws {
    descriptor = open(path, O_RDWR)
    guard descriptor >= 0 else {
      guard errno == ENOENT else {
        throw StoreError(
          .readOnly, "\(path) cannot be opened: error \(errno).",
          remedy: "Make it writable for the user that runs QS.")
      }
      return
    }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    guard fcntl(descriptor, F_SETLK, &lock) == -1 else { return }
    _ = fcntl(descriptor, F_GETLK, &lock)
    close(descriptor)
    throw StoreError(
      .locked, "\(path) is held by another process (pid \(lock.l_pid)).",
      remedy: "Stop that process with \"qs down\" first.")
  }

  func end() { if descriptor >= 0 { close(descriptor) } }
}
