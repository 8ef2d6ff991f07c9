import CDuckDB

/// Fills a table by chunks of columns: the fastest way in that needs no file.
///
/// Rows are there for the connection's transaction once `finish` has returned; an appender that is
/// dropped without it leaves what was not flushed behind.
public final class Appender {
  private var pointer: ddb_appender?
  private var chunk: ddb_chunk?
  private let types: [ColumnType]
  // Keeps the connection open while the appender lives.
  private let connection: ConnectionHandle

  /// Rows that one call of `append` can take.
  public let capacity: Int

  /// - Parameter types: The types of all the table's columns, in its order.
  public init(
    _ table: StaticString, types: [ColumnType], on connection: Connection
  ) throws(DuckDBError) {
    var appender: ddb_appender?
    guard ddb_appender_create(connection.handle.pointer, nil, table.description, &appender) == 0
    else {
      let message = words(ddb_appender_error(appender))
      _ = ddb_appender_destroy(&appender)
      throw DuckDBError(message: message)
    }
    pointer = appender
    self.types = types
    self.connection = connection.handle
    capacity = Int(ddb_vector_size())

    var logical: [ddb_type?] = types.map { ddb_create_logical_type($0.rawValue) }
    chunk = ddb_create_data_chunk(&logical, UInt64(logical.count))
    for index in logical.indices { ddb_destroy_logical_type(&logical[index]) }
  }

  deinit {
    ddb_destroy_data_chunk(&chunk)
    _ = ddb_appender_destroy(&pointer)
  }

  /// Appends `rows` rows whose columns `fill` writes.
  ///
  /// - Precondition: `rows` is between 1 and `capacity`, and `fill` writes every column.
  public func append(rows: Int, _ fill: (ChunkWriter) -> Void) throws(DuckDBError) {
    precondition((1...capacity).contains(rows), "A chunk takes one to \(capacity) rows.")
    ddb_data_chunk_reset(chunk)
    fill(ChunkWriter(chunk: chunk, types: types, rows: rows))
    ddb_data_chunk_set_size(chunk, UInt64(rows))
    guard ddb_append_data_chunk(pointer, chunk) == 0 else {
      throw DuckDBError(message: words(ddb_appender_error(pointer)))
    }
  }

  /// Hands all rows to the table.
  public func finish() throws(DuckDBError) {
    guard ddb_appender_flush(pointer) == 0 else {
      throw DuckDBError(message: words(ddb_appender_error(pointer)))
    }
  }
}
