import ArgumentParser
import Contract
import Foundation
import Logging
import Platform
import Server
import ServiceLifecycle
import UnixSignals

/// The API and Mission Control in one process.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the API and Mission Control in the foreground; qs up runs this and the rest.")
  @OptionGroup var services: ServiceOptions
  @Flag(help: "Load the sample data when the warehouse is empty.") var loadSample = false

  /// How long calls may take to end by themselves; then their connections are cut. The desk trades
  /// on meanwhile, so it is short.
  private static let shutdownLimit = Duration.seconds(5)

  func run() async throws {
    let installation = try await Installation.find(flags: services.flags)
    try Self.checkPorts(installation)
    let logger = Logs.begin(installation.settings.logLevel)
    let platform = try await LocalPlatform.open(installation.settings, logger: logger)
    do {
      if try await FirstSignIn.ensure(platform, installation) {
        logger.notice(
          "First account made",
          metadata: ["password.file": "\(FirstSignIn.place(in: installation).path)"])
      }
      let record = try Self.record(installation)
      defer { record.remove(from: Self.place(installation)) }
      try await serve(platform, installation, logger)
    } catch {
      await platform.close()
      throw error
    }
    await platform.close()
  }

  /// Says who holds a port before anything is opened.
  private static func checkPorts(_ installation: Installation) throws {
    let settings = installation.settings
    for port in [settings.api.port, settings.dashboard.port] {
      guard let holder = Holder.ofPort(port) else { continue }
      throw CommandFailure(
        .failed, "port.taken", "Port \(port) is taken by \(holder.words).",
        remedy: "End that program, or choose other ports with --port-api and --port-dashboard.")
    }
  }

  private static func place(_ installation: Installation) -> URL {
    Preflight.record(of: ServiceTable.server, in: installation)
  }

  /// Says where commands find this server.
  private static func record(_ installation: Installation) throws -> ProcessRecord {
    guard let identity = ProcessIdentity.current() else {
      throw CommandFailure(
        .failed, "process.unreadable", "/proc does not show this process.",
        remedy: "Run where /proc is mounted.")
    }
    let settings = installation.settings
    let record = ProcessRecord(
      identity: identity,
      ports: ["API": settings.api.port, "Mission Control": settings.dashboard.port])
    try record.write(to: place(installation))
    return record
  }

  /// Runs until somebody asks for the end. What is last in the group ends first: the streams, so that
  /// the servers need not wait for those who watch.
  private func serve(
    _ platform: Platform, _ installation: Installation, _ logger: Logger
  ) async throws {
    let web = WebServer(platform: platform, settings: installation.settings)
    if loadSample { try await Self.beginSample(web.gateway, installation, logger) }
    var configuration = ServiceGroupConfiguration(
      services: [web.api(), web.dashboard(), Background(platform: platform)],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = Self.shutdownLimit
    try await ServiceGroup(configuration: configuration).run()
  }

  /// Begins to ingest the sample pack when the warehouse is empty.
  private static func beginSample(
    _ gateway: Gateway, _ installation: Installation, _ logger: Logger
  ) async throws {
    let manifest = installation.samplePack.appending(path: "manifest.json")
    guard FileManager.default.fileExists(atPath: manifest.path) else { return }
    let client = APIClient(InProcessTransport(gateway: gateway))
    guard try await client.one(StatusView.self, "status").data.symbols == 0 else { return }
    let job = try await client.one(
      JobView.self, "ingest", sending: IngestRequest(provider: .sample))
    logger.notice("Loading the sample data", metadata: ["job.id": "\(job.id)"])
  }
}

/// What the platform does beside answering, until the servers are asked to end.
private struct Background: Service {
  let platform: Platform

  func run() async throws {
    try await cancelWhenGracefulShutdown { try await platform.run() }
  }
}
