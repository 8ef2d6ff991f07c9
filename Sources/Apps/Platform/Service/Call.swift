import Chronology
public import Contract
import Market

/// One call of an endpoint that has passed every check of the gateway.
public struct Call: Sendable {
  public let endpoint: Endpoint
  /// Who calls; nil only for an open endpoint.
  public let caller: Caller?
  /// Path parameters by name, percent-decoded.
  public let path: [String: String]
  /// Query parameters by name, known to the endpoint and of its kinds.
  public let query: [String: String]
  public let body: [UInt8]
  /// The network address of the client, for the sign-in throttle.
  public let address: String
  /// The last event that a stream's client has.
  public let lastEventID: Int64?

  public init(
    endpoint: Endpoint, caller: Caller?, path: [String: String] = [:],
    query: [String: String] = [:], body: [UInt8] = [], address: String = "local",
    lastEventID: Int64? = nil
  ) {
    self.endpoint = endpoint
    self.caller = caller
    self.path = path
    self.query = query
    self.body = body
    self.address = address
    self.lastEventID = lastEventID
  }

  /// The caller of an endpoint that is not open.
  func signedIn() throws -> Caller {
    guard let caller else {
      throw Refusal(
        401, "session.missing", "Sign in first", detail: "This call needs a session.",
        remedy: "Sign in, or send a bearer token.")
    }
    return caller
  }

  /// The path parameter `name`, an id made of letters, digits, `-`, `_`, `.` and `:`.
  func id(_ name: String = "id") throws -> String {
    let text = path[name] ?? ""
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x3A: true
      default: false
      }
    }
    guard isPlain, (1...96).contains(text.utf8.count) else {
      throw Refusal.invalid(
        name, "is not an id: \"\(text.prefix(40))\".", remedy: "Take the id from the list.")
    }
    return text
  }

  /// The path or query parameter `name` as a symbol; nil when a query leaves it out.
  func symbol(_ name: String = "symbol") throws -> Symbol? {
    guard let text = path[name] ?? query[name] else { return nil }
    return try Self.symbol(text, field: name)
  }

  /// The path parameter `symbol`.
  func requiredSymbol() throws -> Symbol {
    guard let symbol = try symbol() else {
      throw Refusal.invalid("symbol", "is missing.", remedy: "Name one.")
    }
    return symbol
  }

  /// The query's `name` as one of the words; nil when it is left out.
  func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Word.Type
  ) throws -> Word? where Word.RawValue == String {
    guard let text = query[name] else { return nil }
    guard let word = Word(rawValue: text) else {
      throw Refusal.invalid(
        name, "is \"\(text.prefix(40))\".",
        remedy: "Choose \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return word
  }

  /// The query's `name` as a date; nil when it is left out.
  func date(_ name: String) throws -> SessionDate? {
    try query[name].map { try Self.date($0, field: name) }
  }

  static func symbol(_ text: String, field: String) throws -> Symbol {
    guard let symbol = Symbol(validating: text) else {
      throw Refusal.invalid(
        field, "is not a symbol: \"\(text.prefix(40))\".",
        remedy: "A symbol has 1 to 24 letters, digits or . - ^ = / _ characters.")
    }
    return symbol
  }

  /// 1900 to 2099.
  private static let dates = SessionDate(day: -25_567)...SessionDate(day: 47_481)

  static func date(_ text: String, field: String) throws -> SessionDate {
    guard let date = SessionDate(text) else {
      throw Refusal.invalid(
        field, "is not a date: \"\(text.prefix(40))\".", remedy: "Write it as YYYY-MM-DD.")
    }
    // An instant counts nanoseconds in 64 bits, which end in 2262.
    guard dates.contains(date) else {
      throw Refusal.invalid(
        field, "is \(date), beyond what is kept.",
        remedy: "Give a date from \(dates.lowerBound) to \(dates.upperBound).")
    }
    return date
  }

  /// The query's `from` and `to`; an open end is as far as a date goes.
  func sessions() throws -> ClosedRange<SessionDate> {
    try Self.sessions(from: query["from"], to: query["to"])
  }

  static func sessions(from: String?, to: String?) throws -> ClosedRange<SessionDate> {
    let first = try from.map { try date($0, field: "from") } ?? dates.lowerBound
    let last = try to.map { try date($0, field: "to") } ?? dates.upperBound
    guard first <= last else {
      throw Refusal.invalid(
        "from", "is \(first), after to, which is \(last).", remedy: "Give the earlier date as from."
      )
    }
    return first...last
  }

  /// The query's page: `limit` 1 to 1000, 200 by default; `offset` zero or more.
  func page() throws -> (limit: Int, offset: Int) {
    let limit = query["limit"].flatMap { Int($0) } ?? 200
    let offset = query["offset"].flatMap { Int($0) } ?? 0
    guard (1...1000).contains(limit) else {
      throw Refusal.invalid("limit", "is \(limit).", remedy: "Ask for 1 to 1000.")
    }
    guard (0...1_000_000_000).contains(offset) else {
      throw Refusal.invalid("offset", "is \(offset).", remedy: "Skip zero or more.")
    }
    return (limit, offset)
  }
}

/// What a handler answers.
public enum Reply: Sendable {
  /// JSON bytes.
  case json([UInt8])
  /// JSON bytes; the session's cookie is set to this secret.
  case begin(secret: String, json: [UInt8])
  /// JSON bytes; the session's cookie is removed.
  case end(json: [UInt8])
  case file([UInt8], mediaType: String)
  case stream(EventSubscription)
}
