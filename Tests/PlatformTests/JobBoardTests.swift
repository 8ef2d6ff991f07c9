import Chronology
import Contract
import Logging
import Market
import Platform
import Synchronization
import TestKit
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
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Work that runs until it is cancelled.
  private static let endless: JobBoard.Work = { progress in
    while true {
      try progress.checkCancellation()
      try await Task.sleep(for: .milliseconds(2))
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

  @Test func `a job seen done holds no place, though it is not saved yet`() async throws {
    let store = SlowStore()
    let board = JobBoard(
      store: store, clock: clock, backtestLanes: 1, logger: Logger(label: "test")
    ) { _ in }
    let first = try await board.submit(.ingest, "All", by: "a", unit: "u") { _ in (nil, "Done.") }
    _ = try await finished(first.id, on: board)

    let second = try await board.submit(.ingest, "All", by: "a", unit: "u") { _ in (nil, "Done.") }
    #expect(try await finished(second.id, on: board).state == .done)

    await store.release()
    await board.close()
  }

  @Test func `reference data asked for while bars come in wait for their turn`() async throws {
    let board = board()
    let bars = try await board.submit(
      .ingest, "Bars", by: "a", unit: "u", place: "bars", work: Self.endless)

    let reference = try await board.submit(
      .ingest, "Names", by: "a", unit: "u", place: "reference") { _ in (nil, "Done.") }
    let refusal = await #expect(throws: Refusal.self) {
      try await board.submit(
        .ingest, "Names", by: "a", unit: "u", place: "reference", work: Self.endless)
    }
    _ = try await board.cancel(bars.id, by: "a")

    #expect(reference.state == .waiting)
    #expect(refusal?.code == "jobs.ingesting")
    #expect(try await finished(reference.id, on: board).state == .done)
  }

  /// Keeps whoever saves a finished job waiting until it is released.
  private actor SlowStore: JobStore {
    private var isReleased = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func save(_ job: JobView) async {
      guard job.finishedAt != nil, !isReleased else { return }
      await withCheckedContinuation { waiting.append($0) }
    }
    func jobs(limit: Int, offset: Int) -> [JobView] { [] }
    func job(_ id: String) -> JobView? { nil }
    func release() {
      isReleased = true
      for continuation in waiting { continuation.resume() }
      waiting = []
    }
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

  /// Remembers what it was told.
  private actor Steering: JobSteering {
    private(set) var orders: [String] = []
    /// Symbols of the job; nil for one that keeps its order.
    private let known: Set<Symbol>?

    init(known: Set<Symbol>? = ["AAPL", "MSFT"]) { self.known = known }

    func pause() { orders.append("pause") }
    func resume() { orders.append("resume") }
    func moveToFront(_ symbols: [Symbol]) -> [Symbol]? {
      orders.append(symbols.map(\.ticker).joined(separator: ","))
      return known.map { known in symbols.filter { !known.contains($0) } }
    }
  }

  private func steered(by steering: Steering, on board: JobBoard) async throws -> JobView {
    let job = try await board.submit(.ingest, "All", by: "ann", unit: "symbols") { progress in
      progress.steer(by: steering)
      return try await Self.endless(progress)
    }
    try await until { try await board.job(job.id).isPausable }
    return job
  }

  @Test func `a held job says so, goes on when told, and passes hurry on`() async throws {
    let board = board()
    let steering = Steering()
    let job = try await steered(by: steering, on: board)

    let held = try await board.pause(job.id, by: "bob")
    let again = try await board.pause(job.id, by: "bob")
    let going = try await board.resume(job.id, by: "bob")
    _ = try await board.moveToFront(["AAPL", "MSFT"], in: job.id)

    #expect(held.state == .paused)
    #expect(held.message == "Paused by bob.")
    #expect(again.state == .paused)
    #expect(going.state == .running)
    #expect(await steering.orders == ["pause", "resume", "AAPL,MSFT"])
    await board.close()
  }

  @Test func `symbols that a job is not to fetch are named, the others come first all the same`()
    async throws
  {
    let board = board()
    let steering = Steering()
    let job = try await steered(by: steering, on: board)

    let refusal = await #expect(throws: Refusal.self) {
      try await board.moveToFront(["AAPL", "NONE", "GONE"], in: job.id)
    }

    #expect(refusal?.code == "job.symbolsUnknown" && refusal?.status == 422)
    #expect(
      refusal?.detail
        == "Job \(job.id) is not to fetch NONE, GONE. The other 1 come first now.")
    #expect(await steering.orders == ["AAPL,NONE,GONE"])
    await board.close()
  }

  @Test func `a job that keeps its order says so`() async throws {
    let board = board()
    let job = try await steered(by: Steering(known: nil), on: board)

    let refusal = await #expect(throws: Refusal.self) {
      try await board.moveToFront(["AAPL"], in: job.id)
    }

    #expect(refusal?.code == "job.noOrder")
    await board.close()
  }

  @Test func `a held ingestion still keeps a second one out, and can be cancelled`() async throws {
    let board = board()
    let job = try await steered(by: Steering(), on: board)
    _ = try await board.pause(job.id, by: "bob")

    let refusal = await #expect(throws: Refusal.self) {
      try await board.submit(.ingest, "More", by: "ann", unit: "symbols", work: Self.endless)
    }
    _ = try await board.cancel(job.id, by: "bob")

    #expect(refusal?.code == "jobs.ingesting")
    let end = try await finished(job.id, on: board)
    #expect(end.state == .cancelled)
    #expect(!end.isPausable)
  }

  @Test func `a job that nothing steers, or that is done, cannot be held`() async throws {
    let board = board()
    let endless = try await board.submit(.backtest, "1", by: "a", unit: "u", work: Self.endless)
    let short = try await board.submit(.backtest, "2", by: "a", unit: "u") { _ in (nil, "Done.") }
    _ = try await finished(short.id, on: board)

    for id in [endless.id, short.id] {
      let refusal = await #expect(throws: Refusal.self) { try await board.pause(id, by: "a") }
      #expect(refusal?.code == "job.notPausable")
    }
    let unknown = await #expect(throws: Refusal.self) { try await board.resume("j0", by: "a") }
    #expect(unknown?.code == "job.missing")
    await board.close()
  }

  @Test func `what an ingestion cost and brought goes with its progress`() async throws {
    let board = board()
    let detail = IngestionDetail(
      provider: "fmp", route: .market, bars: 5, saved: 1, failed: 0, empty: 0, changed: 0,
      calls: 9, callsLeft: 291, bytes: 700)
    let job = try await board.submit(.ingest, "All", by: "a", unit: "symbols") { progress in
      progress.report(completed: 1, total: 2, message: "One.", ingestion: detail)
      progress.report(completed: 2, total: 2, message: "Two.")
      return (nil, "Done.")
    }

    let end = try await finished(job.id, on: board)

    #expect(end.ingestion?.callsLeft == 291)
    #expect(end.ingestion?.route == .market)
    #expect(published.all.contains { $0.state == .running && $0.ingestion?.bytes == 700 })
  }

  @Test func `a former process's held job is marked too`() async throws {
    let left = JobView(
      id: "j1", kind: .ingest, title: "All", state: .paused, by: "ann", createdAt: 1,
      finishedAt: nil, completed: 7, total: 9, unit: "symbols", rate: nil, secondsLeft: nil,
      message: "", result: nil)
    let board = board(store: JobsInMemory([left]))

    try await board.recover()

    #expect(try await board.job("j1").state == .interrupted)
  }
}
