public import HTTPTypes

/// One HTTP request with its whole body in memory.
public struct HTTPExchangeRequest: Sendable {
  /// Method, URL parts and header fields.
  public var head: HTTPRequest
  /// The body; empty for none.
  public var body: [UInt8]
  /// The longest time that the whole exchange may take.
  public var timeout: Duration
  /// The largest answer that is accepted, in bytes.
  public var maximumResponseBytes: Int

  public init(
    head: HTTPRequest, body: [UInt8] = [], timeout: Duration, maximumResponseBytes: Int
  ) {
    self.head = head
    self.body = body
    self.timeout = timeout
    self.maximumResponseBytes = maximumResponseBytes
  }
}

/// One HTTP answer with its whole body in memory.
public struct HTTPExchangeResponse: Sendable {
  public var head: HTTPResponse
  public var body: [UInt8]

  public init(head: HTTPResponse, body: [UInt8]) {
    self.head = head
    self.body = body
  }
}

/// Why an exchange produced no answer at all. A status such as 500 is an answer, not an error.
public struct HTTPExchangeError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable {
    case timedOut, unreachable, cancelled, tooLarge, malformed, redirected
  }
  public let code: Code
  /// What happened to what, without query values that may hold a secret.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// Carries one request to a server and its answer back. Redirects are never followed.
public protocol HTTPTransport: Sendable {
  func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse
}
