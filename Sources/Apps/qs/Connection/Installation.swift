import Foundation
import Platform

/// Where this installation keeps its files, and how it is set.
struct Installation: Sendable {
  /// The folder that holds `start.sh` and `.qs`.
  let root: URL
  let settings: Settings

  /// Finds the installation and reads its settings.
  ///
  /// It is at `QS_HOME`, else in the nearest folder with a `.qs` at or above the working directory,
  /// else at or above the program itself.
  ///
  /// - Parameter flags: Settings given on the command line, by key.
  static func find(
    flags: [String: String] = [:],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws(CommandFailure) -> Installation {
    let root = root(environment)
    do {
      let settings = try await Settings.read(
        flags: flags, environment: environment, in: root.path)
      return Installation(root: root, settings: settings)
    } catch let error as SettingsError {
      throw CommandFailure(
        .failed, "settings.faulty", error.faults.joined(separator: "\n       "),
        remedy: "Correct the settings; qs.example.yaml shows each with its default.")
    } catch {
      throw CommandFailure(
        .failed, "settings.unreadable", "The settings cannot be read: \(error)",
        remedy: "Check qs.yaml and .env in \(root.path).")
    }
  }

  /// The same, with the data directory that a person named.
  static func find(dataDirectory: String?) async throws(CommandFailure) -> Installation {
    try await find(flags: flags(dataDirectory: dataDirectory))
  }

  /// The data directory as a setting, made absolute from the working directory.
  static func flags(dataDirectory: String?) -> [String: String] {
    dataDirectory.map {
      ["data.directory": URL(filePath: $0, directoryHint: .isDirectory).standardizedFileURL.path]
    } ?? [:]
  }

  /// The folder of the database, the journal and the services' files.
  var data: URL { URL(filePath: settings.dataDirectory, directoryHint: .isDirectory) }
  /// Process identities of what runs on this data directory.
  var run: URL { data.appending(path: "run", directoryHint: .isDirectory) }
  /// The services' logs.
  var logs: URL { root.appending(path: ".qs/log", directoryHint: .isDirectory) }
  /// The Strategy Lab's program.
  var strategyLab: URL { root.appending(path: ".qs/services/bin/mlflow") }
  /// The database's C library.
  var databaseLibrary: URL {
    settings.libraryPath.map { URL(filePath: $0) }
      ?? root.appending(path: ".qs/lib/libduckdb.so")
  }
  /// The dashboard's built files.
  var dashboard: URL { URL(filePath: settings.dashboardFiles, directoryHint: .isDirectory) }
  /// The sample data.
  var samplePack: URL { URL(filePath: settings.samplePack, directoryHint: .isDirectory) }

  private static func root(_ environment: [String: String]) -> URL {
    let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    if let home = environment["QS_HOME"] {
      return URL(filePath: home, directoryHint: .isDirectory)
    }
    let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return nearest(to: here) ?? nearest(to: program.deletingLastPathComponent()) ?? here
  }

  private static func nearest(to start: URL) -> URL? {
    var folder = start.standardizedFileURL
    for _ in 0..<12 {
      if FileManager.default.fileExists(atPath: folder.appending(path: ".qs").path) {
        return folder
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }
}
