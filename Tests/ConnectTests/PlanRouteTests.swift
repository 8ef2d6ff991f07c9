import Chronology
import Connect
import Market
import Testing

@Suite struct PlanRouteTests {
  /// Friday 2013-03-01, an hour after the close.
  let now = Timestamp("2013-03-01T22:00:00Z")

  @Test func `the cheaper route is taken, and the plan says what both cost`() throws {
    let plan = try plan(behind: 1000)

    #expect(plan.market?.missing.map(\.description) == ["2013-03-01"])
    #expect(
      plan.market?.overlap.map(\.description)
        == ["2013-02-22", "2013-02-25", "2013-02-26", "2013-02-27", "2013-02-28"])
    #expect(plan.market?.requests.count == 1000)
    #expect(plan.requests.isEmpty)
    #expect(plan.calls == 1 + 5 + 8)
    #expect(plan.reason == "By market: 1 session, 14 calls, against 3000 by symbol.")
    #expect(plan.minutes(callsPerMinute: 7) == 2)
  }

  @Test func `a few symbols are cheaper one by one`() throws {
    let plan = try plan(behind: 3)

    #expect(plan.market == nil)
    #expect(plan.requests.count == 3)
    #expect(plan.reason == "By symbol: 3 symbols, 9 calls, against 14 by market.")
  }

  @Test func `one route can be asked for`() throws {
    let market = try plan(behind: 3) { $0.route = .market }
    let symbols = try plan(behind: 1000) { $0.route = .symbols }

    #expect(market.market?.requests.count == 3)
    #expect(symbols.market == nil)
    #expect(symbols.reason == "By symbol: 1000 symbols, 3000 calls, as asked.")
  }

  @Test func `a provider that answers symbol by symbol has no other route`() throws {
    let plan = try plan(behind: 1000) { $0.isMarketWide = false }

    #expect(plan.market == nil)
    #expect(
      plan.reason.contains("the market route is closed: the provider answers symbol by symbol"))
  }

  @Test func `an endpoint that was refused is left alone until its day`() throws {
    func refused(_ until: String) throws -> IngestionPlan {
      let until = try #require(Timestamp(until))
      return try plan(behind: 1000) { options in
        options.refusals = [
          StoredRefusal(key: "endpoint:eod-bulk", reason: "Restricted endpoint.", until: until)
        ]
      }
    }

    let closed = try refused("2013-03-02T00:00:00Z")
    let open = try refused("2013-03-01T00:00:00Z")

    #expect(closed.market == nil)
    #expect(closed.closedEndpoints.count == 1)
    #expect(closed.reason.hasSuffix("the market route is closed: Restricted endpoint."))
    #expect(open.market != nil)
    #expect(open.closedEndpoints.isEmpty)
  }

  @Test func `stragglers, new listings and reloads go by symbol beside the market route`() throws {
    var coverage = try (0..<500).map { try held(name($0), to: "2013-02-28") }
    coverage[7] = try held(name(7), to: "2012-12-31")
    let plan = try plan(coverage, listed: (0..<501).map(name)) { $0.reload = [name(9)] }

    #expect(plan.requests.map(\.instrument.symbol) == [name(7), name(9), name(500)])
    #expect(plan.requests.map(\.kind) == [.extend, .reload, .first])
    #expect(plan.market?.requests.count == 498)
    #expect(plan.symbolCount == 501)
  }

  @Test func `a session more is fetched when that is cheaper than its stragglers`() throws {
    let coverage = try (0..<500).map {
      try held(name($0), to: $0 < 40 ? "2013-02-27" : "2013-02-28")
    }

    let plan = try plan(coverage, listed: (0..<500).map(name))

    #expect(plan.market?.missing.count == 2)
    #expect(plan.requests.isEmpty)
  }

  @Test func `a symbol without data rests for a week, then is asked for everything`() throws {
    func planned(_ recorded: String) throws -> IngestionPlan {
      let outcome = try SymbolOutcome(
        symbol: "AAA", result: .empty, bars: 0, message: "", upTo: date("2013-02-21"),
        from: date("2013-01-02"), recordedAt: Timestamp(recorded))
      return try plan([], outcomes: [outcome], listed: ["AAA"])
    }

    let rested = try planned("2013-02-25T22:00:00Z")
    let again = try planned("2013-02-21T22:00:00Z")

    #expect(rested.requests.isEmpty)
    #expect(rested.skipped.map(\.symbol) == ["AAA"])
    #expect(try rested.skipped.map(\.until) == [#require(Timestamp("2013-03-04T22:00:00Z"))])
    #expect(try again.requests.map(\.sessions) == [date("2013-01-02")...date("2013-03-01")])
  }

  @Test func `a refused symbol is skipped with its reason`() throws {
    let until = try #require(Timestamp("2013-03-20T00:00:00Z"))
    let plan = try plan([], listed: ["AAA", "BBB"]) { options in
      options.refusals = [
        StoredRefusal(key: "symbol:AAA", reason: "Not in the plan.", until: until)
      ]
    }

    #expect(
      plan.skipped == [SkippedSymbol(symbol: "AAA", reason: "Not in the plan.", until: until)])
    #expect(plan.requests.map(\.instrument.symbol) == ["BBB"])
  }

  @Test func `wanted symbols come first, then held, then watched`() throws {
    let plan = try plan([], listed: ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF"]) { options in
      options.first = ["EEE", "DDD"]
      options.positions = ["CCC"]
      options.watched = ["BBB", "FFF"]
    }

    #expect(plan.requests.map(\.instrument.symbol) == ["EEE", "DDD", "CCC", "BBB", "FFF", "AAA"])
  }

  @Test func `a delisted company is fetched once, up to its last day`() throws {
    let gone = try Delisting(
      symbol: "OLD", name: "Old Company", exchange: nil, listedOn: date("2001-03-05"),
      delistedOn: date("2005-06-18"))
    let late = try Delisting(
      symbol: "LATE", name: "Late Company", exchange: nil, listedOn: nil,
      delistedOn: date("2013-02-08"))

    let first = try plan([], listed: []) { $0.delistings = [gone, late] }
    let again = try plan(
      [
        held("OLD", from: "2001-03-05", to: "2005-06-17"), held("LATE", to: "2013-02-08"),
      ],
      outcomes: [
        outcome("OLD", "2001-03-05", "2005-06-17"), outcome("LATE", "2013-01-02", "2013-02-08"),
      ], listed: []
    ) { $0.delistings = [gone, late] }

    #expect(first.requests.map(\.instrument.name) == ["Late Company", "Old Company"])
    #expect(
      try first.requests.map(\.sessions) == [
        date("2013-01-02")...date("2013-02-08"), date("2001-03-05")...date("2005-06-17"),
      ])
    #expect(again.requests.isEmpty)
    #expect(again.upToDate == ["LATE", "OLD"])
  }

  @Test func `nothing is asked for from before a company had its ticker`() throws {
    let first = try date("2013-02-04")
    func planned(_ coverage: [Coverage], reload: Set<Symbol>) throws -> [IngestionRequest] {
      try plan(coverage, listed: ["AAA"]) { options in
        options.bearsFrom = ["AAA": first]
        options.reload = reload
      }.requests
    }

    let fetched = try planned([], reload: [])
    let extended = try planned([held("AAA", from: "2013-02-04", to: "2013-02-27")], reload: [])
    // Older bars came back under the ticker by a former reload.
    let reloaded = try planned([held("AAA", to: "2013-02-27")], reload: ["AAA"])

    #expect(fetched.map(\.sessions.lowerBound) == [first])
    #expect(extended.map(\.kind) == [.extend])
    #expect(extended.map(\.coversFrom) == [first])
    #expect(reloaded.map(\.sessions.lowerBound) == [first])
    #expect(reloaded.map(\.heldFrom) == [first])
  }

  @Test func `an old ticker that is still listed beside the new one is not offered`() throws {
    let retired = RetiredName(now: "META", on: try date("2013-02-04"))
    func listed(_ name: String) -> [Instrument] {
      [
        Instrument(symbol: "AAA", name: "Meta Platforms", prices: .raw),
        Instrument(symbol: "FB", name: name, prices: .raw),
        Instrument(symbol: "META", name: "Meta Platforms", prices: .raw),
      ]
    }

    let twin = IngestionPlan.offered(listed("META PLATFORMS"), retired: ["FB": retired])
    let other = IngestionPlan.offered(listed("Fahrenheit Brewing"), retired: ["FB": retired])

    #expect(twin.map(\.symbol) == ["AAA", "META"])
    #expect(other.map(\.symbol) == ["AAA", "FB", "META"])
  }

  @Test func `a listed symbol that is known to have ended rests for a month`() throws {
    let ended = try Delisting(
      symbol: "AAA", name: "AAA", exchange: nil, listedOn: nil, delistedOn: date("2013-02-08"))
    let outcome = try SymbolOutcome(
      symbol: "AAA", result: .saved, bars: 9, message: "", upTo: date("2013-02-27"),
      from: date("2013-01-02"), recordedAt: Timestamp("2013-02-27T22:00:00Z"))

    let plan = try plan([held("AAA", to: "2013-02-08")], outcomes: [outcome], listed: ["AAA"]) {
      $0.delistings = [ended]
    }

    #expect(plan.requests.isEmpty)
    #expect(plan.skipped.map(\.symbol) == ["AAA"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `forty thousand symbols are planned without quadratic work`() throws {
    let plan = try plan(behind: 40_000)

    #expect(plan.market?.requests.count == 40_000)
    #expect(plan.calls == 14)
  }

  // MARK: Plans

  private func name(_ number: Int) -> Symbol {
    let digits = String(number)
    return Symbol("S" + String(repeating: "0", count: 5 - digits.count) + digits)
  }

  private func plan(
    behind count: Int, _ change: (inout IngestionOptions) throws -> Void = { _ in }
  ) throws -> IngestionPlan {
    let names = (0..<count).map(name)
    return try plan(names.map { try held($0, to: "2013-02-28") }, listed: names, change)
  }

  private func plan(
    _ coverage: [Coverage], outcomes: [SymbolOutcome]? = nil, listed: [Symbol],
    _ change: (inout IngestionOptions) throws -> Void = { _ in }
  ) throws -> IngestionPlan {
    var options = IngestionOptions(isMarketWide: true)
    try change(&options)
    let known =
      try outcomes
      ?? coverage.map {
        try outcome($0.symbol, "2013-01-02", #require($0.last).description)
      }
    return try IngestionPlan(
      provider: "scripted",
      listed: listed.map { Instrument(symbol: $0, name: $0.ticker, prices: .raw) },
      symbols: nil, over: date("2013-01-02")...date("2013-03-31"), coverage: coverage,
      outcomes: known, calendar: .xnys, now: #require(now), options: options)
  }

  private func held(
    _ symbol: Symbol, from first: String = "2013-01-02", to last: String
  ) throws -> Coverage {
    try Coverage(
      symbol: symbol, name: symbol.ticker, prices: .raw, provider: "scripted", first: date(first),
      last: date(last), bars: 30)
  }

  private func outcome(_ symbol: Symbol, _ from: String, _ upTo: String) throws -> SymbolOutcome {
    try SymbolOutcome(
      symbol: symbol, result: .saved, bars: 10, message: "", upTo: date(upTo), from: date(from))
  }
}
