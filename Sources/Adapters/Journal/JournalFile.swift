import Glibc
import Market

/// A file descriptor and the few calls a journal makes on it, with their errors in words.
final class JournalFile {
  let path: String
  private let descriptor: Int32

  /// - Parameter flags: As for `open(2)`; the descriptor does not outlive an `exec`.
  init(_ path: String, flags: Int32) throws(StoreError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.error("open", path, errno) }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// The file's size in bytes.
  func size() throws(StoreError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.error("look at", path, errno) }
    return Int(status.st_size)
  }

  func readAll() throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: try size())
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, off_t(done))
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.error("read", path, errno) }
      guard count > 0 else { break }
      done += count
    }
    return Array(bytes[..<done])
  }

  /// Writes all bytes at `offset`.
  func write(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, off_t(offset + done))
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.error("write", path, errno) }
      done += count
    }
  }

  func truncate(to size: Int) throws(StoreError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.error("shorten", path, errno) }
  }

  /// Waits until what was written would survive a loss of power.
  func synchronize() throws(StoreError) {
    guard fsync(descriptor) == 0 else { throw Self.error("secure", path, errno) }
  }

  /// Takes the file's lock, or returns false when another open file holds it.
  func lock() throws(StoreError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw Self.error("lock", path, errno) }
    return false
  }

  /// Says what a system call's error number means for a journal.
  static func error(_ doing: String, _ path: String, _ number: Int32) -> StoreError {
    let reason = String(cString: strerror(number))
    return switch number {
    case ENOSPC, EDQUOT, EFBIG:
      StoreError(
        .full, "Cannot \(doing) the journal \(path): the disk is full (\(reason)).",
        remedy: "Trading has stopped. Free disk space, then start the desk again.")
    case EROFS, EACCES, EPERM:
      StoreError(
        .readOnly, "Cannot \(doing) the journal \(path): it cannot be written (\(reason)).",
        remedy: "Give the user that runs QS the right to write there.")
    case ENOENT:
      StoreError(
        .missing, "Cannot \(doing) the journal \(path): it is not there.",
        remedy: "Check the data folder; a journal is never removed by QS.")
    default:
      StoreError(
        .query, "Cannot \(doing) the journal \(path): \(reason).",
        remedy: "Trading has stopped. Check the disk, then start the desk again.")
    }
  }
}
