import Contract
import Foundation
import Testing

@Suite struct SchemaFilesTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test(arguments: SchemaFiles.all().map(\.path))
  func `the written file equals what the contract says now`(path: String) throws {
    let contents = try #require(SchemaFiles.all().first { $0.path == path }?.contents)
    let file = Self.root.appending(path: path)
    if ProcessInfo.processInfo.environment["QS_WRITE_SCHEMA"] != nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try contents.write(to: file, atomically: true, encoding: .utf8)
    }

    let written = try String(contentsOf: file, encoding: .utf8)

    #expect(written == contents, "Run `qs schema --write`.")
  }
}
