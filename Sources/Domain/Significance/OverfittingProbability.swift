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

  /// Judges the trials' returns.
  ///
  /// - Parameters:
  ///   - trials: Returns of every trial, bad ones too; shape: trials × sessions.
  ///   - blocks: Even, 4 to 16.
  /// - Returns: nil for fewer than two trials or two sessions a block, or a trial that somewhere
  ///   does not vary.
  /// - Complexity: O(combinations × trials × blocks).
  public init?(of trials: [[Double]], blocks: Int) {
    precondition(blocks % 2 == 0, "History is cut into an even number of blocks.")
    precondition((4...16).contains(blocks), "History is cut into 4 to 16 blocks.")
    guard trials.count >= 2, let sessions = trials.first?.count, sessions >= 2 * blocks else {
      return nil
    }
    precondition(trials.allSatisfy { $0.count == sessions }, "Trials share their sessions.")
    let length = sessions / blocks
    let parts = trials.map { BlockSums(of: $0, blocks: blocks, length: length) }

    var logits: [Double] = []
    var won: [Double] = []
    var kept: [Double] = []
    for choice in UInt32(0)..<(1 << UInt32(blocks)) where choice.nonzeroBitCount == blocks / 2 {
      let inside = parts.map { $0.sharpe(of: choice) }
      let outside = parts.map { $0.sharpe(of: ~choice) }
      guard (inside + outside).allSatisfy(\.isFinite),
        let best = inside.indices.max(by: { (inside[$0], $1) < (inside[$1], $0) })
      else { return nil }
      let rank = averageRanks(of: outside)[best] / Double(trials.count + 1)
      logits.append(log(rank / (1 - rank)))
      won.append(inside[best])
      kept.append(outside[best])
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
