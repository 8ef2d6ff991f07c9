import Chronology
import TestKit
import Testing
import Wire

@Suite struct RateLimiterTests {
  let clock = ManualClock(at: Timestamp(seconds: 1000))

  @Test func `a burst goes at once and the next call waits for its slot`() async throws {
    let limiter = RateLimiter(callsPerMinute: 60, burst: 2, clock: clock)
    try await limiter.acquire()
    try await limiter.acquire()

    let third = Task { try await limiter.acquire() }
    try await clock.waitForSleepers(1)

    #expect(clock.nextDeadline == Timestamp(seconds: 1001))
    clock.advance(by: .seconds(1))
    try await third.joined
  }

  @Test func `unused time is saved up to the burst and no further`() async throws {
    let limiter = RateLimiter(callsPerMinute: 60, burst: 2, clock: clock)
    clock.advance(by: .seconds(3600))
    try await limiter.acquire()
    try await limiter.acquire()

    let third = Task { try await limiter.acquire() }
    try await clock.waitForSleepers(1)

    #expect(clock.nextDeadline == Timestamp(seconds: 4601))
    third.cancel()
    await #expect(throws: CancellationError.self) { try await third.joined }
  }

  @Test func `a pause holds back calls that already wait`() async throws {
    let limiter = RateLimiter(callsPerMinute: 60, burst: 1, clock: clock)
    try await limiter.acquire()
    let second = Task { try await limiter.acquire() }
    try await clock.waitForSleepers(1)

    await limiter.pause(for: .seconds(90))
    clock.advance(by: .seconds(1))
    try await clock.waitForSleepers(1)

    #expect(clock.nextDeadline == Timestamp(seconds: 1090))
    clock.advance(by: .seconds(89))
    try await second.joined
  }
}
