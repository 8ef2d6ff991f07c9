import Foundation

/// A folder of a test's own, removed when the test lets go of it; perhaps a small disk of its own.
final class ScratchFolder: Sendable {
  let path: String
  private let isDisk: Bool

  init() throws {
    path = try Self.make()
    isDisk = false
  }

  /// Makes the folder a disk of `kibibytes` in memory, which needs the right to mount.
  init(diskOf kibibytes: Int) throws {
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

  /// True when this process may mount a disk.
  static var mayMount: Bool {
    do {
      _ = try ScratchFolder(diskOf: 64)
      return true
    } catch {
      return false
    }
  }

  private static func make() throws -> String {
    var template = Array((NSTemporaryDirectory() + "/qs-journal-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
