import Foundation
import Server
import WireClient

/// The way to the API for one command.
enum Connection {
  /// Finds the way: to the server that runs on the data directory, else through the same routes in
  /// this process.
  static func open(dataDirectory: String?) async throws(CommandFailure) -> any Courier {
    let installation = try await Installation.find(dataDirectory: dataDirectory)
    let place = Preflight.record(of: ServiceTable.server, in: installation)
    guard let record = ProcessRecord.read(place), record.identity.isAlive,
      let port = record.ports["API"]
    else { return try await LocalPlatform.courier(installation) }
    return try await reach("127.0.0.1:\(port)")
  }

  /// Reaches a running server, as whom the environment names or the person at the terminal says.
  private static func reach(_ authority: String) async throws(CommandFailure) -> any Courier {
    let wire = AsyncHTTPTransport()
    let release: @Sendable () async -> Void = {
      do {
        try await wire.shutdown()
      } catch {
        // The process ends; the system closes what is left open.
      }
    }
    do throws(CommandFailure) {
      let credentials: Credentials
      if let named = try Credentials.named() {
        credentials = named
      } else {
        credentials = try Credentials.asked()
      }
      var endsSession = false
      let token: String
      switch credentials {
      case .token(let secret): token = secret
      case .account(let name, let password):
        token = try await SessionSecret(wire: wire, authority: authority)
          .begin(name: name, password: password)
        endsSession = true
      }
      let transport = ServerTransport(wire: wire, authority: authority, token: token)
      return APICourier(
        place: "The server at \(authority)", isLocal: false, client: APIClient(transport),
        endsSession: endsSession, release: release)
    } catch {
      await release()
      throw error
    }
  }
}
