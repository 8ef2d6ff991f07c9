import Foundation
import Platform

/// What `qs up` runs: two programs that answer on three ports.
struct ServiceTable: Sendable {
  /// A place that answers when its service is well.
  struct Endpoint: Sendable {
    let name: String
    let place: Settings.Address
    /// Answers 200 when well.
    let healthPath: String
    /// The program that answers there.
    let program: String
    /// Whether QS is of no use without it.
    let isEssential: Bool

    var port: Int { place.port }
    var address: String { "http://\(place)" }
  }

  /// A program to run.
  struct Program: Sendable {
    let name: String
    let file: URL
    let arguments: [String]
    let environment: [String: String]
    let log: URL
    /// How long it may take to end in order.
    let patience: Duration
    /// Whether it may be killed when it does not end in order; never true of what holds the database.
    let mayBeKilled: Bool
  }

  let endpoints: [Endpoint]
  let programs: [Program]

  static let server = "server"
  static let strategyLab = "strategy-lab"

  init(
    _ options: ServiceOptions, loadingSample: Bool, in installation: Installation, program: URL
  ) {
    let settings = installation.settings
    var endpoints = [
      Endpoint(
        name: "API", place: settings.api, healthPath: "/api/health", program: Self.server,
        isEssential: true),
      Endpoint(
        name: "Mission Control", place: settings.dashboard, healthPath: "/",
        program: Self.server, isEssential: true),
    ]
    var programs = [
      Program(
        name: Self.server, file: program,
        arguments: ["serve"] + options.arguments + (loadingSample ? ["--load-sample"] : []),
        environment: ProcessInfo.processInfo.environment,
        log: installation.logs.appending(path: "server.log"), patience: .seconds(60),
        mayBeKilled: false)
    ]
    // A tracker on another machine is somebody else's to run.
    if let tracker = settings.tracker, ["127.0.0.1", "localhost"].contains(tracker.host) {
      endpoints.append(
        Endpoint(
          name: "Strategy Lab", place: tracker, healthPath: "/health",
          program: Self.strategyLab, isEssential: false))
      programs.append(Self.strategyLabProgram(tracker, installation))
    }
    self.endpoints = endpoints
    self.programs = programs
  }

  /// The Strategy Lab with one worker, its database and artifacts in the data directory, and nothing
  /// reported to anybody.
  private static func strategyLabProgram(
    _ place: Settings.Address, _ installation: Installation
  ) -> Program {
    let folder = installation.data.appending(path: "mlflow", directoryHint: .isDirectory)
    var environment = ProcessInfo.processInfo.environment
    environment["DO_NOT_TRACK"] = "1"
    environment["MLFLOW_DISABLE_TELEMETRY"] = "true"
    environment["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"
    return Program(
      name: strategyLab, file: installation.strategyLab,
      arguments: [
        "server", "--backend-store-uri",
        "sqlite:///\(folder.appending(path: "mlflow.db").path)", "--artifacts-destination",
        folder.appending(path: "artifacts").path, "--serve-artifacts", "--host", place.host,
        "--port", "\(place.port)", "--workers", "1",
      ], environment: environment, log: installation.logs.appending(path: "strategy-lab.log"),
      patience: .seconds(20), mayBeKilled: true)
  }
}
