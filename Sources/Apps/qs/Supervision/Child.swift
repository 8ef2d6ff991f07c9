import Foundation

/// A program that runs beside this one, its output in a log file.
final class Child: Sendable {
  let name: String
  let log: URL
  let identity: ProcessIdentity?
  private let process: Process

  /// Starts the program in a process group of its own, so that Ctrl-C reaches only this one.
  init(
    name: String, program: URL, arguments: [String], environment: [String: String], in folder: URL,
    log: URL
  ) throws(CommandFailure) {
    self.name = name
    self.log = log
    process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = folder
    do {
      try FileManager.default.createDirectory(
        at: log.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: log)
      let output = try FileHandle(forWritingTo: log)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = output
      try process.run()
    } catch {
      throw CommandFailure(
        .failed, "service.unstartable",
        "\(name) cannot be started: \(program.path): \(error.localizedDescription)",
        remedy: "Run ./start.sh, which installs and builds what is missing.")
    }
    identity = ProcessIdentity.of(process.processIdentifier)
  }

  /// The exit status once it has ended; nil while it runs.
  var status: Int32? { process.isRunning ? nil : process.terminationStatus }

  /// Asks the program to end.
  func terminate() {
    if process.isRunning { process.terminate() }
  }

  /// Ends the program and what it started, for a program that keeps nothing of value in memory.
  func kill() {
    if isGroupAlive { Foundation.kill(-process.processIdentifier, SIGKILL) }
  }

  /// Whether the program, or anything that it started, still runs.
  private var isGroupAlive: Bool { Foundation.kill(-process.processIdentifier, 0) == 0 }

  /// Waits until the program and what it started have ended, at most so long.
  func ended(within limit: Duration) async throws -> Bool {
    let steps = Int(limit / .milliseconds(100))
    for _ in 0..<max(1, steps) {
      if !process.isRunning, !isGroupAlive { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return !process.isRunning && !isGroupAlive
  }

  /// The last lines of the log.
  func lastLines(_ count: Int) -> String {
    guard let contents = FileManager.default.contents(atPath: log.path) else { return "" }
    return String(decoding: contents.suffix(16_384), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).suffix(count + 1)
      .joined(separator: "\n")
  }
}
