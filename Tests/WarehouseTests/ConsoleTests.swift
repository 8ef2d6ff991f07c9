import Chronology
import Connect
import DuckDB
import Market
import Research
import Synchronization
import TestKit
import Testing

@testable import Warehouse

extension Warehouse {
  /// Asks with a clock that stands still, so that nothing ends by time.
  func ask(_ sql: String, limit: Int = 100) async throws(StoreError) -> ConsoleAnswer {
    try await ask(sql, limit: limit, within: .seconds(60), clock: ManualClock(at: .start))
  }
}

@Suite struct ConsoleTests {
  private func warehouse() async throws -> Warehouse {
    try await Warehouse.holding(
      [.made("AAPL", days: 0..<9), .made("KO", days: 0..<9, missing: [4])],
      in: try ScratchFolder())
  }

  @Test func `a SELECT is answered with columns, types and values as text`() async throws {
    let warehouse = try await warehouse()

    let answer = try await warehouse.ask(
      """
      SELECT symbol, session, volume, NULL AS nothing, 1.50 AS price, [1, 2] AS both
      FROM bars WHERE symbol = 'KO' ORDER BY session DESC LIMIT 2; -- the last two
      """)

    #expect(
      answer.columns.map(\.name) == ["symbol", "session", "volume", "nothing", "price", "both"])
    #expect(answer.columns[1...4].map(\.type) == ["DATE", "DOUBLE", "INTEGER", "DECIMAL(3,2)"])
    #expect(
      answer.rows == [
        ["KO", "2000-01-11", "1008.0", nil, "1.50", "[1, 2]"],
        ["KO", "2000-01-10", "1007.0", nil, "1.50", "[1, 2]"],
      ])
    #expect(!answer.isCut)
    await warehouse.close()
  }

  @Test(arguments: [
    "WITH closes AS (SELECT symbol, max(close) AS top FROM bars GROUP BY ALL) FROM closes",
    "SELECT b.symbol, lag(close) OVER w FROM main.bars b WINDOW w AS (ORDER BY session)",
    "SELECT * FROM bars JOIN instruments USING (symbol) WHERE session BETWEEN '2000-01-01' AND today()",
    "FROM range(3) t(i) SELECT i * 2, i // 2, -i, i::DOUBLE / 3, CASE WHEN i > 1 THEN 'x' END",
    "SELECT symbol FROM bars UNION ALL SELECT symbol FROM \"BARS\" ORDER BY 1",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t",
    "SELECT symbol, quantile_cont(close, 0.5), stddev(close) FILTER (close > 1) FROM bars GROUP BY 1",
    "SELECT (SELECT count(*) FROM bars), EXISTS (FROM actions), 3 IN (SELECT 3)",
    "VALUES (1, 'a'), (2, 'b')", "(SELECT 1)", "TABLE bars", "DESCRIBE bars", "SUMMARIZE bars",
    "SELECT list_transform([1, 2], lambda x: x + 1), [y + 1 FOR y IN [1, 2] IF y > 1], {'a': 1}.a",
    "SELECT COLUMNS(c -> c LIKE 'c%'), * EXCLUDE (open) FROM bars USING SAMPLE 5",
    "SELECT date_trunc('month', session), extract(year FROM session), session + INTERVAL 1 DAY FROM bars",
    "SELECT symbol ILIKE 'k%', symbol || '!', 'a;b', \"session\" FROM bars;;  ",
    "SELECT unnest([1, 2]), generate_subscripts([7, 8], 1)", "EXPLAIN SELECT * FROM bars",
    "explain\nselect count(*) from bars -- plan", "SELECT DISTINCT ON (symbol) * FROM bars",
    "SELECT symbol || ' ' || session || ': ' || close || '/' || open || '/' || volume FROM bars",
    "SELECT replace(replace(symbol, '.', '-'), '/', '-'), string_agg(symbol || '!', ', ') FROM bars GROUP BY 1",
    "SELECT * FROM bars QUALIFY row_number() OVER (PARTITION BY symbol ORDER BY session) = 1",
  ])
  func `an honest question is answered`(question: String) async throws {
    let warehouse = try await warehouse()

    let answer = try await warehouse.ask(question)

    #expect(!answer.columns.isEmpty)
    #expect(answer.rows.allSatisfy { $0.count == answer.columns.count })
    await warehouse.close()
  }

  @Test func `rows beyond the limit are cut off, in the order asked for`() async throws {
    let warehouse = try await warehouse()

    let cut = try await warehouse.ask(
      "SELECT range FROM range(200000) ORDER BY range DESC", limit: 3)
    let endless = try await warehouse.ask("SELECT 1 FROM range(1000000000000)", limit: 5)
    let whole = try await warehouse.ask("SELECT * FROM range(3)", limit: 3)
    let sorted = try await warehouse.ask(
      "SELECT range FROM range(5000) ORDER BY hash(range)", limit: 5_000)
    let hashes = try await warehouse.ask(
      "SELECT list(range ORDER BY hash(range)) FROM range(5000)", limit: 1)

    #expect(cut.rows == [["199999"], ["199998"], ["199997"]])
    #expect(cut.isCut)
    #expect(endless.rows.count == 5 && endless.isCut)
    #expect(whole.rows.count == 3 && !whole.isCut)
    let texts = sorted.rows.compactMap { $0[0] }.joined(separator: ", ")
    #expect(hashes.rows[0][0]?.hasPrefix(String("[\(texts)".prefix(9_000))) == true)
    await warehouse.close()
  }

  @Test func `a long value is cut, and an answer holds so much text and no more`() async throws {
    let warehouse = try await warehouse()

    let long = try await warehouse.ask("SELECT string_agg('é', '') FROM range(20000)")
    let much = try await warehouse.ask(
      """
      SELECT replace(replace(replace(replace('x', 'x', 'xxxxxxxxxx'), 'x', 'xxxxxxxxxx'), 'x',
        'xxxxxxxxxx'), 'x', 'xxxxxxxxxx') FROM range(100000)
      """, limit: 100_000)

    #expect(long.rows[0][0]?.count == 10_001)
    #expect(long.rows[0][0]?.hasSuffix("é…") == true)
    #expect(much.isCut)
    #expect(much.rows.count < 2_000)
    await warehouse.close()
  }

  @Test func `a wrong question is told where it is wrong, in one line`() async throws {
    let warehouse = try await warehouse()
    func message(_ sql: String) async -> String {
      await #expect(throws: StoreError.self) { try await warehouse.ask(sql) }?.message ?? ""
    }

    #expect(
      await message("SELECT symbol\nFROM bars WHER 1")
        == "syntax error at or near \"1\" (line 2, column 16).")
    let column = await message("SELECT symbol,\n  clothe FROM bars")
    #expect(column.contains("clothe"))
    #expect(column.hasSuffix("(line 2, column 3)."))
    #expect(!column.contains("\n"))
    #expect(await message("SELECT 'x'::INTEGER").contains("Could not convert string 'x'"))
    #expect(await message("") == "The console takes one statement at a time.")
    await warehouse.close()
  }

  @Test func `a question that takes too long is stopped, and the reader answers the next`()
    async throws
  {
    let folder = try ScratchFolder()
    let warehouse = try await folder.open(.init(threads: 2, readers: 1))

    for question in [
      "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c WHERE a.range % 7 = b.range % 5",
      "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT count(*) FROM t",
    ] {
      let clock = ManualClock(at: .start)
      let asked = Task {
        try await warehouse.ask(question, limit: 10, within: .seconds(5), clock: clock)
      }
      try await clock.waitForSleepers(1)
      clock.advance(by: .seconds(5))
      let error = await #expect(throws: StoreError.self) { try await asked.joined }

      #expect(error?.code == .cancelled)
      #expect(error?.message == "The question was stopped: it took longer than 5.0 seconds.")
      #expect(try await warehouse.ask("SELECT 42").rows == [["42"]])
    }
    await warehouse.close()
  }

  @Test func `a question neither holds up readers nor lets a second one in`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await folder.open(.init(threads: 2, readers: 1))
    let clock = ManualClock(at: .start)
    let asked = Task {
      try await warehouse.ask(
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT count(*) FROM t",
        limit: 1, within: .seconds(5), clock: clock)
    }
    try await clock.waitForSleepers(1)

    let holdings = try await warehouse.holdings()
    let second = await #expect(throws: StoreError.self) { try await warehouse.ask("SELECT 1") }
    clock.advance(by: .seconds(5))
    let first = await #expect(throws: StoreError.self) { try await asked.joined }

    #expect(holdings.bars == 0)
    #expect(second?.code == .locked)
    #expect(first?.code == .cancelled)
    #expect(try await warehouse.ask("SELECT 42").rows == [["42"]])
    await warehouse.close()
  }

  @Test func `a question that takes too much memory is stopped`() async throws {
    let warehouse = try await ScratchFolder().open(.init(threads: 2, readers: 1))
    let clock = ManualClock(at: .start)
    let held = Mutex(100 << 20)
    let watch = MemoryWatch(growth: 50 << 20) { held.withLock { $0 } }
    let asked = Task {
      try await warehouse.ask(
        "SELECT median(a.range * b.range) FROM range(1000000) a, range(1000000) b", limit: 1,
        within: .seconds(60), clock: clock, memory: watch)
    }
    try await clock.waitForSleepers(1)

    held.withLock { $0 = 151 << 20 }
    clock.advance(by: .milliseconds(50))
    let error = await #expect(throws: StoreError.self) { try await asked.joined }

    #expect(error?.code == .cancelled)
    #expect(error?.message == "The question was stopped: it took more than 50 MiB of memory.")
    await warehouse.close()
  }

  @Test func `the process tells how much memory it holds`() throws {
    let held = try #require(MemoryWatch(beside: 384).resident())

    #expect(held > 1 << 20)
    #expect(MemoryWatch(beside: 384).growth == 1408 << 20)
  }

  @Test func `the time that a question took is measured`() async throws {
    let warehouse = try await warehouse()

    let answer = try await warehouse.ask(
      "SELECT 1", limit: 1, within: .seconds(5), clock: ManualClock(at: .start))

    #expect(answer.milliseconds == 0)
    await warehouse.close()
  }

  @Test func `every table is either listed or hidden, and those listed are described`() async throws
  {
    let warehouse = try await warehouse()

    let tables = try await warehouse.tables()
    let all = try await warehouse.tableSizes().map(\.table)

    #expect(Set(all).subtracting(ConsoleWords.tables).subtracting(ConsoleWords.hidden).isEmpty)
    #expect(ConsoleWords.tables.isDisjoint(with: ConsoleWords.hidden))
    #expect(tables.map(\.name) == all.filter { ConsoleWords.tables.contains($0) })
    let bars = tables.first { $0.name == "bars" }
    #expect(bars?.rows == 17)
    #expect(
      bars?.columns.prefix(3) == [
        ConsoleColumn(name: "symbol", type: "VARCHAR"),
        ConsoleColumn(name: "session", type: "DATE"),
        ConsoleColumn(name: "open", type: "DOUBLE"),
      ])
    await warehouse.close()
  }

  @Test func `rows that were replaced or taken out are not counted`() async throws {
    let warehouse = try await warehouse()
    try await warehouse.beginIngestion(run: "again", provider: "sample", planned: 1, at: .start)
    let split = CorporateAction(symbol: "AAPL", effectiveOn: .day(5), kind: .split(new: 2, old: 1))
    for shift in 1...20 {
      let history = BarSeries.made("AAPL", days: 0..<7, shift: Double(shift))
      _ = try await warehouse.save(
        IngestionBatch(
          run: "again", instruments: [.made("AAPL")], provider: "sample",
          bars: BarBlock([history]), reloaded: ["AAPL"], actions: [split], outcomes: []),
        at: .after(Int64(shift)))
    }

    let sizes = Dictionary(
      uniqueKeysWithValues: try await warehouse.tables().map { ($0.name, $0.rows) })

    #expect(sizes["bars"] == 15)
    #expect(sizes["actions"] == 1)
    #expect(sizes["instruments"] == 2)
    #expect(sizes["bar_versions"] == 9 + 19 * 7)
    await warehouse.close()
  }
}
