import Chronology
import Connect
import DuckDB
import Market
import TestKit
import Testing

@testable import Warehouse

extension HealthFinding {
  static func made(
    _ symbol: Symbol, _ day: Int, _ rule: Rule = .badValue, _ severity: Severity = .fault,
    evidence: String = "The close is 0."
  ) -> HealthFinding {
    HealthFinding(
      symbol: symbol, session: .day(day), rule: rule, severity: severity, evidence: evidence,
      repair: .quarantine)
  }
}

@Suite struct FindingTests {
  private func replace(
    _ warehouse: Warehouse, _ symbols: [Symbol], _ findings: [HealthFinding], at second: Int64
  ) async throws {
    try await warehouse.replaceFindings(
      of: symbols, with: findings, rules: 1, through: .day(20), at: .after(second))
  }

  private func all(_ warehouse: Warehouse) async throws -> [StoredFinding] {
    try await warehouse.findings(FindingFilter(), limit: 1_000, offset: 0).findings
  }

  @Test func `a symbol is unchecked until the rules read it, and again when anything changed`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9), .made("KO", days: 0..<9), .made("NONE", days: 0..<0)],
      in: try ScratchFolder())
    let never = try await warehouse.uncheckedSymbols(rules: 1, through: .day(20))

    try await replace(warehouse, ["AAPL", "KO"], [], at: 2)

    #expect(never == ["AAPL", "KO"])
    #expect(try await warehouse.uncheckedSymbols(rules: 1, through: .day(20)) == [])
    #expect(try await warehouse.uncheckedSymbols(rules: 1, through: .day(19)) == [])
    #expect(try await warehouse.uncheckedSymbols(rules: 2, through: .day(20)) == ["AAPL", "KO"])
    #expect(try await warehouse.uncheckedSymbols(rules: 1, through: .day(21)) == ["AAPL", "KO"])
    try await warehouse.recount(["KO"])
    #expect(try await warehouse.uncheckedSymbols(rules: 1, through: .day(20)) == ["KO"])
    await warehouse.close()
  }

  @Test func `what changed while the rules read it stays unchecked, with its former findings`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9), .made("KO", days: 0..<9)], in: try ScratchFolder())
    try await replace(warehouse, ["AAPL"], [.made("AAPL", 1)], at: 2)
    let readings = try await warehouse.healthReadings(of: ["AAPL", "KO"])
    _ = try await warehouse.save(.made([.made("AAPL", days: 9..<12)]), at: .after(3))

    try await warehouse.replaceFindings(
      of: ["AAPL", "KO"], with: [.made("AAPL", 2), .made("KO", 2)],
      revisions: Dictionary(uniqueKeysWithValues: readings.map { ($0.series.symbol, $0.revision) }),
      rules: 1, through: .day(20), at: .after(4))

    #expect(try await warehouse.uncheckedSymbols(rules: 1, through: .day(20)) == ["AAPL"])
    let held = try await all(warehouse)
    #expect(held.map(\.finding) == [.made("AAPL", 1), .made("KO", 2)])
    #expect(held.map(\.state) == [.open, .open])
    await warehouse.close()
  }

  @Test func `a reading holds all that the rules need, in the order asked for`() async throws {
    let split = CorporateAction(symbol: "KO", effectiveOn: .day(3), kind: .split(new: 2, old: 1))
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9), .made("KO", days: 0..<9, missing: [4])], actions: [split],
      in: try ScratchFolder())
    try await warehouse.save(
      profiles: [InstrumentProfile(symbol: "KO", name: "Coca-Cola")], provider: "fmp", at: .start)
    try await warehouse.save(
      second: BarBlock([.made("KO", days: 2..<5, shift: 1), .made("PEP", days: 0..<2)]),
      source: "alpaca", at: .start)
    try await warehouse.save(
      second: BarBlock([.made("KO", days: 2..<5)]), source: "alpaca", at: .after(1))
    try await warehouse.save(
      second: BarBlock([.made("KO", days: 0..<1)]), source: "other", at: .after(1))
    try await warehouse.write("plant") { connection in
      try connection.change("INSERT INTO bars SELECT * FROM bars WHERE symbol = 'KO' LIMIT 1")
      try connection.change(
        """
        INSERT INTO source_notes
        VALUES ('KO', NULL, 'unexpected-order', 'Falling.', 'fmp', 0)
        """)
    }

    let readings = try await warehouse.healthReadings(of: ["KO", "AAPL"])

    let aapl = BarSeries.made("AAPL", days: 0..<9)
    #expect(readings.map(\.series.symbol) == ["KO", "AAPL"])
    #expect(readings[1].series == aapl)
    #expect(readings[1].doubled.isEmpty)
    #expect(readings[1].second == nil)
    #expect(readings[1].profile == nil)
    #expect(readings[0].series == BarSeries.made("KO", days: 0..<9, missing: [4]))
    #expect(readings[0].doubled.values.map { $0 } == [2])
    #expect(readings[0].actions == [split])
    #expect(readings[0].notes.map(\.kind) == [.unexpectedOrder])
    #expect(readings[0].profile?.name == "Coca-Cola")
    #expect(readings[0].second == BarSeries.made("KO", days: 2..<5))
    #expect(readings[0].secondSource == "alpaca")
    await warehouse.close()
  }

  @Test func `found again keeps its decision, no longer found is resolved, back again is open`()
    async throws
  {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9), .made("KO", days: 0..<9)], in: try ScratchFolder())
    let first = HealthFinding.made("AAPL", 1)
    let second = HealthFinding.made("AAPL", 2, .unexplainedJump, .warning)
    let other = HealthFinding.made("KO", 1)
    try await replace(warehouse, ["AAPL", "KO"], [first, second, other], at: 2)
    let held = try await all(warehouse)
    let accepted = try await warehouse.decide(
      finding: held[0].id, state: .accepted, by: "ada", reason: "It was so.", at: .after(3))

    let words = HealthFinding.made("AAPL", 1, evidence: "The close is -1.")
    try await replace(warehouse, ["AAPL"], [words], at: 4)
    let later = try await all(warehouse)
    try await replace(warehouse, ["AAPL"], [second], at: 5)
    let last = try await all(warehouse)

    #expect(held.map(\.finding) == [first, other, second])
    #expect(held.allSatisfy { $0.state == .open && $0.decidedBy == nil && $0.reason.isEmpty })
    #expect(accepted.state == .accepted)
    #expect(accepted.decidedBy == "ada")
    #expect(accepted.decidedAt == .after(3))
    #expect(later.map(\.state) == [.accepted, .open, .resolved])
    #expect(later[0].finding == words)
    #expect(later[0].reason == "It was so.")
    #expect(later[0].foundAt == .after(2))
    #expect(last.map(\.state) == [.resolved, .open, .open])
    #expect(last[2].foundAt == .after(5))
    #expect(last.map(\.id) == held.map(\.id))
    await warehouse.close()
  }

  @Test func `an id is made of symbol, session and rule`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9)], in: try ScratchFolder())
    try await replace(
      warehouse, ["AAPL"],
      [.made("AAPL", 1, .badValue, .notice), .made("AAPL", 1, .badValue, .fault)], at: 2)

    let held = try await all(warehouse)

    // The first 16 digits of SHA-256 over AAPL|2000-01-04|bad-value, by sha256sum.
    #expect(held.map(\.id) == ["026abb82ae8d9bdf"])
    #expect(held[0].finding.severity == .fault)
    await warehouse.close()
  }

  @Test func `pages are filtered, the worst first, and the total counts all`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9), .made("KO", days: 0..<9)], in: try ScratchFolder())
    let findings: [HealthFinding] = [
      .made("KO", 3, .oddVolume, .notice), .made("KO", 1), .made("AAPL", 2),
      .made("AAPL", 1, .oddVolume, .warning),
    ]
    try await replace(warehouse, ["AAPL", "KO"], findings, at: 2)
    func page(
      _ filter: FindingFilter, _ limit: Int = 9, _ offset: Int = 0
    ) async throws -> [HealthFinding] {
      try await warehouse.findings(filter, limit: limit, offset: offset).findings.map(\.finding)
    }

    #expect(
      try await page(FindingFilter()) == [findings[2], findings[1], findings[3], findings[0]])
    #expect(try await page(FindingFilter(), 2, 1) == [findings[1], findings[3]])
    #expect(try await warehouse.findings(FindingFilter(), limit: 1, offset: 9).total == 4)
    #expect(try await page(FindingFilter(symbol: "KO")).count == 2)
    #expect(try await page(FindingFilter(rule: .oddVolume)).count == 2)
    #expect(try await page(FindingFilter(severity: .fault, state: .open)).count == 2)
    #expect(try await page(FindingFilter(state: .accepted)).isEmpty)
    #expect(
      try await warehouse.findingCounts(state: .open) == [
        FindingCount(rule: .badValue, severity: .fault, findings: 2, symbols: 2),
        FindingCount(rule: .oddVolume, severity: .warning, findings: 1, symbols: 1),
        FindingCount(rule: .oddVolume, severity: .notice, findings: 1, symbols: 1),
      ])
    await warehouse.close()
  }

  @Test func `a quarantined bar leaves the data, and reopening puts it back`() async throws {
    let made = BarSeries.made("AAPL", days: 0..<9)
    let warehouse = try await Warehouse.holding([made], in: try ScratchFolder())
    try await replace(warehouse, ["AAPL"], [.made("AAPL", 8)], at: 2)
    let id = try await all(warehouse)[0].id
    func held() async throws -> BarSeries {
      try await warehouse.snapshot(of: ["AAPL"], over: .always).series[0]
    }
    func summary() async throws -> [String] {
      try await warehouse.texts("SELECT bars || ' to ' || last FROM holdings")
    }

    let taken = try await warehouse.decide(
      finding: id, state: .quarantined, by: "ada", reason: "No trade.", at: .after(3))
    let without = try await held()
    let short = try await summary()
    // The rules no longer find it: it stays quarantined all the same.
    try await replace(warehouse, ["AAPL"], [], at: 4)
    let kept = try await warehouse.finding(id)
    // Nor does it come back with the next answer of the provider.
    _ = try await warehouse.save(.made([made]), at: .after(5))
    let still = try await held()
    let reopened = try await warehouse.decide(
      finding: id, state: .open, by: "ada", reason: "", at: .after(5))

    #expect(taken.state == .quarantined)
    #expect(without == made.within(.day(0)...(.day(7))))
    #expect(short == ["8 to 2000-01-10"])
    #expect(kept == taken)
    #expect(still == without)
    #expect(reopened.state == .open)
    #expect(reopened.decidedBy == nil)
    #expect(try await held() == made)
    #expect(try await summary() == ["9 to 2000-01-11"])
    #expect(try await warehouse.texts("SELECT symbol FROM quarantined_bars").isEmpty)
    #expect(try await warehouse.uncheckedSymbols(rules: 1, through: .day(20)) == ["AAPL"])
    await warehouse.close()
  }

  @Test func `what cannot be decided is refused and changes nothing`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("AAPL", days: 0..<9)], in: try ScratchFolder())
    try await replace(warehouse, ["AAPL"], [.made("AAPL", 15)], at: 2)
    let id = try await all(warehouse)[0].id
    func refusal(_ id: String, _ state: FindingState) async -> StoreError.Code? {
      await #expect(throws: StoreError.self) {
        try await warehouse.decide(
          finding: id, state: state, by: "ada", reason: "Why not.", at: .after(3))
      }?.code
    }

    #expect(await refusal("0123456789abcdef", .accepted) == .missing)
    #expect(await refusal(id, .resolved) == .conflict)
    // There is no bar on that day.
    #expect(await refusal(id, .quarantined) == .conflict)
    #expect(try await warehouse.finding(id).state == .open)
    await warehouse.close()
  }

  @Test func `findings of a symbol that was not checked are refused`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    let error = await #expect(throws: StoreError.self) {
      try await replace(warehouse, ["AAPL"], [.made("KO", 1)], at: 2)
    }

    #expect(error?.message.contains("KO") == true)
    #expect(try await all(warehouse).isEmpty)
    await warehouse.close()
  }

  @Test func `a renamed symbol's findings keep their decisions`() async throws {
    let warehouse = try await Warehouse.holding(
      [.made("FB", days: 0..<9)], in: try ScratchFolder())
    try await replace(warehouse, ["FB"], [.made("FB", 1)], at: 2)
    _ = try await warehouse.decide(
      finding: try await all(warehouse)[0].id, state: .accepted, by: "ada", reason: "Fine.",
      at: .after(3))

    _ = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 9)], provider: "fmp", at: .after(4))
    try await replace(warehouse, ["META"], [.made("META", 1)], at: 5)

    #expect(try await all(warehouse).map(\.state) == [.accepted])
    #expect(try await all(warehouse).map(\.finding.symbol) == ["META"])
    await warehouse.close()
  }

  @Test(.timeLimit(.minutes(5))) func `fifty thousand findings are replaced and paged as tables`()
    async throws
  {
    let symbols = (0..<5_000).map { Symbol("S\($0)") }
    let findings = symbols.flatMap { symbol in (0..<10).map { HealthFinding.made(symbol, $0) } }
    let warehouse = try await (try ScratchFolder()).open()
    try await replace(warehouse, symbols, findings, at: 1)

    try await replace(warehouse, symbols, Array(findings.dropLast(100)), at: 2)
    let page = try await warehouse.findings(.init(state: .open), limit: 100, offset: 40_000)

    #expect(page.total == 49_900)
    #expect(page.findings.count == 100)
    await warehouse.close()
  }

  @Test(.timeLimit(.minutes(5)))
  func `forty thousand profiles and their delistings are saved as tables`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let profiles = (0..<40_000).map {
      InstrumentProfile(
        symbol: Symbol("S\($0)"), name: "Company \($0)", exchange: "NYSE", currency: "USD",
        country: "US", sector: "Industrials", industry: "Machines", cik: "000000\($0)",
        listedOn: .day($0 % 5_000))
    }
    let delistings = (0..<4_000).map {
      Delisting(
        symbol: Symbol("S\($0)"), name: "Company \($0)", exchange: nil, listedOn: nil,
        delistedOn: .day(5_500))
    }
    let changes = (0..<4_000).map { SymbolChange.made(Symbol("O\($0)"), Symbol("N\($0)"), on: $0) }

    try await warehouse.save(profiles: profiles, provider: "fmp", at: .start)
    try await warehouse.save(delistings: delistings, provider: "fmp", at: .after(1))
    let applied = try await warehouse.apply(symbolChanges: changes, provider: "fmp", at: .after(2))

    #expect(applied.isEmpty)
    #expect(try await warehouse.listed(on: .day(5_500)).count == 40_000)
    #expect(try await warehouse.listed(on: .day(6_000)).count == 36_000)
    await warehouse.close()
  }
}
