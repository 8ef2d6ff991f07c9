import Chronology
import TestKit
import Testing

@Suite struct ManualClockTests {
  @Test func `a sleeper wakes when its time has come, not before`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    let sleeper = Task { try await clock.sleep(until: Timestamp(seconds: 105), tolerance: nil) }
    try await clock.waitForSleepers(1)

    clock.advance(by: .seconds(4))
    #expect(clock.sleepers == 1)
    clock.advance(by: .seconds(1))

    try await sleeper.joined
    #expect(clock.sleepers == 0)
    #expect(clock.now == Timestamp(seconds: 105))
  }

  @Test func `a cancelled sleeper leaves at once`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    let sleeper = Task { try await clock.sleep(until: Timestamp(seconds: 105), tolerance: nil) }
    try await clock.waitForSleepers(1)

    sleeper.cancel()

    await #expect(throws: CancellationError.self) { try await sleeper.joined }
    #expect(clock.now == Timestamp(seconds: 100))
  }

  @Test func `whoever waits for sleepers leaves at once when cancelled`() async {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    let waiting = Task { try await clock.waitForSleepers(1) }

    waiting.cancel()

    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func `whoever is cancelled before it waits for sleepers does not begin to`() async {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    let waiting = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await clock.waitForSleepers(1)
    }

    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func `whoever waits for sleepers is told when there are enough`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    async let enough: Void = clock.waitForSleepers(2)
    async let first: Void = clock.sleep(until: Timestamp(seconds: 105), tolerance: nil)
    async let second: Void = clock.sleep(until: Timestamp(seconds: 106), tolerance: nil)

    try await enough
    clock.advance(by: .seconds(6))
    try await first
    try await second
  }

  @Test func `whoever is cancelled while it waits for a task ends that task`() async {
    let clock = ManualClock(at: Timestamp(seconds: 100))
    let sleeper = Task { try await clock.sleep(until: Timestamp(seconds: 105), tolerance: nil) }
    let waiting = Task { try await sleeper.joined }

    waiting.cancel()

    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func `whoever is cancelled while it looks for a condition leaves`() async {
    let waiting = Task { try await until { false } }

    waiting.cancel()

    await #expect(throws: CancellationError.self) { try await waiting.value }
  }
}
