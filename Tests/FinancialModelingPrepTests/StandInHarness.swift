import Chronology
import Files
import FinancialModelingPrep
import Foundation
import Logging
import Rehearsal
import Wire
import WireClient

/// The sample pack, read once.
enum Sample {
  static let pack = Result {
    try SamplePack(
      directory: URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".qs/sample").path)
  }
}

/// A running stand-in and a provider that talks to it over a socket.
struct Rehearsed: Sendable {
  let standIn: FMPStandIn
  let provider: FMPProvider
  let transport: AsyncHTTPTransport
  let baseURL: String
}

/// Runs a stand-in on a free port for as long as `body` takes.
func withStandIn(
  _ options: FMPStandIn.Options = .init(), key: String = "rehearsal", pageSize: Int = 5000,
  _ body: @Sendable @escaping (Rehearsed) async throws -> Void
) async throws {
  let (ports, ready) = AsyncStream.makeStream(of: Int.self)
  var logger = Logger(label: "rehearsal")
  logger.logLevel = .critical
  let standIn = try FMPStandIn(
    pack: Sample.pack.get(), options: options, logger: logger,
    onReady: { port in
      ready.yield(port)
      ready.finish()
    })
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      // One that cannot begin ends the wait for its port.
      defer { ready.finish() }
      try await standIn.run()
    }
    var hasBegun = false
    for await port in ports {
      hasBegun = true
      let transport = AsyncHTTPTransport()
      let baseURL = "http://127.0.0.1:\(port)/stable"
      let provider = try FMPProvider(
        baseURL: baseURL, key: Secret(key), transport: transport, pageSize: pageSize)
      let rehearsed = Rehearsed(
        standIn: standIn, provider: provider, transport: transport, baseURL: baseURL)
      do {
        try await body(rehearsed)
      } catch {
        try await transport.shutdown()
        throw error
      }
      try await transport.shutdown()
    }
    if !hasBegun { try await group.waitForAll() }
    group.cancelAll()
  }
}

struct NoSuchDate: Error { let text: String }

func date(_ text: String) throws -> SessionDate {
  guard let date = SessionDate(text) else { throw NoSuchDate(text: text) }
  return date
}
