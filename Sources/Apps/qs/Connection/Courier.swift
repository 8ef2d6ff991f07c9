import Contract

/// One call of an API operation.
struct APICall: Sendable {
  let endpoint: Endpoint
  /// A value for each parameter in the endpoint's path.
  let path: [String: String]
  /// In the order in which they are sent.
  let query: [(name: String, value: String)]
  /// JSON; nil when the operation takes none.
  let body: [UInt8]?
}

/// The way to the API: over HTTP to the server that holds the data, or straight through the same
/// routes in this process when none runs.
protocol Courier: Sendable {
  /// Where it leads, in words for a person.
  var place: String { get }

  /// Whether the platform runs in this very process, and ends with it.
  var isLocal: Bool { get }

  /// Makes a call and returns the answer's bytes.
  ///
  /// - Throws: `CommandFailure`: the API's own refusal, or that it could not be reached.
  func send(_ call: APICall) async throws(CommandFailure) -> [UInt8]

  /// Ends the session it began, and the platform it opened.
  func close() async
}

/// An answer, as a value for tables and as the text it came in for `--json`.
struct Answer<Value: Sendable>: Sendable {
  let value: Value
  let text: [UInt8]
}

extension Courier {
  /// Asks for one payload.
  func one<Value: Payload>(
    _ type: Value.Type, _ name: String, path: [String: String] = [:],
    query: [(name: String, value: String?)] = [], sending body: (any Payload)? = nil
  ) async throws(CommandFailure) -> Answer<Value> {
    try await ask(type, name, path, query, body)
  }

  /// Asks for a list of payloads.
  func many<Value: Payload>(
    _ type: Value.Type, _ name: String, path: [String: String] = [:],
    query: [(name: String, value: String?)] = []
  ) async throws(CommandFailure) -> Answer<[Value]> {
    try await ask([Value].self, name, path, query, nil)
  }

  /// Asks for a file.
  func file(_ name: String, path: [String: String]) async throws(CommandFailure) -> [UInt8] {
    try await send(APICall(endpoint: Self.endpoint(name), path: path, query: [], body: nil))
  }

  private func ask<Value: Decodable & Sendable>(
    _ type: Value.Type, _ name: String, _ path: [String: String],
    _ query: [(name: String, value: String?)], _ body: (any Payload)?
  ) async throws(CommandFailure) -> Answer<Value> {
    let given = query.compactMap { parameter in
      parameter.value.map { (name: parameter.name, value: $0) }
    }
    let call = APICall(
      endpoint: Self.endpoint(name), path: path, query: given, body: try Self.text(of: body))
    let text = try await send(call)
    do {
      return Answer(value: try PayloadText.decode(type, from: text), text: text)
    } catch {
      throw CommandFailure(
        .failed, "answer.unreadable", "The answer to \(name) is not a \(type): \(error)",
        remedy: "The server may be of another version; restart it with qs down and qs up.")
    }
  }

  private static func text(of body: (any Payload)?) throws(CommandFailure) -> [UInt8]? {
    guard let body else { return nil }
    do {
      return try PayloadText.encode(body)
    } catch {
      throw .usage("A number given is not finite.", remedy: "Give plain numbers.")
    }
  }

  private static func endpoint(_ name: String) -> Endpoint {
    guard let endpoint = Endpoint.named(name) else {
      preconditionFailure("Every command names an operation of the contract.")
    }
    return endpoint
  }
}
