public import Chronology
import HTTPTypes
import Synchronization
public import Wire

/// A stand-in as a transport inside the process: no socket, and time is the clock's.
///
/// Faults arrive as the real client reports them: a cut or half-sent answer is `unreachable`, one that
/// comes after the request's timeout `timedOut`, one without an end `tooLarge`.
public final class RehearsalTransport: HTTPTransport {
  private let service: any RehearsalService
  private let clock: any WallClock

  /// Puts `service` in the place of the network.
  public init(_ service: any RehearsalService, clock: any WallClock) {
    self.service = service
    self.clock = clock
  }

  public func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    let target = request.head.path ?? "/"
    let subject = "\(request.head.method.rawValue) \(target.prefix { $0 != "?" })"
    guard !Task.isCancelled else {
      throw HTTPExchangeError(.cancelled, "\(subject) was cancelled.")
    }
    let answer = service.answer(
      RehearsalRequest(
        method: request.head.method.rawValue, target: target, headers: request.head.headerFields,
        body: request.body),
      now: clock.now)
    switch answer.delivery {
    case .whole: break
    case .late(let wait), .stalled(let wait):
      try await self.wait(min(wait, request.timeout), subject)
      guard wait < request.timeout else {
        throw HTTPExchangeError(.timedOut, "\(subject) took longer than \(request.timeout).")
      }
    case .cut, .half:
      throw HTTPExchangeError(
        .unreachable, "\(subject): the server closed the connection before the answer was whole.")
    case .endless:
      throw HTTPExchangeError(
        .tooLarge, "\(subject) answered with more than \(request.maximumResponseBytes) bytes.")
    }
    guard !(300..<400).contains(answer.status) else {
      throw HTTPExchangeError(
        .redirected,
        "\(subject) was answered with a redirect (\(answer.status)); redirects are not followed.")
    }
    guard answer.body.count <= request.maximumResponseBytes else {
      throw HTTPExchangeError(
        .tooLarge, "\(subject) answered with more than \(request.maximumResponseBytes) bytes.")
    }
    return HTTPExchangeResponse(
      head: HTTPResponse(
        status: HTTPResponse.Status(code: answer.status), headerFields: answer.headers),
      body: answer.body)
  }

  private func wait(_ duration: Duration, _ subject: String) async throws(HTTPExchangeError) {
    do {
      try await clock.sleep(until: clock.now.advanced(by: duration), tolerance: nil)
    } catch {
      throw HTTPExchangeError(.cancelled, "\(subject) was cancelled.")
    }
  }
}
