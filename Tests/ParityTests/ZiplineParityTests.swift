import Chronology
import Market
import Research
import Risk
import Strategies
import Testing
import Trading

/// One golden run: an algorithm under a slippage model.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  enum Algorithm: String, Sendable, CaseIterable {
    case buyhold, smacross, momentum, longshort, edge
  }
  let algorithm: Algorithm
  let slippage: String

  var name: String { "\(algorithm.rawValue)_\(slippage)" }
  var testDescription: String { name }

  static let all = Algorithm.allCases.flatMap { algorithm in
    ["fbps", "noslip"].map { GoldenCase(algorithm: algorithm, slippage: $0) }
  }

  private var costs: ExecutionCosts {
    slippage == "fbps"
      ? ExecutionCosts(commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: 0.1)
      : ExecutionCosts(commissionPerShare: 0.001, slippageBasisPoints: 0, volumeLimit: nil)
  }

  private func strategy(symbols: Int) -> any Strategy {
    switch algorithm {
    case .buyhold: BuyAndHold(symbolCount: symbols, weight: 1)
    case .smacross: MovingAverageCrossover(symbolCount: 2, fast: 20, slow: 50, weight: 0.45)
    case .momentum:
      CrossSectionalMomentum(
        symbolCount: symbols, lookback: 252, skip: 21, holdings: max(1, symbols / 10), weight: 1)
    case .longshort:
      ShortTermReversal(
        symbolCount: symbols, lookback: 20, names: max(1, symbols / 4), weight: 0.1)
    case .edge: EdgeAlgorithm()
    }
  }

  /// Each golden run once, for all tests that look at it.
  private static let outcomes = Dictionary(
    uniqueKeysWithValues: all.map { golden in (golden.name, Task { try golden.run() }) })

  /// What the run came to.
  func outcome() async throws -> BacktestOutcome {
    try await #require(Self.outcomes[name]).value
  }

  private func run() throws -> BacktestOutcome {
    let market = algorithm == .edge ? try GoldenMarket.edge() : try GoldenMarket.main()
    let plan = BacktestPlan(
      frame: market.frame, actions: market.actions, firstRow: algorithm == .edge ? 80 : 260,
      capital: Money(1_000_000), costs: costs, limits: .research, calendar: .xnys, benchmark: [])
    return try BacktestDriver.run(
      plan,
      strategies: [(hash: name, strategy: strategy(symbols: market.frame.symbols.count))],
      caveats: [], progress: { _, _ in true })
  }
}

/// The golden folder was made with zipline-reloaded 3.2.1; see `Fixtures/golden/R1/ORIGIN.md`.
@Suite struct ZiplineParityTests {
  @Test(arguments: GoldenCase.all)
  func `orders end as zipline's, one by one`(_ golden: GoldenCase) async throws {
    let outcome = try await golden.outcome()
    let expected = try GoldenTable("\(golden.name)_orders").rows

    try #require(outcome.orders.count == expected.count)
    for (order, row) in zip(outcome.orders, expected) {
      #expect(order.placedOn == (try row.session("created")), "\(order.id)")
      #expect(order.symbol.ticker == (try row.text("symbol")), "\(order.id)")
      #expect(order.quantity.signed(order.side).double == (try row.number("amount")), "\(order.id)")
      #expect(order.filled.signed(order.side).double == (try row.number("filled")), "\(order.id)")
      let commission = try row.number("commission")
      #expect((order.commission.double - commission).magnitude < 1e-6, "\(order.id)")
      #expect(status(of: order) == (try row.text("status")), "\(order.id)")
      #expect(
        session(of: order, in: outcome) == (try row.session("last_change")),
        "\(order.id)")
      let (stop, limit) = prices(of: order)
      #expect(limit == (try row.text("limit").isEmpty ? nil : try row.number("limit")))
      #expect(stop == (try row.text("stop").isEmpty ? nil : try row.number("stop")))
    }
  }

  @Test(arguments: GoldenCase.all)
  func `transactions come in zipline's order with its prices`(_ golden: GoldenCase) async throws {
    let outcome = try await golden.outcome()
    let expected = try GoldenTable("\(golden.name)_transactions").rows

    try #require(outcome.trades.count == expected.count)
    for (trade, row) in zip(outcome.trades, expected) {
      #expect(trade.session == (try row.session("date")))
      #expect(trade.symbol.ticker == (try row.text("symbol")))
      #expect(trade.shares.double == (try row.number("amount")), "\(trade)")
      let price = try row.number("price")
      #expect((trade.price.double / price - 1).magnitude < 1e-9, "\(trade)")
      let order = try row.number("order")
      #expect(trade.order.map { Double($0.sequence) - 1 } ?? -1 == order)
    }
  }

  @Test(arguments: GoldenCase.all)
  func `cash, value and returns match on every session`(_ golden: GoldenCase) async throws {
    let outcome = try await golden.outcome()
    let expected = try GoldenTable("\(golden.name)_daily").rows

    try #require(outcome.sessions.count == expected.count)
    for (day, row) in zip(outcome.sessions, expected) {
      #expect(day.session == (try row.session("date")))
      #expect((day.cash.double - (try row.number("cash"))).magnitude < 1e-6, "\(day.session)")
      #expect((day.equity - (try row.number("portfolio_value"))).magnitude < 1e-6, "\(day.session)")
      let long = try row.number("long_value")
      let short = try row.number("short_value")
      #expect((day.exposureGross - (long - short)).magnitude < 1e-6, "\(day.session)")
      #expect((day.exposureNet - (long + short)).magnitude < 1e-6, "\(day.session)")
      #expect((day.dailyReturn - (try row.number("returns"))).magnitude < 1e-9, "\(day.session)")
    }
  }

  @Test(arguments: GoldenCase.all)
  func `final positions and their cost match`(_ golden: GoldenCase) async throws {
    let outcome = try await golden.outcome()
    let expected = try GoldenTable("\(golden.name)_final_positions").rows
      .sorted { ($0["symbol"] ?? "") < ($1["symbol"] ?? "") }
    let holdings = outcome.holdings.sorted { $0.symbol < $1.symbol }

    try #require(holdings.count == expected.count)
    for (holding, row) in zip(holdings, expected) {
      #expect(holding.symbol.ticker == (try row.text("symbol")))
      #expect(holding.shares.double == (try row.number("amount")))
      let basis = try row.number("cost_basis")
      #expect((holding.averageCost.double / basis - 1).magnitude < 1e-9, "\(holding)")
      #expect(holding.lastPrice == (try row.number("last_sale_price")))
    }
  }

  private func status(of order: Order) -> String {
    switch order.state {
    case .filled: "1"
    case .cancelled: "2"
    case .accepted, .partiallyFilled: "0"
    default: order.state.rawValue
    }
  }

  /// Orders change at closes alone, so the instant names the session.
  private func session(of order: Order, in outcome: BacktestOutcome) -> SessionDate? {
    outcome.sessions.map(\.session).first {
      TradingCalendar.xnys.closesAt($0) == order.updatedAt
    }
  }

  private func prices(of order: Order) -> (stop: Double?, limit: Double?) {
    switch order.kind {
    case .market: (nil, nil)
    case .limit(let price): (nil, price.double)
    case .stop(let price): (price.double, nil)
    case .stopLimit(let stop, let limit): (stop.double, limit.double)
    // zipline has no other kinds.
    default: (nil, nil)
    }
  }
}
