import Contract

extension Platform {
  /// Life and status.
  static let statusHandlers: [Handler] = [
    .one("health") { _, _ in HealthView(status: "ok") },
    .one("status") { platform, _ in try await platform.status() },
  ]
}
