import Chronology
import TestKit
import Testing

@Suite struct ManualClockTests {
  @Test func `a sleeper wakes when its time has come, not before`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    let sleeper = Task { try await clock.sleep(until: Timestamp(seconds: 105), tolerance: nil) }
    await clock.waitForSleepers(1)

    clock.advance(by: .seconds(4))
    #expect(clock.sleepers == 1)
    clock.advance(by: .seconds(1))

    try await sleeper.value
    #expect(clock.sleepers == 0)
    #expect(clock.now == Timestamp(seconds: 105))
  }

  @Test func `a cancelled sleeper leaves at once`() async {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    let sleeper = Task { try await clock.sleep(until: Timestamp(seconds: 105), tolerance: nil) }
    await clock.waitForSleepers(1)

    sleeper.cancel()

    await #expect(throws: CancellationError.self) { try await sleeper.value }
    #expect(clock.now == Timestamp(seconds: 100))
  }
}
