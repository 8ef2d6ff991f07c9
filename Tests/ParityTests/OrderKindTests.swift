import Chronology
import Foundation
import Market
import Research
import Risk
import Strategies
import Testing
import Trading

/// Open, high, low and close of one bar.
private struct Bar {
  let open: Double
  let high: Double
  let low: Double
  let close: Double

  init(_ open: Double, _ high: Double, _ low: Double, _ close: Double) {
    (self.open, self.high, self.low, self.close) = (open, high, low, close)
  }
}

/// Runs a script over bars of one symbol, `perSession` of them a session; more than one are minutes.
private func run(
  _ bars: [Bar], _ script: [Int: [Intent]], perSession: Int = 1, volume: Double = 1e6,
  volumeLimit: Double? = nil, slippage: Double = 0, actions: [CorporateAction] = []
) throws -> BacktestOutcome {
  let first = try #require(SessionDate("2024-01-02"))
  let days = TradingCalendar.xnys.sessions(in: first...first.advanced(by: 60))
  let sessions = bars.indices.map { days[$0 / perSession] }
  let closesAt = try bars.indices.map { row -> Timestamp in
    if perSession == 1 { return try #require(TradingCalendar.xnys.closesAt(sessions[row])) }
    let opens = try #require(TradingCalendar.xnys.opensAt(sessions[row]))
    return opens.advanced(by: .seconds(60 * (row % perSession + 1)))
  }
  let frame = MarketFrame(
    symbols: ["AAA"], interval: perSession == 1 ? .day : .minutes(1), closesAt: closesAt,
    sessions: sessions, open: bars.map(\.open), high: bars.map(\.high), low: bars.map(\.low),
    close: bars.map(\.close), volume: Array(repeating: volume, count: bars.count))
  return try BacktestDriver.run(
    BacktestPlan(
      frame: frame, actions: actions, firstRow: 0, capital: Money(100_000),
      costs: ExecutionCosts(
        commissionPerShare: 0, slippageBasisPoints: slippage, volumeLimit: volumeLimit),
      limits: .research, calendar: nil, benchmark: []),
    strategies: [(hash: "script", strategy: Scripted(script))], caveats: [],
    progress: { _, _ in true })
}

private func order(_ shares: Double, _ kind: OrderKind) -> Intent {
  .order(symbolIndex: 0, shares: shares, kind: kind)
}

/// The executions as `shares @ price`.
private func fills(_ outcome: BacktestOutcome) -> [String] {
  outcome.trades.map { "\($0.shares) @ \($0.price)" }
}

private let flat = Bar(100, 100, 100, 100)

@Suite struct OrderKindTests {
  @Test func `market on open fills at the next open, market on close at the next close`() throws {
    let bars = [flat, Bar(101, 104, 99, 103)]

    #expect(fills(try run(bars, [0: [order(10, .marketOnOpen)]])) == ["10 @ 101"])
    #expect(fills(try run(bars, [0: [order(10, .marketOnClose)]])) == ["10 @ 103"])
  }

  @Test func `on minutes the open and the close are those of the session`() throws {
    let bars = [
      flat, Bar(1, 1, 1, 1), flat,
      Bar(110, 111, 109, 110.5), Bar(120, 121, 119, 120.5), Bar(130, 131, 129, 130.5),
    ]

    let open = try run(bars, [0: [order(10, .marketOnOpen)]], perSession: 3)
    let close = try run(bars, [2: [order(10, .marketOnClose)]], perSession: 3)
    let today = try run(bars, [3: [order(10, .marketOnClose)]], perSession: 3)

    #expect(fills(open) == ["10 @ 110"])
    #expect(fills(close) == ["10 @ 130.5"])
    #expect(fills(today) == ["10 @ 130.5"])
  }

  @Test func `what an open does not fill waits for the next one`() throws {
    let bars = [flat, Bar(101, 101, 101, 102), Bar(103, 103, 103, 104)]

    let outcome = try run(
      bars, [0: [order(150, .marketOnOpen)]], volume: 1000, volumeLimit: 0.1)

    #expect(fills(outcome) == ["100 @ 101", "50 @ 103"])
  }

  @Test func `a trailing stop follows the high and fills where the price comes back`() throws {
    let trail = OrderKind.trailingStop(.amount(Price(5)), stop: nil)
    // Stop 95; the high of 110 moves it to 105; the next bar falls through it.
    let through = try run(
      [flat, Bar(100, 110, 99, 109), Bar(108, 108, 100, 101)],
      [0: [order(-10, trail)]])
    // The next bar opens below it.
    let gap = try run(
      [flat, Bar(100, 110, 99, 109), Bar(90, 92, 88, 91)], [0: [order(-10, trail)]])
    // High and return within one bar: the close lies below the moved stop.
    let within = try run([flat, Bar(100, 110, 99, 101)], [0: [order(-10, trail)]])

    #expect(fills(through) == ["-10 @ 105"])
    #expect(fills(gap) == ["-10 @ 90"])
    #expect(fills(within) == ["-10 @ 105"])
  }

  @Test func `a trailing stop of a fraction to buy follows the low`() throws {
    let trail = OrderKind.trailingStop(.fraction(0.1), stop: nil)

    let outcome = try run(
      [flat, Bar(100, 101, 80, 82), Bar(84, 87, 83, 86), Bar(86, 90, 86, 90)],
      [0: [order(10, trail)]])

    // 80 moves the stop to 88.
    #expect(fills(outcome) == ["10 @ 88"])
    #expect(outcome.orders[0].kind == .trailingStop(.fraction(0.1), stop: Price(88)))
  }

  @Test func `a split restates a trailing stop`() throws {
    let session = try #require(SessionDate("2024-01-04"))
    let split = CorporateAction(symbol: "AAA", effectiveOn: session, kind: .split(new: 2, old: 1))

    let outcome = try run(
      [flat, Bar(100, 110, 99, 109), Bar(54, 54, 50, 51)],
      [0: [order(-10, .trailingStop(.amount(Price(5)), stop: nil))]], actions: [split])

    #expect(fills(outcome) == ["-20 @ 52.5"])
  }

  @Test func `a bracket takes its profit at the limit, without slippage`() throws {
    let bracket = OrderKind.bracket(limit: nil, takeProfit: Price(110), stopLoss: Price(95))

    let outcome = try run(
      [flat, flat, Bar(101, 112, 100, 108), Bar(90, 90, 90, 90)],
      [0: [order(10, bracket)]], slippage: 10)

    #expect(fills(outcome) == ["10 @ 100.1", "-10 @ 110"])
    #expect(outcome.orders.map(\.state) == [.filled, .filled])
    #expect(outcome.orders[1].proposal.origin == "script")
    #expect(outcome.holdings.isEmpty)
  }

  @Test func `where a bar reaches both, the stop comes first`() throws {
    let bracket = OrderKind.bracket(limit: Price(100), takeProfit: Price(110), stopLoss: Price(95))
    let both = try run(
      [flat, flat, Bar(101, 112, 94, 108)], [0: [order(10, bracket)]])
    let opensBeyond = try run(
      [flat, flat, Bar(111, 112, 94, 96)], [0: [order(10, bracket)]])
    let gapsDown = try run(
      [flat, flat, Bar(93, 112, 92, 96)], [0: [order(10, bracket)]])

    #expect(fills(both) == ["10 @ 100", "-10 @ 95"])
    #expect(fills(opensBeyond) == ["10 @ 100", "-10 @ 111"])
    #expect(fills(gapsDown) == ["10 @ 100", "-10 @ 93"])
  }

  @Test func `each fill of a bracket is protected by itself, short as long`() throws {
    let bracket = OrderKind.bracket(limit: nil, takeProfit: Price(90), stopLoss: Price(105))

    let outcome = try run(
      [flat, flat, Bar(100, 101, 99, 100), Bar(100, 104, 90, 92)], [0: [order(-150, bracket)]],
      volume: 1000, volumeLimit: 0.1)

    #expect(outcome.orders.map(\.quantity) == [Quantity(150), Quantity(100), Quantity(50)])
    #expect(fills(outcome) == ["-100 @ 100", "-50 @ 100", "100 @ 90"])
  }

  @Test func `terms on the wrong sides are rejected`() throws {
    let bracket = OrderKind.bracket(limit: nil, takeProfit: Price(90), stopLoss: Price(105))

    let outcome = try run(
      [flat, flat],
      [0: [order(10, bracket), order(-10, .trailingStop(.fraction(1.5), stop: nil))]])

    #expect(outcome.orders.map(\.state) == [.rejected, .rejected])
    #expect(outcome.trades.isEmpty)
  }

  @Test func `on minutes a stop is reached by the range and fills no better than its price`() throws {
    let stop = [0: [order(-10, .stop(Price(95)))]]

    let reached = try run([flat, Bar(100, 101, 94, 99)], stop, perSession: 2)
    let gap = try run([flat, Bar(93, 94, 90, 91)], stop, perSession: 2)
    let daily = try run([flat, Bar(100, 101, 94, 99), Bar(99, 99, 94, 94)], stop)

    #expect(fills(reached) == ["-10 @ 95"])
    #expect(fills(gap) == ["-10 @ 93"])
    // zipline's rule on daily bars: the close reaches it, and it fills there.
    #expect(fills(daily) == ["-10 @ 94"])
  }

  @Test func `minutes trade over sessions with a dividend and a split between them`() throws {
    let second = try #require(SessionDate("2024-01-03"))
    let third = try #require(SessionDate("2024-01-04"))
    let bars = Array(repeating: flat, count: 6) + Array(repeating: Bar(50, 50, 50, 50), count: 3)
    let actions = [
      CorporateAction(
        symbol: "AAA", effectiveOn: second, kind: .dividend(amount: 1, payDate: third)),
      CorporateAction(symbol: "AAA", effectiveOn: third, kind: .split(new: 2, old: 1)),
    ]

    let outcome = try run(
      bars, [0: [order(100, .market)], 5: [order(-100, .limit(Price(100)))]], perSession: 3,
      actions: actions)

    #expect(outcome.sessions.map(\.equity) == [100_000, 100_000, 100_100])
    #expect(outcome.totals.dividends == Money(100))
    // The limit of 100 for 100 shares became 50 for 200.
    #expect(fills(outcome) == ["100 @ 100", "-200 @ 50"])
  }

  @Test func `kinds are written and read, and old journals read as before`() throws {
    let kinds: [OrderKind] = [
      .marketOnOpen, .marketOnClose, .trailingStop(.amount(Price(2)), stop: Price(9)),
      .trailingStop(.fraction(0.1), stop: nil),
      .bracket(limit: nil, takeProfit: Price(3), stopLoss: Price(1)),
      .oneCancelsOther(limit: Price(3), stop: Price(1)),
    ]
    let coded = try JSONEncoder().encode(kinds)
    #expect(try JSONDecoder().decode([OrderKind].self, from: coded) == kinds)

    let old = #"[{"market":{}},{"limit":{"_0":"12.5"}},{"stopLimit":{"stop":"2","limit":"3"}}]"#
    let read = try JSONDecoder().decode([OrderKind].self, from: Data(old.utf8))
    #expect(read.map(\.name) == ["market", "limit", "stopLimit"])
  }
}
