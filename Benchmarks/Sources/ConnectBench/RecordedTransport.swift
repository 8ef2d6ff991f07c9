import HTTPTypes
import Synchronization
import Wire

/// Carries requests out once and keeps the answers; afterwards it answers from memory.
final class RecordedTransport: HTTPTransport {
  private let transport: any HTTPTransport
  private let answers = Mutex<[String: HTTPExchangeResponse]>([:])

  init(_ transport: any HTTPTransport) { self.transport = transport }

  /// Bytes of all kept answers.
  var bytes: Int { answers.withLock { $0.values.reduce(0) { $0 + $1.body.count } } }

  func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    let path = request.head.path ?? ""
    if let kept = answers.withLock({ $0[path] }) { return kept }
    let response = try await transport.exchange(request)
    answers.withLock { $0[path] = response }
    return response
  }
}
