import Chronology
import DuckDB
import Foundation
import Market
import Research
import TestKit
import Testing
import Trading

@testable import Warehouse

@Suite struct ParquetTests {
  private func file(_ folder: ScratchFolder, _ select: SQL) throws -> String {
    let path = folder.path + "/it's bars.parquet"
    try Database(.memory).connect().execute(
      "COPY (" + select + ") TO " + SQL.path(path) + " (FORMAT parquet)")
    return path
  }

  /// Shares from -1,500 up, prices from 1 up.
  private func fill(_ index: Int) -> FillRow {
    let nano: Int128 = 1_000_000_000
    let symbol: Symbol = index % 2 == 0 ? "AAPL" : "BRK-B"
    return FillRow(
      session: .day(index), symbol: symbol, shares: Quantity(nanos: Int128(index - 1_500) * nano),
      price: Price(nanos: Int128(index + 1) * nano), commission: Money(nanos: nano),
      order: OrderID(session: 1, sequence: UInt32(index)))
  }

  @Test func `fills become a Parquet file with the columns that were promised`() async throws {
    let folder = try ScratchFolder()
    let fills = (0..<3_000).map { fill($0) }
    let export = ParquetExport(scratch: folder.path)

    let bytes = try await export.parquet(of: fills)
    let again = try await export.parquet(of: fills)

    #expect(bytes == again)
    #expect(bytes.prefix(4) == Array("PAR1".utf8)[...])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let path = folder.path + "/read.parquet"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let rows = try Database(.memory).connect().rows(
      """
      SELECT session, symbol, shares, price, commission, order_id FROM read_parquet(?)
      """, [.text(path)]
    ) { row in
      try [
        row.session(0).description, row.text(1), "\(row.double(2))", "\(row.double(3))",
        "\(row.double(4))", row.text(5),
      ]
    }
    #expect(rows.count == 3_000)
    #expect(rows[0] == ["2000-01-03", "AAPL", "-1500.0", "1.0", "1.0", "1-0"])
    #expect(rows[2_999] == ["2008-03-20", "BRK-B", "1499.0", "3000.0", "1.0", "1-2999"])
  }

  @Test func `no fills make a file without rows`() async throws {
    let folder = try ScratchFolder()

    let bytes = try await ParquetExport(scratch: folder.path).parquet(of: [])

    #expect(bytes.suffix(4) == Array("PAR1".utf8)[...])
  }

  @Test func `daily bars are read as series and as a frame`() throws {
    let folder = try ScratchFolder()
    let path = try file(
      folder,
      """
      SELECT * FROM (VALUES
        ('MSFT', DATE '2024-07-03', 1.5, 2, 1, 1.75, 100),
        ('AAPL', DATE '2024-07-05', 3, 4, 2.5, 3.5, NULL),
        ('AAPL', DATE '2024-07-03', 2.5, 3, 2, 3, 50)
      ) t(symbol, date, open, high, low, close, volume)
      """)
    let bars = try ParquetBars(path)

    let series = try bars.series()
    let frame = try bars.frame()

    #expect(series.map(\.symbol) == ["AAPL", "MSFT"])
    #expect(series[0].close == [3, 3.5])
    #expect(series[0].volume[1].isNaN)
    #expect(frame.symbols == ["AAPL", "MSFT"])
    #expect(frame.interval == .day)
    #expect(frame.sessions.map(\.description) == ["2024-07-03", "2024-07-05"])
    // 3 July is an early close, 13:00 in New York; 5 July closes at 16:00.
    #expect(
      frame.closesAt.map(\.nanoseconds)
        == [1_720_026_000, 1_720_209_600].map { $0 * 1_000_000_000 })
    #expect(frame.close[0...2] == [3, 1.75, 3.5])
    #expect(frame.close[3].isNaN)
  }

  @Test func `timed bars become a frame in minutes`() throws {
    let folder = try ScratchFolder()
    let path = try file(
      folder,
      """
      SELECT 'AAPL' AS symbol, TIMESTAMP '2024-07-03 13:30:00' + to_minutes(range::INTEGER) AS time,
        range::DOUBLE AS open, range + 1.0 AS high, range - 1.0 AS low, range + 0.5 AS close,
        7 AS volume
      FROM range(5000)
      """)

    let frame = try ParquetBars(path).frame()

    #expect(frame.rows == 5_000)
    #expect(frame.interval == .minutes(1))
    #expect(frame.closesAt[1].nanoseconds - frame.closesAt[0].nanoseconds == 60_000_000_000)
    #expect(frame.sessions[0].description == "2024-07-03")
    #expect(frame.close[4_999] == 4_999.5)
  }

  @Test func `a file without a column, or with two bars at one time, is refused`() throws {
    let folder = try ScratchFolder()
    let short = try file(folder, "SELECT 'A' AS symbol, DATE '2024-07-03' AS date, 1.0 AS close")
    let error = #expect(throws: StoreError.self) { _ = try ParquetBars(short) }
    let doubled = try file(
      folder,
      """
      SELECT 'A' AS symbol, DATE '2024-07-03' AS date, 1.0 AS open, 1.0 AS high, 1.0 AS low,
        1.0 AS close, 1.0 AS volume FROM range(2)
      """)
    let twice = #expect(throws: StoreError.self) { try ParquetBars(doubled).series() }
    let absent = #expect(throws: StoreError.self) { _ = try ParquetBars("/nowhere.parquet") }

    #expect(error?.message.contains("no column open") == true)
    #expect(twice?.code == .corrupt)
    #expect(absent?.code == .missing)
  }
}
