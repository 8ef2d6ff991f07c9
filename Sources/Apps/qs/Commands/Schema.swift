import ArgumentParser
import Contract
import Factors
import Foundation
import Platform

/// The files that are written from the code.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write or check the files that are written from the code.",
    discussion: """
      The dashboard's types and client, the API's reference and OpenAPI document, the command line's \
      reference and the example settings.
      """)
  @Flag(help: "Write the files.") var write = false
  @Flag(help: "Fail when a file differs from the code (the default).") var check = false
  @Option(help: ArgumentHelp("The repository's root.", valueName: "dir")) var root = "."

  mutating func validate() throws {
    guard !(write && check) else { throw ValidationError("Give --write or --check, not both.") }
  }

  func run() throws {
    var stale: [String] = []
    for file in Self.files() {
      let place = URL(filePath: root).appending(path: file.path)
      let current = FileManager.default.contents(atPath: place.path)
      guard current != Data(file.contents.utf8) else { continue }
      stale.append(file.path)
      if write { try save(file.contents, at: place) }
    }
    for path in stale { print(write ? "wrote \(path)" : "\(path) differs from the code") }
    if !write, !stale.isEmpty {
      throw CommandFailure(
        .failed, "schema.stale", "\(stale.count) files differ from the code.",
        remedy: "Write them with: qs schema --write")
    }
  }

  /// Every such file: its path from the repository's root, and its contents.
  static func files() -> [(path: String, contents: String)] {
    SchemaFiles.all() + [
      ("docs/reference/command-line.md", CommandLineReference.text()),
      ("docs/reference/factors.md", FactorReference.text()),
      ("qs.example.yaml", SettingsExample.text()),
    ]
  }

  private func save(_ contents: String, at place: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contents.utf8).write(to: place, options: .atomic)
    } catch {
      throw CommandFailure(
        .failed, "file.unwritable",
        "\(place.path) cannot be written: \(error.localizedDescription)",
        remedy: "Check the folder's permissions and the disk.")
    }
  }
}
