import DuckDB
import Testing

@Suite struct MemoryTableTests {
  private func connection(threads: Int = 2) throws -> Connection {
    try Database(.memory, settings: .init(threads: threads, preservesInsertionOrder: false))
      .connect()
  }

  /// Numbered rows in parts of many sizes, with texts of every kind.
  private func table(_ parts: [Int]) -> MemoryTable {
    let firsts = parts.indices.map { parts[..<$0].reduce(0, +) }
    return MemoryTable(
      columns: [("n", .bigInteger), ("x", .double), ("d", .date), ("s", .text), ("t", .text)],
      parts: parts
    ) { writer, part, start in
      let first = firsts[part] + start
      let values = (0..<parts[part]).map { $0 % 5 == 0 ? Double.nan : Double(firsts[part] + $0) }
      writer.integers({ Int64(first + $0) }, column: 0)
      writer.doubles(values, from: start, column: 1)
      writer.days({ Int32(first + $0) }, column: 2)
      writer.text(part % 2 == 0 ? "exactly12byt" : "more than twelve bytes", column: 3)
      writer.texts({ (first + $0) % 3 == 0 ? nil : "row \(first + $0)" }, column: 4)
    }
  }

  @Test(arguments: [1, 2])
  func `a statement reads every row once, in parts of any size`(threads: Int) throws {
    let connection = try connection(threads: threads)
    let parts = [0, 1, 2_047, 2_048, 2_049, 0, 10_000, 3]
    try connection.reading(table(parts)) { source in
      try connection.execute("CREATE TABLE t AS SELECT * FROM " + source)
    }

    let total = parts.reduce(0, +)
    let counts = try connection.first(
      """
      SELECT count(*), count(DISTINCT n), min(n), max(n), count(x), count(t),
        count(*) FILTER (WHERE x = n), count(*) FILTER (WHERE t = 'row ' || n),
        count(*) FILTER (WHERE s = 'exactly12byt'), count(*) FILTER (WHERE d = DATE '1970-01-01' + n::INTEGER)
      FROM t
      """
    ) { row in try (0..<10).map { try row.integer($0) } }
    let values = total - parts.map { ($0 + 4) / 5 }.reduce(0, +)
    let texts = total - (total + 2) / 3
    let even = parts.indices.filter { $0 % 2 == 0 }.map { parts[$0] }.reduce(0, +)
    #expect(
      counts
        == [total, total, 0, total - 1, values, texts, values, texts, even, total].map {
          Int64($0)
        })
  }

  @Test func `two tables are read in one statement, nested and with parameters`() throws {
    let connection = try connection()

    let joined = try connection.reading(table([3_000])) { first in
      try connection.reading(table([1_000, 1_000])) { second in
        try connection.first(
          "SELECT count(*) FROM " + first + " a JOIN " + second + " b USING (n) WHERE n < ?",
          [.integer(1_500)]
        ) { row in try row.integer(0) }
      }
    }

    #expect(joined == 1_500)
  }

  @Test func `an empty table is a table without rows`() throws {
    let connection = try connection()

    let count = try connection.reading(table([])) { source in
      try connection.first("SELECT count(*) FROM " + source) { row in try row.integer(0) }
    }

    #expect(count == 0)
  }

  @Test func `a table that is gone is refused by name`() throws {
    let connection = try connection()
    let source = try connection.reading(table([1])) { source in source }

    let error = #expect(throws: DuckDBError.self) {
      try connection.execute("CREATE TABLE t AS SELECT * FROM " + source)
    }

    #expect(error?.message.contains("not there any more") == true)
  }
}
