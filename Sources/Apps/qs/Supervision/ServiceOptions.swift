import ArgumentParser
import Foundation

/// Which services to run, and where.
struct ServiceOptions: ParsableArguments {
  @Flag(help: "Leave out the Strategy Lab; runs are kept and delivered later.")
  var core = false

  @Option(name: .customLong("port-api"), help: "Port of the API; by default as configured, 8000.")
  var portAPI: Int?
  @Option(help: "Port of Mission Control; by default as configured, 3000.")
  var portDashboard: Int?
  @Option(
    name: .customLong("port-mlflow"),
    help: "Port of the Strategy Lab; by default as configured, 5000.")
  var portMLflow: Int?

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("The data directory; by default as configured.", valueName: "dir"))
  var dataDirectory: String?

  mutating func validate() throws {
    let ports = [portAPI, portDashboard, portMLflow].compactMap(\.self)
    guard ports.allSatisfy({ (1...65_535).contains($0) }) else {
      throw ValidationError("A port is a number from 1 to 65535.")
    }
    guard Set(ports).count == ports.count else {
      throw ValidationError("Each service needs a port of its own.")
    }
  }

  /// These wishes as settings.
  var flags: [String: String] {
    var flags = Installation.flags(dataDirectory: dataDirectory)
    flags["server.api"] = portAPI.map { "127.0.0.1:\($0)" }
    flags["server.dashboard"] = portDashboard.map { "127.0.0.1:\($0)" }
    flags["services.mlflow"] = core ? "off" : portMLflow.map { "127.0.0.1:\($0)" }
    return flags
  }

  /// These wishes as options of another qs command.
  var arguments: [String] {
    var arguments: [String] = []
    if let directory = flags["data.directory"] { arguments += ["--data", directory] }
    if let portAPI { arguments += ["--port-api", "\(portAPI)"] }
    if let portDashboard { arguments += ["--port-dashboard", "\(portDashboard)"] }
    if let portMLflow { arguments += ["--port-mlflow", "\(portMLflow)"] }
    if core { arguments.append("--core") }
    return arguments
  }
}
