import HTTPTypes
import Wire

/// Asks a service on this machine whether it is well.
struct HealthProbe: Sendable {
  let transport: any HTTPTransport

  private static let patience = Duration.seconds(2)
  private static let largestAnswer = 4 << 20

  /// Whether the service answers 200.
  func isWell(port: Int, path: String) async -> Bool {
    let head = HTTPRequest(
      method: .get, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
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
