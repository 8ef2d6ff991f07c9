import ArgumentParser
import Contract
import Foundation

/// The files that are written from the API's contract.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write or check the files that are written from the API's contract.",
    discussion: "The dashboard's types and client, the API's reference and its OpenAPI document.")
  @Flag(help: "Write the files.") var write = false
  @Flag(help: "Fail when a file differs from the contract (the default).") var check = false
  @Option(help: ArgumentHelp("The repository's root.", valueName: "dir")) var root = "."

  mutating func validate() throws {
    guard !(write && check) else { throw ValidationError("Give --write or --check, not both.") }
  }

  func run() throws {
    var stale: [String] = []
    for file in SchemaFiles.all() {
      let place = URL(filePath: root).appending(path: file.path)
      let current = FileManager.default.contents(atPath: place.path)
      guard current != Data(file.contents.utf8) else { continue }
      stale.append(file.path)
      if write { try save(file.contents, at: place) }
    }
    for path in stale { print(write ? "wrote \(path)" : "\(path) differs from the contract") }
    if !write, !stale.isEmpty {
      throw CommandFailure(
        .failed, "schema.stale", "\(stale.count) files differ from the contract.",
        remedy: "Write them with: qs schema --write")
    }
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
