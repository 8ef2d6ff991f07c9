import Foundation

/// Where this installation keeps its files.
struct Installation: Sendable {
  /// The folder that holds `start.sh` and `.qs`.
  let root: URL
  /// The folder of the database, the journal and the services' files.
  let data: URL

  /// Finds the installation: `QS_HOME`, else the nearest folder with a `.qs` at or above the working
  /// directory, else at or above the program itself.
  init(dataDirectory: String?, environment: [String: String] = ProcessInfo.processInfo.environment)
  {
    let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    if let home = environment["QS_HOME"] {
      root = URL(filePath: home, directoryHint: .isDirectory)
    } else {
      let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      root = Self.nearest(to: here) ?? Self.nearest(to: program.deletingLastPathComponent()) ?? here
    }
    if let dataDirectory {
      data = URL(filePath: dataDirectory, directoryHint: .isDirectory, relativeTo: here).absoluteURL
    } else {
      let named = environment["DATA_DIRECTORY"] ?? "data"
      data = URL(filePath: named, directoryHint: .isDirectory, relativeTo: root).absoluteURL
    }
  }

  /// Process identities of what runs on this data directory.
  var run: URL { data.appending(path: "run", directoryHint: .isDirectory) }
  /// The services' logs.
  var logs: URL { root.appending(path: ".qs/log", directoryHint: .isDirectory) }
  /// The Strategy Lab's program.
  var strategyLab: URL { root.appending(path: ".qs/services/bin/mlflow") }
  /// The database's C library.
  var databaseLibrary: URL { root.appending(path: ".qs/lib/libduckdb.so") }
  /// The dashboard's built files.
  var dashboard: URL { root.appending(path: "Dashboard/dist", directoryHint: .isDirectory) }

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
