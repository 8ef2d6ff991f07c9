import Contract
import Server

/// Carries calls to the API, whichever way leads there.
struct APICourier: Courier {
  let place: String
  let isLocal: Bool
  private let client: APIClient
  /// Whether the session was begun for this command, and must end with it.
  private let endsSession: Bool
  /// Gives back what the way there took: connections, or the platform.
  private let release: @Sendable () async -> Void

  init(
    place: String, isLocal: Bool, client: APIClient, endsSession: Bool,
    release: @escaping @Sendable () async -> Void
  ) {
    self.place = place
    self.isLocal = isLocal
    self.client = client
    self.endsSession = endsSession
    self.release = release
  }

  func send(_ call: APICall) async throws(CommandFailure) -> [UInt8] {
    do {
      return try await client.raw(
        call.endpoint.name, path: call.path,
        query: Dictionary(uniqueKeysWithValues: call.query.map { ($0.name, $0.value) }),
        body: call.body)
    } catch {
      throw CommandFailure(describing: error, at: place)
    }
  }

  func close() async {
    if endsSession {
      do {
        _ = try await client.raw("signOut")
      } catch {
        // The session ends by itself within hours; the command's own result matters more.
      }
    }
    await release()
  }
}

extension CommandFailure {
  /// What an API client threw.
  init(describing error: any Error, at place: String) {
    switch error {
    case let failure as CommandFailure: self = failure
    case APIFailure.problem(let problem): self.init(problem)
    case APIFailure.unreachable(let message, let remedy):
      self.init(.failed, "server.unreachable", message, remedy: remedy)
    default:
      self.init(
        .failed, "call.failed", "\(place): \(error)", remedy: "See the log, and run qs doctor.")
    }
  }
}
