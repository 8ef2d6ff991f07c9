import Chronology
import Construction
import Factors
import Market
import Strategies
import Testing
import Trading

/// Bars by hand, walked over by one strategy.
private struct Walk {
  var closes: [[Double]]
  var volumes: [[Double]]?
  var first = SessionDate(day: 4)  // 1970-01-05, a Monday
  /// From which row the strategy may decide.
  var decidesFrom = 0
  var shares: [Double]?
  var hasWorkingOrder = false
  /// Before which row which symbol's price is multiplied by what.
  var splits: [Int: (symbol: Int, ratio: Double)] = [:]

  init(_ closes: [[Double]]) { self.closes = closes }

  /// The intents by row, and the bytes of the last state.
  func run(_ rule: SignalRule) -> (intents: [[Intent]], state: [UInt8]) {
    let width = closes[0].count
    var strategy = SignalStrategy(rule, symbolCount: width)
    let flat = closes.flatMap { $0 }
    let sessions = closes.indices.map { first.advanced(by: $0) }
    let frame = MarketFrame(
      symbols: (0..<width).map { Symbol("S\($0)") }, interval: .day,
      closesAt: sessions.map { Timestamp(seconds: Int64($0.day) * 86_400) }, sessions: sessions,
      open: flat, high: flat, low: flat, close: flat,
      volume: volumes.map { $0.flatMap { $0 } } ?? flat.map { _ in 1000 })
    let portfolio = PortfolioView(
      equity: 1000, cash: 1000, shares: shares ?? Array(repeating: 0, count: width),
      hasWorkingOrder: Array(repeating: hasWorkingOrder, count: width))
    var intents: [[Intent]] = []
    for row in closes.indices {
      if let split = splits[row] { strategy.rescale(split.symbol, by: split.ratio) }
      strategy.observe(frame.slice(row))
      var wanted: [Intent] = []
      if row >= decidesFrom {
        strategy.decide(on: frame.slice(row), holding: portfolio, into: &wanted)
      }
      intents.append(wanted)
    }
    var bytes = StateBytes()
    strategy.appendState(to: &bytes)
    return (intents, bytes.bytes)
  }
}

private func rule(
  _ expression: String, eligible: String? = nil, delay: Int = 1,
  rebalance: SignalRule.Rebalance = .session, _ construction: ConstructionPlan
) throws -> SignalRule {
  SignalRule(
    expression: try FactorExpression(parsing: expression), conventions: "paper", delay: delay,
    eligible: try eligible.map { try FactorExpression(parsing: $0) }, rebalance: rebalance,
    construction: construction)
}

private func target(_ index: Int, _ weight: Double) -> Intent {
  .targetWeight(symbolIndex: index, weight: weight)
}

private let best = ConstructionPlan(scheme: .equal, longs: .count(1))

@Suite struct SignalStrategyTests {
  @Test func `the best of the signal is bought at the close that shows it`() throws {
    let found = Walk([[10, 10], [11, 10], [11, 12]]).run(try rule("delta(close, 1)", best)).intents

    #expect(found == [[], [target(0, 1)], [target(1, 1)]])
  }

  @Test func `a delay takes the signal of a session before`() throws {
    let found = Walk([[10, 10], [11, 10], [11, 12], [20, 12]])
      .run(try rule("delta(close, 1)", delay: 2, best)).intents

    #expect(found == [[], [], [target(0, 1)], [target(1, 1)]])
  }

  @Test func `what falls is sold before what rises is bought, and what leaves goes to nothing`()
    throws
  {
    var walk = Walk([[10, 10, 10]])
    walk.shares = [0, 50, 0]
    walk.hasWorkingOrder = true
    let both = ConstructionPlan(scheme: .equal, longs: .count(1), shorts: .count(1))

    let found = walk.run(try rule("close", both)).intents

    // Equal scores by index: the first is bought, the second sold short.
    #expect(found == [[.cancelAll, target(1, -0.5), target(0, 0.5)]])
    let leaves = walk.run(try rule("close", best)).intents
    #expect(leaves == [[.cancelAll, target(1, 0), target(0, 1)]])
  }

  @Test func `only who is eligible is held, and nobody when none is`() throws {
    var walk = Walk([[10, 20, 30], [10, 20, 30]])
    walk.volumes = [[5, 5, 1], [1, 1, 1]]
    walk.shares = [0, 1, 0]

    let found = walk.run(try rule("close", eligible: "volume > 2", best)).intents

    #expect(found == [[target(1, 1)], [target(1, 0)]])
  }

  @Test func `weeks, months and every so many sessions`() throws {
    let closes = [[Double]](repeating: [1], count: 60)
    func rows(_ rebalance: SignalRule.Rebalance, from first: Int = 0) throws -> [Int] {
      var walk = Walk(closes)
      walk.decidesFrom = first
      let found = walk.run(try rule("close", rebalance: rebalance, best)).intents
      return found.indices.filter { !found[$0].isEmpty }
    }

    #expect(try rows(.week) == [7, 14, 21, 28, 35, 42, 49, 56])
    #expect(try rows(.month) == [27, 55])
    #expect(try rows(.every(20)) == [0, 20, 40])
    #expect(try rows(.every(20), from: 5) == [5, 25, 45])
    #expect(try rows(.session, from: 57) == [57, 58, 59])
  }

  @Test func `a split changes neither the signal nor the volatility`() throws {
    let plain = (0..<30).map { day -> [Double] in
      let (first, second, third) = ((day * 7) % 11, (day * 5) % 7, (day * 3) % 5)
      return [100 + Double(first), 50 + Double(second), 80 - Double(third)]
    }
    var split = Walk(plain)
    for day in 17..<30 { split.closes[day][0] /= 2 }
    split.splits = [17: (0, 0.5)]
    var volumes = [[Double]](repeating: [1000, 1000, 1000], count: 30)
    for day in 17..<30 { volumes[day][0] = 2000 }
    split.volumes = volumes
    let plan = ConstructionPlan(
      scheme: .inverseVolatility, longs: .count(2), volatilityWindow: 6)
    let signal = try rule("-delta(close, 3) * volume", plan)

    let whole = Walk(plain).run(signal)
    let found = split.run(signal)

    #expect(found.intents == whole.intents)
    #expect(whole.intents.contains { !$0.isEmpty })
  }

  @Test func `too short a past trades nothing`() throws {
    let plan = ConstructionPlan(
      scheme: .inverseVolatility, longs: .count(1), volatilityWindow: 3)
    let signal = try rule("close", plan)

    let found = Walk([[10], [11], [10], [12], [11]]).run(signal).intents

    #expect(found.map(\.isEmpty) == [true, true, true, false, false])
    #expect(SignalStrategy(signal, symbolCount: 1).warmUpBars == 4)
  }

  @Test func `when no portfolio keeps to the constraints the one before stays`() throws {
    var plan = ConstructionPlan(scheme: .equal, longs: .count(2))
    plan.maximumWeight = 0.5
    var walk = Walk([[10, 20], [.nan, 20]])
    walk.shares = [10, 10]

    let found = walk.run(try rule("close", plan)).intents

    #expect(found == [[target(0, 0.5), target(1, 0.5)], []])
  }

  @Test func `a turnover goes on from what is held`() throws {
    var plan = best
    plan.maximumTurnover = 0.25
    var walk = Walk([[10, 20]])
    walk.shares = [100, 0]

    #expect(walk.run(try rule("close", plan)).intents == [[target(0, 0.75), target(1, 0.25)]])
  }

  @Test func `the state tells two pasts apart, and is the same for the same one`() throws {
    let signal = try rule("delta(close, 2)", delay: 2, best)
    let walk = Walk([[10, 10], [11, 10], [11, 12], [20, 12]])
    var other = walk
    other.closes[1][1] = 10.5

    #expect(walk.run(signal).state == walk.run(signal).state)
    #expect(walk.run(signal).state != other.run(signal).state)
  }
}
