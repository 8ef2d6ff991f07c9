import Chronology
import HTTPTypes
import Synchronization
import TestKit
import Testing
import Wire

@Suite(.timeLimit(.minutes(1))) struct PacedTransportTests {
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
    try await clock.waitForSleepers(1)

    #expect(meter.reading == TrafficMeter.Reading(calls: 1, bytes: 3))
    second.cancel()
    await #expect(throws: HTTPExchangeError.self) { try await second.joined }
    #expect(meter.reading.calls == 1)
  }

  @Test func `no more exchanges are in the air than allowed`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 0))
    let slow = Slow(clock: clock)
    let transport = PacedTransport(
      slow, limiter: RateLimiter(callsPerMinute: 6000, burst: 100, clock: clock),
      meter: TrafficMeter(), concurrency: 3)
    let request = HTTPExchangeRequest(
      head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/"),
      timeout: .seconds(1), maximumResponseBytes: 10)

    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<9 { group.addTask { _ = try await transport.exchange(request) } }
      for round in 1...3 {
        try await clock.waitForSleepers(3)
        #expect(clock.sleepers == 3)
        #expect(slow.begun.withLock { $0 } == 3 * round)
        clock.advance(by: .seconds(1))
      }
      try await group.waitForAll()
    }
  }

  @Test func `a call that is cancelled before the gate leaves its place to others`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 0))
    let transport = PacedTransport(
      Slow(clock: clock), limiter: RateLimiter(callsPerMinute: 6000, burst: 100, clock: clock),
      meter: TrafficMeter(), concurrency: 1)
    let request = HTTPExchangeRequest(
      head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/"),
      timeout: .seconds(1), maximumResponseBytes: 10)

    let first = Task { try await transport.exchange(request) }
    try await clock.waitForSleepers(1)
    let second = Task { try await transport.exchange(request) }
    second.cancel()
    await #expect(throws: HTTPExchangeError.self) { try await second.joined }
    clock.advance(by: .seconds(1))
    _ = try await first.joined
    let third = Task { try await transport.exchange(request) }
    try await clock.waitForSleepers(1)
    clock.advance(by: .seconds(1))

    #expect(try await third.joined.head.status == .ok)
  }

  /// Answers after a second of the clock.
  private final class Slow: HTTPTransport {
    let clock: ManualClock
    let begun = Mutex(0)

    init(clock: ManualClock) { self.clock = clock }

    func exchange(
      _ request: HTTPExchangeRequest
    ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
      begun.withLock { $0 += 1 }
      do {
        try await clock.sleep(for: .seconds(1))
      } catch {
        throw HTTPExchangeError(.cancelled, "cancelled")
      }
      return HTTPExchangeResponse(head: HTTPResponse(status: .ok), body: [])
    }
  }

  private struct Echo: HTTPTransport {
    func exchange(
      _ request: HTTPExchangeRequest
    ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
      HTTPExchangeResponse(head: HTTPResponse(status: .ok), body: request.body)
    }
  }
}
