import HTTPTypes
import Wire
import WireClient

/// Asks a service on this machine whether it is well.
struct HealthProbe: Sendable {
  let transport: any HTTPTransport

  private static let patience = Duration.seconds(2)
  private static let largestAnswer = 4 << 20

  /// Whether the service answers 200.
  func isWell(_ endpoint: ServiceTable.Endpoint) async -> Bool {
    let head = HTTPRequest(
      method: .get, scheme: "http", authority: "\(endpoint.place)", path: endpoint.healthPath)
    do {
      let answer = try await transport.exchange(
        HTTPExchangeRequest(
          head: head, timeout: Self.patience, maximumResponseBytes: Self.largestAnswer))
      return answer.head.status == .ok
    } catch {
      // No answer is the answer: it is not well yet, or no longer.
      return false
    }
  }
}

extension HealthProbe {
  /// Runs some work with a probe, and closes its connections afterwards.
  static func with<Result>(
    _ work: (HealthProbe) async throws -> Result
  ) async throws -> Result {
    let transport = AsyncHTTPTransport(connectTimeout: patience)
    do {
      let result = try await work(HealthProbe(transport: transport))
      try await transport.shutdown()
      return result
    } catch {
      try await transport.shutdown()
      throw error
    }
  }
}
