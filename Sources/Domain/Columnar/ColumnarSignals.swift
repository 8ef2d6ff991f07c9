import Chronology
import Factors
import Strategies

/// What a rule computes from prices alone, once for all specifications that share it.
struct ColumnarSignals {
  /// What of a rule its signals depend on.
  enum Key: Hashable {
    case once
    case crossing(fast: Int, slow: Int)
    case changes(older: Int, newer: Int, isWeekly: Bool)
    case factor(FactorKey)
    /// A rule that only the event-driven engine knows.
    case unknown(kind: String)

    init(_ rule: StrategyRule) {
      if case .buyAndHold = rule {
        self = .once
      } else if case .movingAverageCrossover(let fast, let slow, _) = rule {
        self = .crossing(fast: fast, slow: slow)
      } else if case .crossSectionalMomentum(let lookback, let skip, _, _) = rule {
        self = .changes(older: lookback, newer: skip, isWeekly: false)
      } else if case .shortTermReversal(let lookback, _, _) = rule {
        self = .changes(older: lookback, newer: 0, isWeekly: true)
      } else if case .signal(let signal) = rule {
        self = .factor(FactorKey(signal))
      } else {
        self = .unknown(kind: rule.kind)
      }
    }
  }

  /// What of a rule of a factor its scores depend on.
  struct FactorKey: Hashable {
    let expression: FactorExpression
    let eligible: FactorExpression?
    let delay: Int
    let rebalance: SignalRule.Rebalance

    init(_ rule: SignalRule) {
      expression = rule.expression
      eligible = rule.eligible
      delay = rule.delay
      rebalance = rule.rebalance
    }
  }

  /// The rows on which the rule decides, rising; empty when it does on every row.
  private(set) var rows: [Int] = []
  /// Price changes, or a factor's scores; shape: rows of decision × symbols.
  private(set) var changes: [Double] = []
  /// 1 where the fast average is above the slow one, -1 where it is below; shape: rows × symbols.
  private(set) var crossings: [Int8] = []

  init(_ rule: StrategyRule, on market: ColumnarMarket) throws(ColumnarRefusal) {
    switch Key(rule) {
    case .once, .unknown: break
    case .factor:
      guard case .signal(let signal) = rule else { break }
      do throws(FactorDataError) {
        let factor = try FactorScores(signal, on: market)
        rows = factor.rows
        changes = factor.scores
      } catch {
        throw ColumnarRefusal(error.description, remedy: "Take a factor of prices and volumes.")
      }
    case .crossing(let fast, let slow):
      crossings = Self.crossings(fast: fast, slow: slow, on: market)
    case .changes(let older, let newer, let isWeekly):
      let starts = isWeekly ? market.weekStarts : market.monthStarts
      rows = starts.filter { $0 >= market.decidesFrom && $0 >= older }
      changes.reserveCapacity(rows.count * market.width)
      var buffer = [Double](repeating: .nan, count: market.width)
      for row in rows {
        market.fillChanges(at: row, from: older, to: newer, into: &buffer)
        changes += buffer
      }
    }
  }

  private static func crossings(fast: Int, slow: Int, on market: ColumnarMarket) -> [Int8] {
    var signs = [Int8](repeating: 0, count: market.rows * market.width)
    for symbol in 0..<market.width {
      var average = AveragePair(fast: fast, slow: slow)
      let splits = market.splitsOfSymbol[symbol]
      var nextSplit = 0
      for row in market.firstClose[symbol]..<market.rows {
        while nextSplit < splits.count, splits[nextSplit].row <= row {
          average.rescale(by: splits[nextSplit].ratio)
          nextSplit += 1
        }
        let sign = average.append(market.close[row * market.width + symbol])
        signs[row * market.width + symbol] = sign
      }
    }
    return signs
  }
}

/// Two moving averages of one symbol over its closes in a line, each summed afresh whenever as many
/// closes have come as the slow one spans: the rounding of the event-driven rule, step for step.
private struct AveragePair {
  let fast: Int
  let slow: Int
  private var closes: [Double] = []
  private var fastSum = 0.0
  private var slowSum = 0.0

  init(fast: Int, slow: Int) {
    self.fast = fast
    self.slow = slow
  }

  mutating func rescale(by ratio: Double) {
    // Older closes than these have left both sums.
    for place in max(0, closes.count - slow)..<closes.count { closes[place] *= ratio }
    fastSum *= ratio
    slowSum *= ratio
  }

  /// Notes a close, NaN repeating the last; returns the sign of fast over slow.
  mutating func append(_ close: Double) -> Int8 {
    guard let price = close.isFinite ? close : closes.last else { return 0 }
    let count = closes.count
    slowSum += price - (count >= slow ? closes[count - slow] : 0)
    fastSum += price - (count >= fast ? closes[count - fast] : 0)
    closes.append(price)
    if closes.count % slow == 0 { sumAfresh() }
    guard closes.count >= slow else { return 0 }
    let difference = fastSum / Double(fast) - slowSum / Double(slow)
    return difference > 0 ? 1 : difference < 0 ? -1 : 0
  }

  private mutating func sumAfresh() {
    slowSum = 0
    for price in closes[(closes.count - slow)...] { slowSum += price }
    fastSum = 0
    for price in closes[(closes.count - fast)...] { fastSum += price }
  }
}

/// Which symbols a rule picks out of a row of price changes.
struct Selection {
  private var pool: [Double] = []

  /// The `count` symbols of the lowest values, ties to the lower index; rising by index.
  ///
  /// Values that are not finite do not compete.
  mutating func lowest(_ count: Int, of values: ArraySlice<Double>, sign: Double) -> [Int] {
    guard let limit = limit(count, of: values, sign: sign) else {
      return values.indices.filter { values[$0].isFinite }.map { $0 - values.startIndex }
    }
    var ties = limit.ties
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for index in values.indices where values[index].isFinite {
      let value = values[index] * sign
      if value < limit.value {
        chosen.append(index - values.startIndex)
      } else if value == limit.value, ties > 0 {
        ties -= 1
        chosen.append(index - values.startIndex)
      }
    }
    return chosen
  }

  /// The `count` symbols of the highest values, ties to the higher index; rising by index.
  mutating func highest(_ count: Int, of values: ArraySlice<Double>) -> [Int] {
    guard let limit = limit(count, of: values, sign: -1) else {
      return values.indices.filter { values[$0].isFinite }.map { $0 - values.startIndex }
    }
    var ties = limit.ties
    var chosen: [Int] = []
    for index in values.indices.reversed() where values[index].isFinite {
      let value = -values[index]
      if value < limit.value {
        chosen.append(index - values.startIndex)
      } else if value == limit.value, ties > 0 {
        ties -= 1
        chosen.append(index - values.startIndex)
      }
    }
    return chosen.reversed()
  }

  /// The value of the last one chosen, and how many of that value are; nil when all are.
  private mutating func limit(
    _ count: Int, of values: ArraySlice<Double>, sign: Double
  ) -> (value: Double, ties: Int)? {
    pool.removeAll(keepingCapacity: true)
    for value in values where value.isFinite { pool.append(value * sign) }
    guard count < pool.count else { return nil }
    select(count - 1)
    let value = pool[count - 1]
    var below = 0
    for other in pool where other < value { below += 1 }
    return (value, count - below)
  }

  /// Brings the value of rank `rank` to its place, lower ones before it (Hoare's selection).
  private mutating func select(_ rank: Int) {
    var low = 0
    var high = pool.count - 1
    while low < high {
      let pivot = pool[low + (high - low) / 2]
      var left = low
      var right = high
      while left <= right {
        while pool[left] < pivot { left += 1 }
        while pool[right] > pivot { right -= 1 }
        if left <= right {
          pool.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return
      }
    }
  }
}
