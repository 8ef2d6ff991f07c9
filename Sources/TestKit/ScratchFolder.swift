import Foundation

/// A folder of a test's own, removed with all it holds when the test lets go of it.
///
/// It may be a small disk of its own, in memory, to be filled up or made read-only.
public final class ScratchFolder: Sendable {
  public let path: String
  private let isDisk: Bool

  /// Makes an empty folder among the system's temporary files.
  public init() throws {
    path = try Self.make()
    isDisk = false
  }

  /// Makes an empty folder that is a disk of `kibibytes`, which needs the right to mount.
  public init(diskOf kibibytes: Int) throws {
    path = try Self.make()
    isDisk = true
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  deinit {
    if isDisk, umount(path) != 0 { Swift.print("Could not unmount \(path).") }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Swift.print("Could not remove \(path): \(error)")
    }
  }

  /// Returns the path of `name` in this folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes a disk read-only, or writable again.
  public func setReadOnly(_ isReadOnly: Bool) throws {
    precondition(isDisk, "Only a disk of its own is made read-only.")
    let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
    guard mount("tmpfs", path, "tmpfs", flags, nil) == 0 else {
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  /// True when this process may mount a disk; tests that need one are skipped otherwise.
  public static let mayMount: Bool = {
    do {
      _ = try ScratchFolder(diskOf: 64)
      return true
    } catch {
      return false
    }
  }()

  private static func make() throws -> String {
    var folder = NSTemporaryDirectory()
    while folder.hasSuffix("/") { folder.removeLast() }
    var template = Array("\(folder)/qs-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
