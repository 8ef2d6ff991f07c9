import Chronology
import Connect
import Executors
import Market
import Synchronization
import TestKit
import Testing

@Suite struct HealthCheckTests {
  let store = MemoryHealthStore()
  let clock = ManualClock(at: Timestamp(seconds: 1_400_000_000))
  let through: SessionDate

  init() throws { through = try date("2013-03-28") }

  private var check: HealthCheck {
    HealthCheck(
      store: store, coverage: store, calendar: .xnys, pool: ComputePool(width: 2, label: "health"))
  }

  @Test func `symbols are checked in blocks, once, and their findings kept`() async throws {
    for index in 0..<450 { try await put("S\(index)", without: index == 7 ? ["2013-02-05"] : []) }
    let seen = Mutex<[HealthProgress]>([])

    let result = try await check.run(through: through, clock: clock) { progress in
      seen.withLock { $0.append(progress) }
    }

    #expect(result == HealthProgress(checked: 450, total: 450, findings: 1))
    #expect(await store.blocks.map(\.count) == [200, 200, 50])
    #expect(seen.withLock { $0.map(\.checked) } == [0, 200, 400, 450])
    let page = try await store.findings(FindingFilter(), limit: 10, offset: 0)
    #expect(page.findings.map(\.finding.symbol) == ["S7"])
    #expect(page.findings.map(\.foundAt) == [clock.now])
    let again = try await check.run(through: through, clock: clock)
    #expect(again == HealthProgress(checked: 0, total: 0, findings: 0))
  }

  @Test func `a finding that is no longer found is resolved`() async throws {
    try await put("AAA", without: ["2013-02-05"])
    try await check.run(through: through, clock: clock)
    try await put("AAA")

    try await check.run(through: through, clock: clock)

    let page = try await store.findings(FindingFilter(), limit: 10, offset: 0)
    #expect(page.findings.map(\.state) == [.resolved])
  }

  @Test func `a check that is cancelled keeps its blocks and goes on from there`() async throws {
    for index in 0..<450 { try await put("S\(index)") }
    let asked = Mutex(0)

    await #expect(throws: StoreError.self) {
      try await check.run(
        through: through, clock: clock,
        isCancelled: {
          asked.withLock { $0 += 1 }
          return asked.withLock { $0 } > 1
        })
    }
    #expect(await store.blocks.map(\.count) == [200])

    let rest = try await check.run(through: through, clock: clock)
    #expect(rest.total == 250)
  }

  @Test func `a store that fails ends the check with its error`() async throws {
    try await put("AAA")
    let full = StoreError(.full, "The disk is full.", remedy: "Make room.")
    await store.fail(with: full)

    await #expect(throws: full) { try await check.run(through: through, clock: clock) }
  }

  @Test func `a bar that was quarantined is not missing, and is back when it is reopened`()
    async throws
  {
    try await put("AAA", spikeOn: "2013-02-05")
    try await check.run(through: through, clock: clock)
    let found = try await store.findings(FindingFilter(), limit: 10, offset: 0).findings
    #expect(found.map(\.finding.rule) == [.unexplainedJump])
    let repair = HealthRepair(store: store, audit: MemoryAudit())
    _ = try await repair.apply(
      .quarantine, to: found[0].id, by: "ada", because: "The exchange says 102.", at: clock.now)

    try await check.run(through: through, clock: clock)

    let after = try await store.findings(FindingFilter(), limit: 10, offset: 0).findings
    #expect(after.map(\.state) == [.quarantined])

    _ = try await repair.apply(
      .reopen, to: found[0].id, by: "ada", because: "It was right after all.", at: clock.now)
    try await check.run(through: through, clock: clock)
    let open = try await store.findings(FindingFilter(), limit: 10, offset: 0).findings
    #expect(open.map(\.state) == [.open])
  }

  @Test func `raw prices are held against the source's adjusted closes beside them`() async throws {
    try await put("AAA")
    let adjusted = try sessionBars("AAA.ADJ", "2013-01-02", "2013-03-28")
    var closes = adjusted.close
    for index in 30..<closes.count { closes[index] *= 1.2 }
    await store.put(
      HealthReading(
        series: BarSeries(symbol: "AAA.ADJ", sessions: adjusted.sessions, closes: closes),
        instrument: Instrument(symbol: "AAA.ADJ", name: "A", prices: .adjustedClose), actions: [],
        notes: [], profile: nil, second: nil, secondSource: nil, doubled: [:]))

    try await check.run(through: through, clock: clock)

    let found = try await store.findings(FindingFilter(), limit: 10, offset: 0).findings
    #expect(found.map(\.finding.symbol) == ["AAA"])
    #expect(found.map(\.finding.rule) == [.adjustmentDisagreement])
    #expect(found.map(\.finding.session) == [adjusted.sessions[30]])
  }

  // MARK: Universes

  @Test func `sessions on which too few of a universe have bars are one finding`() async throws {
    let symbols = (0..<40).map { Symbol("S\($0)") }
    for (index, symbol) in symbols.enumerated() {
      try await put(symbol.ticker, without: index < 3 ? ["2013-02-05", "2013-02-06"] : [])
    }
    let universe = Universe(name: "all", title: "All", symbols: symbols)

    let result = try await check.run(through: through, universes: [universe], clock: clock)

    let thin = try await store.findings(
      FindingFilter(rule: .thinCoverage), limit: 10, offset: 0
    ).findings.map(\.finding)
    #expect(thin.map(\.symbol) == [HealthFinding.subject(ofUniverse: "all")])
    #expect(try thin.map(\.session) == [date("2013-02-05")])
    #expect(
      thin.map(\.evidence) == [
        "37 of 40 symbols that trade have a bar on 2013-02-05, the fewest of 2 sessions from "
          + "2013-02-05 to 2013-02-06."
      ])
    #expect(result.findings == 4)
  }

  @Test func `a newest session that brought half of the market is thin, one symbol less is not`()
    async throws
  {
    let symbols = (0..<40).map { Symbol("S\($0)") }
    for (index, symbol) in symbols.enumerated() {
      try await put(symbol.ticker, without: index < 20 ? ["2013-03-28"] : [])
    }
    try await put("S39", without: ["2013-02-05"])
    let universe = Universe(name: "all", title: "All", symbols: symbols)

    try await check.run(through: through, universes: [universe], clock: clock)

    let thin = try await store.findings(
      FindingFilter(rule: .thinCoverage), limit: 10, offset: 0
    ).findings.map(\.finding.session)
    #expect(try thin == [date("2013-03-28")])
  }

  @Test func `a symbol that was delisted long ago is not expected any more`() throws {
    let rules = DataHealth(calendar: .xnys, through: through)
    let sessions = try TradingCalendar.xnys.sessions(in: date("2013-01-02")...through)
    let spans = (0..<40).map { index in
      SymbolSpan(
        symbol: Symbol("S\(index)"), first: sessions[0], last: sessions[index < 10 ? 20 : 59])
    }
    let counts = Dictionary(
      uniqueKeysWithValues: sessions.enumerated().map { ($1, $0 <= 20 ? 40 : 30) })

    #expect(rules.thinCoverage(of: "all", spans: spans, counts: counts).isEmpty)
  }

  private func put(
    _ symbol: String, without gone: [String] = [], spikeOn spike: String? = nil
  ) async throws {
    let symbol = Symbol(symbol)
    var series = try sessionBars(symbol, "2013-01-02", "2013-03-28").dropping(gone.map(date))
    if let spike {
      let session = try date(spike)
      let closes = series.sessions.indices.map { index in
        series.close[index] * (series.sessions[index] == session ? 10 : 1)
      }
      series = BarSeries(
        symbol: symbol, sessions: series.sessions, open: closes, high: closes, low: closes,
        close: closes, volume: series.volume)
    }
    await store.put(
      HealthReading(
        series: series, instrument: Instrument(symbol: symbol, name: "A", prices: .raw),
        actions: [], notes: [], profile: nil, second: nil, secondSource: nil, doubled: [:]))
  }
}

/// An audit trail in memory that can be told to fail.
actor MemoryAudit: DataAudit {
  struct Entry: Equatable {
    let action: String
    let subject: String
    let account: String
    let rationale: String
    let details: [String: String]
  }

  private(set) var entries: [Entry] = []
  private var failure: StoreError?

  func fail(with error: StoreError?) { failure = error }

  func record(
    action: String, subject: String, by account: String, rationale: String,
    details: [String: String]
  ) async throws(StoreError) {
    if let failure { throw failure }
    entries.append(
      Entry(
        action: action, subject: subject, account: account, rationale: rationale,
        details: details))
  }
}
