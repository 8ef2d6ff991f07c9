import Chronology
import Connect
import Executors
import FinancialModelingPrep
import Market
import Rehearsal
import TestKit
import Testing
import Wire

/// A generated market from its first night to its health: what is gone, bars, the rules.
@Suite(.timeLimit(.minutes(5))) struct WholeFlowTests {
  @Test func `a market without faults is healthy after its first load`() async throws {
    let flow = try WholeFlow(faults: .none)
    // Else the test would say nothing of tickers that two companies had.
    try #require(!flow.reused.isEmpty)

    let findings = try await flow.findings()

    #expect(findings.isEmpty, "\(findings)")
  }

  @Test func `series that were cut off before their delisting are found, and nothing else`()
    async throws
  {
    let flow = try WholeFlow(faults: PlantedFaults(counts: [.earlyEnd: 5]))

    let findings = try await flow.findings()

    #expect(Set(findings.map(\.symbol)) == Set(flow.market.planted.map(\.symbol)))
    #expect(findings.allSatisfy { $0.rule == .delistedWithoutLastPrice }, "\(findings)")
  }
}

/// A first load by symbol into memory, as a new desk makes it, of a part of a market.
private struct WholeFlow {
  let market: GeneratedMarket
  /// Tickers that two companies had.
  let reused: Set<String>
  private let provider: FMPProvider
  private let clock: ManualClock
  private let store = MemoryBarStore()

  init(faults: PlantedFaults) throws {
    market = try smallMarket(seed: 11, symbols: 3000, faults: faults)
    let clock = ManualClock(at: Timestamp(seconds: 1_795_300_000))
    let service = FMPService(market: market, options: FMPStandIn.Options(callsPerMinute: 1_000_000))
    provider = try FMPProvider(
      baseURL: "https://rehearsal.invalid/stable", key: Secret("rehearsal"),
      transport: RehearsalTransport(service, clock: clock))
    self.clock = clock
    let through = market.lastSession
    let known = (0..<market.listingCount).filter { [market] in
      market.life(at: $0, through: through) != nil
    }.map { [market] in market.ticker(at: $0, through: through) }
    reused = Set(Dictionary(grouping: known) { $0 }.filter { $1.count > 1 }.keys)
  }

  func findings() async throws -> [HealthFinding] {
    let reference = ReferenceRun(
      parts: [.symbolChanges, .delistings], provider: provider, store: store, clock: clock, seed: 1)
    #expect(try await reference.run().ending == .complete)
    let delistings = await store.delisted
    // Whatever is out of the ordinary, and some of the rest.
    let odd = Set(delistings.map(\.symbol.ticker)).union(reused)
      .union(market.planted.map(\.symbol.ticker))
    let listed = try await provider.instruments().enumerated().filter {
      $0.offset.isMultiple(of: 25) || odd.contains($0.element.symbol.ticker)
    }.map(\.element)
    var options = IngestionOptions()
    options.delistings = delistings
    let plan = IngestionPlan(
      provider: provider.name, listed: listed, symbols: nil,
      over: market.firstSession...market.lastSession, coverage: [], outcomes: [], calendar: .xnys,
      now: clock.now, options: options)
    let report = try await IngestionRun(
      id: "first", plan: plan, provider: provider, store: store, clock: clock,
      settings: IngestionSettings(seed: 5)
    ).run()
    #expect(report.ending == .complete)
    return try await check(delistings)
  }

  private func check(_ delistings: [Delisting]) async throws -> [HealthFinding] {
    let health = MemoryHealthStore()
    let newest = Dictionary(delistings.map { ($0.symbol, $0) }) {
      $0.delistedOn < $1.delistedOn ? $1 : $0
    }
    let notes = Dictionary(grouping: await store.notes, by: \.symbol)
    let actions = Dictionary(grouping: await store.everyAction(), by: \.symbol)
    for row in try await store.coverage() where row.bars > 0 {
      let profile = newest[row.symbol].map {
        InstrumentProfile(
          symbol: $0.symbol, name: $0.name, listedOn: $0.listedOn, delistedOn: $0.delistedOn,
          isActive: false)
      }
      await health.put(
        HealthReading(
          series: await store.bars(of: row.symbol),
          instrument: Instrument(symbol: row.symbol, name: row.name, prices: row.prices),
          actions: actions[row.symbol] ?? [], notes: notes[row.symbol] ?? [], profile: profile,
          second: nil, secondSource: nil, doubled: [:]))
    }
    let pool = ComputePool(width: 2, label: "health")
    try await HealthCheck(store: health, coverage: health, calendar: .xnys, pool: pool)
      .run(through: market.lastSession, clock: clock)
    return try await health.findings(FindingFilter(), limit: 1000, offset: 0).findings
      .map(\.finding)
  }
}
