import Foundation

/// The platform in this very process, for a command while no server runs.
enum LocalPlatform {
  static func open(_ installation: Installation) async throws(CommandFailure) -> any Courier {
    throw CommandFailure(
      .failed, "server.unreachable", "No server runs on \(installation.data.path).",
      remedy: "Start one with: qs up")
  }
}
