import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One market's bars in columns; prices are positive and adjusted alike; shape of each: sessions.
public struct MarketBars: Hashable, Sendable {
  public var open: [Double]
  public var high: [Double]
  public var low: [Double]
  public var close: [Double]
  public var volume: [Double]

  public init(
    open: [Double], high: [Double], low: [Double], close: [Double], volume: [Double]
  ) {
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

/// Prices that could have been: bars of the same shapes and gaps, in another order.
///
/// Masters, *Permutation and Randomization Tests for Trading System Development* (2020). A bar's gap
/// from the close before and its shape (high, low and close from the open, with its volume) are put
/// in two orders drawn apart; several markets share both, which keeps their dependence on each other.
public struct BarPermutation: Sendable {
  public let plan: ResamplingPlan
  private let markets: [MarketBars]
  private let first: Int
  private let logs: [MarketBars]

  /// Prepares the permutation.
  ///
  /// - Parameters:
  ///   - markets: With the same sessions.
  ///   - first: The first bar to permute, at least 1; those before stay as they are. For a
  ///     walk-forward test, the first out-of-sample session.
  /// - Throws: For no market, fewer than 30 bars to permute, columns of unequal length, or a price
  ///   that is not positive, or beyond its bar's high or low.
  public init(
    of markets: [MarketBars], from first: Int, plan: ResamplingPlan
  ) throws(InsufficientData) {
    precondition(first >= 1, "The first bar has no gap to permute.")
    guard let count = markets.first?.close.count else {
      throw .tooFew("markets", found: 0, needed: 1)
    }
    guard count - first >= fewestSessions else {
      throw .tooFew("bars", found: max(0, count - first), needed: fewestSessions)
    }
    for (index, market) in markets.enumerated() {
      let columns = [market.open, market.high, market.low, market.close, market.volume]
      guard columns.allSatisfy({ $0.count == count }) else {
        throw .mismatched("the columns of market \(index)")
      }
      guard columns.dropLast().allSatisfy({ $0.allSatisfy { $0 > 0 && $0.isFinite } }) else {
        throw .notFinite("a price of market \(index)")
      }
      for row in 0..<count {
        guard market.high[row] >= max(market.open[row], market.close[row]),
          market.low[row] <= min(market.open[row], market.close[row])
        else { throw .undefined("bar \(row) of market \(index) contradicts itself") }
      }
    }
    self.plan = plan
    self.markets = markets
    self.first = first
    logs = markets.map { market in
      MarketBars(
        open: market.open.map { log($0) }, high: market.high.map { log($0) },
        low: market.low.map { log($0) }, close: market.close.map { log($0) },
        volume: market.volume)
    }
  }

  /// Returns the markets of replication `number`, counted from 0; the same for the same plan.
  public func markets(ofReplication number: Int) -> [MarketBars] {
    precondition((0..<plan.replications).contains(number), "A plan has so many replications.")
    var draws = SwapDraws(plan.generator(ofChunk: number, replicationsOf: 8))
    let count = markets[0].close.count - first
    let shapes = draws.permutation(of: count)
    let gaps = draws.permutation(of: count)
    return markets.indices.map { permuted($0, shapes: shapes, gaps: gaps) }
  }

  private func permuted(_ market: Int, shapes: [Int], gaps: [Int]) -> MarketBars {
    let own = logs[market]
    var bars = markets[market]
    var close = own.close[first - 1]
    for index in shapes.indices {
      let (row, shape, gap) = (first + index, first + shapes[index], first + gaps[index])
      let open = close + (own.open[gap] - own.close[gap - 1])
      close = open + (own.close[shape] - own.open[shape])
      bars.open[row] = exp(open)
      bars.close[row] = exp(close)
      let (top, bottom) = (max(bars.open[row], bars.close[row]), min(bars.open[row], bars.close[row]))
      bars.high[row] = max(top, exp(open + (own.high[shape] - own.open[shape])))
      bars.low[row] = min(bottom, exp(open + (own.low[shape] - own.open[shape])))
      bars.volume[row] = markets[market].volume[shape]
    }
    return bars
  }

  /// Runs the test in turn: how often a search does as well where there is nothing to find.
  ///
  /// - Parameter best: The best metric that the whole search reaches on the markets it is given; the
  ///   search is repeated on every replication.
  /// - Returns: One-sided, never 0.
  public func run(_ best: ([MarketBars]) -> Double) -> Double {
    let observed = best(markets)
    let exceedances = (0..<plan.replications).count { best(markets(ofReplication: $0)) >= observed }
    return pValue(exceedances: exceedances, replications: plan.replications)
  }
}

extension ResamplingPlan {
  /// The generator of a single replication, for resamples too costly to share a chunk.
  func generator(ofChunk replication: Int, replicationsOf stream: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed).fork(stream: stream).fork(stream: UInt64(replication))
  }
}
