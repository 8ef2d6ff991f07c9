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

/// Writes the columns of one chunk on its way into a table.
public struct ChunkWriter {
  let chunk: ddb_chunk?
  let types: [ColumnType]
  let rows: Int

  /// Writes doubles; each NaN becomes a null.
  ///
  /// - Parameter start: The first of `values` to be written.
  /// - Precondition: `values` holds a value for each row from `start` on.
  public func doubles(_ values: [Double], from start: Int = 0, column: Int) {
    let vector = vector(column, .double)
    let target = memory(of: vector, as: Double.self)
    precondition(start >= 0, "A column is written from one of its own values on.")
    precondition(values.count - start >= rows, "A column has a value for each row.")
    values.withUnsafeBufferPointer { source in
      var hasMissing = false
      for row in 0..<rows {
        let value = source[start + row]
        target[row] = value
        if value.isNaN { hasMissing = true }
      }
      guard hasMissing else { return }
      for row in 0..<rows where source[start + row].isNaN { setNull(row, in: vector) }
    }
  }

  /// Writes dates as days since 1970-01-01.
  public func days(_ value: (_ row: Int) -> Int32, column: Int) {
    let target = memory(of: vector(column, .date), as: Int32.self)
    for row in 0..<rows { target[row] = value(row) }
  }

  /// Writes 64-bit integers; nil becomes a null.
  public func integers(_ value: (_ row: Int) -> Int64?, column: Int) {
    let vector = vector(column, .bigInteger)
    let target = memory(of: vector, as: Int64.self)
    for row in 0..<rows {
      if let integer = value(row) { target[row] = integer } else { setNull(row, in: vector) }
    }
  }

  /// Writes texts; nil becomes a null.
  public func texts(_ value: (_ row: Int) -> String?, column: Int) {
    let vector = vector(column, .text)
    for row in 0..<rows {
      if let text = value(row) {
        withCharacters(of: text) {
          ddb_vector_assign_string_element_len(vector, UInt64(row), $0, $1)
        }
      } else {
        setNull(row, in: vector)
      }
    }
  }

  /// Writes one text into some rows.
  public func text(_ text: String, rows range: Range<Int>, column: Int) {
    let vector = vector(column, .text)
    precondition(range.upperBound <= rows, "A text is written into rows of the chunk.")
    withCharacters(of: text) { characters, count in
      for row in range {
        ddb_vector_assign_string_element_len(vector, UInt64(row), characters, count)
      }
    }
  }

  private func vector(_ column: Int, _ type: ColumnType) -> ddb_vector? {
    precondition(types[column] == type, "Column \(column) is written as what it is.")
    return ddb_data_chunk_get_vector(chunk, UInt64(column))
  }

  private func memory<Value>(
    of vector: ddb_vector?, as: Value.Type
  ) -> UnsafeMutablePointer<Value> {
    guard let memory = ddb_vector_get_data(vector) else {
      preconditionFailure("A chunk's vector has memory.")
    }
    return memory.assumingMemoryBound(to: Value.self)
  }

  private func setNull(_ row: Int, in vector: ddb_vector?) {
    ddb_vector_ensure_validity_writable(vector)
    guard let validity = ddb_vector_get_validity(vector) else {
      preconditionFailure("A writable validity mask is there.")
    }
    validity[row >> 6] &= ~(1 << UInt64(row & 63))
  }
}
