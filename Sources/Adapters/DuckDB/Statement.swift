import CDuckDB

/// A prepared statement, to be run with different parameters.
public final class Statement {
  private let pointer: ddb_prepared
  private let connection: ConnectionHandle

  init(_ sql: SQL, on connection: Connection) throws(DuckDBError) {
    var prepared: ddb_prepared?
    guard ddb_prepare(connection.handle.pointer, sql.text, &prepared) == 0, let prepared else {
      let message = words(ddb_prepare_error(prepared))
      ddb_destroy_prepare(&prepared)
      throw DuckDBError(message: message)
    }
    pointer = prepared
    self.connection = connection.handle
  }

  deinit {
    var prepared: ddb_prepared? = pointer
    ddb_destroy_prepare(&prepared)
  }

  /// Runs it, and returns the number of rows it changed.
  @discardableResult
  public func change(_ parameters: [Parameter] = []) throws(DuckDBError) -> Int {
    try bind(parameters)
    var result = ddb_result()
    defer { ddb_destroy_result(&result) }
    guard ddb_execute_prepared(pointer, &result) == 0 else {
      throw DuckDBError(message: words(ddb_result_error(&result)))
    }
    return Int(ddb_rows_changed(&result))
  }

  /// Runs it, and hands over the rows in chunks of columns.
  ///
  /// - Throws: `DuckDBError`, or what `body` throws.
  public func chunks(
    _ parameters: [Parameter] = [], isStreaming: Bool = false,
    _ body: (Chunk) throws -> Void
  ) throws {
    try bind(parameters)
    var result = ddb_result()
    defer { ddb_destroy_result(&result) }
    if isStreaming {
      try stream(into: &result)
    } else if ddb_execute_prepared(pointer, &result) != 0 {
      throw DuckDBError(message: words(ddb_result_error(&result)))
    }
    let columns = Chunk.columns(of: &result)
    while let handle = ddb_fetch_chunk(result) {
      let chunk = Chunk(owning: handle, columns: columns)
      if chunk.count == 0 { break }
      try body(chunk)
    }
    // A stream fails where it is read; a null chunk may be its end or its failure.
    if let message = ddb_result_error(&result) {
      throw DuckDBError(message: String(cString: message))
    }
  }

  private func stream(into result: inout ddb_result) throws(DuckDBError) {
    var pending: ddb_pending?
    defer { ddb_destroy_pending(&pending) }
    guard ddb_pending_prepared_streaming(pointer, &pending) == 0 else {
      throw DuckDBError(message: words(ddb_pending_error(pending)))
    }
    guard ddb_execute_pending(pending, &result) == 0 else {
      throw DuckDBError(message: words(ddb_result_error(&result)))
    }
  }

  private func bind(_ parameters: [Parameter]) throws(DuckDBError) {
    let expected = Int(ddb_nparams(pointer))
    guard parameters.count == expected else {
      throw DuckDBError(
        .query, "The statement takes \(expected) parameters; it was given \(parameters.count).")
    }
    for (offset, parameter) in parameters.enumerated() {
      guard bind(parameter, at: UInt64(offset + 1)) == 0 else {
        throw DuckDBError(.query, "Parameter \(offset + 1) of the statement could not be bound.")
      }
    }
  }

  private func bind(_ parameter: Parameter, at index: UInt64) -> Int32 {
    switch parameter {
    case .null: return ddb_bind_null(pointer, index)
    case .boolean(let value): return ddb_bind_boolean(pointer, index, value)
    case .integer(let value): return ddb_bind_int64(pointer, index, value)
    case .double(let value): return ddb_bind_double(pointer, index, value)
    case .date(let days): return ddb_bind_date(pointer, index, ddb_date(days: days))
    case .timestamp(let micros):
      return ddb_bind_timestamp(pointer, index, ddb_timestamp(micros: micros))
    case .text(let value):
      return withCharacters(of: value) { ddb_bind_varchar_length(pointer, index, $0, $1) }
    case .blob(let bytes):
      return bytes.withUnsafeBytes {
        ddb_bind_blob(pointer, index, $0.baseAddress, UInt64($0.count))
      }
    case .texts(let values): return bind(values, at: index)
    }
  }

  private func bind(_ values: [String], at index: UInt64) -> Int32 {
    var type = ddb_create_logical_type(ColumnType.text.rawValue)
    defer { ddb_destroy_logical_type(&type) }
    var elements: [ddb_value?] = values.map { value in
      withCharacters(of: value) { ddb_create_varchar_length($0, $1) }
    }
    defer { for position in elements.indices { ddb_destroy_value(&elements[position]) } }
    var list = ddb_create_list_value(type, &elements, UInt64(elements.count))
    defer { ddb_destroy_value(&list) }
    return ddb_bind_value(pointer, index, list)
  }
}

/// Hands `body` the UTF-8 bytes of `value` and their number; a zero byte inside stays one.
func withCharacters<Answer>(
  of value: String, _ body: (UnsafePointer<CChar>?, UInt64) -> Answer
) -> Answer {
  var value = value
  return value.withUTF8 { bytes in
    bytes.withMemoryRebound(to: CChar.self) { body($0.baseAddress, UInt64($0.count)) }
  }
}
