public import Chronology
import DuckDB
public import Market

/// Long work as the warehouse remembers it, over restarts too.
public struct JobRecord: Hashable, Sendable, Codable, Identifiable {
  public enum State: String, Hashable, Sendable, Codable, CaseIterable {
    case waiting, running, done, failed, cancelled
    /// The process ended while it ran.
    case interrupted
  }

  public let id: String
  /// A word of the program's, such as `ingest` or `backtest`.
  public let kind: String
  public let title: String
  public var state: State
  /// The account that asked for it.
  public let by: String
  public let createdAt: Timestamp
  public var finishedAt: Timestamp?
  /// What it does now, or how it ended.
  public var message: String
  /// What it made, such as a run's id; nil otherwise or before the end.
  public var result: String?
  /// Units of work finished and in all, as last saved; `unit` names them.
  public var completed: Int
  public var total: Int
  public let unit: String

  public init(
    id: String, kind: String, title: String, state: State, by: String, createdAt: Timestamp,
    finishedAt: Timestamp?, message: String, result: String?, completed: Int = 0, total: Int = 0,
    unit: String = ""
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.state = state
    self.by = by
    self.createdAt = createdAt
    self.finishedAt = finishedAt
    self.message = message
    self.result = result
    self.completed = completed
    self.total = total
    self.unit = unit
  }
}

extension Warehouse {
  /// Inserts a job, or replaces the one of the same id.
  public func save(_ job: JobRecord) async throws(StoreError) {
    try await write("save job \(job.id)") { connection in
      try JobTable.save(job, on: connection)
    }
  }

  /// Jobs, newest first.
  public func jobs(limit: Int, offset: Int) async throws(StoreError) -> [JobRecord] {
    try await read("list jobs") { connection in
      try connection.rows(
        JobTable.select + " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
        [.integer(limit), .integer(offset)], JobTable.job)
    }
  }

  /// - Throws: `missing`.
  public func job(_ id: String) async throws(StoreError) -> JobRecord {
    try await read("read job \(id)") { connection in
      guard
        let job = try connection.first(
          JobTable.select + " WHERE id = ?", [.text(id)], JobTable.job)
      else {
        throw StoreError(
          .missing, "There is no job \(id).", remedy: "List the jobs to see which there are.")
      }
      return job
    }
  }
}

/// The statements of the table `jobs`.
enum JobTable {
  static let select: SQL = """
    SELECT id, kind, title, state, by_account, created_at, finished_at, message, result,
      coalesce(completed, 0), coalesce(total, 0), coalesce(unit, '') FROM jobs
    """

  @Sendable
  static func job(_ row: Row) throws(DuckDBError) -> JobRecord {
    JobRecord(
      id: try row.text(0), kind: try row.text(1), title: try row.text(2),
      state: try row.word(3), by: try row.text(4), createdAt: try row.instant(5),
      finishedAt: try row.instantOrNull(6), message: try row.text(7),
      result: try row.textOrNull(8), completed: try row.count(9), total: try row.count(10),
      unit: try row.text(11))
  }

  static func save(_ job: JobRecord, on connection: Connection) throws(DuckDBError) {
    try connection.change(
      """
      INSERT INTO jobs (
        id, kind, title, state, by_account, created_at, finished_at, message, result, completed,
        total, unit)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, finished_at = excluded.finished_at,
        message = excluded.message, result = excluded.result, completed = excluded.completed,
        total = excluded.total
      """,
      [
        .text(job.id), .text(job.kind), .text(job.title), .text(job.state.rawValue),
        .text(job.by), .integer(job.createdAt.nanoseconds),
        .integer(orNull: job.finishedAt?.nanoseconds), .text(job.message),
        .text(orNull: job.result), .integer(job.completed), .integer(job.total), .text(job.unit),
      ])
  }

  /// Marks what the last process left unfinished, and returns how many jobs those were.
  static func markInterrupted(
    at now: Timestamp, on connection: Connection
  ) throws(DuckDBError) -> Int {
    try connection.change(
      """
      UPDATE jobs SET state = ?, finished_at = ?, message = ?
      WHERE state = ? OR state = ?
      """,
      [
        .text(JobRecord.State.interrupted.rawValue), .integer(now.nanoseconds),
        .text("The program ended while this ran; what it had committed stayed."),
        .text(JobRecord.State.waiting.rawValue), .text(JobRecord.State.running.rawValue),
      ])
  }
}
