import CDuckDB

/// One row of a result, for results that are small; large ones are read by columns from `Chunk`.
///
/// Columns count from 0. Reading one as another type than it has is an error, as is a null where
/// the method's name does not say `OrNull`.
public struct Row {
  let chunk: Chunk
  let index: Int

  /// True when column `column` holds a null.
  public func isNull(_ column: Int) -> Bool { chunk.isNull(index, column) }

  /// Text.
  public func text(_ column: Int) throws(DuckDBError) -> String {
    try required(textOrNull(column), column)
  }

  /// Text, or nil for a null.
  public func textOrNull(_ column: Int) throws(DuckDBError) -> String? {
    let stored = try chunk.values(column, .text, as: ddb_text.self)
    return isNull(column) ? nil : Chunk.text(at: index, of: stored)
  }

  /// A 32-bit or 64-bit integer.
  public func integer(_ column: Int) throws(DuckDBError) -> Int64 {
    try required(integerOrNull(column), column)
  }

  /// A 32-bit or 64-bit integer, or nil for a null.
  public func integerOrNull(_ column: Int) throws(DuckDBError) -> Int64? {
    if chunk.type(column) == .integer {
      let stored = try chunk.values(column, .integer, as: Int32.self)
      return isNull(column) ? nil : Int64(stored[index])
    }
    let stored = try chunk.values(column, .bigInteger, as: Int64.self)
    return isNull(column) ? nil : stored[index]
  }

  /// A 64-bit floating-point number; it may be NaN or infinite.
  public func double(_ column: Int) throws(DuckDBError) -> Double {
    try required(doubleOrNull(column), column)
  }

  /// A 64-bit floating-point number, or nil for a null.
  public func doubleOrNull(_ column: Int) throws(DuckDBError) -> Double? {
    let stored = try chunk.values(column, .double, as: Double.self)
    return isNull(column) ? nil : stored[index]
  }

  /// True or false.
  public func boolean(_ column: Int) throws(DuckDBError) -> Bool {
    let stored = try chunk.values(column, .boolean, as: Bool.self)
    return try required(isNull(column) ? nil : stored[index], column)
  }

  /// Days since 1970-01-01.
  public func days(_ column: Int) throws(DuckDBError) -> Int32 {
    try required(daysOrNull(column), column)
  }

  /// Days since 1970-01-01, or nil for a null.
  public func daysOrNull(_ column: Int) throws(DuckDBError) -> Int32? {
    let stored = try chunk.values(column, .date, as: Int32.self)
    return isNull(column) ? nil : stored[index]
  }

  /// Microseconds since 1970-01-01T00:00:00Z.
  public func timestamp(_ column: Int) throws(DuckDBError) -> Int64 {
    let stored = try chunk.values(column, .timestamp, as: Int64.self)
    return try required(isNull(column) ? nil : stored[index], column)
  }

  /// Bytes.
  public func blob(_ column: Int) throws(DuckDBError) -> [UInt8] {
    let stored = try chunk.values(column, .blob, as: ddb_text.self)
    return try required(
      isNull(column) ? nil : Chunk.withBytes(at: index, of: stored) { [UInt8]($0) }, column)
  }

  private func required<Value>(
    _ value: Value?, _ column: Int
  ) throws(DuckDBError) -> Value {
    guard let value else {
      throw DuckDBError(.type, "Column \(chunk.columnNames[column]) holds a null.")
    }
    return value
  }
}
