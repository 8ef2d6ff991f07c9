import Chronology
import Connect
import DuckDB
import Executors
import Foundation
import Market
import TestKit
import Testing

@testable import Warehouse

@Suite struct ParquetImportTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `a file of bars is checked and read in blocks`() throws {
    let source = try source(
      """
      SELECT * FROM (VALUES
        ('BBB', DATE '2013-01-03', 2, 2.5, 1.5, 2.25, 100, 'x'),
        ('AAA', DATE '2013-01-03', 1, 1.5, 0.5, 1.25, NULL, 'x'),
        ('AAA', DATE '2013-01-02', 1, 1.5, 0.5, 1.125, 50, 'x')
      ) AS t(Symbol, date, open, high, low, close, volume, note)
      """)

    let report = try source.check()

    #expect(report.faults.isEmpty)
    #expect(report.lines == 3 && report.bars == 3)
    #expect(report.symbols == ["AAA", "BBB"])
    #expect(report.first == SessionDate("2013-01-02"))
    #expect(report.unused == ["note"])
    let reader = try source.reader()
    let block = try #require(try reader.next(atMost: 2))
    #expect(block.runs.map(\.symbol) == ["AAA", "BBB"])
    #expect(block.volume[0].isNaN)
    #expect(try reader.next(atMost: 2)?.close == [1.125])
    #expect(try reader.next(atMost: 2) == nil)
  }

  @Test func `columns may be called and dates written otherwise`() throws {
    let source = try source(
      #"SELECT '31.01.2013' AS "Tag ""x"" 1", 1.5 AS "Schluss""#,
      BarImportMapping(
        symbolOfFile: "BRK-B", date: #"Tag "x" 1"#, dateFormat: .dayMonthYear, close: "Schluss"),
      prices: .adjustedClose)

    let report = try source.check()

    #expect(report.faults.isEmpty)
    #expect(report.symbols == ["BRK-B"])
    #expect(report.last == SessionDate("2013-01-31"))
  }

  @Test func `each fault is named with its row and column`() throws {
    let source = try source(
      """
      SELECT * FROM (VALUES
        ('AAA', DATE '2013-01-02', 1.0, 1.0, 1.0, 1.0, '5'),
        ('A A', DATE '2013-01-02', 1.0, 1.0, 1.0, 1.0, '5'),
        ('AAA', DATE '1899-12-31', 1.0, 1.0, 1.0, 1.0, '5'),
        ('AAA', DATE '2014-01-03', 1.0, 1.0, 1.0, 1.0, '5'),
        ('AAA', NULL, 1.0, 1.0, 1.0, 1.0, '5'),
        ('AAA', DATE '2013-01-03', 1.0, 'infinity'::DOUBLE, 1.0, 1.0, '5'),
        ('AAA', DATE '2013-01-04', 1.0, 1.0, -1.0, 1.0, '5'),
        ('AAA', DATE '2013-01-07', 1.0, 1.0, 1.0, NULL, '5'),
        ('AAA', DATE '2013-01-08', 1.0, 1.0, 1.0, 1.0, 'five'),
        ('AAA', DATE '2013-01-09', 1.0, 1.0, 1.0, 1.0, '-5'),
        ('AAA', DATE '2013-01-10', 1.0, 1e300, 1.0, 1.0, '5'),
        ('AAA', DATE '2013-01-11', 1.0, 1.0, 1.0, 1.0, '1e300'),
        ('AAA', DATE '2013-01-02', 1.0, 1.0, 1.0, 1.0, '5')
      ) AS t(symbol, date, open, high, low, close, volume)
      """)

    let report = try source.check()

    #expect(report.faults.map(\.line) == Array(2...13))
    #expect(
      report.faults.map(\.column) == [
        "symbol", "date", "date", "date", "high", "low", "close", "volume", "volume", "high",
        "volume", "",
      ])
    #expect(
      report.faults.suffix(3).map(\.message).first
        == "A price of 1e+300; prices are at most 1e12.")
    #expect(report.faults.last?.message == "A second bar of AAA on 2013-01-02.")
    #expect(report.bars == 1)
  }

  @Test func `columns that are missing, and a file that is none, are said so`() throws {
    let report = try source("SELECT 1 AS symbol, 2 AS close").check()
    #expect(report.faults.map(\.column) == ["date", "open", "high", "low", "volume"])

    let path = folder.path + "/none.parquet"
    let none = ParquetImport(
      path, BarImportMapping(), prices: .raw, today: try #require(SessionDate("2013-06-01")))
    #expect(throws: StoreError.self) { try none.check() }
  }

  @Test(arguments: ["", "PAR1", "symbol,date,close\nAAA,2013-01-02,1\n", "PAR1\u{0}\u{0}PAR1"])
  func `a file that only bears the name of Parquet is one fault`(text: String) throws {
    let path = folder.path + "/false.parquet"
    try Data(text.utf8).write(to: URL(filePath: path))

    let report = try ParquetImport(
      path, BarImportMapping(), prices: .raw, today: try #require(SessionDate("2013-06-01"))
    ).check()

    #expect(report.faultCount == 1)
    #expect(report.faults[0].message.hasPrefix("The file cannot be read as Parquet ("))
  }

  @Test func `a sound file is saved through the same door as any other`() async throws {
    let store = MemoryBarStore()
    let source = try source(
      """
      SELECT 'S' || (range % 3) AS symbol, DATE '2013-01-01' + (range // 3)::INTEGER AS date,
        1.0 AS open, 2.0 AS high, 0.5 AS low, 1.5 AS close, 10 AS volume
      FROM range(300)
      """)
    let bars = BarImport(source, on: BlockingExecutor(label: "import"))
    let report = try await bars.check()

    let receipt = try await bars.save(
      report, run: "one", provider: "desk", prices: .raw, into: store,
      clock: ManualClock(at: Timestamp(seconds: 1_370_000_000)))

    #expect(report.faults.isEmpty)
    #expect(receipt == WriteReceipt(inserted: 300, replaced: 0))
  }

  private func source(
    _ select: SQL, _ mapping: BarImportMapping = BarImportMapping(),
    prices: Instrument.PriceBasis = .raw
  ) throws -> ParquetImport {
    let path = folder.path + "/bars.parquet"
    try Database(.memory).connect().execute(
      "COPY (" + select + ") TO " + SQL.path(path) + " (FORMAT parquet)")
    return ParquetImport(
      path, mapping, prices: prices, today: try #require(SessionDate("2013-06-01")))
  }
}
