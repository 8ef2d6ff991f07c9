import ArgumentParser
import Foundation

/// Starts the services.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start all services and wait until each is well.",
    discussion: """
      Stays in the foreground and ends them in order on Ctrl-C; --detach leaves them running for qs \
      down. Ends stale processes of its own from an earlier start; never a stranger's.
      """)
  @OptionGroup var services: ServiceOptions
  @Flag(help: "Do not load the sample data into an empty warehouse.") var noSample = false
  @Flag(help: "Leave the services running and return.") var detach = false
  @Flag(name: .customLong("as-detached"), help: .hidden) var isDetached = false

  func run() async throws {
    let installation = try await Installation.find(flags: services.flags)
    let program = try Self.program()
    let table = ServiceTable(
      services, loadingSample: !noSample, in: installation, program: program)
    try await StaleProcesses(installation: installation).clear()
    let obstacles = Preflight(installation: installation, table: table).obstacles()
    if let first = obstacles.first {
      for obstacle in obstacles.dropLast() {
        Terminal.complain("error: \(obstacle.message)\nfix: \(obstacle.remedy)")
      }
      let last = obstacles.last ?? first
      throw CommandFailure(.failed, "preflight.failed", last.message, remedy: last.remedy)
    }
    try await HealthProbe.with { probe in
      guard detach else {
        let supervisor = Supervisor(
          installation: installation, table: table, probe: probe, isDetached: isDetached)
        return try await supervisor.run()
      }
      try await self.leave(table, installation, program, probe)
    }
  }

  /// The program that runs now, wherever it was found.
  static func program() throws -> URL {
    do {
      return URL(
        filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    } catch {
      throw CommandFailure(
        .failed, "process.unreadable",
        "/proc/self/exe cannot be read: \(error.localizedDescription)",
        remedy: "Run where /proc is mounted.")
    }
  }

  /// Starts a supervisor of its own and returns when the services are well.
  private func leave(
    _ table: ServiceTable, _ installation: Installation, _ program: URL, _ probe: HealthProbe
  ) async throws {
    let log = installation.logs.appending(path: "up.log")
    let child = try Child(
      name: "supervisor", program: program,
      arguments: ["up", "--as-detached"] + services.arguments + (noSample ? ["--no-sample"] : []),
      environment: ProcessInfo.processInfo.environment, in: installation.root, log: log)
    for _ in 0..<600 {
      if child.status != nil {
        throw CommandFailure(
          .failed, "service.failed", "The services did not start.\n\(child.lastLines(20))",
          remedy: "See \(log.path), and run qs doctor.")
      }
      var areWell = true
      for endpoint in table.endpoints where endpoint.isEssential {
        areWell = await probe.isWell(endpoint) && areWell
      }
      if areWell {
        // The supervisor prints the table right after it has seen the same answers.
        try await Task.sleep(for: .milliseconds(600))
        print(child.lastLines(40))
        return
      }
      try await Task.sleep(for: .milliseconds(200))
    }
    child.terminate()
    throw CommandFailure(
      .failed, "service.failed",
      "The services are not well after 2 minutes.\n\(child.lastLines(20))",
      remedy: "See \(log.path), and run qs doctor.")
  }
}

/// Ends what qs up started.
struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "End the services that qs up started, in order.")
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("The data directory; by default as configured.", valueName: "dir"))
  var dataDirectory: String?

  func run() async throws {
    let stale = StaleProcesses(
      installation: try await Installation.find(dataDirectory: dataDirectory))
    let ended =
      try await stale.end([Preflight.supervisor])
      + stale.end([ServiceTable.server, ServiceTable.strategyLab])
    print(ended.isEmpty ? "QS does not run." : "Ended: \(ended.joined(separator: ", ")).")
  }
}
