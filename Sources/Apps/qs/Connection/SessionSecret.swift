import Contract
import HTTPTypes
import Wire

/// Signs in to a running server and keeps the session's secret.
struct SessionSecret {
  let wire: any HTTPTransport
  /// Host and port.
  let authority: String

  private static let patience = Duration.seconds(30)

  /// Begins a session.
  ///
  /// - Returns: Its secret, which the API takes as a bearer token.
  func begin(name: String, password: String) async throws(CommandFailure) -> String {
    let answer = try await exchange(SignIn(name: name, password: password))
    guard answer.head.status == .ok || answer.head.status == .created else {
      throw Self.refusal(answer, authority)
    }
    for cookie in answer.head.headerFields[values: .setCookie] {
      let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
      if pair.count == 2, pair[0].hasSuffix("qs_session") { return String(pair[1]) }
    }
    throw CommandFailure(
      .failed, "session.missing", "The server at \(authority) began no session.",
      remedy: "Check that it is QS: qs doctor")
  }

  private func exchange(_ request: SignIn) async throws(CommandFailure) -> HTTPExchangeResponse {
    let body: [UInt8]
    do {
      body = try PayloadText.encode(request)
    } catch {
      throw .usage("Name and password cannot be sent.", remedy: "Use plain text.")
    }
    var head = HTTPRequest(
      method: .post, scheme: "http", authority: authority, path: "/api/session")
    head.headerFields[.contentType] = "application/json"
    do {
      return try await wire.exchange(
        HTTPExchangeRequest(
          head: head, body: body, timeout: Self.patience, maximumResponseBytes: 1 << 20))
    } catch {
      throw CommandFailure(
        .failed, "server.unreachable",
        "The server at \(authority) gave no answer: \(error.message)",
        remedy: "See whether it runs: qs doctor")
    }
  }

  private static func refusal(
    _ answer: HTTPExchangeResponse, _ authority: String
  ) -> CommandFailure {
    do {
      return CommandFailure(try PayloadText.decode(Problem.self, from: answer.body))
    } catch {
      return CommandFailure(
        .failed, "server.unreachable",
        "Something else than QS answers at \(authority) (status \(answer.head.status.code)).",
        remedy: "Check the address: qs doctor")
    }
  }
}
