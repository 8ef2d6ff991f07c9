public import Chronology
import Foundation
public import HTTPTypes

/// A request as a stand-in sees it, without a socket.
public struct RehearsalRequest: Sendable {
  public let method: String
  /// The path without its query.
  public let path: String
  /// Names and values of the query, decoded, in order.
  public let query: [(name: String, value: String)]
  public let headers: HTTPFields
  public let body: [UInt8]

  /// - Parameter target: Path and query as they stand in the request line.
  public init(method: String, target: String, headers: HTTPFields, body: [UInt8] = []) {
    self.method = method
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = Self.decoded(parts.first ?? "")
    query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decoded(sides[0]), sides.count > 1 ? Self.decoded(sides[1]) : "")
    }
    self.headers = headers
    self.body = body
  }

  /// The first value of a query parameter; nil when it is absent.
  public func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

  private static func decoded(_ text: Substring) -> String {
    guard text.utf8.contains(where: { $0 == 0x25 || $0 == 0x2B }) else { return String(text) }
    let spaced = String(text.map { $0 == "+" ? " " : $0 })
    return spaced.removingPercentEncoding ?? spaced
  }
}

/// An answer and how it travels.
public struct RehearsalAnswer: Sendable {
  /// How the bytes reach the client.
  public enum Delivery: Hashable, Sendable {
    case whole
    /// Whole, after a wait.
    case late(Duration)
    /// The connection is closed before the first byte.
    case cut
    /// The connection is closed in the middle of the body.
    case half
    /// Half of the body, and the rest after a wait.
    case stalled(Duration)
    /// The body again and again, without an end.
    case endless
  }

  public var status: Int
  public var headers: HTTPFields
  public var body: [UInt8]
  public var delivery = Delivery.whole

  init(status: Int, type: String, body: [UInt8]) {
    self.status = status
    headers = [.contentType: type]
    self.body = body
  }

  static func json(_ body: [UInt8], status: Int = 200) -> RehearsalAnswer {
    RehearsalAnswer(status: status, type: "application/json; charset=utf-8", body: body)
  }

  static func json(_ text: String, status: Int = 200) -> RehearsalAnswer {
    json(Array(text.utf8), status: status)
  }

  static func text(_ text: String, status: Int) -> RehearsalAnswer {
    RehearsalAnswer(status: status, type: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  static func csv(_ body: [UInt8]) -> RehearsalAnswer {
    RehearsalAnswer(status: 200, type: "text/csv; charset=utf-8", body: body)
  }
}

/// What answers requests at a given time; the core of every stand-in.
public protocol RehearsalService: Sendable {
  /// Answers one request, right or wrong.
  func answer(_ request: RehearsalRequest, now: Timestamp) -> RehearsalAnswer
}
