import Chronology
import Logging
import Market
import Research
import Synchronization
import TestKit
import Testing

/// A tracker that is away until told otherwise.
final class MoodyTracker: ExperimentTracker {
  struct State {
    var error: TrackingError?
    var attempts: [String] = []
  }
  let state: Mutex<State>

  init(_ error: TrackingError?) { state = Mutex(State(error: error)) }

  var attempts: [String] { state.withLock(\.attempts) }

  func recover() { state.withLock { $0.error = nil } }

  func record(_ run: TrackedRun) async throws(TrackingError) -> String {
    let error = state.withLock { state in
      state.attempts.append(run.key)
      return state.error
    }
    if let error { throw error }
    return "http://tracker/\(run.key)"
  }
}

struct PlainExport: TradesExport {
  func parquet(of fills: [FillRow]) async throws(StoreError) -> [UInt8] {
    Array("PAR1 \(fills.count)".utf8)
  }
}

@Suite struct DeliveryWorkerTests {
  static let away = TrackingError(.unreachable, "Nobody listens.", remedy: "Start it.")

  func worker(
    _ bench: Bench, _ tracker: MoodyTracker,
    clock: ManualClock = ManualClock(
      at: Timestamp(seconds: 0))
  ) -> DeliveryWorker {
    DeliveryWorker(
      store: bench.runs, tracker: tracker, trades: PlainExport(), clock: clock,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  @Test func `a run waits while the tracker is away and arrives when it is back`() async throws {
    let bench = Bench()
    let record = try await bench.run(from: Bench.day("2019-01-02"))
    let tracker = MoodyTracker(Self.away)
    let worker = worker(bench, tracker)

    let before = try await worker.deliverWaiting()
    #expect(before.failed == [record.id: "Nobody listens."])
    #expect(await bench.runs.failures(of: record.id)?.attempts == 1)
    #expect(try await bench.runs.waitingDeliveries().count == 1)

    tracker.recover()
    let after = try await worker.deliverWaiting()
    #expect(after.delivered == [record.id])
    #expect(try await bench.runs.waitingDeliveries().isEmpty)
    let link = try await bench.runs.deliveries(of: [record.id])[record.id]
    #expect(link?.hasPrefix("http://tracker/\(record.id)") == true)
    #expect(Set(tracker.attempts).count == 1)
  }

  @Test func `an absent tracker is asked once a round, not once a run`() async throws {
    let bench = Bench()
    for seed in 1...3 { _ = try await bench.run(from: Bench.day("2019-06-03"), seed: UInt64(seed)) }
    let tracker = MoodyTracker(Self.away)

    _ = try await worker(bench, tracker).deliverWaiting()

    #expect(tracker.attempts.count == 1)
    #expect(try await bench.runs.waitingDeliveries().count == 3)
  }

  @Test func `a run whose report is damaged keeps no other from arriving`() async throws {
    let bench = Bench()
    let broken = try await bench.run(from: Bench.day("2019-06-03"), seed: 1)
    let sound = try await bench.run(from: Bench.day("2019-06-03"), seed: 2)
    await bench.runs.damage(broken.id, with: [0])

    let round = try await worker(bench, MoodyTracker(nil)).deliverWaiting()

    #expect(round.delivered == [sound.id])
    #expect(round.failed.keys.sorted() == [broken.id])
  }

  @Test func `pauses double from two seconds to five minutes`() {
    let pauses = (1...10).map { DeliveryWorker.pause(afterFailures: $0) }

    #expect(Array(pauses.prefix(8)) == [2, 4, 8, 16, 32, 64, 128, 256].map { .seconds($0) })
    #expect(pauses.suffix(2).allSatisfy { $0 == .seconds(300) })
  }

  @Test func `the worker tries again after its pause, at once when woken, and ends when told`()
    async throws
  {
    let bench = Bench()
    let record = try await bench.run(from: Bench.day("2019-06-03"))
    let tracker = MoodyTracker(Self.away)
    let clock = ManualClock(at: Timestamp(seconds: 0))
    let worker = worker(bench, tracker, clock: clock)
    let running = Task { await worker.run() }

    try await clock.waitForSleepers(1)
    #expect(tracker.attempts.count == 1)
    #expect(clock.nextDeadline == Timestamp(seconds: 2))
    clock.advance(by: .seconds(2))
    try await clock.waitForSleepers(1)
    #expect(tracker.attempts.count == 2)
    #expect(clock.nextDeadline == Timestamp(seconds: 6))

    tracker.recover()
    await worker.wake()
    try await until { try await bench.runs.waitingDeliveries().isEmpty }
    #expect(tracker.attempts.count == 3)
    #expect(try await bench.runs.deliveries(of: [record.id]).count == 1)

    running.cancel()
    try await running.joined
    #expect(clock.sleepers == 0)
  }
}
