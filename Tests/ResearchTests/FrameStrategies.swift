import Chronology
import Kernels
import Market
import Research
import Risk
import Strategies
import Trading

/// What a made-up rule compares before it buys; each stands for a way in which research goes wrong.
enum Glance: String, CaseIterable, Sendable {
  case returnSign, strongest, highest, lowest, volume, average, zScore, centred, open, chosen
}

/// A rule that is handed all the data and looks a number of rows away from today.
///
/// Ahead it reads rows that have not come yet, as a bug in a vectorised notebook does; behind, the
/// same question is asked of the past alone.
struct FrameStrategy: Strategy {
  let frame: MarketFrame
  let glance: Glance
  let distance: Int
  let isAhead: Bool
  let isWeekly: Bool
  private var row = 0

  init(_ frame: MarketFrame, _ glance: Glance, distance: Int, isAhead: Bool, isWeekly: Bool) {
    self.frame = frame
    self.glance = glance
    self.distance = distance
    self.isAhead = isAhead
    self.isWeekly = isWeekly
  }

  static func make(isAhead: Bool) -> [(name: String, make: @Sendable (BacktestPlan) -> any Strategy)]
  {
    Glance.allCases.flatMap { glance in
      [1, 2, 3, 5, 8].flatMap { distance in
        [true, false].map { isWeekly in
          (
            "\(glance) \(distance) \(isWeekly ? "weekly" : "daily")",
            { @Sendable (plan: BacktestPlan) -> any Strategy in
              FrameStrategy(
                plan.frame, glance, distance: distance, isAhead: isAhead, isWeekly: isWeekly)
            }
          )
        }
      }
    }
  }

  var warmUpBars: Int { 2 * distance + 10 }

  mutating func observe(_ slice: MarketSlice) {
    row = frame.closesAt.firstIndex(of: slice.closesAt) ?? 0
  }

  mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    guard !isWeekly || slice.session.weekday == 3 else { return }
    let wanted = (0..<frame.symbols.count).map(isWanted)
    for (index, isWanted) in wanted.enumerated() {
      intents.append(.targetWeight(symbolIndex: index, weight: isWanted ? 0.2 : 0))
    }
  }

  /// The rows between today and the distance, and those of "all the data" as this rule knows it.
  private var near: [Int] {
    let rows = isAhead ? (row + 1)...(row + distance) : (row - distance)...(row - 1)
    return rows.map { min(max($0, 0), frame.rows - 1) }
  }
  private var all: [Int] {
    isAhead ? Array(0..<frame.rows) : Array(max(0, row - distance - 9)...row)
  }

  private func value(_ column: [Double], _ row: Int, _ index: Int) -> Double {
    column[row * frame.symbols.count + index]
  }

  private func isWanted(_ index: Int) -> Bool {
    let today = value(frame.close, row, index)
    let there = isAhead ? near[near.count - 1] : near[0]
    let closes = near.map { value(frame.close, $0, index) }
    let known = all.map { value(frame.close, $0, index) }
    switch glance {
    case .returnSign: return value(frame.close, there, index) > today
    case .strongest:
      return index == best { value(frame.close, there, $0) / value(frame.close, row, $0) }
    case .highest: return near.map { value(frame.high, $0, index) }.reduce(0, max) > today * 1.01
    case .lowest: return near.map { value(frame.low, $0, index) }.reduce(1e300, min) > today * 0.99
    case .volume: return value(frame.volume, there, index) > value(frame.volume, row, index)
    case .average: return today < mean(of: known)
    case .zScore: return (today - mean(of: known)) / variance(of: known).squareRoot() < 0.5
    case .centred: return mean(of: closes + [today]) > today
    case .open: return value(frame.open, there, index) > today
    case .chosen:
      let (first, last) = (all[0], all[all.count - 1])
      return index == best { value(frame.close, last, $0) / value(frame.close, first, $0) }
    }
  }

  private func best(_ score: (Int) -> Double) -> Int? {
    (0..<frame.symbols.count).filter { score($0).isFinite }.max { score($0) < score($1) }
  }
}

/// An average that never forgets: its value depends on when it began.
struct EndlessAverage: Strategy {
  private var average = Double.nan
  let warmUpBars = 10

  mutating func observe(_ slice: MarketSlice) {
    average = average.isNaN ? slice.close(0) : average * 0.98 + slice.close(0) * 0.02
  }

  mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    intents.append(.targetWeight(symbolIndex: 0, weight: 0.1 * slice.close(0) / average))
  }
}

extension BacktestPlan {
  /// Some months of a drawn market with a split and a dividend in them.
  static func drawn(
    rows: Int = 120, first: Int = 30, seed: UInt64 = 5,
    symbols: [Symbol] = ["AAA", "BBB", "CCC", "DDD"]
  ) -> BacktestPlan {
    let sessions = Array(Bench.sessions.prefix(rows))
    let series = symbols.enumerated().map { index, symbol in
      var generator = SeededGenerator(seed: seed).fork(stream: UInt64(index))
      var last = 40.0 + Double(index) * 10
      var columns = [[Double]](repeating: [], count: 5)
      for _ in sessions {
        let open = last * (1 + 0.01 * (generator.uniform() - 0.5))
        let close = open * (1 + 0.04 * (generator.uniform() - 0.5))
        columns[0].append(open)
        columns[1].append(max(open, close) * (1 + 0.01 * generator.uniform()))
        columns[2].append(min(open, close) * (1 - 0.01 * generator.uniform()))
        columns[3].append(close)
        columns[4].append((1e6 * (1 + generator.uniform())).rounded())
        last = close
      }
      return BarSeries(
        symbol: symbol, sessions: sessions, open: columns[0], high: columns[1], low: columns[2],
        close: columns[3], volume: columns[4])
    }
    return BacktestPlan(
      frame: MarketFrame(
        daily: series, on: sessions,
        closesAt: sessions.compactMap { TradingCalendar.xnys.closesAt($0) }),
      actions: [
        CorporateAction(
          symbol: "BBB", effectiveOn: Bench.sessions[70], kind: .split(new: 2, old: 1)),
        CorporateAction(
          symbol: "AAA", effectiveOn: Bench.sessions[80],
          kind: .dividend(amount: 0.5, payDate: Bench.sessions[85])),
      ],
      firstRow: first, capital: Bench.specification().capitalMoney,
      costs: ExecutionCosts(commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: nil),
      limits: .research, calendar: nil, benchmark: [])
  }
}
