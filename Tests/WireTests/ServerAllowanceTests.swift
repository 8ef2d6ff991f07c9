import Chronology
import HTTPTypes
import TestKit
import Testing
import Wire

/// What a server says of its allowance, and what the limiter makes of it.
@Suite(.timeLimit(.minutes(1))) struct ServerAllowanceTests {
  /// 1994-11-06 08:49:00 UTC.
  let clock = ManualClock(at: Timestamp(seconds: 784_111_740))

  @Test(
    arguments: [
      ([("retry-after", "17")], 17), ([("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], 37),
      ([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "25")], 25),
      ([("retry-after", "99999999")], 86_400),
      ([("retry-after", "9223372036854775807")], 86_400),
      ([("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")], 0),
      ([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "9223372036854775807")], 86_400),
      ([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "999999999999")], 86_400),
      ([("retry-after", "soon")], 0),
      ([("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")], 0),
      ([("retry-after", "-5")], 0), ([("x-ratelimit-remaining", "0")], 0),
      ([("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", "25")], 0),
    ] as [([(String, String)], Int64)])
  func `a wait that the server asks for holds every call back`(
    fields: [(String, String)], seconds: Int64
  ) async throws {
    let limiter = RateLimiter(callsPerMinute: 600, burst: 4, clock: clock)
    await limiter.adopt(try header(fields))

    let call = Task { try await limiter.acquire() }
    if seconds > 0 {
      try await clock.waitForSleepers(1)
      #expect(clock.nextDeadline == clock.now.advanced(by: .seconds(seconds)))
      clock.advance(by: .seconds(seconds))
    }
    try await call.joined
  }

  @Test func `an instant of reset is read in seconds and in milliseconds`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 1_700_000_000))
    for text in ["1700000030", "1700000030000"] {
      let limiter = RateLimiter(callsPerMinute: 600, burst: 4, clock: clock)
      await limiter.adopt(
        try header([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", text)]))

      let call = Task { try await limiter.acquire() }
      try await clock.waitForSleepers(1)

      #expect(clock.nextDeadline == clock.now.advanced(by: .seconds(30)))
      call.cancel()
      await #expect(throws: CancellationError.self) { try await call.joined }
    }
  }

  @Test func `a lower limit slows calls down, a higher one does not speed them up`() async throws {
    let limiter = RateLimiter(callsPerMinute: 60, burst: 1, clock: clock)

    await limiter.adopt(try header([("x-ratelimit-limit", "30")]))
    #expect(await limiter.callsPerMinute == 30)
    await limiter.adopt(try header([("x-ratelimit-limit", "3000")]))
    #expect(await limiter.callsPerMinute == 60)
    await limiter.adopt(try header([("x-ratelimit-limit", "0")]))
    #expect(await limiter.callsPerMinute == 60)

    await limiter.adopt(try header([("x-ratelimit-limit", "30")]))
    try await limiter.acquire()
    let second = Task { try await limiter.acquire() }
    try await clock.waitForSleepers(1)
    #expect(clock.nextDeadline == clock.now.advanced(by: .seconds(2)))
    clock.advance(by: .seconds(2))
    try await second.joined
  }

  @Test func `calls left are those that the last minute has not used`() async throws {
    let limiter = RateLimiter(callsPerMinute: 10, burst: 10, clock: clock)
    for _ in 0..<7 { try await limiter.acquire() }

    #expect(await limiter.remaining(clock.now) == 3)
    clock.advance(by: .seconds(61))
    #expect(await limiter.remaining(clock.now) == 10)
    await limiter.pause(for: .seconds(5))
    #expect(await limiter.remaining(clock.now) == 0)
  }

  @Test func `a gap may be longer than a minute, or none`() async throws {
    let limiter = RateLimiter(gap: .seconds(90), clock: clock)
    try await limiter.acquire()
    let second = Task { try await limiter.acquire() }
    try await clock.waitForSleepers(1)
    #expect(clock.nextDeadline == clock.now.advanced(by: .seconds(90)))
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.joined }

    let open = RateLimiter(gap: .zero, clock: clock)
    for _ in 0..<100 { try await open.acquire() }
  }

  private func header(_ fields: [(String, String)]) throws -> HTTPFields {
    var header = HTTPFields()
    for (name, value) in fields { header[try #require(HTTPField.Name(name))] = value }
    return header
  }
}
