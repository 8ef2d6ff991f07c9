import Wire

/// The way to the API for one command.
enum Connection {
  static func open(dataDirectory: String?) async throws -> any Courier {
    throw CommandFailure(
      .failed, "server.unreachable", "No server runs on this data directory.",
      remedy: "Start one with: qs up")
  }

  static func transport() -> any HTTPTransport {
    preconditionFailure("No transport yet.")
  }
}
