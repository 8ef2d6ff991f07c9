import ArgumentParser
import Contract
import Foundation

/// Explains what is missing or broken.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain what is missing or broken, and what to do about it.")
  @OptionGroup var services: ServiceOptions
  @Flag(help: "Write JSON.") var json = false
  @Flag(help: "Only what would keep the services from starting.") var preflight = false

  func run() async throws {
    let installation = try await Installation.find(flags: services.flags)
    let table = ServiceTable(
      services, loadingSample: false, in: installation, program: try Up.program())
    let isRunning = Self.isRunning(installation)
    var findings: [Finding] = []
    if isRunning {
      findings += try await HealthProbe.with { probe in
        var findings: [Finding] = []
        for endpoint in table.endpoints {
          let isWell = await probe.isWell(endpoint)
          findings.append(
            Finding(
              isWell ? .good : .bad, endpoint.name,
              "\(endpoint.address) \(isWell ? "answers" : "does not answer")",
              remedy: isWell ? "" : "See \(installation.logs.path); restart: qs down, qs up."))
        }
        return findings
      }
    } else {
      findings += Preflight(installation: installation, table: table).obstacles().map {
        Finding(.bad, "start", $0.message, remedy: $0.remedy)
      }
    }
    if !preflight { findings += Surroundings(installation: installation).findings() }
    show(findings)
    let bad = findings.count { $0.state == .bad }
    if bad > 0 {
      throw CommandFailure(
        .failed, "doctor.found", "\(bad) of \(findings.count) checks found something.",
        remedy: "Follow the remedies above.")
    }
  }

  private static func isRunning(_ installation: Installation) -> Bool {
    [Preflight.supervisor, ServiceTable.server].contains { name in
      ProcessRecord.read(Preflight.record(of: name, in: installation))?.identity.isAlive == true
    }
  }

  private func show(_ findings: [Finding]) {
    guard !json else {
      let list = JSONValue.array(
        findings.map {
          [
            "check": .string($0.subject), "isGood": .bool($0.state == .good),
            "message": .string($0.message), "remedy": .string($0.remedy),
          ]
        })
      return print(list.prettyText())
    }
    for finding in findings {
      print(
        "\(finding.state == .good ? "ok     " : "missing")  \(finding.subject): \(finding.message)")
      if !finding.remedy.isEmpty { print("         fix: \(finding.remedy)") }
    }
    if findings.isEmpty { print("Nothing stands in the way.") }
  }
}

/// What the doctor saw of one thing.
private struct Finding: Hashable {
  enum State { case good, bad }

  let state: State
  let subject: String
  let message: String
  let remedy: String

  init(_ state: State, _ subject: String, _ message: String, remedy: String = "") {
    self.state = state
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }
}

/// The installation's files and the machine around them.
private struct Surroundings {
  let installation: Installation

  private static let leastFreeBytes: Int64 = 2 << 30

  func findings() -> [Finding] {
    [
      file(
        installation.databaseLibrary, "database library", remedy: "Fetch it with scripts/setup.sh."),
      file(
        installation.samplePack.appending(path: "manifest.json"), "sample data",
        remedy: "Fetch it with scripts/setup.sh."),
      file(
        installation.dashboard.appending(path: "index.html"), "Mission Control",
        remedy: "Build it with scripts/build-dashboard.sh."),
      file(
        installation.strategyLab, "Strategy Lab",
        remedy: "Install it with scripts/setup.sh, or start with --core."),
      disk(),
    ]
  }

  private func file(_ place: URL, _ subject: String, remedy: String) -> Finding {
    FileManager.default.fileExists(atPath: place.path)
      ? Finding(.good, subject, place.path)
      : Finding(.bad, subject, "\(place.path) is missing", remedy: remedy)
  }

  private func disk() -> Finding {
    var status = statvfs()
    let existing =
      FileManager.default.fileExists(atPath: installation.data.path)
      ? installation.data : installation.root
    guard statvfs(existing.path, &status) == 0 else {
      return Finding(
        .bad, "disk", "\(existing.path) cannot be looked at", remedy: "Check its permissions.")
    }
    let free = Int64(status.f_bavail) * Int64(status.f_frsize)
    let words = "\(Figures.count(Int(free >> 20))) MiB free for \(existing.path)"
    return free >= Self.leastFreeBytes
      ? Finding(.good, "disk", words)
      : Finding(.bad, "disk", words, remedy: "Make room: QS wants 2 GiB.")
  }
}
