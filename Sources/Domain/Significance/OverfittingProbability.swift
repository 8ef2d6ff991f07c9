import Kernels
import Performance

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How often the trial that looked best in one half of history was below the middle in the other.
///
/// Combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado and Zhu, *The
/// Probability of Backtest Overfitting* (2017).
public struct OverfittingProbability: Hashable, Sendable, Codable {
  /// Blocks that history was cut into.
  public let blocks: Int
  /// Sessions used: the longest beginning that the blocks divide.
  public let sessionsUsed: Int
  /// Ways to choose half of the blocks.
  public let combinations: Int
  /// The share of choices whose winner fell to the middle or below elsewhere, 0 to 1.
  public let probability: Double
  /// Mean of ln(w ÷ (1 − w)), w the winner's relative rank elsewhere.
  public let meanLogit: Double
  public let deviationLogit: Double
  /// The share of choices whose winner lost money elsewhere.
  public let lossProbability: Double
  /// The winner's ratio elsewhere against its ratio where it won: below 0, skill turned out luck.
  public let degradationSlope: Double?
  public let degradationIntercept: Double?
  /// The share of the winner's variance elsewhere that the line explains.
  public let degradationFit: Double?
  /// Whether the winner's ratio elsewhere is at least any value as often as the trials' mean ratio is.
  public let hasFirstOrderDominance: Bool
  /// Whether nobody who shuns risk prefers the mean trial to the winner.
  public let hasSecondOrderDominance: Bool

  /// Judges the trials' returns.
  ///
  /// - Parameters:
  ///   - trials: Returns of every trial, bad ones too; shape: trials × sessions.
  ///   - blocks: Even, 4 to 16; with `sampling` up to 32.
  ///   - sampling: How many choices to draw where there are too many to take all; nil takes all.
  /// - Returns: nil for fewer than two trials or two sessions a block, or a trial that somewhere
  ///   does not vary.
  /// - Complexity: O(combinations × trials × blocks).
  public init?(of trials: [[Double]], blocks: Int, sampling: ResamplingPlan? = nil) {
    precondition(blocks % 2 == 0, "History is cut into an even number of blocks.")
    precondition(
      (4...(sampling == nil ? 16 : 32)).contains(blocks), "History is cut into 4 to 16 blocks.")
    guard trials.count >= 2, let sessions = trials.first?.count, sessions >= 2 * blocks else {
      return nil
    }
    precondition(trials.allSatisfy { $0.count == sessions }, "Trials share their sessions.")
    let length = sessions / blocks
    let parts = trials.map { BlockSums(of: $0, blocks: blocks, length: length) }

    var logits: [Double] = []
    var won: [Double] = []
    var kept: [Double] = []
    var typical: [Double] = []
    for choice in sampling.map({ drawnChoices(of: blocks, plan: $0) }) ?? allChoices(of: blocks) {
      let inside = parts.map { $0.sharpe(of: choice) }
      let outside = parts.map { $0.sharpe(of: ~choice) }
      guard (inside + outside).allSatisfy(\.isFinite),
        let best = inside.indices.max(by: { (inside[$0], $1) < (inside[$1], $0) })
      else { return nil }
      // The winner's mean rank among equals, 1 for the worst.
      let below = Double(outside.count { $0 < outside[best] })
      let equal = Double(outside.count { $0 == outside[best] })
      let rank = (below + (equal + 1) / 2) / Double(trials.count + 1)
      logits.append(log(rank / (1 - rank)))
      won.append(inside[best])
      kept.append(outside[best])
      typical.append(mean(of: outside))
    }
    let line = LeastSquaresLine(x: won, y: kept)
    self.blocks = blocks
    sessionsUsed = length * blocks
    combinations = logits.count
    probability = Double(logits.count { $0 <= 0 }) / Double(logits.count)
    meanLogit = mean(of: logits)
    deviationLogit = standardDeviation(of: logits)
    lossProbability = Double(kept.count { $0 < 0 }) / Double(kept.count)
    degradationSlope = line?.slope
    degradationIntercept = line?.intercept
    degradationFit = line.flatMap { $0.rSquared.isFinite ? $0.rSquared : nil }
    let dominance = StochasticDominance(of: kept, over: typical)
    hasFirstOrderDominance = dominance.first
    hasSecondOrderDominance = dominance.second
  }
}

/// Every way to choose half of the blocks; a set bit is a chosen block.
private func allChoices(of blocks: Int) -> [UInt32] {
  (UInt32(0)..<(1 << UInt32(blocks))).filter { $0.nonzeroBitCount == blocks / 2 }
}

/// Ways to choose half of the blocks, drawn with equal chance and with replacement.
private func drawnChoices(of blocks: Int, plan: ResamplingPlan) -> [UInt32] {
  (0..<plan.chunks).flatMap { chunk in
    var generator = plan.generator(ofChunk: chunk, stream: 4)
    return (0..<plan.count(inChunk: chunk)).map { _ in
      var choice: UInt32 = 0
      // Floyd's sampling: every half has the same chance, after as many draws as it has blocks.
      for upper in (blocks - blocks / 2)..<blocks {
        let drawn = UInt32(generator.next().multipliedFullWidth(by: UInt64(upper + 1)).high)
        choice |= choice >> drawn & 1 == 0 ? 1 << drawn : 1 << UInt32(upper)
      }
      return choice
    }
  }
}

/// Whether one sample's distribution is to be preferred to another's.
package struct StochasticDominance: Hashable, Sendable {
  /// At every value the share at or below it is no larger, and somewhere smaller.
  package let first: Bool
  /// Up to every value the area under that share is no larger, and somewhere smaller.
  package let second: Bool

  package init(of sample: [Double], over other: [Double]) {
    let (own, others) = (sample.sorted(), other.sorted())
    var (i, j) = (0, 0)
    var (gap, area) = (0.0, CompensatedSum())
    var (lowestGap, highestGap, lowestArea, highestArea) = (0.0, 0.0, 0.0, 0.0)
    var previous: Double?
    while i < own.count || j < others.count {
      let value = min(i < own.count ? own[i] : .infinity, j < others.count ? others[j] : .infinity)
      if let previous { area.add(gap * (value - previous)) }
      lowestArea = min(lowestArea, area.value)
      highestArea = max(highestArea, area.value)
      while i < own.count, own[i] == value { i += 1 }
      while j < others.count, others[j] == value { j += 1 }
      gap = Double(j) / Double(others.count) - Double(i) / Double(own.count)
      lowestGap = min(lowestGap, gap)
      highestGap = max(highestGap, gap)
      previous = value
    }
    first = lowestGap >= 0 && highestGap > 0
    // The area is a sum: what rounding leaves of it counts as none.
    let rounding = 1e-15 * max(own.last?.magnitude ?? 0, others.last?.magnitude ?? 0)
    second = lowestArea >= -rounding && highestArea > rounding
  }
}

/// Sums and sums of squares of a trial's returns, a block.
private struct BlockSums {
  let sums: [Double]
  let squares: [Double]
  let length: Int

  init(of returns: [Double], blocks: Int, length: Int) {
    self.length = length
    let parts = (0..<blocks).map { returns[($0 * length)..<(($0 + 1) * length)] }
    sums = parts.map { compensatedSum(of: Array($0)) }
    squares = parts.map { compensatedSum(of: $0.map { $0 * $0 }) }
  }

  /// The Sharpe ratio over the blocks whose bit is set; NaN where it does not vary.
  func sharpe(of choice: UInt32) -> Double {
    var sum = CompensatedSum()
    var square = CompensatedSum()
    var count = 0.0
    for block in sums.indices where choice >> UInt32(block) & 1 == 1 {
      sum.add(sums[block])
      square.add(squares[block])
      count += Double(length)
    }
    let mean = sum.value / count
    let deviation = (max(0, square.value - sum.value * mean) / (count - 1)).squareRoot()
    return deviation >= smallestDeviation ? mean / deviation : .nan
  }
}
