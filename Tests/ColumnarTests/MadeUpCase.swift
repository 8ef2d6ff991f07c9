import Chronology
import Columnar
import Construction
import Factors
import Kernels
import Market
import Research
import Risk
import Strategies
import Trading

/// A market and a specification drawn from a seed: gaps, splits, dividends, late listings, departures,
/// sessions without volume, equal prices, orders too large for their bars.
struct MadeUpCase {
  let seed: UInt64
  let frame: MarketFrame
  let actions: [CorporateAction]
  let firstRow: Int
  let specification: StrategySpecification

  init(seed: UInt64) throws {
    var draw = Draw(seed: seed)
    let width = draw.integer(1...8)
    let rows = draw.integer(3...130)
    let perSession = draw.happens(0.1) ? draw.integer(2...4) : 1
    let start = SessionDate(day: 16_436 + Int32(draw.integer(0...700)))
    let days = Array(
      TradingCalendar.xnys.sessions(in: start...start.advanced(by: 2 * rows + 10)).prefix(rows))
    let sessions = (0..<rows).map { days[$0 / perSession] }
    let instants = (0..<rows).map { row in
      let midnight = Int64(sessions[row].day) * 86_400_000_000_000
      return Timestamp(nanoseconds: midnight + Int64(row % perSession + 1) * 3_600_000_000_000)
    }
    let symbols = (0..<width).map { Symbol("S\((width - $0) % width)") }
    var actions = symbols.flatMap { draw.actions(of: $0, over: days) }
    if draw.happens(0.2) { actions += draw.actions(of: "ELSEWHERE", over: days) }
    var closes = [Double](repeating: .nan, count: rows * width)
    var volumes = closes
    for column in 0..<width {
      let path = draw.path(rows: rows)
      let known = draw.volumes(rows: rows)
      let twin = column > 0 && draw.happens(0.12)
      for row in 0..<rows {
        closes[row * width + column] = twin ? closes[row * width + column - 1] : path[row]
        volumes[row * width + column] = path[row].isNaN && !twin ? .nan : known[row]
      }
    }
    self.seed = seed
    self.actions = actions
    firstRow = draw.happens(0.3) ? 0 : draw.integer(0...rows)
    frame = MarketFrame(
      symbols: symbols, interval: perSession == 1 ? .day : .minutes(60), closesAt: instants,
      sessions: sessions, open: closes.map { $0 * 1.003 }, high: closes.map { $0 * 1.01 },
      low: closes.map { $0 * 0.99 }, close: closes, volume: volumes)
    let rule = try draw.rule(width: width)
    specification = StrategySpecification(
      name: "case \(seed)", summary: "", rule: rule, universe: symbols, benchmark: nil,
      capital: draw.one(of: [1_000, 25_000.5, 1_000_000, 250_000_000]), costs: draw.costs())
  }

  /// What the event-driven engine makes of it.
  func events() throws(BacktestError) -> BacktestOutcome {
    let plan = BacktestPlan(
      frame: frame, actions: actions, firstRow: firstRow, capital: specification.capitalMoney,
      costs: specification.costs, limits: .research, calendar: nil, benchmark: [])
    return try BacktestDriver.run(
      plan, strategies: [(hash: "case", strategy: specification.makeStrategy())], caveats: [],
      progress: { _, _ in true })
  }

  /// What the columnar engine makes of it.
  func columns() throws(ColumnarRefusal) -> ColumnarOutcome {
    let market = try ColumnarMarket(frame: frame, actions: actions, firstRow: firstRow)
    return try ColumnarBacktest(market).run(specification, keepsDetail: true)
  }
}

/// Draws the parts of a case.
private struct Draw {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed).fork(stream: 4) }

  mutating func happens(_ probability: Double) -> Bool { generator.uniform() < probability }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(generator.uniform() * Double(range.count))
  }

  mutating func one<Value>(of values: [Value]) -> Value { values[integer(0...(values.count - 1))] }

  /// Closes of one symbol; NaN where it does not trade.
  mutating func path(rows: Int) -> [Double] {
    if happens(0.03) { return Array(repeating: .nan, count: rows) }
    let first = happens(0.25) ? integer(0...(rows - 1)) : 0
    let last = happens(0.25) ? integer(first...(rows - 1)) : rows - 1
    let gaps = happens(0.4) ? 0.3 * generator.uniform() : 0
    let step = one(of: [0, 0.005, 0.02, 0.08])
    let grain = one(of: [100.0, 100, 1000, 4, 1e9])
    var price = one(of: [0.05, 3, 20, 20, 150, 900, 250_000])
    return (0..<rows).map { row in
      price *= 1 + step * (2 * generator.uniform() - 1)
      let isMissing = happens(gaps)
      guard (first...last).contains(row), !isMissing else { return .nan }
      return max((price * grain).rounded(), 1) / grain
    }
  }

  mutating func volumes(rows: Int) -> [Double] {
    let isUnknown = happens(0.06)
    let doubtful = happens(0.08) ? 0.1 : 0
    let silent = happens(0.3) ? 0.2 : 0
    let size = one(of: [12.0, 400, 9_000, 2e6, 3e8])
    return (0..<rows).map { _ in
      let isMissing = happens(doubtful) || isUnknown
      let isSilent = happens(silent)
      let volume = (size * (0.2 + 1.6 * generator.uniform())).rounded()
      return isMissing ? .nan : isSilent ? 0 : volume
    }
  }

  mutating func actions(of symbol: Symbol, over days: [SessionDate]) -> [CorporateAction] {
    var found: [CorporateAction] = []
    guard let first = days.first, let last = days.last else { return found }
    let span = last.day - first.day + 6
    for _ in 0..<(happens(0.35) ? integer(1...3) : 0) {
      let terms = one(of: [
        (2.0, 1.0), (3, 1), (3, 2), (1, 2), (1, 10), (1, 25), (20, 1), (1.07, 1), (1000, 1),
      ])
      let day = first.advanced(by: Int(generator.uniform() * Double(span)) - 3)
      found.append(
        CorporateAction(
          symbol: symbol, effectiveOn: day, kind: .split(new: terms.0, old: terms.1)))
    }
    for _ in 0..<(happens(0.4) ? integer(1...5) : 0) {
      let day = first.advanced(by: Int(generator.uniform() * Double(span)) - 3)
      let amount = one(of: [0, 0.01, 0.2375, 1.0 / 3, 4.5])
      let kind = CorporateAction.Kind.dividend(
        amount: amount, payDate: day.advanced(by: integer(-1...25)))
      found.append(CorporateAction(symbol: symbol, effectiveOn: day, kind: kind))
    }
    return found
  }

  mutating func rule(width: Int) throws -> StrategyRule {
    let weight = one(of: [1, 0.45, 0.9, 0.1, 1.0 / 3, -0.5, 0, -1])
    switch integer(0...5) {
    case 0: return .buyAndHold(weight: weight)
    case 1:
      let fast = integer(1...12)
      return .movingAverageCrossover(fast: fast, slow: fast + integer(1...20), weight: weight)
    case 2:
      let skip = integer(0...8)
      return .crossSectionalMomentum(
        lookback: skip + integer(1...30), skip: skip, holdings: integer(1...width), weight: weight)
    case 3:
      return .shortTermReversal(
        lookback: integer(1...20), names: integer(1...max(1, width / 2)), weight: weight)
    default: return .signal(try signal(width: width))
    }
  }

  mutating func signal(width: Int) throws -> SignalRule {
    let expression = one(of: [
      "rank(-delta(close, 3))", "-close / delay(close, 4)", "rank(volume) - rank(close)",
      "vwap - close", "rank(correlation(close, volume, 6))", "-stddev(close, 5)", "open * volume",
    ])
    let eligible: String? = one(of: [nil, nil, "close > 5", "volume > 300 && high > 2"])
    let scheme = one(of: ConstructionPlan.Scheme.allCases)
    return SignalRule(
      expression: try FactorExpression(parsing: expression), conventions: "paper",
      delay: integer(1...3), eligible: try eligible.map { try FactorExpression(parsing: $0) },
      rebalance: one(of: [.session, .week, .month, .every(integer(1...9))]),
      construction: ConstructionPlan(
        scheme: scheme, longs: happens(0.5) ? .count(integer(1...width)) : .share(0.4),
        shorts: happens(0.5) ? .count(0) : .count(integer(1...width)),
        gross: one(of: [1, 0.5, 1.5]), volatilityWindow: integer(2...25),
        targetVolatility: scheme == .targetVolatility ? 0.2 : nil,
        shrinkage: one(of: [nil, 0, 0.5]), maximumWeight: one(of: [nil, nil, 0.3]),
        maximumTurnover: one(of: [nil, nil, 0.4]), betaNeutral: happens(0.15)))
  }

  mutating func costs() -> ExecutionCosts {
    ExecutionCosts(
      commissionPerShare: one(of: [0, 0.001, 0.005, 1.0 / 3, 2e-10]),
      slippageBasisPoints: one(of: [0, 1, 5, 12.5, 900]),
      volumeLimit: one(of: [nil, 0.1, 0.1, 0.025, 1, 0]))
  }
}
