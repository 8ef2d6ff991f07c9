import Chronology
import DuckDB
import Foundation
import Market
import Synchronization
import TestKit
import Testing

@testable import Warehouse

/// Questions that want more than a person may read, or anything but reading.
@Suite struct HostileConsoleTests {
  /// Each is refused before it runs.
  private static let refused = [
    // Files.
    "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_json('/etc/passwd')", "SELECT * FROM read_parquet('x.parquet')",
    "SELECT * FROM parquet_scan('x.parquet')", "SELECT * FROM parquet_metadata('x.parquet')",
    "SELECT * FROM glob('/etc/*')", "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'", "FROM '/etc/passwd.csv'", "FROM 'x.parquet'",
    "FROM \"/etc/passwd.csv\"", "SELECT * FROM 'http://127.0.0.1:1/x.csv'",
    "SELECT * FROM read_duckdb('quant.duckdb')", "DESCRIBE 'x.csv'", "SUMMARIZE 'x.csv'",
    "DESCRIBE SELECT * FROM read_text('/etc/passwd')", "EXPLAIN SELECT * FROM '/etc/passwd.csv'",
    "COPY bars TO '/tmp/stolen.csv'", "COPY (SELECT 1) TO '/tmp/stolen.csv'",
    "COPY bars FROM '/etc/passwd'", "EXPORT DATABASE '/tmp/stolen'",
    "IMPORT DATABASE '/tmp/stolen'",
    "SELECT * FROM bars WHERE symbol IN (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT 1 ORDER BY (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT 1 LIMIT (SELECT count(*) FROM read_text('/etc/passwd'))",
    "SELECT sum(1) OVER (ORDER BY (SELECT content FROM read_text('/etc/passwd')))",
    "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('/etc/passwd')))",
    "SELECT [(SELECT content FROM read_text('/etc/passwd')) FOR x IN [1]]",
    "SELECT * FROM range((SELECT count(*) FROM read_text('/etc/passwd')))",
    "VALUES ((SELECT content FROM read_text('/etc/passwd')))",
    "SELECT * REPLACE ((SELECT content FROM read_text('/etc/passwd')) AS symbol) FROM bars",
    "SELECT CASE WHEN true THEN (SELECT content FROM read_text('/etc/passwd')) END",
    "SELECT 1 UNION SELECT content FROM read_text('/etc/passwd')",
    "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
    "SELECT * FROM bars JOIN read_text('/etc/passwd') ON true",
    "SELECT * FROM bars b, LATERAL (SELECT * FROM read_text('/etc/passwd'))",
    "SELECT /* read_text */ * FROM /**/ read_text /* x */ ('/etc/passwd') -- bars",
    // Extensions, attached files, settings.
    "INSTALL httpfs", "LOAD httpfs", "ATTACH '/tmp/x.db' AS x", "DETACH quant", "USE memory",
    "SET threads = 1", "RESET threads", "PRAGMA version", "PRAGMA database_list", "CHECKPOINT",
    "CALL pragma_version()", "SELECT * FROM pragma_version()", "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()", "SELECT * FROM duckdb_tables()", "FROM duckdb_columns",
    "SELECT current_setting('home_directory')", "SELECT getenv('HOME')", "SELECT getvariable('x')",
    "SELECT * FROM which_secret('s3://x', 's3')", "SET VARIABLE x = 1", "FORCE CHECKPOINT",
    "SELECT * FROM duckdb_logs", "SELECT write_log('x')", "SELECT nextval('x')",
    "SELECT sleep_ms(100000)", "SELECT pg_sleep(100)", "CREATE SECRET (TYPE s3)",
    // Accounts and what the store keeps for itself.
    "SELECT * FROM accounts", "SELECT * FROM main.accounts", "SELECT * FROM \"accounts\"",
    "SELECT * FROM ACCOUNTS", "SELECT * FROM quant.accounts", "SELECT * FROM quant.main.accounts",
    "SELECT * FROM quant.main.bars", "TABLE credentials", "FROM credentials SELECT digest",
    "DESCRIBE accounts", "SUMMARIZE accounts", "SHOW accounts", "SHOW TABLES", "SHOW ALL TABLES",
    "SHOW DATABASES", "SELECT * FROM (SHOW TABLES)", "EXPLAIN SELECT * FROM accounts",
    "SELECT * FROM schema_versions", "SELECT * FROM sqlite_master",
    "SELECT * FROM information_schema.tables", "SELECT * FROM pg_catalog.pg_tables",
    "SELECT (SELECT verifier FROM accounts LIMIT 1)", "SELECT * FROM bars NATURAL JOIN accounts",
    "WITH bars AS (SELECT * FROM accounts) SELECT * FROM bars",
    "WITH accounts AS (SELECT 1) SELECT * FROM accounts",
    "SELECT * FROM (WITH accounts AS (SELECT 1) FROM accounts), accounts",
    "WITH RECURSIVE accounts AS (SELECT 1 UNION SELECT 2) FROM main.accounts",
    "WITH \"x.csv\" AS (SELECT 1) SELECT * FROM \"x.csv\"",
    "SELECT * FROM x, (WITH x AS (SELECT 1) FROM x)", "SELECT * FROM ａｃｃｏｕｎｔｓ",
    "SELECT * FROM \"acc\u{200B}ounts\"", "SELECT * FROM bars AT (VERSION => 1)",
    // Text run as a statement.
    "SELECT * FROM query('SELECT * FROM accounts')", "SELECT * FROM query_table('accounts')",
    "FROM query_table(['bars', 'accounts'])", "SELECT * FROM json_execute_serialized_sql('{}')",
    "PRAGMA json_execute_serialized_sql('{}')", "EXECUTE x", "PREPARE x AS SELECT 1",
    "SELECT json_serialize_sql('SELECT 1')", "SELECT * FROM memory_table(1)",
    "SELECT * FROM seq_scan('accounts')", "SELECT * FROM pragma_table_info('accounts')",
    "SELECT * FROM pragma_storage_info('accounts')", "SELECT main.query('x')",
    "SELECT * FROM sql_auto_complete('SELECT * FROM acc')", "SELECT 'x'.read_text()",
    // Changes.
    "INSERT INTO bars SELECT * FROM bars", "DELETE FROM bars", "UPDATE bars SET close = 1",
    "DROP TABLE bars", "TRUNCATE bars", "ALTER TABLE bars ADD COLUMN x INTEGER",
    "CREATE TABLE x AS SELECT 1", "CREATE TEMP TABLE bars AS SELECT 1",
    "CREATE VIEW v AS FROM accounts",
    "CREATE MACRO m() AS TABLE FROM accounts", "SELECT * INTO x FROM bars",
    "MERGE INTO bars USING bars b ON true WHEN MATCHED THEN DELETE", "VACUUM", "COMMIT", "ROLLBACK",
    "BEGIN", "COMMENT ON TABLE bars IS 'x'", "WITH x AS (DELETE FROM bars RETURNING *) FROM x",
    "EXPLAIN ANALYZE SELECT 1", "EXPLAIN ANALYZE DELETE FROM bars", "EXPLAIN DELETE FROM bars",
    "EXPLAIN (ANALYZE) SELECT 1", "explain/**/analyze select 1",
    // More than one statement, and other shapes.
    "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE bars", ";;", "SELECT 1;;; DELETE FROM bars",
    "SELECT 1 /* ; */; ATTACH 'x' AS y --", "SELECT ?", "SELECT $1", "SELECT $name", "",
    "SELECT 1) FROM (SELECT 2", "SELECT 1)) UNION ((SELECT content FROM read_text('/etc/passwd')",
    "PIVOT bars ON symbol USING sum(close)", "SELECT 1 /* without an end", "\u{FEFF}ATTACH 'x'",
    // Values of any size out of a short text.
    "SELECT repeat('x', 2000000000)", "SELECT lpad('x', 2000000000, 'y')",
    "SELECT range(10000000000)", "SELECT list_resize([1], 10000000000)",
    "SELECT format('{:2000000000}', 1)", "SELECT printf('%2000000000d', 1)",
    "WITH RECURSIVE t AS (SELECT 'x' s, 1 n UNION ALL SELECT s || s, n + 1 FROM t) SELECT n FROM t",
    "WITH RECURSIVE t AS (SELECT 'x' s UNION ALL SELECT concat(s, s) FROM t) SELECT length(s) FROM t",
    "WITH RECURSIVE t AS (SELECT 'x' s UNION ALL SELECT replace(s, 'x', 'xx') FROM t) FROM t",
    "WITH RECURSIVE t AS (SELECT [1] s UNION ALL SELECT list_concat(s, s) FROM t) FROM t",
    "WITH RECURSIVE t AS (SELECT 'x' s UNION ALL SELECT (SELECT s || s) FROM t) FROM t",
    "SELECT list_reduce(['x', 'x', 'x', 'x'], lambda a, b: a || a)",
    "SELECT " + (1...20).map { "a\($0 - 1) || a\($0 - 1) AS a\($0)" }.joined(separator: ", ")
      + " FROM (SELECT 'x' AS a0)",
    "SELECT length(s) FROM (" + String(repeating: "SELECT s || s AS s FROM (", count: 20)
      + "SELECT 'x' AS s" + String(repeating: ")", count: 21),
    "SELECT " + String(repeating: "replace(", count: 8) + "'x'"
      + String(repeating: ", 'x', 'xxxxxxxxxx')", count: 8),
    "SELECT replace(symbol, 'A', symbol) FROM bars",
    "SELECT levenshtein(s, reverse(s)) FROM (SELECT string_agg('ab', '') s FROM range(50000))",
    "SELECT list_distinct(l) FROM (SELECT list(range) AS l FROM range(5000000)), range(50)",
    "WITH g AS (SELECT list(range) AS l FROM range(5000000)) SELECT l FROM g, range(50)",
    "SELECT (SELECT list(range) FROM range(5000000)) FROM range(50)",
    "SELECT list(range) OVER () FROM range(1000000)",
    "SELECT upper(s) FROM (SELECT 'x' || string_agg('x', '') AS s FROM range(1000000)), range(50)",
    "SELECT damerau_levenshtein(symbol, symbol) FROM bars", "SELECT jaro_similarity('a', 'b')",
    "SELECT list(l) FROM (SELECT list(range) AS l FROM range(1000000)), range(1000000)",
  ]

  @Test func `every hostile question is refused, and nothing of it happens`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await Warehouse.holding([.made("AAPL", days: 0..<9)], in: folder)
    let before = try await warehouse.tableSizes()

    #expect(Self.refused.count >= 60)
    for question in Self.refused {
      let error = await #expect(throws: StoreError.self, "\(question)") {
        try await warehouse.ask(question)
      }
      #expect(error?.code == .query, "\(question): \(String(describing: error))")
      #expect(error?.message.contains("\n") == false, "\(question)")
      #expect(error?.message.contains("root:") == false, "\(question)")
    }

    #expect(try await warehouse.tableSizes() == before)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/stolen.csv"))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/stolen"))
    await warehouse.close()
  }

  /// Each is answered, and tells nothing that it should not.
  private static let harmless = [
    "SELECT 'SELECT * FROM accounts; DROP TABLE bars'", "SELECT 1 -- ; DROP TABLE bars",
    "SELECT \"symbol\" FROM bars WHERE symbol = ''' OR 1 = 1; --'", "SELECT $$it's; fine$$",
    "SELECT current_user, current_catalog", "SELECT 1 AS \"a\"\"; DROP TABLE bars; --\"",
    "WITH mine AS (SELECT 1 AS n) SELECT mine.n FROM mine", "SELECT '/etc/passwd' AS file",
  ]

  @Test(arguments: harmless)
  func `what only looks hostile is answered`(question: String) async throws {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9)], in: try ScratchFolder())

    let answer = try await warehouse.ask(question)

    #expect(answer.rows.count <= 1)
    await warehouse.close()
  }

  @Test func `a question that is nested too deeply, too long or holds a zero is refused`()
    async throws
  {
    let warehouse = try await Warehouse.holding([], in: try ScratchFolder())
    let deep = String(repeating: "SELECT * FROM (", count: 600)
    for question in [
      deep + "SELECT 1" + String(repeating: ")", count: 600),
      "SELECT 1 -- " + String(repeating: "x", count: 30_000), "SELECT 1\0",
      "SELECT " + String(repeating: "abs(", count: 400) + "1" + String(repeating: ")", count: 400),
    ] {
      let error = await #expect(throws: StoreError.self) { try await warehouse.ask(question) }
      #expect(error?.code == .query)
    }
    #expect(try await warehouse.ask("SELECT 1").rows == [["1"]])
    await warehouse.close()
  }

  @Test func `reading ends a question that leaves it no memory, and goes on`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await folder.open(
      .init(threads: 2, memoryLimitMebibytes: 64, readers: 1))
    let clock = ManualClock(at: .start)
    let asked = Task {
      try await warehouse.ask(
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT count(*) FROM t",
        limit: 1, within: .seconds(60), clock: clock)
    }
    try await clock.waitForSleepers(1)

    // The first attempt finds no memory, as DuckDB would say it; the second, after the question, does.
    let attempts = Mutex(0)
    let answer = try await warehouse.read("read") { _ in
      let attempt = attempts.withLock { attempts in
        attempts += 1
        return attempts
      }
      if attempt == 1 { throw DuckDBError(message: "Out of Memory Error: failed to allocate") }
      return attempt
    }
    let error = await #expect(throws: StoreError.self) { try await asked.joined }

    #expect(answer == 2)
    #expect(error?.message == "The question was stopped: it left no memory for other work.")
    await warehouse.close()
  }

  @Test func `a question beyond the database's memory is told what to do, in our words`()
    async throws
  {
    let folder = try ScratchFolder()
    let warehouse = try await folder.open(
      .init(threads: 1, memoryLimitMebibytes: 64, readers: 1))

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.ask("SELECT list(range) FROM range(100000000)")
    }

    #expect(error?.code == .cancelled)
    #expect(
      error?.message
        == "The question was stopped: it needs more memory than the database may take.")
    #expect(error?.remedy.contains("LIMIT") == true && error?.remedy.contains("export") == true)
    await warehouse.close()
  }

  @Test func `memory that runs out elsewhere names the setting and none of DuckDB's`() {
    let failure = StoreFailure(doing: "check the data", path: "x").storeError(
      DuckDBError(message: "Out of Memory Error: no room\n\nPossible solutions:\n* SET threads=X"))

    #expect(failure.code == .full)
    #expect(
      failure.message == "Cannot check the data: it needs more memory than the database may take.")
    #expect(failure.remedy.contains("data.memoryMebibytes"))
  }

  @Test func `the reader itself refuses changes, whatever the check let through`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9)], in: try ScratchFolder())

    let error = await #expect(throws: DuckDBError.self) {
      try await warehouse.look { connection in try connection.change("DELETE FROM bars") }
    }

    #expect(error?.message.contains("read-only") == true)
    #expect(try await warehouse.holdings().bars == 9)
    await warehouse.close()
  }

  @Test func `every function that may be called is one of DuckDB's`() async throws {
    let warehouse = try await Warehouse.holding([], in: try ScratchFolder())

    let known = Set(
      try await warehouse.texts("SELECT DISTINCT function_name FROM duckdb_functions()"))

    // These are parts of the language, which the parser writes as functions or not at all.
    let language: Set<String> = ["coalesce", "if", "ifnull", "argmax"]
    #expect(ConsoleWords.functions.subtracting(known).subtracting(language).sorted() == [])
    await warehouse.close()
  }
}
