import Foundation
import HTTPTypes
import Research
import Wire

/// Sends requests to an MLflow server and reads its answers.
struct MLflowClient: Sendable {
  let transport: any HTTPTransport
  let address: MLflowAddress

  private static let api = "/api/2.0/mlflow/"
  private static let artifacts = "/api/2.0/mlflow-artifacts/artifacts/"
  /// A batch of 1,000 points takes a quarter of a second; a busy server needs some seconds.
  private static let timeout = Duration.seconds(30)
  /// A run with all its figures is some tens of kilobytes.
  private static let largestAnswer = 8 << 20

  func experiment(named name: String) async throws(TrackingError) -> Experiment? {
    let answer = try await send(
      .get, Self.api + "experiments/get-by-name?experiment_name=\(Self.encoded(name))")
    if answer.head.status == .notFound, Problem.read(answer.body)?.error_code == Problem.missing {
      return nil
    }
    return try read(ExperimentEnvelope.self, from: answer).experiment
  }

  func run(_ id: String) async throws(TrackingError) -> Run {
    let answer = try await send(.get, Self.api + "runs/get?run_id=\(Self.encoded(id))")
    return try read(RunEnvelope.self, from: answer).run
  }

  func post(_ path: String, _ body: some Encodable) async throws(TrackingError) {
    _ = try await post(path, body, answer: Nothing.self)
  }

  func post<Answer: Decodable>(
    _ path: String, _ body: some Encodable, answer: Answer.Type
  ) async throws(TrackingError) -> Answer {
    let bytes: [UInt8]
    do {
      bytes = Array(try JSONEncoder().encode(body))
    } catch {
      throw TrackingError(
        .refused, "The request \(path) cannot be written as JSON: \(error)",
        remedy: "Report this as a fault of QS.")
    }
    return try read(Answer.self, from: try await send(.post, Self.api + path, bytes))
  }

  /// Stores a file under a run's artifact root, such as `mlflow-artifacts:/3/<run>/artifacts`.
  func put(_ artifact: TrackedArtifact, under root: String?) async throws(TrackingError) {
    let scheme = "mlflow-artifacts:/"
    guard let root, root.hasPrefix(scheme) else {
      throw TrackingError(
        .refused, "MLflow keeps artifacts at \(root ?? "no address"), not behind its own server.",
        remedy: "Start the server with --serve-artifacts and --artifacts-destination.")
    }
    let folder = root.dropFirst(scheme.count).drop { $0 == "/" }
    let path = "\(folder)/\(artifact.path)".split(separator: "/")
      .map { Self.encoded(String($0)) }.joined(separator: "/")
    let answer = try await send(
      .put, Self.artifacts + path, artifact.bytes, contentType: artifact.contentType)
    guard answer.head.status.kind == .successful else { throw failure(answer) }
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8] = [],
    contentType: String = "application/json"
  ) async throws(TrackingError) -> HTTPExchangeResponse {
    var head = HTTPRequest(
      method: method, scheme: address.scheme, authority: address.authority, path: path)
    head.headerFields[.accept] = "application/json"
    if method != .get { head.headerFields[.contentType] = contentType }
    do {
      return try await transport.exchange(
        HTTPExchangeRequest(
          head: head, body: body, timeout: Self.timeout,
          maximumResponseBytes: Self.largestAnswer))
    } catch {
      switch error.code {
      case .cancelled:
        throw TrackingError(.cancelled, error.message, remedy: "Deliver the run again.")
      case .timedOut, .unreachable:
        throw TrackingError(
          .unreachable, "MLflow at \(address.authority) does not answer: \(error.message)",
          remedy: "Start it; the run stays queued and is delivered then.")
      case .tooLarge, .malformed, .redirected:
        throw TrackingError(
          .malformed, "MLflow at \(address.authority) answered oddly: \(error.message)",
          remedy: "Check that an MLflow 3 server listens at \(address.link).")
      }
    }
  }

  private func read<Answer: Decodable>(
    _ type: Answer.Type, from answer: HTTPExchangeResponse
  ) throws(TrackingError) -> Answer {
    guard answer.head.status.kind == .successful else { throw failure(answer) }
    do {
      return try JSONDecoder().decode(type, from: Data(answer.body))
    } catch {
      throw TrackingError(
        .malformed, "MLflow's answer is not the documented JSON: \(error)",
        remedy: "Check that an MLflow 3 server listens at \(address.link).")
    }
  }

  /// Turns an answer that is not a success into an error; its body may be JSON, HTML or plain text.
  private func failure(_ answer: HTTPExchangeResponse) -> TrackingError {
    let status = answer.head.status
    let problem = Problem.read(answer.body)
    let said = problem.map { "\($0.error_code ?? ""): \($0.message ?? "")" } ?? status.reasonPhrase
    let message = "MLflow answered \(status.code) \(said)"
    return status.code >= 500 || status.code == 429
      ? TrackingError(
        .unavailable, message, remedy: "Look at the server's log; the run stays queued.")
      : TrackingError(.refused, message, remedy: "Correct what the message names.")
  }

  private static func encoded(_ text: String) -> String {
    let plain = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    // Safe: every Swift string is valid Unicode, which is all that percent-encoding asks for.
    return text.addingPercentEncoding(withAllowedCharacters: plain)!
  }
}
