import ArgumentParser
import Foundation

/// Which services to run, and where.
struct ServiceOptions: ParsableArguments {
  @Flag(help: "Leave out the Strategy Lab; runs are kept and delivered later.")
  var core = false

  @Option(name: .customLong("port-api"), help: "Port of the API.") var portAPI = 8000
  @Option(help: "Port of Mission Control.") var portDashboard = 3000
  @Option(name: .customLong("port-mlflow"), help: "Port of the Strategy Lab.")
  var portMLflow = 5000

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("The data directory; by default as configured.", valueName: "dir"))
  var dataDirectory: String?

  @Flag(help: "Do not load the sample data into an empty warehouse.")
  var noSample = false

  mutating func validate() throws {
    let ports = [portAPI, portDashboard] + (core ? [] : [portMLflow])
    guard ports.allSatisfy({ (1...65_535).contains($0) }) else {
      throw ValidationError("A port is a number from 1 to 65535.")
    }
    guard Set(ports).count == ports.count else {
      throw ValidationError("Each service needs a port of its own.")
    }
  }

  /// The same wishes as options of `qs serve`.
  func serverArguments(_ installation: Installation) -> [String] {
    var arguments = [
      "--data", installation.data.path, "--port-api", "\(portAPI)", "--port-dashboard",
      "\(portDashboard)", "--port-mlflow", "\(portMLflow)",
    ]
    if core { arguments.append("--core") }
    if noSample { arguments.append("--no-sample") }
    return arguments
  }
}
