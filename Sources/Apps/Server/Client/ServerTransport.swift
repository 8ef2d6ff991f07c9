import HTTPTypes
public import Wire

/// Calls a running server over HTTP.
public struct ServerTransport: APITransport {
  private static let timeout: Duration = .seconds(120)
  private static let largestAnswer = 256 << 20

  private let wire: any HTTPTransport
  private let authority: String
  private let token: String?

  /// - Parameters:
  ///   - authority: Host and port, such as `127.0.0.1:8000`.
  ///   - token: A bearer token; nil for signing in and health only.
  public init(wire: any HTTPTransport, authority: String, token: String?) {
    self.wire = wire
    self.authority = authority
    self.token = token
  }

  public func exchange(method: String, target: String, body: [UInt8]?) async throws -> APIAnswer {
    guard let verb = HTTPRequest.Method(method) else {
      preconditionFailure("\(method) is a method of the contract.")
    }
    var head = HTTPRequest(
      method: verb, scheme: "http", authority: authority, path: target,
      headerFields: [.accept: "application/json"])
    if body != nil { head.headerFields[.contentType] = "application/json" }
    if let token { head.headerFields[.authorization] = "Bearer \(token)" }
    do {
      let answer = try await wire.exchange(
        HTTPExchangeRequest(
          head: head, body: body ?? [], timeout: Self.timeout,
          maximumResponseBytes: Self.largestAnswer))
      let type = answer.head.headerFields[.contentType]?.split(separator: ";").first
      return APIAnswer(
        status: answer.head.status.code, mediaType: type.map(String.init) ?? "", body: answer.body)
    } catch {
      throw APIFailure.unreachable(
        message: "The server at \(authority) gave no answer: \(error.message)",
        remedy: "See whether it runs: qs doctor")
    }
  }
}
