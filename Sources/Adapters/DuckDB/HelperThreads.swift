import CDuckDB
import Dispatch
import Synchronization

/// Threads that work on a database's statements only while somebody asks them to.
final class HelperThreads: Sendable {
  private struct State {
    /// How many ask for help now.
    var callers = 0
    /// What each helper was begun with, while they work.
    var tasks: [Task] = []
  }

  /// DuckDB's mark by which a helper is told to go home.
  // Safe: it is handed from the thread that makes it to the helper, and ended under the lock.
  private struct Task: @unchecked Sendable {
    let pointer: ddb_task_state
  }

  private let queues: [DispatchQueue]
  private let state = Mutex(State())

  init(count: Int) {
    queues = (0..<max(0, count)).map { DispatchQueue(label: "duckdb.helper.\($0 + 1)") }
  }

  /// Runs `body` with the helpers at work. They come with the first who asks, and leave with the last:
  /// when it returns to that one, none is inside the library any more.
  func working<Answer>(on database: ddb_database, _ body: () throws -> Answer) rethrows -> Answer {
    guard !queues.isEmpty else { return try body() }
    begin(on: database)
    defer { end() }
    return try body()
  }

  private func begin(on database: ddb_database) {
    state.withLock { state in
      state.callers += 1
      guard state.callers == 1 else { return }
      for queue in queues {
        guard let pointer = ddb_create_task_state(database) else { continue }
        let task = Task(pointer: pointer)
        state.tasks.append(task)
        queue.async { ddb_execute_tasks_state(task.pointer) }
      }
    }
  }

  private func end() {
    let tasks = state.withLock { state -> [Task] in
      state.callers -= 1
      guard state.callers == 0 else { return [] }
      defer { state.tasks = [] }
      return state.tasks
    }
    guard !tasks.isEmpty else { return }
    for task in tasks { ddb_finish_execution(task.pointer) }
    for queue in queues { queue.sync {} }
    for task in tasks { ddb_destroy_task_state(task.pointer) }
  }
}

extension Connection {
  /// Runs `body` with every thread of the database at work on its statements, those of other
  /// connections among them; worth it for what reads much, and no difference where the database was
  /// not opened with `usesOneThreadUnlessAsked`.
  ///
  /// - Throws: What `body` throws.
  public func onAllThreads<Answer>(_ body: () throws -> Answer) rethrows -> Answer {
    let database = handle.database
    return try database.helpers.working(on: database.handle, body)
  }
}
