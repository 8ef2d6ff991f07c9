import Chronology
import Connect
import DuckDB
import Market
import TestKit
import Testing

@testable import Warehouse

extension Warehouse {
  /// A warehouse with bars and their summary rows.
  static func holding(
    _ series: [BarSeries], actions: [CorporateAction] = [], in folder: ScratchFolder
  ) async throws -> Warehouse {
    let warehouse = try await folder.open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 9, at: .start)
    _ = try await warehouse.save(.made(series, actions: actions), at: .after(1))
    try await warehouse.recount(series.map(\.symbol))
    return warehouse
  }

  func recount(_ symbols: [Symbol]) async throws {
    try await write("recount") { connection in
      try connection.transaction {
        try HoldingRows(connection: connection).refresh(
          symbols.map(\.ticker), source: "sample", at: .after(1))
      }
    }
  }

  /// Every text of one column of a statement that the test itself has written.
  func texts(_ sql: SQL) async throws -> [String] {
    try await read("read for a test") { connection in
      try connection.rows(sql) { row in try row.text(0) }
    }
  }
}

extension SymbolChange {
  static func made(_ old: Symbol, _ new: Symbol, on day: Int) -> SymbolChange {
    SymbolChange(on: .day(day), old: old, new: new, name: "\(new) Corporation")
  }
}

@Suite struct SymbolChangeTests {
  @Test func `a renamed instrument takes everything it has along and keeps its old name`()
    async throws
  {
    let split = CorporateAction(symbol: "FB", effectiveOn: .day(5), kind: .split(new: 2, old: 1))
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<20), .made("KO", days: 0..<20)], actions: [split],
      in: try ScratchFolder())
    try await warehouse.save(
      profiles: [InstrumentProfile(symbol: "FB", name: "Facebook")], provider: "fmp", at: .start)
    try await warehouse.save(
      universes: [Universe(name: "big", title: "Big", symbols: ["FB", "KO"])], at: .start)
    try await warehouse.watch("FB", by: "ada", at: .start)
    _ = try await warehouse.save(
      statements: [.made("FB", items: ["revenue": 1])], provider: "fmp", at: .start)

    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 25)], provider: "fmp", at: .after(9))

    #expect(applied == [AppliedChange(change: .made("FB", "META", on: 25), bars: 20)])
    let snapshot = try await warehouse.snapshot(of: ["META"], over: .always)
    #expect(snapshot.series[0].close == BarSeries.made("FB", days: 0..<20).close)
    #expect(snapshot.actions.map(\.symbol) == ["META"])
    #expect(try await warehouse.coverage().map(\.symbol) == ["KO", "META"])
    #expect(try await warehouse.lastOutcomes(provider: "sample").map(\.symbol) == ["KO", "META"])
    #expect(try await warehouse.universes()[0].symbols == ["KO", "META"])
    #expect(try await warehouse.watchlist() == ["META"])
    #expect(try await warehouse.facts(of: "META", asOf: .day(900)).map(\.item) == ["revenue"])
    #expect(try await warehouse.texts("SELECT symbol FROM holdings ORDER BY 1") == ["KO", "META"])
    let identity = try await warehouse.identity(of: "FB", on: .day(3))
    #expect(identity?.key == "META")
    #expect(
      identity?.names == [
        .init(symbol: "FB", from: nil, until: .day(25)),
        .init(symbol: "META", from: .day(25), until: nil),
      ])
    #expect(identity?.profile?.name == "Facebook")
    #expect(try await warehouse.identity(of: "META", on: nil)?.key == "META")
    #expect(try await warehouse.identity(of: "META", on: .day(3)) == nil)
    #expect(try await warehouse.identity(of: "FB", on: .day(30)) == nil)
    await warehouse.close()
  }

  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
  func `a chain of changes ends at the last name, in whatever order it comes`(
    order: [Int]
  ) async throws {
    let warehouse = try await Warehouse.holding(
      [.made("A", days: 0..<10)], in: try ScratchFolder())
    let chain: [SymbolChange] = [
      .made("A", "B", on: 12), .made("B", "C", on: 20), .made("C", "D", on: 30),
    ]

    let applied = try await warehouse.apply(
      symbolChanges: order.map { chain[$0] }, provider: "fmp", at: .after(9))
    let again = try await warehouse.apply(symbolChanges: chain, provider: "fmp", at: .after(10))

    #expect(applied.map(\.change) == chain)
    #expect(again.isEmpty)
    #expect(try await warehouse.coverage().map(\.symbol) == ["D"])
    #expect(
      try await warehouse.identity(of: "B", on: .day(15))?.names == [
        .init(symbol: "A", from: nil, until: .day(12)),
        .init(symbol: "B", from: .day(12), until: .day(20)),
        .init(symbol: "C", from: .day(20), until: .day(30)),
        .init(symbol: "D", from: .day(30), until: nil),
      ])
    await warehouse.close()
  }

  @Test func `a change that comes after a later one leads to the later one's key`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("A", days: 0..<10), .made("B", days: 12..<20)], in: try ScratchFolder())
    _ = try await warehouse.apply(
      symbolChanges: [.made("B", "C", on: 20)], provider: "fmp", at: .after(8))

    let applied = try await warehouse.apply(
      symbolChanges: [.made("A", "B", on: 12)], provider: "fmp", at: .after(9))

    #expect(applied.map(\.bars) == [10])
    let series = try await warehouse.snapshot(of: ["C"], over: .always).series[0]
    #expect(series.count == 18)
    #expect(try await warehouse.coverage().map(\.symbol) == ["C"])
    #expect(
      try await warehouse.identity(of: "A", on: .day(3))?.names.map(\.symbol) == ["A", "B", "C"])
    await warehouse.close()
  }

  @Test func `bars that came under both names are kept once`() async throws {
    let old = BarSeries.made("FB", days: 0..<30)
    let new = BarSeries(
      symbol: "META", sessions: Array(old.sessions[10...]) + [.day(31)],
      open: Array(old.open[10...]) + [9], high: Array(old.high[10...]) + [9],
      low: Array(old.low[10...]) + [9], close: Array(old.close[10...]) + [9],
      volume: Array(old.volume[10...]) + [9])
    let warehouse = try await Warehouse.holding([old, new], in: try ScratchFolder())

    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 31)], provider: "fmp", at: .after(9))

    #expect(applied.map(\.bars) == [10])
    #expect(try await warehouse.snapshot(of: ["META"], over: .always).series[0].count == 31)
    #expect(try await warehouse.coverage().map(\.bars) == [31])
    await warehouse.close()
  }

  @Test func `two instruments that traded side by side are never mixed, and a finding says so`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<30), .made("META", days: 5..<40)], in: try ScratchFolder())

    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 30)], provider: "fmp", at: .after(9))

    #expect(applied.isEmpty)
    #expect(try await warehouse.coverage().map(\.bars) == [30, 35])
    let findings = try await warehouse.findings(FindingFilter(), limit: 9, offset: 0)
    #expect(findings.findings.map(\.finding.rule) == [.oddAnswer])
    #expect(findings.findings[0].finding.evidence.contains("nothing was renamed"))
    // Checking the symbol does not make it go away.
    try await warehouse.replaceFindings(
      of: ["META"], with: [], rules: 1, through: .day(40), at: .after(10))
    #expect(try await warehouse.findings(.init(state: .open), limit: 9, offset: 0).total == 1)
    await warehouse.close()
  }

  @Test func `a name that another company gave up is taken over without its bars`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<60), .made("META", days: 0..<30)], in: try ScratchFolder())

    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 60)], provider: "fmp", at: .after(9))

    #expect(applied.map(\.bars) == [60])
    let coverage = try await warehouse.coverage()
    #expect(coverage.map(\.symbol) == ["META", "META-D2000"])
    #expect(coverage.map(\.bars) == [60, 30])
    #expect(try await warehouse.identity(of: "META", on: .day(3))?.key == "META-D2000")
    #expect(try await warehouse.identity(of: "META", on: .day(70))?.key == "META")
    #expect(try await warehouse.identity(of: "FB", on: .day(3))?.key == "META")
    await warehouse.close()
  }

  @Test func `an old name that another company bears now keeps that company's bars`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<90, missing: Set(30..<60))], in: try ScratchFolder())

    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 30)], provider: "fmp", at: .after(9))

    #expect(applied.map(\.bars) == [30])
    let coverage = try await warehouse.coverage()
    #expect(coverage.map(\.symbol) == ["FB", "META"])
    #expect(coverage.map(\.bars) == [30, 30])
    #expect(try await warehouse.identity(of: "FB", on: .day(3))?.key == "META")
    #expect(try await warehouse.identity(of: "FB", on: .day(70))?.key == "FB")
    await warehouse.close()
  }

  @Test func `the part of an old name's bars that is its own joins the bars under the new one`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<90, missing: Set(30..<60)), .made("META", days: 30..<80)],
      in: try ScratchFolder())

    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 30)], provider: "fmp", at: .after(9))

    #expect(applied.map(\.bars) == [30])
    #expect(try await warehouse.coverage().map(\.bars) == [30, 80])
    #expect(try await warehouse.identity(of: "FB", on: .day(3))?.key == "META")
    await warehouse.close()
  }

  @Test func `a change of something the store does not hold is tried again when it does`()
    async throws
  {
    let warehouse = try await Warehouse.holding([], in: try ScratchFolder())
    let change = SymbolChange.made("FB", "META", on: 30)
    let before = try await warehouse.apply(symbolChanges: [change], provider: "fmp", at: .start)
    _ = try await warehouse.save(.made([.made("FB", days: 0..<9)]), at: .after(2))
    try await warehouse.recount(["FB"])

    let after = try await warehouse.apply(symbolChanges: [change], provider: "fmp", at: .after(3))

    #expect(before.isEmpty)
    #expect(after.map(\.bars) == [9])
    await warehouse.close()
  }
}

@Suite struct ReferenceTests {
  @Test func `profiles come back whole, and a forgotten date is not forgotten here`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let whole = InstrumentProfile(
      symbol: "AAPL", name: "Apple", kind: .stock, exchange: "NASDAQ", currency: "USD",
      country: "US", sector: "Technology", industry: "Phones", cik: "0000320193",
      isin: "US0378331005", cusip: "037833100", listedOn: .day(-7_000))
    var later = whole
    later.name = "Apple Inc."
    later.listedOn = nil

    try await warehouse.save(profiles: [whole], provider: "fmp", at: .start)
    let first = try await warehouse.identity(of: "AAPL", on: nil)
    try await warehouse.save(profiles: [later, later], provider: "fmp", at: .after(1))
    let second = try await warehouse.identity(of: "AAPL", on: nil)

    #expect(first?.profile == whole)
    #expect(second?.profile?.name == "Apple Inc.")
    #expect(second?.profile?.listedOn == .day(-7_000))
    #expect(try await warehouse.identity(of: "NOPE", on: nil) == nil)
    await warehouse.close()
  }

  @Test func `a delisted company's ticker that trades again gives two companies`() async throws {
    let action = CorporateAction(
      symbol: "XYZ", effectiveOn: .day(10), kind: .dividend(amount: 0.1, payDate: .day(12)))
    let warehouse = try await Warehouse.holding(
      [.made("XYZ", days: 0..<900, missing: Set(200..<500))], actions: [action],
      in: try ScratchFolder())
    try await warehouse.save(
      profiles: [
        InstrumentProfile(symbol: "XYZ", name: "New XYZ", listedOn: .day(500))
      ], provider: "fmp", at: .start)
    let delisting = Delisting(
      symbol: "XYZ", name: "Old XYZ", exchange: "NYSE", listedOn: .day(-50), delistedOn: .day(199))

    try await warehouse.save(delistings: [delisting], provider: "fmp", at: .after(2))
    try await warehouse.save(delistings: [delisting], provider: "fmp", at: .after(3))

    let coverage = try await warehouse.coverage()
    #expect(coverage.map(\.symbol) == ["XYZ", "XYZ-D2000"])
    #expect(coverage.map(\.bars) == [400, 200])
    #expect(coverage.map(\.name) == ["XYZ Corporation", "Old XYZ"])
    let dead = try await warehouse.snapshot(of: ["XYZ-D2000"], over: .always)
    #expect(dead.actions.count == 1)
    let identity = try await warehouse.identity(of: "XYZ", on: .day(100))
    #expect(identity?.key == "XYZ-D2000")
    #expect(identity?.names == [.init(symbol: "XYZ", from: .day(-50), until: .day(200))])
    #expect(identity?.profile?.delistedOn == .day(199))
    #expect(try await warehouse.identity(of: "XYZ", on: .day(600))?.profile?.name == "New XYZ")
    #expect(try await warehouse.identity(of: "XYZ", on: .day(300)) == nil)
    #expect(try await warehouse.listed(on: .day(100)) == ["XYZ-D2000"])
    #expect(try await warehouse.listed(on: .day(300)) == [])
    #expect(try await warehouse.listed(on: .day(600)) == ["XYZ"])
    await warehouse.close()
  }

  @Test func `a second company of one ticker and year gets a number of its own`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("XYZ", days: 0..<300, missing: Set(50..<100).union(150..<200))],
      in: try ScratchFolder())

    try await warehouse.save(
      delistings: [49, 149].map {
        Delisting(
          symbol: "XYZ", name: "Old \($0)", exchange: nil, listedOn: nil, delistedOn: .day($0))
      }, provider: "fmp", at: .after(2))

    let coverage = try await warehouse.coverage()
    #expect(coverage.map(\.symbol) == ["XYZ", "XYZ-D2000", "XYZ-D2000-2"])
    #expect(coverage.map(\.bars) == [100, 50, 50])
    #expect(coverage.map(\.name) == ["XYZ Corporation", "Old 49", "Old 149"])
    await warehouse.close()
  }

  @Test func `a company that left one exchange and trades on stays one company`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("XYZ", days: 0..<300)], in: try ScratchFolder())
    try await warehouse.save(
      profiles: [InstrumentProfile(symbol: "XYZ", name: "XYZ", listedOn: .day(0))],
      provider: "fmp", at: .start)

    try await warehouse.save(
      delistings: [
        Delisting(
          symbol: "XYZ", name: "XYZ", exchange: nil, listedOn: nil, delistedOn: .day(100))
      ], provider: "fmp", at: .after(2))

    #expect(try await warehouse.coverage().map(\.bars) == [300])
    #expect(try await warehouse.identity(of: "XYZ", on: nil)?.profile?.isActive == true)
    await warehouse.close()
  }

  @Test func `what is listed on a day counts the dead, and no index`() async throws {
    let index = BarSeries.made("^GSPC", days: 0..<300)
    let warehouse = try await Warehouse.holding(
      [.made("LIVE", days: 0..<300), .made("DEAD", days: 0..<100), .made("BARE", days: 50..<80)],
      in: try ScratchFolder())
    _ = try await warehouse.save(.made([index], prices: .index), at: .after(1))
    try await warehouse.recount(["^GSPC"])
    try await warehouse.save(
      profiles: [
        InstrumentProfile(symbol: "LIVE", name: "Live", listedOn: .day(-100)),
        InstrumentProfile(symbol: "YOUNG", name: "Young", listedOn: .day(200)),
      ], provider: "fmp", at: .start)
    try await warehouse.save(
      delistings: [
        Delisting(
          symbol: "DEAD", name: "Dead", exchange: nil, listedOn: .day(-30), delistedOn: .day(99)),
        Delisting(
          symbol: "NEVER", name: "Never", exchange: nil, listedOn: .day(-90), delistedOn: .day(20)),
      ], provider: "fmp", at: .after(2))

    #expect(try await warehouse.listed(on: .day(-200)) == [])
    #expect(try await warehouse.listed(on: .day(-10)) == ["DEAD", "LIVE", "NEVER"])
    #expect(try await warehouse.listed(on: .day(60)) == ["BARE", "DEAD", "LIVE"])
    #expect(try await warehouse.listed(on: .day(250)) == ["LIVE", "YOUNG"])
    await warehouse.close()
  }

  @Test func `members are called what they were called then`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<300), .made("KO", days: 0..<300)], in: try ScratchFolder())
    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 300)], provider: "fmp", at: .after(2))
    try await warehouse.save(
      memberships: [
        IndexMembership(symbol: "META", from: .day(10), until: nil),
        IndexMembership(symbol: "FB", from: .day(10), until: .day(300)),
        IndexMembership(symbol: "KO", from: nil, until: .day(200)),
        IndexMembership(symbol: "GONE", from: nil, until: .day(20)),
      ], of: .sp500, provider: "fmp", at: .start)

    #expect(try await warehouse.members(of: .sp500, on: .day(0)) == ["GONE", "KO"])
    #expect(try await warehouse.members(of: .sp500, on: .day(100)) == ["FB", "KO"])
    #expect(try await warehouse.members(of: .sp500, on: .day(200)) == ["FB"])
    #expect(try await warehouse.members(of: .sp500, on: .day(300)) == ["META"])
    #expect(try await warehouse.members(of: .nasdaq, on: .day(300)) == [])
    await warehouse.close()
  }

  @Test func `saving memberships again replaces those of that index alone`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let old = [IndexMembership(symbol: "KO", from: nil, until: nil)]
    try await warehouse.save(memberships: old, of: .sp500, provider: "fmp", at: .start)
    try await warehouse.save(memberships: old, of: .dowjones, provider: "fmp", at: .start)

    try await warehouse.save(
      memberships: [IndexMembership(symbol: "PEP", from: nil, until: nil)], of: .sp500,
      provider: "fmp", at: .after(1))

    #expect(try await warehouse.members(of: .sp500, on: .day(1)) == ["PEP"])
    #expect(try await warehouse.members(of: .dowjones, on: .day(1)) == ["KO"])
    await warehouse.close()
  }

  @Test func `the watchlist keeps a symbol once, sorted, until it is taken off`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    for symbol in ["MSFT", "AAPL", "MSFT"] {
      try await warehouse.watch(Symbol(symbol), by: "ada", at: .start)
    }
    let before = try await warehouse.watchlist()

    try await warehouse.unwatch("MSFT")
    try await warehouse.unwatch("NOPE")

    #expect(before == ["AAPL", "MSFT"])
    #expect(try await warehouse.watchlist() == ["AAPL"])
    await warehouse.close()
  }

  @Test func `answers kept aside are the newest thousand, the same one once`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let payloads = (0..<1_005).map {
      QuarantinedPayload(
        subject: "quote of A\($0)", reason: "The field price is missing.",
        payload: "{\"prize\":\($0)}".utf8)
    }
    for (second, part) in [payloads[..<10], payloads[10...]].enumerated() {
      try await warehouse.save(
        quarantine: Array(part), provider: "fmp", at: .after(Int64(second)))
      try await warehouse.save(
        quarantine: Array(part), provider: "fmp", at: .after(Int64(second)))
    }

    let all = try await warehouse.quarantinedAnswers(limit: 2_000, offset: 0)

    #expect(all.count == 1_000)
    #expect(all[0].at == .after(1))
    #expect(all.filter { $0.at == .start }.count == 5)
    let page = try await warehouse.quarantinedAnswers(limit: 2, offset: 1)
    #expect(page == Array(all[1...2]))
    #expect(page[0].excerpt.hasPrefix("{\"prize\":"))
    #expect(page[0].bytes == page[0].excerpt.utf8.count)
    await warehouse.close()
  }
}
