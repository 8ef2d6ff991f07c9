import Foundation

/// What must be so before the services can run.
struct Preflight {
  let installation: Installation
  let table: ServiceTable

  /// A thing in the way, and what to do about it.
  struct Obstacle: Hashable {
    let message: String
    let remedy: String
  }

  /// The record of each program that runs for this data directory.
  static func record(of program: String, in installation: Installation) -> URL {
    installation.run.appending(path: "\(program).json")
  }

  static let supervisor = "supervisor"

  /// Everything in the way, so that all of it can be put right at once.
  func obstacles() -> [Obstacle] {
    portObstacles() + lockObstacles() + missingFiles()
  }

  private func portObstacles() -> [Obstacle] {
    table.endpoints.compactMap { endpoint in
      guard let holder = Holder.ofPort(endpoint.port) else { return nil }
      return Obstacle(
        message: "Port \(endpoint.port) of \(endpoint.name) is taken by \(holder.words).",
        remedy: "End that program, or choose another port with \(Self.option(for: endpoint)).")
    }
  }

  private static func option(for endpoint: ServiceTable.Endpoint) -> String {
    switch endpoint.name {
    case "API": "--port-api"
    case "Mission Control": "--port-dashboard"
    default: "--port-mlflow"
    }
  }

  private func lockObstacles() -> [Obstacle] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: installation.data.path)
    } catch {
      // The data directory is made at the first start; until then nothing in it can be locked.
      return []
    }
    return names.sorted().filter { $0.hasSuffix(".duckdb") }.compactMap { name in
      let file = installation.data.appending(path: name)
      guard let holder = Holder.ofLock(on: file) else { return nil }
      return Obstacle(
        message: "The database \(file.path) is in use by \(holder.words).",
        remedy: "End that program, or use another data directory with --data.")
    }
  }

  private func missingFiles() -> [Obstacle] {
    var found: [Obstacle] = []
    let set = FileManager.default
    if !set.fileExists(atPath: installation.databaseLibrary.path) {
      found.append(
        Obstacle(
          message: "The database library \(installation.databaseLibrary.path) is missing.",
          remedy: "Fetch it with scripts/setup.sh."))
    }
    if !set.fileExists(atPath: installation.dashboard.appending(path: "index.html").path) {
      found.append(
        Obstacle(
          message:
            "Mission Control is not built: \(installation.dashboard.path) has no index.html.",
          remedy: "Build it with scripts/build-dashboard.sh, or run ./start.sh."))
    }
    let wantsLab = table.programs.contains { $0.name == ServiceTable.strategyLab }
    if wantsLab, !set.isExecutableFile(atPath: installation.strategyLab.path) {
      found.append(
        Obstacle(
          message:
            "The Strategy Lab is not installed: \(installation.strategyLab.path) is missing.",
          remedy: "Install it with scripts/setup.sh, or leave it out with --core."))
    }
    return found
  }
}
