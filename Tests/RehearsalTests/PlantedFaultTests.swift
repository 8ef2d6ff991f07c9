import Chronology
import Connect
import Market
import Rehearsal
import Testing

/// Faults that a generated market holds on purpose.
@Suite struct PlantedFaultTests {
  @Test func `every kind is planted as often as asked, one a symbol`() throws {
    let market = try smallMarket(symbols: 1000, faults: .standard)

    let kinds = Dictionary(grouping: market.planted, by: \.kind).mapValues(\.count)
    #expect(kinds == Dictionary(uniqueKeysWithValues: PlantedFault.Kind.allCases.map { ($0, 16) }))
    #expect(Set(market.planted.map(\.symbol)).count == market.planted.count)
  }

  @Test func `a clean market holds none`() throws {
    #expect(try smallMarket().planted.isEmpty)
  }

  @Test func `what a fault must be found by is a rule of health or a note of the reader`() {
    for kind in PlantedFault.Kind.allCases {
      let fault = PlantedFault(kind, symbol: "AAA", session: SessionDate(day: 20_000), count: 1)
      let rules = [fault.rule].compactMap { $0 } + fault.also
      #expect(rules.allSatisfy { HealthFinding.Rule(rawValue: $0) != nil }, "\(kind)")
      #expect(fault.note.map { SourceNote.Kind(rawValue: $0) != nil } ?? true, "\(kind)")
    }
  }

  @Test(arguments: [
    PlantedFault.Kind.gap, .silentSplit, .jump, .zeroPrice, .negativePrice, .highBelowLow,
    .closeOutside, .closedDay, .stale,
  ])
  func `health finds a planted fault by its rule at its session, and nothing strange beside it`(
    kind: PlantedFault.Kind
  ) throws {
    let market = try smallMarket(symbols: 300, faults: PlantedFaults(counts: [kind: 12]))
    let health = DataHealth(calendar: .xnys, through: market.lastSession)
    #expect(market.planted.count == 12)
    for fault in market.planted {
      let index = try #require(
        market.index(of: fault.symbol.ticker, through: market.lastSession))
      let all = market.firstSession...market.lastSession
      let findings = health.findings(
        in: market.bars(at: index, over: all, through: market.lastSession)
          .series(of: fault.symbol),
        of: Instrument(symbol: fault.symbol, name: "", prices: .raw),
        actions: market.actions(at: index, over: all, through: market.lastSession))

      let rules = Set(findings.map(\.rule.rawValue))
      #expect(findings.contains { $0.rule.rawValue == fault.rule }, "\(findings)")
      #expect(rules.isSubset(of: Set([fault.rule].compactMap { $0 } + fault.also)), "\(findings)")
      guard kind != .closedDay else { continue }
      #expect(findings.contains { $0.session == fault.session }, "\(findings) \(fault)")
    }
  }

  @Test func `a late correction shows the right close two sessions later`() throws {
    let market = try smallMarket(faults: PlantedFaults(counts: [.lateCorrection: 8]))
    for fault in market.planted {
      let index = try #require(market.index(of: fault.symbol.ticker, through: market.lastSession))
      let (wrong, right) = try closes(of: index, on: fault.session, in: market, after: 2)
      #expect(abs(wrong / right - 1.02) < 0.005)
    }
  }

  @Test func `a late bar is missing until three sessions later`() throws {
    let market = try smallMarket(faults: PlantedFaults(counts: [.lateBar: 8]))
    for fault in market.planted {
      let index = try #require(market.index(of: fault.symbol.ticker, through: market.lastSession))
      let evening = try later(fault.session, 3)
      let before = try #require(TradingCalendar.xnys.session(before: evening))
      let day = fault.session...fault.session
      #expect(market.bars(at: index, over: day, through: before).count == 0)
      #expect(market.bars(at: index, over: day, through: evening).count == 1)
    }
  }

  @Test func `a coming split halves the price when it comes, and is not known before`() throws {
    let market = try smallMarket(faults: PlantedFaults(counts: [.comingSplit: 8]))
    for fault in market.planted {
      #expect(fault.session > market.lastSession)
      let index = try #require(market.index(of: fault.symbol.ticker, through: market.lastSession))
      let week = fault.session.advanced(by: -7)...fault.session
      let before = try #require(TradingCalendar.xnys.session(before: fault.session))
      let bars = market.bars(at: index, over: week, through: fault.session)
      let (last, first) = (bars.close[bars.count - 2], bars.close[bars.count - 1])
      #expect(abs(first / last - 0.5) < 0.1)
      #expect(market.actions(at: index, over: week, through: before).isEmpty)
      #expect(market.actions(at: index, over: week, through: fault.session).count == 1)
    }
  }

  private func later(_ session: SessionDate, _ count: Int) throws -> SessionDate {
    var session = session
    for _ in 0..<count {
      session = try #require(TradingCalendar.xnys.session(after: session))
    }
    return session
  }

  private func closes(
    of index: Int, on session: SessionDate, in market: GeneratedMarket, after count: Int
  ) throws -> (Double, Double) {
    let day = session...session
    let first = market.bars(at: index, over: day, through: try later(session, count - 1))
    let second = market.bars(at: index, over: day, through: try later(session, count))
    return (try #require(first.close.first), try #require(second.close.first))
  }
}
