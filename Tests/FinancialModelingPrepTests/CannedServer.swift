import FinancialModelingPrep
import HTTPTypes
import Market
import Synchronization
import Wire

/// A server in memory: answers each path and query as told, and remembers what was asked.
final class CannedServer: HTTPTransport {
  struct Answer: Sendable {
    var status = 200
    var body: String

    static func body(_ body: String) -> Answer { Answer(body: body) }
  }

  private let answer: @Sendable (String) -> Answer
  private let seen = Mutex<[String]>([])

  /// - Parameter answer: Takes path and query behind `/stable/`.
  init(_ answer: @escaping @Sendable (String) -> Answer) { self.answer = answer }

  convenience init(_ body: String) { self.init { _ in .body(body) } }

  var requests: [String] { seen.withLock { $0 } }

  func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    let path = String((request.head.path ?? "").dropFirst("/stable/".count))
    seen.withLock { $0.append(path) }
    let answer = answer(path)
    return HTTPExchangeResponse(
      head: HTTPResponse(status: HTTPResponse.Status(code: answer.status)),
      body: Array(answer.body.utf8))
  }

  func provider(pageSize: Int = 5000) throws -> FMPProvider {
    try FMPProvider(
      baseURL: "https://host/stable", key: Secret("k-123"), transport: self, pageSize: pageSize)
  }

  var client: FMPClient {
    get throws {
      try FMPClient(baseURL: "https://host/stable", key: Secret("k-123"), transport: self)
    }
  }
}
