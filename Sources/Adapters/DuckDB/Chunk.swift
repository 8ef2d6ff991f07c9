import CDuckDB

/// The type of a column that this binding reads and writes.
public enum ColumnType: Int32, Hashable, Sendable {
  case boolean = 1
  /// 32 bits.
  case integer = 4
  /// 64 bits.
  case bigInteger = 5
  case double = 11
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp = 12
  /// Days since 1970-01-01.
  case date = 13
  case text = 17
  case blob = 18
}

/// A column of a result.
struct Column: Sendable {
  let name: String
  /// DuckDB's number of its type; see `ColumnType`.
  let type: Int32
}

/// Some rows of a result in columns; at most 2,048 at a time.
///
/// The type of a column is checked before its memory is read.
public final class Chunk {
  /// The number of rows.
  public let count: Int
  let columns: [Column]
  private let handle: ddb_chunk

  init(owning handle: ddb_chunk, columns: [Column]) {
    self.handle = handle
    self.columns = columns
    count = Int(ddb_data_chunk_get_size(handle))
  }

  deinit {
    var chunk: ddb_chunk? = handle
    ddb_destroy_data_chunk(&chunk)
  }

  static func columns(of result: inout ddb_result) -> [Column] {
    (0..<ddb_column_count(&result)).map { index in
      Column(name: words(ddb_column_name(&result, index)), type: ddb_column_type(&result, index))
    }
  }

  /// The rows one by one; for results that are small.
  public var rows: some Sequence<Row> { (0..<count).lazy.map { Row(chunk: self, index: $0) } }

  /// The names of the columns.
  public var columnNames: [String] { columns.map(\.name) }

  /// Returns column `index`'s type, or nil when it is one that this binding does not read.
  public func type(_ index: Int) -> ColumnType? { ColumnType(rawValue: columns[index].type) }

  /// Appends a column of doubles; a null becomes NaN.
  public func appendDoubles(_ index: Int, to values: inout [Double]) throws(DuckDBError) {
    let start = values.count
    values.append(contentsOf: try self.values(index, .double, as: Double.self))
    guard let validity = validity(index) else { return }
    for row in 0..<count where !Self.isValid(row, in: validity) { values[start + row] = .nan }
  }

  /// Appends a column of 64-bit integers; a null is an error.
  public func appendIntegers(_ index: Int, to values: inout [Int64]) throws(DuckDBError) {
    try requireNoNull(index)
    values.append(contentsOf: try self.values(index, .bigInteger, as: Int64.self))
  }

  /// Appends a column of dates as days since 1970-01-01; a null is an error.
  public func appendDays(_ index: Int, to days: inout [Int32]) throws(DuckDBError) {
    try requireNoNull(index)
    days.append(contentsOf: try values(index, .date, as: Int32.self))
  }

  /// Appends a column of instants as microseconds since 1970-01-01T00:00:00Z; a null is an error.
  public func appendTimestamps(_ index: Int, to micros: inout [Int64]) throws(DuckDBError) {
    try requireNoNull(index)
    micros.append(contentsOf: try values(index, .timestamp, as: Int64.self))
  }

  /// Appends a column of texts; a null is an error.
  public func appendTexts(_ index: Int, to texts: inout [String]) throws(DuckDBError) {
    try requireNoNull(index)
    let stored = try values(index, .text, as: ddb_text.self)
    for row in 0..<count { texts.append(Self.text(at: row, of: stored)) }
  }

  // MARK: Memory

  func values<Value>(
    _ index: Int, _ type: ColumnType, as: Value.Type
  ) throws(DuckDBError) -> UnsafeBufferPointer<Value> {
    guard columns.indices.contains(index) else {
      throw DuckDBError(.type, "The result has \(columns.count) columns; \(index) was asked for.")
    }
    guard columns[index].type == type.rawValue else {
      throw DuckDBError(
        .type, "Column \(columns[index].name) is of DuckDB's type \(columns[index].type), "
          + "not \(type) (\(type.rawValue)).")
    }
    let vector = ddb_data_chunk_get_vector(handle, UInt64(index))
    // Safe: the column's type was checked above, and `Value` is its layout in memory.
    let memory = ddb_vector_get_data(vector)?.assumingMemoryBound(to: Value.self)
    return UnsafeBufferPointer(start: memory, count: count)
  }

  /// The validity mask: one bit a row, set for a value; nil when every row has one.
  func validity(_ index: Int) -> UnsafeMutablePointer<UInt64>? {
    ddb_vector_get_validity(ddb_data_chunk_get_vector(handle, UInt64(index)))
  }

  func isNull(_ row: Int, _ index: Int) -> Bool {
    guard let validity = validity(index) else { return false }
    return !Self.isValid(row, in: validity)
  }

  private func requireNoNull(_ index: Int) throws(DuckDBError) {
    guard let validity = validity(index) else { return }
    for row in 0..<count where !Self.isValid(row, in: validity) {
      throw DuckDBError(.type, "Column \(columns[index].name) holds a null.")
    }
  }

  private static func isValid(_ row: Int, in validity: UnsafeMutablePointer<UInt64>) -> Bool {
    validity[row >> 6] & (1 << UInt64(row & 63)) != 0
  }

  static func text(at row: Int, of stored: UnsafeBufferPointer<ddb_text>) -> String {
    withBytes(at: row, of: stored) { String(decoding: $0, as: UTF8.self) }
  }

  /// Hands `body` the bytes of one text or blob: in place up to 12, behind the pointer beyond.
  static func withBytes<Answer>(
    at row: Int, of stored: UnsafeBufferPointer<ddb_text>,
    _ body: (UnsafeRawBufferPointer) -> Answer
  ) -> Answer {
    let count = Int(stored[row].length)
    if count > 12 { return body(UnsafeRawBufferPointer(start: stored[row].pointer, count: count)) }
    let entry = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: stored[row..<(row + 1)]))
    return body(UnsafeRawBufferPointer(rebasing: entry[4..<(4 + count)]))
  }
}
