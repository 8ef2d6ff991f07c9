import DuckDB
import Executors
import Synchronization

/// One connection with a thread of its own; what is asked of it is done in order.
actor Lane {
  private let executor: BlockingExecutor
  private var connection: Connection?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(label: String) { executor = BlockingExecutor(label: label) }

  /// Opens the database on this lane's thread, for opening a file may replay its log.
  func open(
    _ location: Database.Location, settings: Database.Settings
  ) throws(DuckDBError) -> Database {
    let database = try Database(location, settings: settings)
    connection = try database.connect()
    return database
  }

  func connect(to database: Database) throws(DuckDBError) {
    connection = try database.connect()
  }

  /// Lets go of the connection; whatever is asked afterwards is refused.
  func close() { connection = nil }

  /// Does `work` on the connection.
  ///
  /// - Parameter isCancellable: True to interrupt the statement that runs when the calling task is
  ///   cancelled; its transaction is then rolled back.
  /// - Throws: What `work` throws; `CancellationError` when the task was cancelled before its turn.
  func run<Answer: Sendable>(
    isCancellable: Bool, _ work: @Sendable (Connection) throws -> Answer
  ) async throws -> Answer {
    guard let connection else {
      throw DuckDBError(.query, "The warehouse is closed.")
    }
    guard isCancellable else { return try work(connection) }
    let turn = Turn(connection.interrupter)
    return try await withTaskCancellationHandler {
      try take(turn, on: connection, work)
    } onCancel: {
      turn.cancel()
    }
  }

  /// Does the work as this actor's own, on its thread.
  ///
  /// A closure that does not use `self` is not isolated to the actor, and its body would run on the
  /// cooperative pool, beside other work on the same connection; calling this method makes it so.
  private func take<Answer: Sendable>(
    _ turn: Turn, on connection: Connection, _ work: (Connection) throws -> Answer
  ) throws -> Answer {
    try Task.checkCancellation()
    turn.begin()
    defer { turn.end() }
    return try work(connection)
  }
}

/// Sees to it that a cancellation interrupts the work it belongs to and no other.
private final class Turn: Sendable {
  private let isRunning = Mutex(false)
  private let interrupter: Interrupter

  init(_ interrupter: Interrupter) { self.interrupter = interrupter }

  func begin() { isRunning.withLock { $0 = true } }
  func end() { isRunning.withLock { $0 = false } }

  /// Interrupts until the work has ended: an interrupt that comes between two statements, or just
  /// before one has begun, is forgotten by DuckDB.
  func cancel() {
    guard interrupt() else { return }
    Task {
      while interrupt() { try await Task.sleep(for: .milliseconds(20)) }
    }
  }

  /// Interrupts under the lock, so that the turn cannot pass to other work in between; returns
  /// false when the work has ended.
  private func interrupt() -> Bool {
    isRunning.withLock { isRunning in
      if isRunning { interrupter.interrupt() }
      return isRunning
    }
  }
}

/// Several lanes of equal rank; each piece of work goes to the one with the shortest queue.
final class LanePool: Sendable {
  private let lanes: [Lane]
  private let queued: Mutex<[Int]>

  init(labels: [String]) {
    lanes = labels.map { Lane(label: $0) }
    queued = Mutex([Int](repeating: 0, count: labels.count))
  }

  func connect(to database: Database) async throws(DuckDBError) {
    for lane in lanes { try await lane.connect(to: database) }
  }

  func close() async { for lane in lanes { await lane.close() } }

  func run<Answer: Sendable>(
    _ work: @Sendable (Connection) throws -> Answer
  ) async throws -> Answer {
    let index = queued.withLock { queued in
      var shortest = 0
      for index in queued.indices where queued[index] < queued[shortest] { shortest = index }
      queued[shortest] += 1
      return shortest
    }
    defer { queued.withLock { $0[index] -= 1 } }
    return try await lanes[index].run(isCancellable: true, work)
  }
}
