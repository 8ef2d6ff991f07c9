import Chronology
import Foundation
import Kernels
import Market
import Research
import Risk
import Strategies
import Testing
import Trading

/// A made-up market: a seeded random walk for each symbol, with volumes.
private enum MadeUp {
  static let first = SessionDate(day: 16_436)  // 2015-01-01
  static let sessions = TradingCalendar.xnys.sessions(in: first...first.advanced(by: 600))

  static func snapshot(
    symbols: [Symbol] = ["AAA", "BBB", "CCC", "DDD"], actions: [CorporateAction] = [],
    ending: [Symbol: Int] = [:]
  ) -> MarketSnapshot {
    let series = symbols.enumerated().map { number, symbol in
      var generator = SeededGenerator(seed: UInt64(number) + 1)
      var price = 50.0
      let closes = sessions.map { session -> Double in
        price *= 1 + 0.03 * (generator.uniform() - 0.5)
        let split = actions.contains { $0.symbol == symbol && $0.effectiveOn == session }
        if split { price /= 2 }
        return (price * 100).rounded() / 100
      }
      let count = ending[symbol] ?? sessions.count
      let kept = Array(closes.prefix(count))
      return BarSeries(
        symbol: symbol, sessions: Array(sessions.prefix(count)), open: kept, high: kept, low: kept,
        close: kept, volume: Array(repeating: 1e6, count: count))
    }
    return MarketSnapshot(
      id: SnapshotID(hex: "00"), series: series,
      instruments: symbols.map { Instrument(symbol: $0, name: "", prices: .raw) }, actions: actions)
  }

  static func specification(
    _ rule: StrategyRule, universe: [Symbol] = ["AAA", "BBB", "CCC", "DDD"], slippage: Double = 5,
    volumeLimit: Double? = 0.1, benchmark: Symbol? = nil
  ) -> StrategySpecification {
    StrategySpecification(
      name: "test", summary: "", rule: rule, universe: universe, benchmark: benchmark,
      capital: 1_000_000,
      costs: ExecutionCosts(
        commissionPerShare: 0.001, slippageBasisPoints: slippage, volumeLimit: volumeLimit))
  }

  static func run(
    _ specification: StrategySpecification, on snapshot: MarketSnapshot = snapshot(),
    from: SessionDate = sessions[100], to: SessionDate = sessions[380],
    progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws(BacktestError) -> BacktestOutcome {
    try BacktestDriver.run(
      specification: specification, snapshot: snapshot, from: from, to: to, calendar: .xnys,
      progress: progress)
  }
}

@Suite struct BacktestDriverTests {
  private static let reversal = StrategyRule.shortTermReversal(lookback: 20, names: 1, weight: 0.2)

  @Test func `reversed signals give reversed exposure`() throws {
    let plain = try MadeUp.run(
      MadeUp.specification(
        .shortTermReversal(lookback: 20, names: 1, weight: 0.2), slippage: 0, volumeLimit: nil))
    let reversed = try MadeUp.run(
      MadeUp.specification(
        .shortTermReversal(lookback: 20, names: 1, weight: -0.2), slippage: 0, volumeLimit: nil))

    #expect(plain.trades.count > 50)
    let firstDay = try #require(plain.trades.first).session
    let opening = plain.trades.filter { $0.session == firstDay }
    let mirrored = reversed.trades.filter { $0.session == firstDay }
    #expect(opening.map(\.shares) == mirrored.map { -$0.shares })
    // Sizes follow equity, which soon differs; the sides stay opposite on every session.
    for session in plain.sessions.map(\.session) where session >= firstDay {
      let here = held(plain, on: session)
      let there = held(reversed, on: session)
      #expect(here.map { $0.signum() } == there.map { -$0.signum() }, "\(session)")
    }
  }

  /// Signed shares of the four symbols after a session.
  private func held(_ outcome: BacktestOutcome, on session: SessionDate) -> [Int128] {
    ["AAA", "BBB", "CCC", "DDD"].map { symbol in
      outcome.trades.filter { $0.symbol == symbol && $0.session <= session }
        .reduce(into: 0) { $0 += $1.shares.nanos }
    }
  }

  @Test func `zero weights earn zero and trade nothing`() throws {
    for rule in [
      StrategyRule.buyAndHold(weight: 0), .movingAverageCrossover(fast: 5, slow: 20, weight: 0),
      .crossSectionalMomentum(lookback: 60, skip: 5, holdings: 2, weight: 0),
      .shortTermReversal(lookback: 20, names: 1, weight: 0),
    ] {
      let outcome = try MadeUp.run(MadeUp.specification(rule))

      #expect(outcome.trades.isEmpty)
      #expect(outcome.sessions.allSatisfy { $0.equity == 1_000_000 && $0.dailyReturn == 0 })
    }
  }

  @Test func `cost grows with turnover`() throws {
    let costs = try [(3, 8), (10, 30), (40, 90)].map { fast, slow in
      let totals = try MadeUp.run(
        MadeUp.specification(.movingAverageCrossover(fast: fast, slow: slow, weight: 0.2))
      ).totals
      return (
        turnover: totals.turnoverAnnual, cost: (totals.commissions + totals.slippageCost).double
      )
    }

    #expect(costs[0].turnover > costs[1].turnover && costs[1].turnover > costs[2].turnover)
    #expect(costs[0].cost > costs[1].cost && costs[1].cost > costs[2].cost)
    #expect(costs[2].cost > 0)
  }

  @Test func `dearer trading leaves less, by what it cost`() throws {
    let rule = StrategyRule.buyAndHold(weight: 0.9)
    let free = try MadeUp.run(MadeUp.specification(rule, slippage: 0))
    let dear = try MadeUp.run(MadeUp.specification(rule, slippage: 50))

    let lost = free.sessions[280].equity - dear.sessions[280].equity
    #expect((lost - (dear.totals.slippageCost - free.totals.slippageCost).double).magnitude < 1e-6)
    #expect(free.totals.slippageCost == .zero)
  }

  @Test func `the same backtest twice gives the same bytes`() throws {
    #expect(try Self.bytes() == Self.bytes())
  }

  @Test func `on two threads at once it gives the same bytes too`() async throws {
    let alone = try Self.bytes()

    let together = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 { group.addTask { try Self.bytes() } }
      var all: [[UInt8]] = []
      for try await bytes in group { all.append(bytes) }
      return all
    }

    #expect(together.allSatisfy { $0 == alone })
  }

  @Test func `other processes give the same bytes`() async throws {
    let here = Self.checksum(try Self.bytes())

    // Each process seeds its hashing anew, so an order taken from a dictionary would show.
    let first = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      try BacktestDriverTests.writeChecksum()
    }
    let second = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      try BacktestDriverTests.writeChecksum()
    }

    for result in [first, second] {
      let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
      #expect(output.contains("<\(here)>"), "\(output)")
    }
  }

  static func writeChecksum() throws {
    FileHandle.standardOutput.write(Data("<\(checksum(try bytes()))>".utf8))
  }

  static func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return [UInt8](try encoder.encode(MadeUp.run(MadeUp.specification(reversal))))
  }

  /// FNV-1a; enough to compare two outputs.
  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  @Test func `bars after the last session cannot be felt`() throws {
    let whole = MadeUp.snapshot()
    let cut = MadeUp.snapshot(
      ending: Dictionary(uniqueKeysWithValues: whole.series.map { ($0.symbol, 251) }))
    let to = MadeUp.sessions[250]

    let long = try MadeUp.run(MadeUp.specification(Self.reversal), on: whole, to: to)
    let short = try MadeUp.run(MadeUp.specification(Self.reversal), on: cut, to: to)

    #expect(long == short)
  }

  @Test func `a split changes neither signals nor value`() throws {
    let day = MadeUp.sessions[200]
    let split = CorporateAction(symbol: "AAA", effectiveOn: day, kind: .split(new: 2, old: 1))
    let rule = StrategyRule.movingAverageCrossover(fast: 10, slow: 30, weight: 0.2)

    let plain = try MadeUp.run(MadeUp.specification(rule, slippage: 0))
    let divided = try MadeUp.run(
      MadeUp.specification(rule, slippage: 0), on: MadeUp.snapshot(actions: [split]))

    #expect(plain.orders.map(\.placedOn) == divided.orders.map(\.placedOn))
    // Prices are rounded to cents, so halved ones move by up to a hundredth of a percent.
    for (a, b) in zip(plain.sessions, divided.sessions) {
      #expect((a.equity / b.equity - 1).magnitude < 1e-3, "\(a.session)")
    }
  }

  @Test func `a symbol that ends is settled, and the outcome says so`() throws {
    let snapshot = MadeUp.snapshot(ending: ["BBB": 300])

    let outcome = try MadeUp.run(MadeUp.specification(.buyAndHold(weight: 0.9)), on: snapshot)

    let settled = try #require(outcome.trades.first { $0.order == nil })
    #expect(settled.symbol == "BBB")
    #expect(settled.session == MadeUp.sessions[300])
    #expect(settled.price.double == snapshot.series[1].close[299])
    #expect(outcome.caveats.contains { $0.contains("BBB") })
    #expect(!outcome.holdings.contains { $0.symbol == "BBB" })
  }

  @Test func `the outcome's sums agree with its parts`() throws {
    let outcome = try MadeUp.run(MadeUp.specification(Self.reversal))

    let commissions = outcome.trades.reduce(into: Money.zero) { $0 += $1.commission }
    let paid = outcome.trades.reduce(into: Money.zero) { $0 += $1.price * $1.shares }
    let last = try #require(outcome.sessions.last)
    #expect(commissions == outcome.totals.commissions)
    #expect(last.cash == outcome.capital - paid - commissions)
    let value = outcome.holdings.reduce(0.0) { $0 + $1.shares.double * ($1.lastPrice ?? 0) }
    #expect((last.equity - last.cash.double - value).magnitude < 1e-6)
    let compounded = outcome.returns.reduce(1.0) { $0 * (1 + $1) }
    #expect((compounded * 1_000_000 / last.equity - 1).magnitude < 1e-12)
    #expect(outcome.sessions.count == 281)
  }

  @Test func `the benchmark's closes go along, forward-filled`() throws {
    let snapshot = MadeUp.snapshot(
      symbols: ["AAA", "BBB", "CCC", "DDD", "^IDX"], ending: ["^IDX": 350])

    let outcome = try MadeUp.run(
      MadeUp.specification(.buyAndHold(weight: 1), benchmark: "^IDX"), on: snapshot)

    #expect(outcome.benchmark.count == outcome.sessions.count)
    #expect(outcome.benchmark[0] == snapshot.series[4].close[100])
    #expect(outcome.benchmark.last == snapshot.series[4].close[349])
  }

  @Test func `a cancelled backtest stops and says where`() {
    let error = #expect(throws: BacktestError.self) {
      try MadeUp.run(MadeUp.specification(Self.reversal)) { done, _ in done < 256 }
    }

    #expect(error?.code == .cancelled)
    #expect(error?.message == "The backtest was cancelled after 256 of 381 bars.")
  }

  @Test func `what cannot be run is refused with a remedy`() {
    func code(
      _ specification: StrategySpecification, on snapshot: MarketSnapshot = MadeUp.snapshot(),
      from: SessionDate = MadeUp.sessions[100], to: SessionDate = MadeUp.sessions[380]
    ) -> BacktestError.Code? {
      do throws(BacktestError) {
        _ = try MadeUp.run(specification, on: snapshot, from: from, to: to)
        return nil
      } catch {
        #expect(!error.remedy.isEmpty)
        return error.code
      }
    }
    let index = MarketSnapshot(
      id: SnapshotID(hex: "00"), series: MadeUp.snapshot().series,
      instruments: [Instrument(symbol: "AAA", name: "", prices: .index)], actions: [])
    let badSplit = CorporateAction(
      symbol: "AAA", effectiveOn: MadeUp.sessions[150], kind: .split(new: 0, old: 1))

    #expect(code(MadeUp.specification(.buyAndHold(weight: 7))) == .invalidSpecification)
    #expect(
      code(MadeUp.specification(.buyAndHold(weight: 1), universe: ["ZZZ"])) == .noData)
    #expect(code(MadeUp.specification(.buyAndHold(weight: 1)), on: index) == .notTradable)
    #expect(
      code(
        MadeUp.specification(.buyAndHold(weight: 1)), from: MadeUp.first.advanced(by: 900),
        to: MadeUp.first.advanced(by: 950)) == .noData)
    #expect(
      code(
        MadeUp.specification(.buyAndHold(weight: 1)), on: MadeUp.snapshot(actions: [badSplit]))
        == .malformedData)
  }

  @Test(arguments: [0, -3, 1e13, 1e300, .infinity])
  func `a close that is no price is refused before anything trades at it`(_ close: Double) throws {
    let sessions = Array(MadeUp.sessions.prefix(3))
    let closes = [100, close, 101]
    let frame = MarketFrame(
      symbols: ["AAA"], interval: .day,
      closesAt: try sessions.map { try #require(TradingCalendar.xnys.closesAt($0)) },
      sessions: sessions, open: closes, high: closes, low: closes, close: closes,
      volume: Array(repeating: 1e5, count: 3))
    let plan = BacktestPlan(
      frame: frame, actions: [], firstRow: 0, capital: Money(1_000_000),
      costs: ExecutionCosts(commissionPerShare: 0, slippageBasisPoints: 0, volumeLimit: nil),
      limits: .research, calendar: nil, benchmark: [])

    let error = #expect(throws: BacktestError.self) {
      try BacktestDriver.run(
        plan, strategies: [(hash: "x", strategy: BuyAndHold(symbolCount: 1, weight: 1))],
        caveats: [], progress: { _, _ in true })
    }

    #expect(error?.code == .malformedData)
    #expect(error?.message.contains("AAA closed at \(close) on \(sessions[1])") == true)
  }

  @Test func `too short a warm-up is a caveat`() throws {
    let outcome = try MadeUp.run(
      MadeUp.specification(.crossSectionalMomentum(lookback: 252, skip: 21, holdings: 1, weight: 1))
    )

    #expect(outcome.caveats.contains { $0.contains("252") })
  }

  @Test func `minute bars trade within the session`() throws {
    let start = MadeUp.sessions[0]
    let opens = try #require(TradingCalendar.xnys.opensAt(start))
    var generator = SeededGenerator(seed: 4)
    let closes = (0..<390).map { _ in 100 + generator.uniform() }
    let frame = MarketFrame(
      symbols: ["AAA"], interval: .minutes(1),
      closesAt: (1...390).map { opens.advanced(by: .seconds(60 * $0)) },
      sessions: Array(repeating: start, count: 390), open: closes, high: closes, low: closes,
      close: closes, volume: Array(repeating: 1e5, count: 390))
    let plan = BacktestPlan(
      frame: frame, actions: [], firstRow: 0, capital: Money(1_000_000),
      costs: ExecutionCosts(commissionPerShare: 0, slippageBasisPoints: 0, volumeLimit: 0.1),
      limits: .research, calendar: nil, benchmark: [])

    let outcome = try BacktestDriver.run(
      plan,
      strategies: [
        (
          hash: "x",
          strategy: MovingAverageCrossover(symbolCount: 1, fast: 5, slow: 20, weight: 0.4)
        )
      ], caveats: [], progress: { _, _ in true })

    #expect(outcome.sessions.count == 1)
    #expect(outcome.trades.count > 5)
    // A decision on one bar fills on the next one, at its close.
    for trade in outcome.trades {
      #expect(closes.contains { ($0 - trade.price.double).magnitude < 1e-9 })
    }
    #expect(outcome.trades[0].price.double != closes[19])
  }
}

/// A signal through the whole engine.
@Suite struct SignalBacktestTests {
  /// The rule of a specification whose `strategy` has these members besides its kind.
  private static func rule(_ members: String) throws -> StrategyRule {
    let text = """
      {
        "schema": 1, "name": "s", "summary": "", "strategy": { "kind": "signal", \(members) },
        "universe": ["AAA", "BBB", "CCC", "DDD"], "benchmark": null, "capital": 1000000,
        "costs": { "commissionPerShare": 0, "slippageBasisPoints": 0, "volumeLimit": null }
      }
      """
    return try StrategySpecification(parsing: text).rule
  }

  private static let reversal = """
    "expression": "1 - close / delay(close, 20)", "rebalance": "week",
    "construction": { "kind": "equal", "longs": 1, "shorts": 1, "gross": 0.4 }
    """
  private static let steady = """
    "expression": "-stddev(returns, 20)", "eligible": "volume > 1000", "rebalance": 5, "delay": 2,
    "construction": {
      "kind": "minimumVariance", "longs": 3, "gross": 0.9, "volatilityWindow": 40,
      "maximumWeight": 0.5, "maximumTurnover": 0.3
    }
    """

  @Test func `a signal trades what the built-in rule of the same meaning trades`() throws {
    let built = try MadeUp.run(
      MadeUp.specification(
        .shortTermReversal(lookback: 20, names: 1, weight: 0.2), volumeLimit: nil))
    let signal = try MadeUp.run(
      MadeUp.specification(try Self.rule(Self.reversal), volumeLimit: nil))

    #expect(built.trades.count > 50)
    // A signal sells first, so the order within a session differs.
    let byBook = { (outcome: BacktestOutcome) in
      outcome.trades.map { "\($0.session) \($0.symbol) \($0.shares) \($0.price)" }.sorted()
    }
    #expect(byBook(signal) == byBook(built))
    #expect(signal.sessions.map(\.equity) == built.sessions.map(\.equity))
  }

  @Test(arguments: [reversal, steady])
  func `bars after the last session cannot be felt`(_ members: String) throws {
    let specification = MadeUp.specification(try Self.rule(members))
    let whole = MadeUp.snapshot()
    let cut = MadeUp.snapshot(
      ending: Dictionary(uniqueKeysWithValues: whole.series.map { ($0.symbol, 251) }))
    let to = MadeUp.sessions[250]

    let long = try MadeUp.run(specification, on: whole, to: to)
    let short = try MadeUp.run(specification, on: cut, to: to)

    #expect(!long.trades.isEmpty)
    #expect(long == short)
  }

  @Test(arguments: [reversal, steady])
  func `a split changes neither signals nor value`(_ members: String) throws {
    let specification = MadeUp.specification(try Self.rule(members), slippage: 0, volumeLimit: nil)
    let split = CorporateAction(
      symbol: "AAA", effectiveOn: MadeUp.sessions[200], kind: .split(new: 2, old: 1))

    let whole = MadeUp.snapshot()
    // Halved to the last digit: prices rounded anew would change the signal itself.
    let series = whole.series.map { series -> BarSeries in
      guard series.symbol == "AAA" else { return series }
      let divided = zip(series.sessions, series.close).map { session, close in
        session < split.effectiveOn ? close : close / 2
      }
      return BarSeries(
        symbol: series.symbol, sessions: series.sessions, open: divided, high: divided,
        low: divided, close: divided, volume: series.volume)
    }
    let halved = MarketSnapshot(
      id: whole.id, series: series, instruments: whole.instruments, actions: [split])

    let plain = try MadeUp.run(specification, on: whole)
    let divided = try MadeUp.run(specification, on: halved)

    // A change of less than one old share may be one new share: the sessions are the same, not the count.
    #expect(Set(plain.orders.map(\.placedOn)) == Set(divided.orders.map(\.placedOn)))
    for (a, b) in zip(plain.sessions, divided.sessions) {
      #expect((a.equity / b.equity - 1).magnitude < 1e-3, "\(a.session)")
    }
  }
}
