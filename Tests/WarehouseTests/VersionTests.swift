import Chronology
import Connect
import DuckDB
import Market
import TestKit
import Testing

@testable import Warehouse

/// What was known when: values replaced, bars that came late, bars withdrawn.
@Suite struct VersionTests {
  /// Saves AAPL's days 0 to 9 without day 5 at `after(1)`, then changes them step by step.
  private func changing() async throws -> Warehouse {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    _ = try await warehouse.save(
      .made([.made("AAPL", days: 0..<10, missing: [5])]), at: .after(1))
    return warehouse
  }

  @Test func `a corrected value is read as of before and after its correction`() async throws {
    let warehouse = try await changing()
    let receipt = try await warehouse.save(
      .made([.made("AAPL", days: 3..<5, shift: 7)]), at: .after(2))
    _ = try await warehouse.save(.made([.made("AAPL", days: 4..<5, shift: 9)]), at: .after(3))

    func close(_ index: Int, at instant: Timestamp) async throws -> Double {
      try await warehouse.snapshot(of: ["AAPL"], over: .always, knownBy: instant).series[0]
        .close[index]
    }
    let raw = BarSeries.made("AAPL", days: 0..<10).close

    #expect(receipt == WriteReceipt(inserted: 0, replaced: 2))
    #expect(try await close(4, at: .after(1)) == raw[4])
    #expect(try await close(4, at: .after(2)) == raw[4] + 7)
    #expect(try await close(4, at: .after(3)) == raw[4] + 9)
    #expect(try await close(3, at: .after(1)) == raw[3])
    #expect(try await close(3, at: .after(9)) == raw[3] + 7)
    await warehouse.close()
  }

  @Test func `a bar that came late is not known before it came`() async throws {
    let warehouse = try await changing()
    _ = try await warehouse.save(.made([.made("AAPL", days: 5..<6)]), at: .after(2))

    let before = try await warehouse.snapshot(of: ["AAPL"], over: .always, knownBy: .after(1))
    let after = try await warehouse.snapshot(of: ["AAPL"], over: .always, knownBy: .after(2))

    #expect(before.series[0] == .made("AAPL", days: 0..<10, missing: [5]))
    #expect(after.series[0] == .made("AAPL", days: 0..<10))
    await warehouse.close()
  }

  @Test func `a bar that a reload does not bring goes, and is still known for before`() async throws
  {
    let warehouse = try await changing()
    let whole = BarSeries.made("AAPL", days: 0..<10, missing: [2, 5])
    _ = try await warehouse.save(
      IngestionBatch(
        run: "i1", instruments: [.made("AAPL")], provider: "sample", bars: BarBlock([whole]),
        reloaded: ["AAPL"], actions: [], outcomes: []), at: .after(2))

    let before = try await warehouse.snapshot(of: ["AAPL"], over: .always, knownBy: .after(1))
    let now = try await warehouse.snapshot(of: ["AAPL"], over: .always)

    #expect(before.series[0] == .made("AAPL", days: 0..<10, missing: [5]))
    #expect(now.series[0] == whole)
    #expect(try await warehouse.coverage()[0].bars == 8)
    await warehouse.close()
  }

  @Test func `a bar taken out and put back is read as of each time, with its newest values`()
    async throws
  {
    let warehouse = try await changing()
    try await warehouse.replaceFindings(
      of: ["AAPL"], with: [.made("AAPL", 4)], rules: 1, through: .day(20), at: .after(1))
    let id = try await warehouse.findings(FindingFilter(), limit: 1, offset: 0).findings[0].id
    func close(at instant: Timestamp) async throws -> Double? {
      let series = try await warehouse.snapshot(of: ["AAPL"], over: .always, knownBy: instant)
        .series[0]
      return series.sessions.firstIndex(of: .day(4)).map { series.close[$0] }
    }
    let raw = BarSeries.made("AAPL", days: 0..<10).close[4]

    _ = try await warehouse.decide(
      finding: id, state: .quarantined, by: "ada", reason: "No trade.", at: .after(3))
    // The provider corrects it while it is out.
    _ = try await warehouse.save(.made([.made("AAPL", days: 3..<6, shift: 7)]), at: .after(5))
    _ = try await warehouse.decide(
      finding: id, state: .open, by: "ada", reason: "", at: .after(7))

    #expect(try await close(at: .after(2)) == raw)
    #expect(try await close(at: .after(4)) == nil)
    #expect(try await close(at: .after(6)) == nil)
    #expect(try await close(at: .after(7)) == raw + 7)
    let now = try await warehouse.snapshot(of: ["AAPL"], over: .always).series[0]
    #expect(now.close[4] == raw + 7)
    #expect(now.count == 10)
    await warehouse.close()
  }

  @Test func `bars of a first load are known since their sessions closed`() async throws {
    let warehouse = try await changing()
    let close = try #require(TradingCalendar.xnys.closesAt(.day(4)))

    let atClose = try await warehouse.snapshot(of: ["AAPL"], over: .always, knownBy: close)
    let before = try await warehouse.snapshot(
      of: ["AAPL"], over: .always, knownBy: close.advanced(by: .seconds(-1)))
    let never = try await warehouse.snapshot(
      of: ["AAPL"], over: .always, knownBy: Timestamp(seconds: 0))

    #expect(atClose.series[0].sessions.last == .day(4))
    #expect(before.series[0].sessions.last == .day(3))
    #expect(never.series[0].count == 0)
    await warehouse.close()
  }

  @Test func `the same values again are no version and no change`() async throws {
    let warehouse = try await changing()
    let revision = try await revision(of: warehouse)
    let receipt = try await warehouse.save(
      .made([.made("AAPL", days: 0..<10, missing: [5])]), at: .after(2))

    let versions = try await warehouse.tableSizes().first { $0.table == "bar_versions" }

    #expect(receipt == WriteReceipt(inserted: 0, replaced: 0))
    #expect(versions?.rows == 0)
    #expect(try await self.revision(of: warehouse) == revision)
    await warehouse.close()
  }

  @Test func `another provider's equal value changes hands without a version`() async throws {
    let warehouse = try await changing()
    try await warehouse.beginIngestion(run: "i2", provider: "fmp", planned: 1, at: .start)
    _ = try await warehouse.save(
      IngestionBatch(
        run: "i2", instruments: [.made("AAPL")], provider: "fmp",
        series: [.made("AAPL", days: 8..<10)], actions: [], outcomes: []), at: .after(2))

    let theirs = try await warehouse.marketBars(on: [.day(7), .day(8)], provider: "fmp")

    #expect(theirs.map(\.bars.count) == [0, 1])
    #expect(try await warehouse.holdings().lastByProvider.map(\.provider) == ["fmp"])
    await warehouse.close()
  }

  private func revision(of warehouse: Warehouse) async throws -> Int64? {
    try await warehouse.read("read") { connection in
      try connection.first("SELECT revision FROM holdings WHERE symbol = 'AAPL'") {
        try $0.integer(0)
      }
    }
  }
}
