import CDuckDB

/// A connection to a database: used by one thread at a time, so it is confined to one actor.
public final class Connection {
  let handle: ConnectionHandle

  init(_ database: Database) throws(DuckDBError) { handle = try ConnectionHandle(database) }

  /// Stops what the connection is doing, from any thread.
  public var interrupter: Interrupter { Interrupter(handle: handle) }

  /// Runs one or more statements without parameters and ignores their rows.
  public func execute(_ sql: SQL) throws(DuckDBError) {
    var result = ddb_result()
    defer { ddb_destroy_result(&result) }
    guard ddb_query(handle.pointer, sql.text, &result) == 0 else {
      throw DuckDBError(message: words(ddb_result_error(&result)))
    }
  }

  /// Runs a statement that changes rows, and returns how many it changed.
  @discardableResult
  public func change(_ sql: SQL, _ parameters: [Parameter] = []) throws(DuckDBError) -> Int {
    let statement = try Statement(sql, on: self)
    return try statement.change(parameters)
  }

  /// Prepares a statement that is run more than once.
  public func prepare(_ sql: SQL) throws(DuckDBError) -> Statement { try Statement(sql, on: self) }

  /// Returns what `read` makes of each row.
  ///
  /// - Throws: `DuckDBError`, or what `read` throws.
  public func rows<Element>(
    _ sql: SQL, _ parameters: [Parameter] = [],
    _ read: (Row) throws -> Element
  ) throws -> [Element] {
    var elements: [Element] = []
    try chunks(sql, parameters) { chunk in
      elements.reserveCapacity(elements.count + chunk.count)
      for index in 0..<chunk.count {
        elements.append(try read(Row(chunk: chunk, index: index)))
      }
    }
    return elements
  }

  /// Returns what `read` makes of the first row, or nil when there is none.
  public func first<Element>(
    _ sql: SQL, _ parameters: [Parameter] = [],
    _ read: (Row) throws -> Element
  ) throws -> Element? {
    try rows(sql, parameters, read).first
  }

  /// Hands over the rows in chunks of columns, in the order of the result.
  ///
  /// - Parameter isStreaming: True to make chunks as they are asked for, in little memory; other
  ///   statements on this connection must wait until the end.
  /// - Throws: `DuckDBError`, or what `body` throws.
  public func chunks(
    _ sql: SQL, _ parameters: [Parameter] = [], isStreaming: Bool = false,
    _ body: (Chunk) throws -> Void
  ) throws {
    let statement = try Statement(sql, on: self)
    try statement.chunks(parameters, isStreaming: isStreaming, body)
  }

  /// Runs `body` in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// - Parameter isReadOnly: True to let DuckDB refuse every change within it.
  /// - Throws: What `body` throws, or a `DuckDBError` when beginning or committing fails.
  /// - Precondition: No transaction is open on this connection.
  @discardableResult
  public func transaction<Answer>(
    isReadOnly: Bool = false, _ body: () throws -> Answer
  ) throws -> Answer {
    try begin(isReadOnly ? "BEGIN TRANSACTION READ ONLY" : "BEGIN TRANSACTION")
    do {
      let answer = try body()
      try execute("COMMIT")
      return answer
    } catch {
      rollBack()
      throw error
    }
  }

  /// Begins a transaction; one that failed before and could not be ended for want of memory is ended
  /// first.
  private func begin(_ sql: SQL) throws(DuckDBError) {
    do {
      try execute(sql)
    } catch where error.message.contains("Current transaction is aborted") {
      rollBack()
      try execute(sql)
    }
  }

  /// Ends a failed transaction. That can itself fail only when DuckDB has ended it already, as
  /// after a failed commit or a fatal error, and then there is nothing left to undo.
  ///
  /// An interrupt meant for the work may hit the rollback; a transaction left open would fail
  /// everything that this connection is asked afterwards.
  private func rollBack() {
    while true {
      do {
        return try execute("ROLLBACK")
      } catch where error.code == .interrupted {
        continue
      } catch {
        return
      }
    }
  }
}

/// Stops a connection's work from another thread.
public struct Interrupter: Sendable {
  let handle: ConnectionHandle

  /// Makes the running statement, if there is one, fail with `interrupted`.
  public func interrupt() { ddb_interrupt(handle.pointer) }
}

/// Owns a connection's pointer, and keeps its database open.
// Safe: the pointer never changes; interrupting is the one call made from other threads, and DuckDB
// documents it for that.
final class ConnectionHandle: @unchecked Sendable {
  let pointer: ddb_connection
  let database: Database

  init(_ database: Database) throws(DuckDBError) {
    var connection: ddb_connection?
    guard ddb_connect(database.handle, &connection) == 0, let connection else {
      throw DuckDBError(.query, "DuckDB could not open another connection.")
    }
    self.database = database
    pointer = connection
  }

  deinit {
    var connection: ddb_connection? = pointer
    ddb_disconnect(&connection)
  }
}
