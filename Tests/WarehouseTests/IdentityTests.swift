import Chronology
import Connect
import DuckDB
import Market
import TestKit
import Testing

@testable import Warehouse

/// Names that change and tickers that are used again, with all that is kept under them.
@Suite struct IdentityTests {
  private func minutes(_ symbol: Symbol) -> MinuteSeries {
    MinuteSeries(
      symbol: symbol, minutes: 5, opensAt: [.start, .after(300)], open: [1, 2], high: [1, 2],
      low: [1, 2], close: [1, 2], volume: [1, 2])
  }

  @Test func `what was fetched under both names of an instrument is kept once`() async throws {
    func split(_ symbol: Symbol) -> CorporateAction {
      CorporateAction(symbol: symbol, effectiveOn: .day(5), kind: .split(new: 4, old: 1))
    }
    func dividend(_ symbol: Symbol, _ day: Int) -> CorporateAction {
      CorporateAction(
        symbol: symbol, effectiveOn: .day(day), kind: .dividend(amount: 0.5, payDate: .day(40)))
    }
    let old = BarSeries.made("FB", days: 0..<30)
    let new = BarSeries(
      symbol: "META", sessions: old.sessions, open: old.open, high: old.high, low: old.low,
      close: old.close, volume: old.volume)
    let warehouse = try await Warehouse.holding(
      [old, new],
      actions: [
        split("FB"), split("META"), dividend("META", 9), dividend("META", 9), dividend("FB", 9),
        dividend("FB", 12),
      ], in: try ScratchFolder())
    for symbol: Symbol in ["FB", "META"] {
      try await warehouse.save(
        second: BarBlock([.made(symbol, days: 0..<3)]), source: "alpaca", at: .start)
      try await warehouse.save(minutes: minutes(symbol), source: "alpaca")
      _ = try await warehouse.save(
        statements: [.made(symbol, items: ["revenue": 1])], provider: "fmp", at: .start)
    }

    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 31)], provider: "fmp", at: .after(9))

    #expect(applied.count == 1)
    let snapshot = try await warehouse.snapshot(of: ["META"], over: .always)
    #expect(snapshot.series[0].count == 30)
    #expect(
      snapshot.actions
        == [split("META"), dividend("META", 9), dividend("META", 9), dividend("META", 12)])
    #expect(
      try await warehouse.texts(
        """
        SELECT symbol || ' ' || count(*) FROM second_bars GROUP BY symbol
        UNION ALL SELECT symbol || ' ' || count(*) FROM minutes GROUP BY symbol
        UNION ALL SELECT symbol || ' ' || count(*) FROM facts GROUP BY symbol
        ORDER BY 1
        """) == ["META 1", "META 2", "META 3"])
    await warehouse.close()
  }

  @Test func `a bar taken out under the old name does not come back with the new one`()
    async throws
  {
    let old = BarSeries.made("FB", days: 0..<30)
    let new = BarSeries(
      symbol: "META", sessions: old.sessions, open: old.open, high: old.high, low: old.low,
      close: old.close, volume: old.volume)
    let warehouse = try await Warehouse.holding([old], in: try ScratchFolder())
    try await warehouse.replaceFindings(
      of: ["FB"], with: [.made("FB", 4)], rules: 1, through: .day(30), at: .after(2))
    let id = try await warehouse.findings(FindingFilter(), limit: 1, offset: 0).findings[0].id
    _ = try await warehouse.decide(
      finding: id, state: .quarantined, by: "ada", reason: "No trade.", at: .after(3))
    _ = try await warehouse.save(.made([new]), at: .after(4))

    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 31)], provider: "fmp", at: .after(9))

    let series = try await warehouse.snapshot(of: ["META"], over: .always).series[0]
    #expect(series.count == 29)
    #expect(!series.sessions.contains(.day(4)))
    #expect(try await warehouse.coverage().map(\.bars) == [29])
    let findings = try await warehouse.findings(FindingFilter(), limit: 9, offset: 0).findings
    #expect(findings.map(\.state) == [.quarantined])
    await warehouse.close()
  }

  @Test func `bars within sessions and noted changes go along with a new name`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<9)], in: try ScratchFolder())
    try await warehouse.save(minutes: minutes("FB"), source: "alpaca")
    _ = try await warehouse.save(
      IngestionBatch(
        run: "i1", instruments: [.made("FB")], provider: "sample", bars: BarBlock(),
        actions: [],
        changes: [
          DataChange(symbol: "FB", session: .day(3), cause: .correction, before: 1, after: 2)
        ], outcomes: []), at: .after(2))

    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 20)], provider: "fmp", at: .after(9))

    #expect(
      try await warehouse.minutes(of: "META", every: 5, from: .start, to: .after(900)).close
        == [1, 2])
    #expect(try await warehouse.texts("SELECT symbol FROM data_changes") == ["META"])
    await warehouse.close()
  }

  @Test(arguments: [1, 5])
  func `a company delisted some days after its last bar gets one key, however often it is told`(
    later: Int
  ) async throws {
    let warehouse = try await Warehouse.holding(
      [.made("XYZ", days: 0..<900, missing: Set(200..<500))], in: try ScratchFolder())
    let delisting = Delisting(
      symbol: "XYZ", name: "Old XYZ", exchange: "NYSE", listedOn: nil,
      delistedOn: .day(199 + later))
    try await warehouse.save(
      profiles: [InstrumentProfile(symbol: "XYZ", name: "New XYZ", listedOn: .day(500))],
      provider: "fmp", at: .start)

    try await warehouse.save(delistings: [delisting], provider: "fmp", at: .after(2))
    try await warehouse.save(delistings: [delisting], provider: "fmp", at: .after(3))

    #expect(try await warehouse.coverage().map(\.symbol) == ["XYZ", "XYZ-D2000"])
    #expect(
      try await warehouse.texts("SELECT symbol FROM profiles ORDER BY 1") == ["XYZ", "XYZ-D2000"])
    #expect(try await warehouse.identity(of: "XYZ", on: .day(100))?.key == "XYZ-D2000")
    #expect(try await warehouse.delistings(provider: "fmp").isEmpty)
    await warehouse.close()
  }

  @Test(arguments: [true, false])
  func `the old name of a renamed company, listed as delisted, is no second company`(
    isListedFirst: Bool
  ) async throws {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<30), .made("KO", days: 0..<40)], in: try ScratchFolder())
    try await warehouse.save(
      profiles: [InstrumentProfile(symbol: "FB", name: "Facebook")], provider: "fmp", at: .start)
    func list() async throws {
      try await warehouse.save(
        delistings: [
          Delisting(
            symbol: "FB", name: "Facebook", exchange: nil, listedOn: nil, delistedOn: .day(28))
        ], provider: "fmp", at: .after(2))
    }
    if isListedFirst { try await list() }

    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 30)], provider: "fmp", at: .after(3))
    try await list()

    #expect(try await warehouse.coverage().map(\.symbol) == ["KO", "META"])
    #expect(try await warehouse.delistings(provider: "fmp").isEmpty)
    let profile = try await warehouse.identity(of: "META", on: nil)?.profile
    #expect(profile?.isActive == true)
    #expect(profile?.delistedOn == nil)
    #expect(try await warehouse.texts("SELECT symbol FROM profiles") == ["META"])
    await warehouse.close()
  }

  @Test func `the old name of a change of something not held is not offered as delisted`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("META", days: 0..<40)], in: try ScratchFolder())
    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 30)], provider: "fmp", at: .after(2))

    try await warehouse.save(
      delistings: [("FB", 30), ("OLD", 30), ("FB", 300)].map {
        Delisting(
          symbol: Symbol($0.0), name: "Old", exchange: nil, listedOn: nil, delistedOn: .day($0.1))
      }, provider: "fmp", at: .after(3))

    let offered = try await warehouse.delistings(provider: "fmp")
    #expect(offered.map(\.symbol) == ["FB", "OLD"])
    #expect(offered.map(\.delistedOn) == [.day(300), .day(30)])
    await warehouse.close()
  }

  @Test func `two delistings of a ticker with the bars of one company give one former company`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("XYZ", days: 0..<300, missing: Set(50..<200))], in: try ScratchFolder())

    try await warehouse.save(
      delistings: [49, 60].map {
        Delisting(
          symbol: "XYZ", name: "Old \($0)", exchange: nil, listedOn: nil, delistedOn: .day($0))
      }, provider: "fmp", at: .after(2))

    let coverage = try await warehouse.coverage()
    #expect(coverage.map(\.symbol) == ["XYZ", "XYZ-D2000"])
    #expect(coverage.map(\.bars) == [100, 50])
    #expect(coverage.map(\.name) == ["XYZ Corporation", "Old 49"])
    await warehouse.close()
  }

  @Test func `the first day of a ticker's present bearer is known when another bore it before`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [
        .made("XYZ", days: 0..<900, missing: Set(200..<500)),
        .made("FB", days: 0..<90, missing: Set(30..<60)), .made("KO", days: 0..<90),
      ], in: try ScratchFolder())
    try await warehouse.save(
      delistings: [
        Delisting(
          symbol: "XYZ", name: "Old XYZ", exchange: nil, listedOn: nil, delistedOn: .day(199))
      ], provider: "fmp", at: .after(2))

    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 30)], provider: "fmp", at: .after(3))

    // What FB was before is META now, with bars of before its new name.
    #expect(try await warehouse.bearers() == ["XYZ": .day(500), "FB": .day(60)])
    await warehouse.close()
  }

  @Test func `a name that was given up is told with its heir, until somebody bears it again`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<30)], in: try ScratchFolder())
    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 30)], provider: "fmp", at: .after(1))

    let free = try await warehouse.retiredNames()
    let borne = try await warehouse.bearers()

    #expect(free == ["FB": RetiredName(now: "META", on: .day(30))])
    #expect(borne.isEmpty)
    await warehouse.close()
  }
}
