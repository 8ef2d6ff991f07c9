import Chronology
import Connect
import Market
import Testing

@Suite struct DataHealthTests {
  let instrument = Instrument(symbol: "AAA", name: "Triple A", prices: .raw)

  @Test func `sound bars have no findings`() throws {
    let series = try sessionBars("AAA", "2013-01-02", "2013-03-01")

    #expect(try findings(series).isEmpty)
  }

  @Test func `sessions without a bar are joined into stretches`() throws {
    let series = try sessionBars("AAA", "2013-01-02", "2013-01-31").dropping([
      date("2013-01-08"), date("2013-01-17"), date("2013-01-18"), date("2013-01-22"),
    ])

    let found = try findings(series, through: "2013-01-31")

    #expect(found.map(\.rule) == [.missingSession, .missingSession])
    #expect(try found.map(\.session) == [date("2013-01-08"), date("2013-01-17")])
    #expect(found[1].evidence == "3 sessions without a bar, 2013-01-17 to 2013-01-22.")
  }

  @Test func `a series that ends too early is stale, one a few sessions behind is not`() throws {
    let series = try sessionBars("AAA", "2013-01-02", "2013-02-22")

    #expect(try findings(series, through: "2013-03-01").isEmpty)
    let found = try findings(series, through: "2013-03-04")
    #expect(found.map(\.rule) == [.staleSeries])
    #expect(found[0].evidence == "The last bar is 6 sessions older than 2013-03-04.")
  }

  @Test func `a bar on a holiday is found`() throws {
    let series = try BarSeries(
      symbol: "AAA", sessions: [date("2013-01-18"), date("2013-01-21"), date("2013-01-22")],
      open: [1, 1, 1], high: [1, 1, 1], low: [1, 1, 1], close: [1, 1, 1], volume: [1, 1, 1])

    let found = try findings(series, through: "2013-01-22")

    #expect(found.map(\.rule) == [.closedDay])
    #expect(try found.map(\.session) == [date("2013-01-21")])
  }

  @Test(arguments: [
    (1.0, 1.0, 0.0, 1.0, 5.0, "low 0.0."), (1.0, 1.0, 1.0, -2.0, 5.0, "close -2.0."),
    (.nan, 1.0, 1.0, 1.0, 5.0, "open nan."), (1.0, .infinity, 1.0, 1.0, 5.0, "high inf."),
    (1.0, 1.0, 1.0, 1.0, -5.0, "volume -5.0."),
  ])
  func `a value that cannot be is found`(
    open: Double, high: Double, low: Double, close: Double, volume: Double, evidence: String
  ) throws {
    let series = try BarSeries(
      symbol: "AAA", sessions: [date("2013-01-18")], open: [open], high: [high], low: [low],
      close: [close], volume: [volume])

    let found = try findings(series, through: "2013-01-18").filter { $0.rule == .badValue }

    #expect(found.map(\.evidence) == [evidence])
  }

  @Test(arguments: [(5.0, 4.0, 6.0, 5.0), (9.0, 6.0, 4.0, 5.0), (5.0, 6.0, 4.0, 3.0)])
  func `a high below the low or a price outside them is found`(
    open: Double, high: Double, low: Double, close: Double
  ) throws {
    let series = try BarSeries(
      symbol: "AAA", sessions: [date("2013-01-18")], open: [open], high: [high], low: [low],
      close: [close], volume: [1])

    #expect(try findings(series, through: "2013-01-18").map(\.rule) == [.priceOrder])
  }

  @Test func `a halved price is a jump unless a split explains it`() throws {
    let series = try closes([100, 101, 50.5, 51])
    let split = try action(2, .split(new: 2, old: 1))

    #expect(try findings(series, through: "2013-01-22").map(\.rule) == [.unexplainedJump])
    #expect(try findings(series, actions: [split], through: "2013-01-22").isEmpty)
  }

  @Test func `a split that the prices do not show is found, and its jump is no second finding`()
    throws
  {
    let series = try closes([100, 101, 100.5, 101])
    let split = try action(2, .split(new: 2, old: 1))

    let found = try findings(series, actions: [split], through: "2013-01-22")

    #expect(found.map(\.rule) == [.splitWithoutJump])
    #expect(found.map(\.severity) == [.fault])
    #expect(
      found.map(\.evidence)
        == ["A split of 2 for 1 is recorded, but the close went from 101.0 to 100.5."])
  }

  @Test func `a split dated a session early is one finding that names the session of the jump`()
    throws
  {
    let series = try closes([100, 101, 100.5, 51])
    let split = try action(2, .split(new: 2, old: 1))

    let found = try findings(series, actions: [split], through: "2013-01-22")

    #expect(found.map(\.rule) == [.splitWithoutJump])
    #expect(found[0].evidence.hasSuffix("; the prices show it on 2013-01-22."))
  }

  @Test func `a dividend above the price is found and does not hide the other rules`() throws {
    let series = try closes([100, 101, 100.5, 102])
    let dividend = try action(2, .dividend(amount: 500, payDate: date("2013-01-21")))

    let found = try findings(series, actions: [dividend], through: "2013-01-22")

    #expect(found.map(\.rule) == [.impossibleAction])
  }

  @Test func `a close-only series is not blamed for what it does not have`() throws {
    let sessions = try TradingCalendar.xnys.sessions(in: date("2013-01-02")...date("2013-01-31"))
    let series = BarSeries(symbol: "AAA", sessions: sessions, closes: sessions.map { _ in 10 })
    let closeOnly = Instrument(symbol: "AAA", name: "A", prices: .adjustedClose)

    let found = try DataHealth(calendar: .xnys, through: date("2013-01-31"))
      .findings(in: series, of: closeOnly, actions: [])

    #expect(found.isEmpty)
  }

  @Test func `many findings of one rule are cut off and counted`() throws {
    let sessions = try TradingCalendar.xnys.sessions(in: date("2013-01-02")...date("2013-12-31"))
    let prices = sessions.map { _ in 0.0 }
    let series = BarSeries(
      symbol: "AAA", sessions: sessions, open: prices, high: prices, low: prices, close: prices,
      volume: prices)

    let found = try findings(series, through: "2013-12-31")

    #expect(found.count == 26)
    #expect(found.last?.evidence == "And \(sessions.count - 25) more of this rule from here on.")
  }

  @Test func `duplicates counted by a store are faults`() throws {
    let found = try DataHealth.duplicates([("AAA", date("2013-01-18"), 3)])

    #expect(found.map(\.rule) == [.duplicateSession])
    #expect(found.map(\.severity) == [.fault])
  }

  private func findings(
    _ series: BarSeries, actions: [CorporateAction] = [], through: String = "2013-03-01"
  ) throws -> [HealthFinding] {
    try DataHealth(calendar: .xnys, through: date(through))
      .findings(in: series, of: instrument, actions: actions)
  }

  /// Bars on the sessions from 2013-01-16 on; every price of a bar is its close.
  private func closes(_ closes: [Double]) throws -> BarSeries {
    let all = try TradingCalendar.xnys.sessions(in: date("2013-01-16")...date("2013-01-31"))
    return BarSeries(
      symbol: "AAA", sessions: Array(all.prefix(closes.count)), open: closes, high: closes,
      low: closes, close: closes, volume: closes.map { _ in 1 })
  }

  private func action(_ bar: Int, _ kind: CorporateAction.Kind) throws -> CorporateAction {
    try CorporateAction(symbol: "AAA", effectiveOn: closes([1, 1, 1, 1]).sessions[bar], kind: kind)
  }
}

extension BarSeries {
  /// Returns the series without the bars of some sessions.
  func dropping(_ gone: [SessionDate]) -> BarSeries {
    let kept = sessions.indices.filter { !gone.contains(sessions[$0]) }
    return BarSeries(
      symbol: symbol, sessions: kept.map { sessions[$0] }, open: kept.map { open[$0] },
      high: kept.map { high[$0] }, low: kept.map { low[$0] }, close: kept.map { close[$0] },
      volume: kept.map { volume[$0] })
  }
}
