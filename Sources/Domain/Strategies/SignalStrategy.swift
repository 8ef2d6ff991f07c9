import Chronology
import Construction
import Factors
public import Market
public import Trading

/// Holds a portfolio made of a factor's newest values.
///
/// Prices are taken on the terms of the first bar, so that a split changes neither the factor nor the
/// volatilities. On a session of rebalancing every working order is cancelled, what falls is sold and
/// then what rises is bought. When no portfolio keeps to the constraints that day, the one before stays.
public struct SignalStrategy: Strategy {
  private let rule: SignalRule
  private let symbolCount: Int
  private var stream: FactorStream
  /// What a price times it is on the terms of the first bar; shape: symbols.
  private var scale: [Double]
  /// The last close of each symbol on today's terms; NaN before its first.
  private var marks: [Double]
  private var prices: PriceWindow
  /// The signals of the last sessions, the oldest first; shape: at most `delay` × symbols.
  private var signals: [[Double]] = []
  private var session: SessionDate?
  private var isWeekStart = false
  private var isMonthStart = false
  /// Bars observed.
  private var bars = 0
  /// The bar of the first decision.
  private var firstDecision: Int?

  /// - Parameters:
  ///   - rule: What to hold and when.
  ///   - symbolCount: How many symbols compete.
  public init(_ rule: SignalRule, symbolCount: Int) {
    self.rule = rule
    self.symbolCount = symbolCount
    let trees = [rule.expression.tree] + (rule.eligible.map { [$0.tree] } ?? [])
    stream = FactorStream(FactorProgram(trees), width: symbolCount, groups: [:])
    scale = Array(repeating: 1, count: symbolCount)
    marks = Array(repeating: .nan, count: symbolCount)
    let plan = rule.construction
    prices = PriceWindow(
      symbolCount: symbolCount, length: plan.needsReturns ? plan.volatilityWindow + 1 : 1)
  }

  public var warmUpBars: Int { rule.warmUpBars }

  public mutating func observe(_ slice: MarketSlice) {
    let scale = scale
    for index in 0..<symbolCount {
      let close = slice.close(index)
      if close.isFinite { marks[index] = close }
      prices.append(close * scale[index], of: index)
    }
    stream.append { field, index in
      let factor = scale[index]
      return switch field {
      case .open: slice.open(index) * factor
      case .high: slice.high(index) * factor
      case .low: slice.low(index) * factor
      case .close: slice.close(index) * factor
      case .volume: slice.volume(index) / factor
      case .vwap:
        (slice.high(index) * factor + slice.low(index) * factor + slice.close(index) * factor) / 3
      case .cap, .named: .nan
      }
    }
    var row = stream.values(of: 0)
    if rule.eligible != nil {
      let conditions = stream.values(of: 1)
      for index in 0..<symbolCount where !(conditions[index].isFinite && conditions[index] != 0) {
        row[index] = .nan
      }
    }
    if signals.count == rule.delay { signals.removeFirst() }
    signals.append(row)
    let today = slice.session
    isWeekStart = session.map { $0.monday != today.monday } ?? false
    isMonthStart = session.map { $0.civil.month != today.civil.month } ?? false
    session = today
    bars += 1
  }

  public mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    if firstDecision == nil { firstDecision = bars }
    guard isRebalance, signals.count == rule.delay, portfolio.equity > 0 else { return }
    var current = [Double](repeating: 0, count: symbolCount)
    for index in 0..<symbolCount where portfolio.shares[index] != 0 && marks[index].isFinite {
      current[index] = portfolio.shares[index] * marks[index] / portfolio.equity
    }
    let inputs = ConstructionInputs(scores: signals[0], returns: returns, current: current)
    let target: [Double]
    do throws(ConstructionError) {
      target = try rule.construction.weights(for: inputs)
    } catch {
      return
    }
    if portfolio.hasWorkingOrder.contains(true) { intents.append(.cancelAll) }
    for isSale in [true, false] {
      for index in 0..<symbolCount where (target[index] < current[index]) == isSale {
        guard target[index] != 0 || portfolio.shares[index] != 0 else { continue }
        intents.append(.targetWeight(symbolIndex: index, weight: target[index]))
      }
    }
  }

  public mutating func rescale(_ symbolIndex: Int, by ratio: Double) {
    scale[symbolIndex] /= ratio
    marks[symbolIndex] *= ratio
  }

  public func appendState(to bytes: inout StateBytes) {
    bytes.append(session.map { Int64($0.day) } ?? .min)
    bytes.append(isWeekStart)
    bytes.append(isMonthStart)
    bytes.append(bars)
    bytes.append(firstDecision ?? -1)
    bytes.append(scale)
    bytes.append(marks)
    bytes.append(signals.count)
    for row in signals { bytes.append(row) }
    prices.appendState(to: &bytes)
    let state = stream.state
    bytes.append(state.count)
    for byte in state { bytes.append(byte) }
  }

  private var isRebalance: Bool {
    switch rule.rebalance {
    case .session: true
    case .week: isWeekStart
    case .month: isMonthStart
    case .every(let sessions): (bars - (firstDecision ?? bars)) % sessions == 0
    }
  }

  /// The returns of the window, row-major; NaN where a close is missing.
  private var returns: [Double] {
    guard rule.construction.needsReturns else { return [] }
    let rows = min(rule.construction.volatilityWindow, bars - 1)
    return (0..<max(0, rows)).reversed().flatMap { bar in
      (0..<symbolCount).map { index in
        prices.close(of: index, barsAgo: bar) / prices.close(of: index, barsAgo: bar + 1) - 1
      }
    }
  }
}
