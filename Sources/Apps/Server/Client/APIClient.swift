public import Contract

/// What came back over a transport.
public struct APIAnswer: Sendable {
  public let status: Int
  public let mediaType: String
  public let body: [UInt8]

  public init(status: Int, mediaType: String, body: [UInt8]) {
    self.status = status
    self.mediaType = mediaType
    self.body = body
  }
}

/// Carries calls to the API: over HTTP to a running server, or to the gateway in this process.
public protocol APITransport: Sendable {
  /// - Throws: `APIFailure` when there is no answer at all.
  func exchange(method: String, target: String, body: [UInt8]?) async throws -> APIAnswer
}

/// Why a call gave no result: a problem that the API answered, or no answer.
public enum APIFailure: Error, Sendable {
  case problem(Problem)
  /// What happened to what, and what to do.
  case unreachable(message: String, remedy: String)
}

/// The API for programs in Swift: the same calls whether a server runs or not.
public struct APIClient: Sendable {
  private let transport: any APITransport

  public init(_ transport: any APITransport) { self.transport = transport }

  /// Calls an endpoint that answers one value.
  public func one<Answer: Payload>(
    _ type: Answer.Type, _ endpoint: String, path: [String: String] = [:],
    query: [String: String] = [:]
  ) async throws -> Answer {
    try PayloadText.decode(type, from: try await raw(endpoint, path: path, query: query))
  }

  /// Calls an endpoint that takes a value and answers one.
  public func one<Request: Payload, Answer: Payload>(
    _ type: Answer.Type, _ endpoint: String, path: [String: String] = [:],
    query: [String: String] = [:], sending request: Request
  ) async throws -> Answer {
    let body = try PayloadText.encode(request)
    return try PayloadText.decode(
      type, from: try await raw(endpoint, path: path, query: query, body: body))
  }

  /// Calls an endpoint that answers a list.
  public func many<Answer: Payload>(
    _ type: Answer.Type, _ endpoint: String, path: [String: String] = [:],
    query: [String: String] = [:]
  ) async throws -> [Answer] {
    try PayloadText.decode([Answer].self, from: try await raw(endpoint, path: path, query: query))
  }

  /// Calls an endpoint and returns the body of a good answer as it came.
  ///
  /// - Throws: `APIFailure`.
  /// - Precondition: `endpoint` is an endpoint's name and `path` holds each of its parameters.
  public func raw(
    _ endpoint: String, path: [String: String] = [:], query: [String: String] = [:],
    body: [UInt8]? = nil
  ) async throws -> [UInt8] {
    guard let endpoint = Endpoint.named(endpoint) else {
      preconditionFailure("\(endpoint) is an endpoint of the contract.")
    }
    let target = Self.target(of: endpoint, path: path, query: query)
    let answer = try await transport.exchange(
      method: endpoint.method.rawValue, target: target, body: body)
    if (200..<300).contains(answer.status) { return answer.body }
    guard answer.mediaType == "application/problem+json" else {
      throw APIFailure.unreachable(
        message: "\(endpoint.name): something else than QS answered with status \(answer.status).",
        remedy: "Check the server's address.")
    }
    throw APIFailure.problem(try PayloadText.decode(Problem.self, from: answer.body))
  }

  static func target(
    of endpoint: Endpoint, path: [String: String], query: [String: String]
  ) -> String {
    let segments = endpoint.path.split(separator: "/", omittingEmptySubsequences: false).map {
      part -> String in
      guard part.hasPrefix("{") else { return String(part) }
      let name = String(part.dropFirst().dropLast())
      guard let value = path[name] else { preconditionFailure("\(endpoint.name) needs \(name).") }
      return encoded(value)
    }
    let items = query.sorted { $0.key < $1.key }.map { "\(encoded($0.key))=\(encoded($0.value))" }
    return segments.joined(separator: "/")
      + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
  }

  /// Percent-encodes everything but letters, digits and `-._~`.
  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { out, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        out += "%"
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
      }
    }
  }
}
