import Foundation

/// Runs the services side by side: starts them together, says when each is well, and ends them all
/// in order, whatever happens to one.
struct Supervisor {
  let installation: Installation
  let table: ServiceTable
  let probe: HealthProbe
  /// Whether a closed terminal leaves the services alone.
  let isDetached: Bool

  private static let startLimit = Duration.seconds(120)
  private static let pause = Duration.milliseconds(200)

  /// Runs until somebody asks for the end.
  func run() async throws {
    let interruption = Interruption(ignoringHangup: isDetached)
    defer { interruption.end() }
    try prepareFolders()
    let record = try recordSelf()
    var children: [Child] = []
    do {
      for program in table.programs { children.append(try start(program)) }
      if try await becomeWell(children, interruption) {
        try await watch(children, interruption)
      }
    } catch {
      try await stop(children)
      record.remove(from: Preflight.record(of: Preflight.supervisor, in: installation))
      throw error
    }
    Terminal.complain("stopping")
    try await stop(children)
    record.remove(from: Preflight.record(of: Preflight.supervisor, in: installation))
    Terminal.complain("stopped")
  }

  private func prepareFolders() throws(CommandFailure) {
    do {
      for folder in [
        installation.run, installation.logs, installation.data.appending(path: "mlflow"),
      ] {
        try FileManager.default.createDirectory(
          at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
    } catch {
      throw CommandFailure(
        .failed, "data.unwritable",
        "The data directory \(installation.data.path) cannot be used: \(error.localizedDescription)",
        remedy: "Check its permissions and the disk, or name another one with --data.")
    }
  }

  private func recordSelf() throws -> ProcessRecord {
    guard let identity = ProcessIdentity.current() else {
      throw CommandFailure(
        .failed, "process.unreadable", "/proc does not show this process.",
        remedy: "Run where /proc is mounted.")
    }
    let ports = Dictionary(uniqueKeysWithValues: table.endpoints.map { ($0.name, $0.port) })
    let record = ProcessRecord(identity: identity, ports: ports)
    try record.write(to: Preflight.record(of: Preflight.supervisor, in: installation))
    return record
  }

  private func start(_ program: ServiceTable.Program) throws -> Child {
    let child = try Child(
      name: program.name, program: program.file, arguments: program.arguments,
      environment: program.environment, in: installation.root, log: program.log)
    if let identity = child.identity {
      let ports = table.endpoints.filter { $0.program == program.name }
      try ProcessRecord(
        identity: identity,
        ports: Dictionary(uniqueKeysWithValues: ports.map { ($0.name, $0.port) })
      ).write(to: Preflight.record(of: program.name, in: installation))
    }
    return child
  }

  /// Waits until every service is well; false when somebody asked for the end before.
  private func becomeWell(_ children: [Child], _ interruption: Interruption) async throws -> Bool {
    let clock = ContinuousClock()
    let begun = clock.now
    var waiting = table.endpoints
    var isAnnounced = false
    while !waiting.isEmpty {
      if interruption.isRequested { return false }
      for endpoint in waiting {
        if let child = children.first(where: { $0.name == endpoint.program }) {
          try refuseEnded(child)
        }
        guard await probe.isWell(endpoint) else { continue }
        waiting.removeAll { $0.name == endpoint.name }
        let seconds = (clock.now - begun) / .seconds(1)
        Terminal.complain(
          "\(endpoint.name) is up at \(endpoint.address) after \(Figures.duration(seconds))")
      }
      if !isAnnounced, !waiting.contains(where: \.isEssential) {
        isAnnounced = true
        announce(starting: waiting)
      }
      if clock.now - begun > Self.startLimit, let late = waiting.first {
        throw failure(
          of: late.program, "\(late.name) does not answer at \(late.address) after 2 minutes.",
          children)
      }
      if !waiting.isEmpty { try await Task.sleep(for: Self.pause) }
    }
    return true
  }

  /// Watches until somebody asks for the end. QS cannot go on without its server; without the
  /// Strategy Lab it keeps its runs and delivers them later.
  private func watch(_ children: [Child], _ interruption: Interruption) async throws {
    var mourned: Set<String> = []
    while !interruption.isRequested {
      for child in children where child.status != nil && !mourned.contains(child.name) {
        if table.endpoints.contains(where: { $0.program == child.name && $0.isEssential }) {
          try refuseEnded(child)
        }
        mourned.insert(child.name)
        Terminal.complain(
          "The Strategy Lab ended (see \(child.log.path)); runs are kept and delivered when it is "
            + "back: restart with qs down and qs up.")
      }
      try await Task.sleep(for: Self.pause)
    }
  }

  private func refuseEnded(_ child: Child) throws {
    guard let status = child.status else { return }
    throw failure(of: child.name, "The \(child.name) ended with status \(status).", [child])
  }

  private func failure(
    of program: String, _ message: String, _ children: [Child]
  ) -> CommandFailure {
    let child = children.first { $0.name == program }
    let tail = child.map { "\n\($0.lastLines(15))" } ?? ""
    return CommandFailure(
      .failed, "service.failed", message + tail,
      remedy: "See \(child?.log.path ?? installation.logs.path), and run qs doctor.")
  }

  private func stop(_ children: [Child]) async throws {
    for child in children { child.terminate() }
    for (child, program) in zip(children, table.programs) {
      if try await !child.ended(within: program.patience) {
        guard program.mayBeKilled else {
          throw CommandFailure(
            .failed, "service.unending",
            "The \(child.name) is still saving after \(Int(program.patience / .seconds(1))) s and is "
              + "left alone (process \(child.identity.map { "\($0.pid)" } ?? "unknown")).",
            remedy: "Wait for it to end; see \(child.log.path).")
        }
        child.kill()
      }
      let place = Preflight.record(of: program.name, in: installation)
      ProcessRecord.read(place)?.remove(from: place)
    }
  }

  /// The table of services, and how to sign in.
  private func announce(starting: [ServiceTable.Endpoint]) {
    var table = Table(.text("service"), .text("address"), .text("state"))
    for endpoint in self.table.endpoints {
      let isStarting = starting.contains { $0.name == endpoint.name }
      table.add(endpoint.name, endpoint.address, isStarting ? "starting" : "up")
    }
    print("\n" + table.text(whenEmpty: "") + "\n\n" + FirstSignIn.words(in: installation))
    print(isDetached ? "Stop with: qs down\n" : "Stop with Ctrl-C.\n")
    fflush(nil)
  }
}
