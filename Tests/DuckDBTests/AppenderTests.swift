import DuckDB
import Testing

@Suite struct AppenderTests {
  @Test func `chunks arrive whole, with NaN as null and texts of any length`() throws {
    let connection = try Database(.memory).connect()
    try connection.execute("CREATE TABLE t (s VARCHAR, d DATE, x DOUBLE, n BIGINT)")
    let rows = 5_000
    let values = (0..<rows).map { $0 % 7 == 0 ? Double.nan : Double($0) * 0.1 }
    let long = "a text that is longer than twelve bytes"

    let appender = try Appender("t", types: [.text, .date, .double, .bigInteger], on: connection)
    var start = 0
    while start < rows {
      let count = min(appender.capacity, rows - start)
      try appender.append(rows: count) { writer in
        writer.texts(
          { row in (start + row) % 3 == 0 ? nil : ((start + row) % 2 == 0 ? "AB" : long) },
          column: 0)
        writer.days({ Int32(start + $0) }, column: 1)
        writer.doubles(values, from: start, column: 2)
        writer.integers({ (start + $0) % 11 == 0 ? nil : Int64(start + $0) }, column: 3)
      }
      start += count
    }
    try appender.finish()

    var read: [Double] = []
    try connection.chunks("SELECT x FROM t ORDER BY d") { chunk throws(DuckDBError) in
      try chunk.appendDoubles(0, to: &read)
    }
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
    let counts = try connection.first(
      "SELECT count(*), count(s), count(x), count(n), count(DISTINCT d), max(length(s)) FROM t"
    ) { row throws(DuckDBError) in
      try [
        row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4),
        row.integer(5),
      ]
    }
    #expect(counts == [5_000, 3_333, 4_285, 4_545, 5_000, Int64(long.count)])
  }

  @Test func `rows that break a constraint are refused`() throws {
    let connection = try Database(.memory).connect()
    try connection.execute("CREATE TABLE t (n BIGINT NOT NULL)")
    let appender = try Appender("t", types: [.bigInteger], on: connection)

    let error = #expect(throws: DuckDBError.self) {
      try appender.append(rows: 2) { $0.integers({ $0 == 0 ? nil : 1 }, column: 0) }
      try appender.finish()
    }

    #expect(error?.message.contains("NOT NULL constraint failed") == true)
    #expect(error?.code == .constraint)
  }

  @Test func `an unknown table is refused`() throws {
    let connection = try Database(.memory).connect()

    #expect(throws: DuckDBError.self) {
      _ = try Appender("nowhere", types: [.bigInteger], on: connection)
    }
  }
}
