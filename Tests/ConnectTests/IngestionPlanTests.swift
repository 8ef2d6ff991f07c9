import Chronology
import Connect
import Market
import Testing

@Suite struct IngestionPlanTests {
  /// Friday 2013-03-01, an hour after the close.
  let now = Timestamp("2013-03-01T22:00:00Z")
  let listed = ["AAA", "BBB"].map { Instrument(symbol: $0, name: $0.ticker, prices: .raw) }

  @Test
  func `with an empty store everything is fetched, from the first session to the last closed`()
    throws
  {
    let plan = try plan(over: "2013-02-16", "2013-12-31")

    #expect(plan.requests.map(\.instrument.symbol) == ["AAA", "BBB"])
    #expect(try plan.requests[0].sessions == date("2013-02-19")...date("2013-03-01"))
    #expect(plan.upToDate.isEmpty)
  }

  @Test func `the session that is still open is not asked for`() throws {
    let during = try #require(Timestamp("2013-03-01T20:00:00Z"))

    let plan = try plan(over: "2013-02-01", "2013-03-01", now: during)

    #expect(try plan.requests[0].sessions.upperBound == date("2013-02-28"))
  }

  @Test func `a symbol finished up to the wanted session is not fetched again`() throws {
    let plan = try plan(
      over: "2013-02-01", "2013-03-01", coverage: [held("AAA", "2013-02-01", "2013-03-01")],
      outcomes: [
        outcome("AAA", .saved, "2013-02-01", "2013-03-01"),
        outcome("BBB", .empty, "2013-02-01", "2013-03-01"),
      ])

    #expect(plan.requests.isEmpty)
    #expect(plan.upToDate == ["AAA", "BBB"])
  }

  @Test func `a symbol that is behind is fetched with its last five stored sessions`() throws {
    let plan = try plan(
      over: "2013-02-01", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2013-02-01", "2013-02-15")],
      outcomes: [outcome("AAA", .saved, "2013-02-01", "2013-02-15")])

    let request = try #require(plan.requests.first)
    #expect(try request.sessions == date("2013-02-11")...date("2013-03-01"))
    #expect(try request.fresh == date("2013-02-19"))
    #expect(try request.coversFrom == date("2013-02-01"))
  }

  @Test func `bars that were late are asked for again`() throws {
    // Asked on the evening of the 28th, the provider had the 27th for its newest bar.
    let late = try plan(
      over: "2013-02-01", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2013-02-01", "2013-02-27")],
      outcomes: [outcome("AAA", .saved, "2013-02-01", "2013-02-28")])
    let today = try plan(
      over: "2013-02-01", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2013-02-01", "2013-02-28")],
      outcomes: [outcome("AAA", .empty, "2013-02-01", "2013-03-01")])

    #expect(try late.requests.map(\.fresh) == [date("2013-02-28")])
    #expect(try today.requests.map(\.fresh) == [date("2013-03-01")])
  }

  @Test func `a stock that has stopped trading is not asked for every day`() throws {
    let plan = try plan(
      over: "2013-01-02", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2013-01-02", "2013-02-15")],
      outcomes: [outcome("AAA", .saved, "2013-01-02", "2013-03-01")])

    #expect(plan.upToDate == ["AAA"])
  }

  @Test func `a failed symbol goes on behind the bars it has`() throws {
    let plan = try plan(
      over: "2013-02-01", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2013-02-01", "2013-02-14")],
      outcomes: [outcome("AAA", .failed, "2013-02-01", "2013-03-01")])

    #expect(try plan.requests.map(\.fresh) == [date("2013-02-15")])
  }

  @Test func `earlier sessions wanted later are fetched, with everything after them`() throws {
    let plan = try plan(
      over: "2013-01-02", "2013-02-15", symbols: ["AAA"],
      coverage: [held("AAA", "2013-02-01", "2013-03-01")],
      outcomes: [outcome("AAA", .saved, "2013-02-01", "2013-03-01")])

    #expect(try plan.requests.map(\.sessions) == [date("2013-01-02")...date("2013-03-01")])
  }

  @Test func `a failed attempt at earlier sessions does not count as having them`() throws {
    let plan = try plan(
      over: "2013-01-02", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2013-02-01", "2013-03-01")],
      outcomes: [outcome("AAA", .failed, "2013-01-02", "2013-03-01")])

    #expect(try plan.requests.map(\.sessions) == [date("2013-01-02")...date("2013-03-01")])
  }

  @Test func `a stock listed after the first wanted session is not asked for it again`() throws {
    let plan = try plan(
      over: "2000-01-03", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2012-05-18", "2013-03-01")],
      outcomes: [outcome("AAA", .saved, "2000-01-03", "2013-03-01")])

    #expect(plan.upToDate == ["AAA"])
  }

  @Test func `a later range leaves no hole behind the older one`() throws {
    let plan = try plan(
      over: "2013-02-01", "2013-03-01", symbols: ["AAA"],
      coverage: [held("AAA", "2012-01-03", "2012-12-31")],
      outcomes: [outcome("AAA", .saved, "2012-01-03", "2012-12-31")])

    #expect(try plan.requests.map(\.fresh) == [date("2013-01-02")])
  }

  @Test func `bars of another provider are replaced whole`() throws {
    let foreign = try Coverage(
      symbol: "AAA", name: "AAA", prices: .raw, provider: "other", first: date("2013-02-01"),
      last: date("2013-03-01"), bars: 20)

    let plan = try plan(
      over: "2013-02-01", "2013-03-01", symbols: ["AAA"], coverage: [foreign],
      outcomes: [outcome("AAA", .saved, "2013-02-01", "2013-03-01")])

    #expect(try plan.requests.map(\.sessions) == [date("2013-02-01")...date("2013-03-01")])
  }

  @Test func `bars that the store lost are fetched again`() throws {
    let plan = try plan(
      over: "2013-02-01", "2013-03-01", symbols: ["AAA"],
      outcomes: [outcome("AAA", .saved, "2013-02-01", "2013-03-01")])

    #expect(plan.requests.count == 1)
  }

  @Test func `symbols that the provider does not list are named`() throws {
    let plan = try plan(over: "2013-02-01", "2013-03-01", symbols: ["ZZZ", "AAA", "AAA"])

    #expect(plan.unlisted == ["ZZZ"])
    #expect(plan.requests.count == 1)
  }

  @Test func `a range without closed sessions asks for nothing`() throws {
    #expect(try plan(over: "2013-03-02", "2013-03-31").requests.isEmpty)
    #expect(try plan(over: "1980-01-01", "1989-12-31").requests.isEmpty)
  }

  private func plan(
    over first: String, _ last: String, symbols: [Symbol]? = nil, coverage: [Coverage] = [],
    outcomes: [SymbolOutcome] = [], now other: Timestamp? = nil
  ) throws -> IngestionPlan {
    try IngestionPlan(
      provider: "scripted", listed: listed, symbols: symbols, over: date(first)...date(last),
      coverage: coverage, outcomes: outcomes, calendar: .xnys,
      now: #require(other ?? now))
  }

  private func held(_ symbol: Symbol, _ first: String, _ last: String) throws -> Coverage {
    try Coverage(
      symbol: symbol, name: symbol.ticker, prices: .raw, provider: "scripted", first: date(first),
      last: date(last), bars: 10)
  }

  private func outcome(
    _ symbol: Symbol, _ result: SymbolOutcome.Result, _ from: String, _ upTo: String
  ) throws -> SymbolOutcome {
    try SymbolOutcome(
      symbol: symbol, result: result, bars: 10, message: "", upTo: date(upTo), from: date(from))
  }
}
