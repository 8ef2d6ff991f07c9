import Foundation

/// Processes of ours that an earlier start recorded.
struct StaleProcesses {
  let installation: Installation

  private static let patience = 600
  private static let pause = Duration.milliseconds(100)

  /// Ends what a supervisor that is gone left behind.
  ///
  /// - Throws: `CommandFailure` when the supervisor still lives: then nothing is stale.
  func clear() async throws {
    let place = Preflight.record(of: Preflight.supervisor, in: installation)
    if let record = ProcessRecord.read(place), record.identity.isAlive {
      let ports = record.ports.sorted { $0.key < $1.key }.map { "\($0.key) on \($0.value)" }
      throw CommandFailure(
        .failed, "service.running",
        "QS already runs (process \(record.identity.pid)): \(ports.joined(separator: ", ")).",
        remedy: "Stop it with qs down, or use another data directory with --data.")
    }
    for name in try await end([ServiceTable.server, ServiceTable.strategyLab]) {
      Terminal.complain("ended a stale \(name) of an earlier start")
    }
  }

  /// Asks the recorded processes to end, waits for them, and returns the names of those that lived.
  func end(_ names: [String]) async throws -> [String] {
    var ended: [String] = []
    for name in names {
      let place = Preflight.record(of: name, in: installation)
      guard let record = ProcessRecord.read(place) else { continue }
      if record.identity.isAlive {
        kill(record.identity.pid, SIGTERM)
        try await wait(for: record, name)
        ended.append(name)
      }
      record.remove(from: place)
    }
    return ended
  }

  private func wait(for record: ProcessRecord, _ name: String) async throws {
    for _ in 0..<Self.patience {
      if !record.identity.isAlive { return }
      try await Task.sleep(for: Self.pause)
    }
    throw CommandFailure(
      .failed, "service.unending",
      "The \(name) (process \(record.identity.pid)) has not ended after a minute.",
      remedy:
        "It may still be saving; look at \(installation.logs.path) before you end it yourself.")
  }
}
