import Chronology
import Contract
import Logging
import Platform
import Synchronization
import Testing

@Suite struct JobBoardTests {
  private let clock = HandClock()
  private let store = JobsInMemory()
  private let published = Published()

  private final class Published: Sendable {
    private let views = Mutex<[JobView]>([])
    var all: [JobView] { views.withLock { $0 } }
    func add(_ view: JobView) { views.withLock { $0.append(view) } }
  }

  private func board(lanes: Int = 2, store: JobsInMemory? = nil) -> JobBoard {
    JobBoard(
      store: store ?? self.store, clock: clock, backtestLanes: lanes, logger: Logger(label: "test")
    ) { [published] in published.add($0) }
  }

  private func finished(_ id: String, on board: JobBoard) async throws -> JobView {
    while true {
      let job = try await board.job(id)
      if job.finishedAt != nil { return job }
      await Task.yield()
    }
  }

  /// Work that runs until it is cancelled.
  private static let endless: JobBoard.Work = { progress in
    while true {
      try progress.checkCancellation()
      await Task.yield()
    }
  }

  @Test func `a job that is done says what it made, and is kept`() async throws {
    let board = board()

    let job = try await board.submit(.backtest, "One", by: "ann", unit: "sessions") { progress in
      progress.report(completed: 3, total: 3, message: "Last.")
      return ("r1", "Made it.")
    }
    let done = try await finished(job.id, on: board)

    #expect(done.state == .done)
    #expect(done.result == "r1")
    #expect(done.message == "Made it.")
    #expect(done.completed == 3)
    await board.close()
    #expect(await store.job(job.id)?.state == .done)
  }

  @Test func `a cancelled job stops and says so`() async throws {
    let board = board()
    let job = try await board.submit(.ingest, "All", by: "ann", unit: "symbols", work: Self.endless)

    _ = try await board.cancel(job.id, by: "bob")

    #expect(try await finished(job.id, on: board).state == .cancelled)
  }

  @Test func `a second ingestion is refused while one runs`() async throws {
    let board = board()
    _ = try await board.submit(.ingest, "All", by: "ann", unit: "symbols", work: Self.endless)

    let refusal = await #expect(throws: Refusal.self) {
      try await board.submit(.ingest, "More", by: "ann", unit: "symbols", work: Self.endless)
    }

    #expect(refusal?.code == "jobs.ingesting")
    await board.close()
  }

  @Test func `backtests beyond the lanes wait, and one that waits can be cancelled`() async throws {
    let board = board(lanes: 1)
    let first = try await board.submit(.backtest, "1", by: "a", unit: "u", work: Self.endless)
    let second = try await board.submit(.backtest, "2", by: "a", unit: "u", work: Self.endless)

    #expect(first.state == .running)
    #expect(second.state == .waiting)
    #expect(try await board.cancel(second.id, by: "a").state == .cancelled)
    await board.close()
  }

  @Test func `a waiting job runs when a lane is free`() async throws {
    let board = board(lanes: 1)
    let first = try await board.submit(.backtest, "1", by: "a", unit: "u", work: Self.endless)
    let second = try await board.submit(.backtest, "2", by: "a", unit: "u") { _ in (nil, "Done.") }

    _ = try await board.cancel(first.id, by: "a")

    #expect(try await finished(second.id, on: board).state == .done)
  }

  @Test func `the queue is bounded`() async throws {
    let board = board(lanes: 1)
    for number in 0...64 {
      _ = try await board.submit(.backtest, "\(number)", by: "a", unit: "u", work: Self.endless)
    }

    let refusal = await #expect(throws: Refusal.self) {
      try await board.submit(.backtest, "65", by: "a", unit: "u", work: Self.endless)
    }

    #expect(refusal?.code == "jobs.full")
    await board.close()
  }

  @Test func `at most five reports a second are passed on, with rate and time left`() async throws {
    let board = board()
    let clock = clock
    let job = try await board.submit(.backtest, "1", by: "a", unit: "u") { progress in
      for step in 1...100 {
        clock.advance(by: .milliseconds(10))
        progress.report(completed: step, total: 200, message: "\(step)")
      }
      return (nil, "Done.")
    }
    _ = try await finished(job.id, on: board)

    let running = published.all.filter { $0.completed > 0 && $0.state == .running }
    #expect(running.count == 5)
    #expect(running.last?.rate == 100)
    #expect(running.last?.secondsLeft == 1.19)
  }

  @Test func `what a former process left unfinished is marked`() async throws {
    let left = JobView(
      id: "j1", kind: .ingest, title: "All", state: .running, by: "ann", createdAt: 1,
      finishedAt: nil, completed: 7, total: 9, unit: "symbols", rate: 3, secondsLeft: 1,
      message: "", result: nil)
    let store = JobsInMemory([left])
    let board = board(store: store)

    try await board.recover()

    #expect(try await board.job("j1").state == .interrupted)
    #expect(try await board.job("j1").completed == 7)
  }

  @Test func `closing waits for the work and marks it interrupted`() async throws {
    let board = board()
    let job = try await board.submit(.ingest, "All", by: "a", unit: "u", work: Self.endless)

    await board.close()

    #expect(await store.job(job.id)?.state == .interrupted)
  }
}
