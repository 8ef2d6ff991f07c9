import Foundation

/// A folder of a test's own, removed when the test lets go of it.
final class ScratchFolder {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/qs-duckdb-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw CocoaError(.fileWriteUnknown)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Swift.print("Could not remove \(path): \(error)")
    }
  }

  func file(_ name: String) -> String { path + "/" + name }
}
