import Chronology
import Connect
import Market
import Testing

/// Every planted fault is found by its rule at its session, once, and nothing else is found.
@Suite struct HealthRulesTests {
  // MARK: Jumps and spikes

  @Test(arguments: [10.0, 0.1, 100, 1.8])
  func `a price that is wrong for one session is one finding on that session`(
    factor: Double
  ) throws {
    var bars = try Bars()
    bars.scale(20, by: factor)

    let found = try bars.findings()

    #expect(found.map(\.rule) == [.unexplainedJump])
    #expect(found.map(\.session) == [bars.sessions[20]])
    #expect(found.map(\.repair) == [.quarantine])
    #expect(found[0].evidence.hasPrefix("A spike of one bar: the close went from"))
  }

  @Test func `a spike next to a dividend or on a split's date is still one finding`() throws {
    var bars = try Bars()
    bars.split(from: 20, new: 2, old: 1)
    bars.scale(20, by: 10)
    let split = bars.action(20, .split(new: 2, old: 1))
    let dividend = bars.action(21, .dividend(amount: 0.2, payDate: bars.sessions[30]))

    let found = try bars.findings(actions: [dividend, split])

    #expect(found.map(\.rule) == [.unexplainedJump])
    #expect(found.map(\.session) == [bars.sessions[20]])
  }

  @Test func `a dividend above a price that is a spike is no impossible action`() throws {
    var bars = try Bars()
    bars.scale(20, by: 0.001)
    let dividend = bars.action(21, .dividend(amount: 1, payDate: bars.sessions[30]))

    #expect(try bars.findings(actions: [dividend]).map(\.rule) == [.unexplainedJump])
  }

  @Test func `a jump that stays names the split that would look so`() throws {
    var bars = try Bars()
    bars.split(from: 20, new: 4, old: 1)

    let found = try bars.findings()

    #expect(found.map(\.rule) == [.unexplainedJump])
    #expect(found.map(\.session) == [bars.sessions[20]])
    #expect(found[0].evidence.hasSuffix("An unrecorded split by 4 would look so."))
    #expect(found[0].repair == .refetch)
  }

  @Test func `a bar that is wrong in itself is no jump as well`() throws {
    var bars = try Bars()
    bars.close[20] *= 10

    #expect(try bars.findings().map(\.rule) == [.priceOrder])
  }

  @Test func `a step of a penny stock is no jump, whatever its ratio`() throws {
    var bars = try Bars()
    for index in bars.close.indices {
      let price = index % 2 == 0 ? 0.002 : 0.006
      bars.set(index, price)
    }

    #expect(try bars.findings().isEmpty)
  }

  @Test func `over a long gap the price may have moved further`() throws {
    var bars = try Bars()
    for index in 40..<bars.close.count { bars.scale(index, by: 1.8) }
    #expect(try bars.findings().map(\.rule) == [.unexplainedJump])

    bars.remove(20..<40)
    #expect(try bars.findings().map(\.rule) == [.missingSession])
  }

  @Test func `crypto currencies may move more and trade every day, currencies less`() throws {
    let days = (0..<60).map { SessionDate(day: 15_700 + $0) }
    var prices = days.map { _ in 10.0 }
    for index in 30..<60 { prices[index] = 25 }
    let series = BarSeries(
      symbol: "AAA", sessions: days, open: prices, high: prices, low: prices, close: prices,
      volume: prices)

    func rules(_ kind: InstrumentProfile.Kind, _ series: BarSeries) throws -> [HealthFinding.Rule] {
      let last = try #require(series.sessions.last)
      return DataHealth(calendar: .xnys, through: last).findings(
        in: reading(series, profile: InstrumentProfile(symbol: "AAA", name: "A", kind: kind))
      ).map(\.rule)
    }

    #expect(try rules(.crypto, series).isEmpty)
    #expect(try rules(.crypto, series.dropping([days[10]])) == [.missingSession])
    #expect(try rules(.forex, series).contains(.unexplainedJump))
    #expect(try rules(.forex, series).contains(.closedDay))
  }

  @Test func `elsewhere only a gap longer than any holidays is one`() throws {
    let bars = try Bars()
    let london = InstrumentProfile(symbol: "AAA", name: "A", exchange: "LSE")

    #expect(try bars.findings(profile: london, without: 20..<28).isEmpty)
    #expect(try bars.findings(profile: london, without: 20..<32).map(\.rule) == [.missingSession])
  }

  // MARK: Volume

  @Test func `volumes that are missing in a row are one finding`() throws {
    var bars = try Bars()
    for index in 20..<24 { bars.volume[index] = .nan }

    let found = try bars.findings()

    #expect(found.map(\.rule) == [.oddVolume])
    #expect(found.map(\.session) == [bars.sessions[20]])
    #expect(found[0].evidence == "No volume, on 4 sessions to \(bars.sessions[23]).")
  }

  @Test func `a volume of zero is odd only when the price moved`() throws {
    var bars = try Bars()
    bars.volume[20] = 0
    #expect(try bars.findings().map(\.rule) == [.oddVolume])

    bars.set(20, bars.close[19])
    #expect(try bars.findings().isEmpty)
  }

  @Test(arguments: [9.3e18, 2e11])
  func `a volume that nothing trades is odd`(volume: Double) throws {
    var bars = try Bars()
    bars.volume[30] = volume

    let found = try bars.findings()

    #expect(found.map(\.rule) == [.oddVolume])
    #expect(found.map(\.session) == [bars.sessions[30]])
  }

  @Test func `a volume far above those before it is odd, and a lively day is not`() throws {
    var bars = try Bars()
    bars.volume[30] *= 100
    #expect(try bars.findings().isEmpty)

    bars.volume[40] *= 10_000
    #expect(try bars.findings().map(\.session) == [bars.sessions[40]])
  }

  // MARK: The end of a series

  @Test func `a delisted series that ends long before or goes on after is found, stale it is not`()
    throws
  {
    let bars = try Bars()
    func rules(_ delisted: Int, without gone: Range<Int>) throws -> [HealthFinding.Rule] {
      let profile = InstrumentProfile(
        symbol: "AAA", name: "A", delistedOn: bars.sessions[delisted], isActive: false)
      return try bars.findings(profile: profile, without: gone).map(\.rule)
    }

    #expect(try rules(50, without: 51..<60).isEmpty)
    #expect(try rules(50, without: 41..<60).isEmpty)
    #expect(try rules(50, without: 40..<60) == [.delistedWithoutLastPrice])
    #expect(try rules(50, without: 55..<60) == [.delistedWithoutLastPrice])
  }

  @Test func `a series under the ticker of a company that was gone before is not its`() throws {
    let bars = try sessionBars("AAA", "2013-01-02", "2013-03-28")
    let gone = try InstrumentProfile(
      symbol: "AAA", name: "A", delistedOn: date("2012-11-30"), isActive: false)
    let health = try DataHealth(calendar: .xnys, through: date("2013-03-28"))
    func rules(_ series: BarSeries) -> [HealthFinding.Rule] {
      health.findings(
        in: HealthReading(
          series: series, instrument: Instrument(symbol: "AAA", name: "A", prices: .raw),
          actions: [], notes: [], profile: gone, second: nil, secondSource: nil, doubled: [:])
      ).map(\.rule)
    }

    #expect(rules(bars).isEmpty)
    #expect(try rules(bars.within(date("2013-01-02")...date("2013-02-28"))) == [.staleSeries])
  }

  @Test func `bars of days to come are found`() throws {
    let bars = try Bars()
    let found = DataHealth(calendar: .xnys, through: bars.sessions[58])
      .findings(
        in: bars.series, of: Instrument(symbol: "AAA", name: "A", prices: .raw), actions: [])

    #expect(found.map(\.rule) == [.closedDay])
    #expect(found.map(\.session) == [bars.sessions[59]])
  }

  // MARK: Sources

  @Test func `closes on which two sources disagree are found, sessions in a row together`() throws {
    let bars = try Bars()
    var other = bars
    for index in 20..<23 { other.scale(index, by: 1.006) }
    other.scale(40, by: 1.004)

    let found = DataHealth(calendar: .xnys, through: bars.sessions[59])
      .findings(in: reading(bars.series, second: other.series))

    #expect(found.map(\.rule) == [.sourceDisagreement])
    #expect(found.map(\.session) == [bars.sessions[20]])
    #expect(found[0].evidence.contains("the worst of 3 sessions in a row"))
  }

  @Test func `a spike that a second source does not have is one finding`() throws {
    let right = try Bars()
    var bars = right
    bars.scale(20, by: 10)

    let found = DataHealth(calendar: .xnys, through: bars.sessions[59])
      .findings(in: reading(bars.series, second: right.series))

    #expect(found.map(\.rule) == [.unexplainedJump])
  }

  @Test func `adjusted prices that raw prices and actions do not give are found where they part`()
    throws
  {
    let bars = try Bars()
    let dividend = bars.action(30, .dividend(amount: 2, payDate: bars.sessions[40]))
    let adjusted = try bars.series.adjusted(.totalReturn, by: [dividend])
    let health = DataHealth(calendar: .xnys, through: bars.sessions[59])

    #expect(
      health.findings(in: reading(bars.series, actions: [dividend], adjusted: adjusted)).isEmpty)
    let found = health.findings(in: reading(bars.series, adjusted: adjusted))
    #expect(found.map(\.rule) == [.adjustmentDisagreement])
    #expect(found.map(\.session) == [bars.sessions[30]])
  }

  @Test func `what the reader noted becomes a finding of the right rule, once`() throws {
    var bars = try Bars()
    bars.volume[20] = .nan
    let noted = { (kind: SourceNote.Kind, index: Int?) in
      SourceNote(
        symbol: "AAA", session: index.map { bars.sessions[$0] }, kind: kind, detail: "Seen.")
    }

    let found = try bars.findings(
      notes: [
        noted(.missingVolume, 20), noted(.unexpectedOrder, nil), noted(.textNumber, 5),
        noted(.duplicateSession, 6), noted(.unreadableRow, 10), noted(.unfinishedSession, 59),
      ], without: 10..<11)

    #expect(
      found.map(\.rule) == [.oddAnswer, .oddAnswer, .duplicateSession, .oddAnswer, .oddVolume])
    #expect(found.map(\.severity) == [.notice, .notice, .warning, .warning, .warning])
    #expect(found.map(\.session) == [0, 5, 6, 10, 20].map { bars.sessions[$0] })
  }

  @Test func `several impossible actions of one date are one finding with all evidence`() throws {
    let bars = try Bars()
    let actions = [
      bars.action(20, .dividend(amount: 500, payDate: bars.sessions[20])),
      bars.action(20, .split(new: 0, old: 1)),
    ]

    let found = try bars.findings(actions: actions)

    #expect(found.map(\.rule) == [.impossibleAction])
    #expect(found[0].evidence.contains("500"))
    #expect(found[0].evidence.contains("The split is 0.0 for 1.0"))
  }

  @Test func `each rule has a sentence that says what it checks`() {
    let sentences = HealthFinding.Rule.allCases.map(\.meaning)

    #expect(Set(sentences).count == sentences.count)
    #expect(sentences.allSatisfy { $0.hasSuffix(".") })
  }

  private func reading(
    _ series: BarSeries, actions: [CorporateAction] = [], profile: InstrumentProfile? = nil,
    second: BarSeries? = nil, adjusted: BarSeries? = nil
  ) -> HealthReading {
    HealthReading(
      series: series, instrument: Instrument(symbol: "AAA", name: "A", prices: .raw),
      actions: actions, notes: [], profile: profile, second: second,
      secondSource: second.map { _ in "other" }, doubled: [:], adjusted: adjusted)
  }
}

/// Sixty sound bars of a stock around 100, to be spoilt by a test.
private struct Bars {
  var sessions: [SessionDate]
  var open: [Double]
  var high: [Double]
  var low: [Double]
  var close: [Double]
  var volume: [Double]

  init() throws {
    sessions = Array(
      try TradingCalendar.xnys.sessions(in: date("2013-01-02")...date("2013-06-28")).prefix(60))
    close = sessions.indices.map { 100 + 2 * Double(($0 * 7) % 5) / 5 }
    open = close.map { $0 * 0.995 }
    high = close.map { $0 * 1.01 }
    low = close.map { $0 * 0.99 }
    volume = sessions.indices.map { 10_000 + 100 * Double($0 % 7) }
  }

  var series: BarSeries {
    BarSeries(
      symbol: "AAA", sessions: sessions, open: open, high: high, low: low, close: close,
      volume: volume)
  }

  mutating func scale(_ index: Int, by factor: Double) {
    open[index] *= factor
    high[index] *= factor
    low[index] *= factor
    close[index] *= factor
  }

  mutating func set(_ index: Int, _ price: Double) {
    (open[index], high[index], low[index], close[index]) = (price, price, price, price)
  }

  mutating func split(from index: Int, new: Double, old: Double) {
    for later in index..<close.count { scale(later, by: old / new) }
  }

  mutating func remove(_ rows: Range<Int>) {
    sessions.removeSubrange(rows)
    open.removeSubrange(rows)
    high.removeSubrange(rows)
    low.removeSubrange(rows)
    close.removeSubrange(rows)
    volume.removeSubrange(rows)
  }

  func action(_ index: Int, _ kind: CorporateAction.Kind) -> CorporateAction {
    CorporateAction(symbol: "AAA", effectiveOn: sessions[index], kind: kind)
  }

  func findings(
    actions: [CorporateAction] = [], profile: InstrumentProfile? = nil, notes: [SourceNote] = [],
    without gone: Range<Int>? = nil
  ) throws -> [HealthFinding] {
    let last = try #require(sessions.last)
    let kept = gone.map { range in series.dropping(Array(sessions[range])) } ?? series
    return DataHealth(calendar: .xnys, through: last).findings(
      in: HealthReading(
        series: kept, instrument: Instrument(symbol: "AAA", name: "A", prices: .raw),
        actions: actions, notes: notes, profile: profile, second: nil, secondSource: nil,
        doubled: [:]))
  }
}
