import Foundation

/// What `qs up` runs: two programs that answer on three ports.
struct ServiceTable: Sendable {
  /// A place that answers when its service is well.
  struct Endpoint: Sendable {
    let name: String
    let port: Int
    /// Answers 200 when well.
    let healthPath: String
    /// The program that answers there.
    let program: String
    /// Whether QS is of no use without it.
    let isEssential: Bool

    var address: String { "http://127.0.0.1:\(port)" }
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

  init(_ options: ServiceOptions, in installation: Installation, program: URL) {
    var endpoints = [
      Endpoint(
        name: "API", port: options.portAPI, healthPath: "/api/health", program: Self.server,
        isEssential: true),
      Endpoint(
        name: "Mission Control", port: options.portDashboard, healthPath: "/",
        program: Self.server, isEssential: true),
    ]
    var programs = [Self.serverProgram(options, installation, program)]
    if !options.core {
      endpoints.append(
        Endpoint(
          name: "Strategy Lab", port: options.portMLflow, healthPath: "/health",
          program: Self.strategyLab, isEssential: false))
      programs.append(Self.strategyLabProgram(options, installation))
    }
    self.endpoints = endpoints
    self.programs = programs
  }

  private static func serverProgram(
    _ options: ServiceOptions, _ installation: Installation, _ program: URL
  ) -> Program {
    Program(
      name: server, file: program, arguments: ["serve"] + options.serverArguments(installation),
      environment: ProcessInfo.processInfo.environment,
      log: installation.logs.appending(path: "server.log"), patience: .seconds(60),
      mayBeKilled: false)
  }

  /// The Strategy Lab with one worker, its database and artifacts in the data directory, and nothing
  /// reported to anybody.
  private static func strategyLabProgram(
    _ options: ServiceOptions, _ installation: Installation
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
        folder.appending(path: "artifacts").path, "--serve-artifacts", "--host", "127.0.0.1",
        "--port", "\(options.portMLflow)", "--workers", "1",
      ], environment: environment, log: installation.logs.appending(path: "strategy-lab.log"),
      patience: .seconds(20), mayBeKilled: true)
  }
}
