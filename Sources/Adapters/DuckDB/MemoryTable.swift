import CDuckDB
import Synchronization

/// Columns in this program's memory that a statement can read as a table, on several threads.
///
/// The fastest way in: nothing is copied but once, into the chunks that DuckDB asks for.
public struct MemoryTable: Sendable {
  /// Names and types, in the order in which `fill` writes them.
  public let columns: [(name: StaticString, type: ColumnType)]
  /// The number of rows in each part; parts are read side by side, rows of one part in order.
  public let parts: [Int]
  /// Writes every column of one chunk: the rows from `start` on of `part`. Called on any thread.
  public let fill: @Sendable (_ writer: ChunkWriter, _ part: Int, _ start: Int) -> Void

  public init(
    columns: [(name: StaticString, type: ColumnType)], parts: [Int],
    fill: @escaping @Sendable (_ writer: ChunkWriter, _ part: Int, _ start: Int) -> Void
  ) {
    self.columns = columns
    self.parts = parts
    self.fill = fill
  }
}

extension Connection {
  /// Lets statements read `table` while `body` runs.
  ///
  ///     try connection.reading(table) { source in
  ///       try connection.change("INSERT INTO bars SELECT * FROM " + source)
  ///     }
  ///
  /// - Parameter body: Given the text that stands for the table in a statement.
  @discardableResult
  public func reading<Answer>(
    _ table: MemoryTable, _ body: (_ source: SQL) throws -> Answer
  ) throws -> Answer {
    let shelf = handle.database.memoryTables
    try shelf.registerOnce(on: self)
    let key = shelf.add(table)
    defer { shelf.remove(key) }
    return try body("memory_table(" + SQL.number(key) + ")")
  }
}

/// The tables in memory that statements on one database may read now, by number.
final class MemoryTableShelf: Sendable {
  private struct State {
    var isRegistered = false
    var next: Int64 = 1
    var tables: [Int64: MemoryTable] = [:]
  }
  private let state = Mutex(State())

  func add(_ table: MemoryTable) -> Int64 {
    state.withLock { state in
      defer { state.next += 1 }
      state.tables[state.next] = table
      return state.next
    }
  }

  func remove(_ key: Int64) { state.withLock { _ = $0.tables.removeValue(forKey: key) } }

  func table(_ key: Int64) -> MemoryTable? { state.withLock { $0.tables[key] } }

  /// Tells DuckDB of the table function `memory_table`, whose argument is a table's number.
  func registerOnce(on connection: Connection) throws(DuckDBError) {
    guard !state.withLock({ $0.isRegistered }) else { return }
    var function = ddb_create_table_function()
    defer { ddb_destroy_table_function(&function) }
    var key = ddb_create_logical_type(ColumnType.bigInteger.rawValue)
    defer { ddb_destroy_logical_type(&key) }
    ddb_table_function_set_name(function, "memory_table")
    ddb_table_function_add_parameter(function, key)
    ddb_table_function_set_extra_info(function, retained(self), release)
    ddb_table_function_set_bind(function, bind)
    ddb_table_function_set_init(function, beginScan)
    ddb_table_function_set_local_init(function, beginThread)
    ddb_table_function_set_function(function, scan)
    guard ddb_register_table_function(connection.handle.pointer, function) == 0 else {
      throw DuckDBError(.query, "DuckDB refused the table function memory_table.")
    }
    state.withLock { $0.isRegistered = true }
  }
}

/// The table that one statement reads; kept by DuckDB as long as the statement.
private final class ScannedTable: Sendable {
  let table: MemoryTable
  init(_ table: MemoryTable) { self.table = table }
}

/// Hands out the parts of a table, each to one thread.
private final class PartCounter: Sendable {
  private let next = Atomic<Int>(0)
  func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
}

/// Where one thread is in its part.
private final class Place {
  var part = -1
  var start = 0
}

// MARK: What DuckDB calls

private func retained(_ object: some AnyObject) -> UnsafeMutableRawPointer {
  Unmanaged.passRetained(object).toOpaque()
}

private func borrowed<Object: AnyObject>(
  _ pointer: UnsafeMutableRawPointer?, as: Object.Type
) -> Object? {
  pointer.map { Unmanaged<Object>.fromOpaque($0).takeUnretainedValue() }
}

private func release(_ pointer: UnsafeMutableRawPointer?) {
  guard let pointer else { return }
  Unmanaged<AnyObject>.fromOpaque(pointer).release()
}

private func bind(_ info: ddb_bind_info?) {
  var key = ddb_bind_get_parameter(info, 0)
  defer { ddb_destroy_value(&key) }
  guard let shelf = borrowed(ddb_bind_get_extra_info(info), as: MemoryTableShelf.self),
    let table = shelf.table(ddb_get_int64(key))
  else {
    ddb_bind_set_error(info, "The table in memory is not there any more.")
    return
  }
  for column in table.columns {
    var type = ddb_create_logical_type(column.type.rawValue)
    ddb_bind_add_result_column(info, column.name.description, type)
    ddb_destroy_logical_type(&type)
  }
  ddb_bind_set_cardinality(info, UInt64(table.parts.reduce(0, +)), true)
  ddb_bind_set_bind_data(info, retained(ScannedTable(table)), release)
}

private func beginScan(_ info: ddb_init_info?) {
  let parts = borrowed(ddb_init_get_bind_data(info), as: ScannedTable.self)?.table.parts.count
  ddb_init_set_max_threads(info, UInt64(max(1, parts ?? 1)))
  ddb_init_set_init_data(info, retained(PartCounter()), release)
}

private func beginThread(_ info: ddb_init_info?) {
  ddb_init_set_init_data(info, retained(Place()), release)
}

private func scan(_ info: ddb_function_info?, _ chunk: ddb_chunk?) {
  guard let scanned = borrowed(ddb_function_get_bind_data(info), as: ScannedTable.self),
    let counter = borrowed(ddb_function_get_init_data(info), as: PartCounter.self),
    let place = borrowed(ddb_function_get_local_init_data(info), as: Place.self)
  else {
    ddb_data_chunk_set_size(chunk, 0)
    return
  }
  let parts = scanned.table.parts
  while place.part < 0 || place.start >= parts[place.part] {
    let next = counter.take()
    guard next < parts.count else {
      place.part = -1
      ddb_data_chunk_set_size(chunk, 0)
      return
    }
    place.part = next
    place.start = 0
  }
  let rows = min(Int(ddb_vector_size()), parts[place.part] - place.start)
  let writer = ChunkWriter(chunk: chunk, types: scanned.table.columns.map(\.type), rows: rows)
  scanned.table.fill(writer, place.part, place.start)
  ddb_data_chunk_set_size(chunk, UInt64(rows))
  place.start += rows
}
