import Chronology
import Market
import Strategies
import Testing
import Trading

/// Walks a strategy over closes (shape: rows × symbols) and returns its intents, by row.
private func intents(
  of strategy: some Strategy, on closes: [[Double]], from first: SessionDate,
  holding shares: [Double]? = nil, splits: [Int: (symbol: Int, ratio: Double)] = [:]
) -> [[Intent]] {
  var strategy = strategy
  let width = closes[0].count
  let symbols = (0..<width).map { Symbol("S\($0)") }
  let flat = closes.flatMap { $0 }
  let sessions = closes.indices.map { first.advanced(by: $0) }
  let frame = MarketFrame(
    symbols: symbols, interval: .day,
    closesAt: sessions.map { Timestamp(seconds: Int64($0.day) * 86_400) }, sessions: sessions,
    open: flat, high: flat, low: flat, close: flat, volume: flat)
  let portfolio = PortfolioView(
    equity: 1000, cash: 1000, shares: shares ?? Array(repeating: 0, count: width),
    hasWorkingOrder: Array(repeating: false, count: width))
  return closes.indices.map { row in
    if let split = splits[row] { strategy.rescale(split.symbol, by: split.ratio) }
    var wanted: [Intent] = []
    strategy.observe(frame.slice(row))
    strategy.decide(on: frame.slice(row), holding: portfolio, into: &wanted)
    return wanted
  }
}

private let monday = SessionDate(day: 4)  // 1970-01-05

@Suite struct BuiltInStrategyTests {
  @Test func `buy and hold buys each symbol once, when it first has a price`() {
    let found = intents(
      of: BuyAndHold(symbolCount: 2, weight: 0.8),
      on: [[10, .nan], [11, .nan], [12, 5], [13, 6]],
      from: monday)

    #expect(
      found == [
        [.targetWeight(symbolIndex: 0, weight: 0.4)], [],
        [.targetWeight(symbolIndex: 1, weight: 0.4)], [],
      ])
  }

  @Test func `crossover decides only once its slow average is full`() {
    let found = intents(
      of: MovingAverageCrossover(symbolCount: 1, fast: 2, slow: 3, weight: 0.5),
      on: [[1], [2], [3], [4]], from: monday)

    #expect(found[0].isEmpty && found[1].isEmpty)
    #expect(found[2] == [.targetWeight(symbolIndex: 0, weight: 0.5)])
  }

  @Test func `crossover leaves when the fast average falls below the slow one`() {
    let strategy = MovingAverageCrossover(symbolCount: 1, fast: 2, slow: 3, weight: 0.5)
    let closes: [[Double]] = [[3], [2], [1]]

    #expect(
      intents(of: strategy, on: closes, from: monday, holding: [7])[2]
        == [.targetShares(symbolIndex: 0, shares: 0)])
    #expect(intents(of: strategy, on: closes, from: monday)[2].isEmpty)
  }

  @Test func `rolling averages equal plain ones over a long walk`() {
    var price = 100.0
    let closes = (0..<400).map { index -> [Double] in
      price *= 1 + 0.01 * Double((index * 7919) % 13 - 6) / 6
      return [price]
    }
    let found = intents(
      of: MovingAverageCrossover(symbolCount: 1, fast: 5, slow: 17, weight: 1), on: closes,
      from: monday)

    for row in 16..<closes.count {
      let fast = closes[(row - 4)...row].reduce(0) { $0 + $1[0] } / 5
      let slow = closes[(row - 16)...row].reduce(0) { $0 + $1[0] } / 17
      #expect(found[row].isEmpty == (fast <= slow), "row \(row)")
    }
  }

  @Test func `a split does not look like a crash`() {
    let strategy = MovingAverageCrossover(symbolCount: 1, fast: 2, slow: 4, weight: 0.5)
    // A steady rise with a 2-for-1 split before row 5, in raw prices.
    let closes: [[Double]] = [[100], [102], [104], [106], [108], [55], [56], [57]]

    let told = intents(
      of: strategy, on: closes, from: monday, holding: [10], splits: [5: (0, 0.5)])
    let untold = intents(of: strategy, on: closes, from: monday, holding: [10])

    #expect(told == Array(repeating: [], count: closes.count))
    #expect(untold != told)
  }

  @Test func `momentum picks last year's winners on the first session of a month`() {
    // From Monday 1970-01-26 on; the month changes at row 6 (1970-02-01).
    let rising = (0..<10).map { 100 + Double($0) }
    let falling = (0..<10).map { 100 - Double($0) }
    let flat = Array(repeating: 100.0, count: 10)
    let closes = (0..<10).map { [falling[$0], rising[$0], flat[$0]] }

    let found = intents(
      of: CrossSectionalMomentum(symbolCount: 3, lookback: 5, skip: 1, holdings: 1, weight: 0.9),
      on: closes, from: SessionDate(day: 25), holding: [5, 0, 0])

    #expect(found.indices.filter { !found[$0].isEmpty } == [6])
    #expect(
      found[6] == [
        .targetWeight(symbolIndex: 0, weight: 0), .targetWeight(symbolIndex: 1, weight: 0.9),
      ])
  }

  @Test func `momentum leaves out symbols without a full history`() {
    let closes = (0..<10).map { row -> [Double] in [row < 4 ? .nan : 500 + Double(row), 100] }

    let found = intents(
      of: CrossSectionalMomentum(symbolCount: 2, lookback: 5, skip: 1, holdings: 1, weight: 1),
      on: closes, from: SessionDate(day: 25))

    #expect(found[6] == [.targetWeight(symbolIndex: 1, weight: 1)])
  }

  @Test func `reversal buys losers and sells winners on the first session of a week`() {
    let closes = (0..<9).map { row -> [Double] in
      [100 + Double(row), 100, 100 - Double(row), 100]
    }

    let found = intents(
      of: ShortTermReversal(symbolCount: 4, lookback: 3, names: 1, weight: 0.25), on: closes,
      from: monday)

    #expect(found.indices.filter { !found[$0].isEmpty } == [7])
    #expect(
      found[7] == [
        .cancelAll, .targetWeight(symbolIndex: 0, weight: -0.25),
        .targetWeight(symbolIndex: 1, weight: 0), .targetWeight(symbolIndex: 2, weight: 0.25),
        .targetWeight(symbolIndex: 3, weight: 0),
      ])
  }
}
