import ArgumentParser
import Contract
import Foundation
import Platform

extension DataCommand {
  struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a backup in the place of the warehouse.",
      discussion: """
        Only while nothing has the data open. The backup is proven first, by its digest and its rows; \
        the file it replaces is kept beside it, with the ending .former.
        """)
    @Argument(help: "The backup's folder, or its name as listed by qs data backups.")
    var folder: String
    @Option(
      name: .customLong("data"),
      help: ArgumentHelp("The data directory; by default as configured.", valueName: "dir"))
    var dataDirectory: String?
    @Flag(help: "Do not ask.") var yes = false

    func run() async throws {
      let installation = try await Installation.find(dataDirectory: dataDirectory)
      let listed = installation.data.appending(path: "backups").appending(path: folder)
      let place =
        FileManager.default.fileExists(atPath: listed.path) ? listed : URL(filePath: folder)
      if !yes {
        let answer = try Terminal.answer(
          "Replace the warehouse in \(installation.data.path) by \(place.path)? (yes/no)",
          remedy: "Give --yes, or run it in a terminal.")
        guard answer.lowercased() == "yes" else {
          throw CommandFailure(
            .failed, "restore.declined", "Nothing was replaced.", remedy: "Answer yes to do it.")
        }
      }
      do {
        print(try Platform.restore(from: place.path, into: installation.settings))
      } catch {
        throw LocalPlatform.failure(of: error, opening: installation.data.path)
      }
    }
  }
}
