import Chronology
import HTTPTypes
import TestKit
import Testing
import Wire

@Suite struct PacedTransportTests {
  @Test func `exchanges are spaced out and counted`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 0))
    let meter = TrafficMeter()
    let transport = PacedTransport(
      Echo(), limiter: RateLimiter(callsPerMinute: 60, burst: 1, clock: clock), meter: meter)
    let request = HTTPExchangeRequest(
      head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/"),
      body: [1, 2, 3], timeout: .seconds(1), maximumResponseBytes: 10)

    _ = try await transport.exchange(request)
    let second = Task { try await transport.exchange(request) }
    await clock.waitForSleepers(1)

    #expect(meter.reading == TrafficMeter.Reading(calls: 1, bytes: 3))
    second.cancel()
    await #expect(throws: HTTPExchangeError.self) { try await second.value }
    #expect(meter.reading.calls == 1)
  }

  private struct Echo: HTTPTransport {
    func exchange(
      _ request: HTTPExchangeRequest
    ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
      HTTPExchangeResponse(head: HTTPResponse(status: .ok), body: request.body)
    }
  }
}
