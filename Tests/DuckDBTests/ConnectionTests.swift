import DuckDB
import Testing

@Suite struct ConnectionTests {
  private func connection() throws -> Connection { try Database(.memory).connect() }

  @Test func `every kind of parameter comes back as it went in`() throws {
    let connection = try connection()
    let long = "longer than twelve bytes, é, 日本, and a quote '; DROP TABLE x; --"

    let row = try connection.first(
      "SELECT ?::BOOLEAN, ?::BIGINT, ?::DOUBLE, ?::VARCHAR, ?::DATE, ?::TIMESTAMP, ?::BLOB, "
        + "?::INTEGER, ?::VARCHAR",
      [
        .boolean(true), .integer(Int64.min + 1), .double(0.1), .text(long), .date(19_000),
        .timestamp(1_234_567_890_123_456), .blob([0, 1, 255, 39]), .integer(7), .null,
      ]
    ) { (row: Row) throws -> Bool in
      #expect(try row.boolean(0))
      #expect(try row.integer(1) == Int64.min + 1)
      #expect(try row.double(2) == 0.1)
      #expect(try row.text(3) == long)
      #expect(try row.days(4) == 19_000)
      #expect(try row.timestamp(5) == 1_234_567_890_123_456)
      #expect(try row.blob(6) == [0, 1, 255, 39])
      #expect(try row.integer(7) == 7)
      #expect(try row.textOrNull(8) == nil)
      return true
    }

    #expect(row == true)
  }

  @Test func `texts with zero bytes and of every length around twelve survive`() throws {
    let connection = try connection()
    for count in [0, 1, 11, 12, 13, 300] {
      let value = String(repeating: "x", count: count)
      let stored = try connection.first("SELECT ?::VARCHAR", [.text(value)]) {
        row in try row.text(0)
      }
      #expect(stored == value)
    }
    let zero = try connection.first("SELECT ?::VARCHAR", [.text("a\0b")]) {
      row in try row.text(0)
    }
    #expect(zero == "a\0b")
  }

  @Test func `a list of texts is a parameter`() throws {
    let connection = try connection()

    let found = try connection.rows(
      "SELECT t.s FROM (VALUES ('A'), ('B''s'), ('C')) t(s) WHERE t.s = ANY(?) ORDER BY 1",
      [.texts(["B's", "A", "Z"])]
    ) { row in try row.text(0) }
    let none = try connection.rows(
      "SELECT t.s FROM (VALUES ('A')) t(s) WHERE t.s = ANY(?)", [.texts([])]
    ) { row in try row.text(0) }

    #expect(found == ["A", "B's"])
    #expect(none.isEmpty)
  }

  @Test func `the wrong number of parameters is refused`() throws {
    let connection = try connection()

    let error = #expect(throws: DuckDBError.self) {
      try connection.change("SELECT ?, ?", [.integer(1)])
    }

    #expect(error?.message == "The statement takes 2 parameters; it was given 1.")
  }

  @Test func `a column read as another type than it has is an error`() throws {
    let connection = try connection()

    let error = #expect(throws: DuckDBError.self) {
      _ = try connection.first("SELECT 1::BIGINT AS n") { row in
        try row.text(0)
      }
    }

    #expect(error?.code == .type)
    #expect(error?.message.contains("Column n") == true)
  }

  @Test func `a transaction that throws leaves nothing behind`() throws {
    let connection = try connection()
    try connection.execute("CREATE TABLE t (n BIGINT)")

    #expect(throws: DuckDBError.self) {
      try connection.transaction {
        try connection.change("INSERT INTO t VALUES (?)", [.integer(1)])
        try connection.change("INSERT INTO nowhere VALUES (1)")
      }
    }
    try connection.transaction {
      try connection.change("INSERT INTO t VALUES (?)", [.integer(2)])
    }

    let kept = try connection.rows("SELECT n FROM t") { row in
      try row.integer(0)
    }
    #expect(kept == [2])
  }

  @Test func `a primary key refuses a second row`() throws {
    let connection = try connection()
    try connection.execute("CREATE TABLE t (n BIGINT PRIMARY KEY); INSERT INTO t VALUES (1)")

    let error = #expect(throws: DuckDBError.self) {
      try connection.execute("INSERT INTO t VALUES (1)")
    }

    #expect(error?.code == .constraint)
  }

  @Test(arguments: [false, true])
  func `a result of many chunks is read whole and in order`(isStreaming: Bool) throws {
    let connection = try connection()
    var numbers: [Int64] = []

    try connection.chunks(
      "SELECT range AS n FROM range(10000)", isStreaming: isStreaming
    ) { chunk in
      try chunk.appendIntegers(0, to: &numbers)
    }

    #expect(numbers == Array(0..<10_000))
  }

  @Test func `an error in the middle of a stream is thrown, not taken for the end`() throws {
    let connection = try connection()

    #expect(throws: DuckDBError.self) {
      try connection.chunks(
        "SELECT CASE WHEN range = 90000 THEN error('here') ELSE 'x' END FROM range(100000)",
        isStreaming: true
      ) { _ in }
    }
  }

  @Test func `doubles keep their bits, and nulls become NaN`() throws {
    let connection = try connection()
    var values: [Double] = []

    try connection.chunks(
      "SELECT * FROM (VALUES (0.1::DOUBLE), (NULL), ('-0.0'::DOUBLE), ('inf'::DOUBLE))"
    ) { chunk in
      try chunk.appendDoubles(0, to: &values)
    }

    #expect(values[0].bitPattern == (0.1).bitPattern)
    #expect(values[1].isNaN)
    #expect(values[2].bitPattern == (-0.0).bitPattern)
    #expect(values[3] == .infinity)
  }

  @Test func `extensions are not fetched`() throws {
    let connection = try connection()

    #expect(throws: DuckDBError.self) {
      try connection.execute("SELECT * FROM sqlite_scan('x.db', 't')")
    }
  }
}
