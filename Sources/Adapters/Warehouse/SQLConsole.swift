public import Chronology
import DuckDB
import Foundation
public import Market
import Synchronization

/// A column of a table or of an answer.
public struct ConsoleColumn: Hashable, Sendable {
  public let name: String
  /// As SQL writes it, such as `DECIMAL(10,2)`.
  public let type: String
}

/// A table that the console may read.
public struct ConsoleTable: Hashable, Sendable {
  public let name: String
  /// How many rows it has.
  public let rows: Int
  /// In the order of the table.
  public let columns: [ConsoleColumn]
}

/// What the console answers.
public struct ConsoleAnswer: Hashable, Sendable {
  public let columns: [ConsoleColumn]
  /// Values as text, nil where there is none; a value of more than 10,000 characters is cut and
  /// ends with `…`.
  public let rows: [[String?]]
  /// True when there are more rows than were asked for, or more text than an answer holds.
  public let isCut: Bool
  /// How long it took.
  public let milliseconds: Double
}

extension Warehouse {
  /// How often the memory is looked at while a question is under way.
  private static let look: Duration = .milliseconds(50)

  /// The tables that the console may read, with their columns, sorted by name.
  public func tables() async throws(StoreError) -> [ConsoleTable] {
    try await read("list the tables") { connection in
      let columns = try connection.rows(
        """
        SELECT table_name, column_name, data_type FROM duckdb_columns()
        WHERE schema_name = 'main' AND NOT internal AND table_name = ANY(?)
        ORDER BY table_name, column_index
        """, [.texts(ConsoleWords.tables.sorted())]
      ) { row in
        (
          table: try row.text(0),
          column: ConsoleColumn(name: try row.text(1), type: try row.text(2))
        )
      }
      let byTable = Dictionary(grouping: columns) { $0.table }
      let names = try connection.rows(
        """
        SELECT table_name FROM duckdb_tables()
        WHERE schema_name = 'main' AND NOT internal AND NOT temporary AND table_name = ANY(?)
        ORDER BY table_name
        """, [.texts(ConsoleWords.tables.sorted())]
      ) { row in try row.text(0) }
      return try names.map { name in
        ConsoleTable(
          name: name, rows: try Self.rows(of: name, on: connection),
          columns: byTable[name, default: []].map(\.column))
      }
    }
  }

  /// Counts a table without reading its values; the bars, which are the most by far, are counted
  /// already. DuckDB's own estimate counts rows that have gone.
  private static func rows(of table: String, on connection: Connection) throws -> Int {
    let count: SQL =
      table == "bars"
      ? "SELECT coalesce(sum(bars), 0)::BIGINT FROM holdings"
      : "SELECT count(*) FROM " + SQL.name(table)
    return try connection.first(count) { row in try row.count(0) } ?? 0
  }

  /// Answers one SELECT, or one EXPLAIN of a SELECT.
  ///
  /// It is parsed, and refused unless it reads the console's tables by functions of values alone;
  /// then it runs in a transaction that allows no change, on a thread of its own, so that no reader
  /// waits for it. One question is answered at a time.
  ///
  /// - Parameters:
  ///   - limit: Rows at most; at least 1.
  ///   - duration: The time after which it is stopped.
  ///   - clock: Measures how long it takes, and ends it.
  /// - Throws: `query` when it is refused or wrong, in one line with the place; `cancelled` when it
  ///   took too long or too much memory, or the caller was cancelled; `locked` while another
  ///   question is under way.
  public func ask(
    _ sql: String, limit: Int, within duration: Duration, clock: any WallClock
  ) async throws(StoreError) -> ConsoleAnswer {
    precondition(limit >= 1, "An answer has at least one row.")
    let answer = try await ask(
      sql, limit: limit, within: duration, clock: clock, memory: memory)
    return answer
  }

  func ask(
    _ sql: String, limit: Int, within duration: Duration, clock: any WallClock,
    memory: MemoryWatch
  ) async throws(StoreError) -> ConsoleAnswer {
    let start = clock.now
    let stop = StopMark()
    let begun = question.withLock { question -> Task<ConsoleQuestion.Answer, any Error>? in
      guard question == nil else { return nil }
      let work = Task { try await look { try ConsoleQuestion(sql, on: $0).answer(limit: limit) } }
      question = QuestionUnderWay(work: work, stop: stop)
      return work
    }
    guard let work = begun else {
      throw StoreError(
        .locked, "The console answers one question at a time, and one is under way.",
        remedy: "Ask again when it has been answered.")
    }
    defer { question.withLock { $0 = nil } }
    let timer = Task {
      let most = memory.resident().map { $0 + memory.growth } ?? .max
      let end = start.advanced(by: duration)
      while clock.now < end, memory.resident() ?? 0 <= most {
        let next = min(end, clock.now.advanced(by: Self.look))
        try await clock.sleep(until: next, tolerance: nil)
      }
      stop.set(clock.now < end ? .memory(memory.growth) : .time(duration))
      work.cancel()
    }
    let result = await withTaskCancellationHandler {
      await work.result
    } onCancel: {
      work.cancel()
    }
    timer.cancel()
    switch result {
    case .success(let answer):
      return ConsoleAnswer(
        columns: answer.columns, rows: answer.rows, isCut: answer.isCut,
        milliseconds: Double((clock.now.nanoseconds - start.nanoseconds)) / 1_000_000)
    case .failure(let error):
      throw Self.consoleError(error, stopped: stop.reason, path: path)
    }
  }

  private static func consoleError(
    _ error: any Error, stopped: QuestionStop?, path: String
  ) -> StoreError {
    let wasStopped =
      error is CancellationError || (error as? DuckDBError)?.code == .interrupted
    if wasStopped, let stopped { return stopped.error }
    if (error as? DuckDBError)?.code == .memory { return QuestionStop.limit.error }
    if let error = error as? DuckDBError, error.code == .query || error.code == .missing {
      return ConsoleSyntax.refusal(ConsoleQuestion.oneLine(error.message, before: 1))
    }
    return StoreFailure(doing: "answer the question", path: path).storeError(error)
  }
}
