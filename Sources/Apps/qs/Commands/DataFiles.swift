import ArgumentParser
import Contract
import Foundation

extension DataCommand {
  struct Inbox: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the files that wait to be imported.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let files = try await courier.many(FileView.self, "inbox")
      terminal.show(files) { FileList.table($0, whenEmpty: "No file waits in the inbox.") }
    }
  }

  struct Exports: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the tables that were written as files.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let files = try await courier.many(FileView.self, "exports")
      terminal.show(files) { FileList.table($0, whenEmpty: "No table was exported.") }
    }
  }

  struct Backups: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the backups.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let files = try await courier.many(FileView.self, "backups")
      terminal.show(files) { FileList.table($0, whenEmpty: "There is no backup.") }
    }
  }

  struct Export: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a table as a Parquet file.",
      discussion: "It lies in the folder exports of the data folder, and in FILE when one is named.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "A table of qs data tables.") var table: String
    @Argument(help: "Where to copy it.") var file: String?

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let job = try await courier.one(
        JobView.self, "exportTable", sending: ExportRequest(table: table))
      let end = try await JobFollower(courier: courier).follow(job.value)
      if let file, let name = end.value.result {
        let installation = try await Installation.find(dataDirectory: connection.dataDirectory)
        try FileList.copy(
          installation.data.appending(path: "exports").appending(path: name),
          to: URL(filePath: file))
      }
      terminal.show(end) { "\($0.title): \($0.message)" }
    }
  }

  struct Backup: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Copy the whole warehouse into a folder of its own, while it works.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let job = try await courier.one(JobView.self, "backUp")
      let end = try await JobFollower(courier: courier).follow(job.value)
      terminal.show(end) { "\($0.title): \($0.message)" }
    }
  }
}

/// Files of the data folder, for a person.
enum FileList {
  static func table(_ files: [FileView], whenEmpty sentence: String) -> String {
    var table = Table(.text("name"), .figure("size"), .text("changed"))
    for file in files {
      table.add(file.name, Figures.bytes(file.bytes), Figures.instant(file.at))
    }
    return table.text(whenEmpty: sentence)
  }

  /// Copies a file to a place where nothing is yet.
  static func copy(_ file: URL, to place: URL) throws(CommandFailure) {
    do {
      try FileManager.default.copyItem(at: file, to: place)
    } catch {
      throw CommandFailure(
        .failed, "file.unwritable",
        "\(file.path) cannot be copied to \(place.path): \(error.localizedDescription)",
        remedy: "Choose a place where nothing is yet and where you may write.")
    }
  }
}
