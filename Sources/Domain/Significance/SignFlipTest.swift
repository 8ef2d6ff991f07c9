import Kernels
import Performance

/// A one-sided test of a mean return above zero: how often do random signs do at least as well?
///
/// Under the hypothesis that returns are symmetric around zero, each could as well have had the
/// other sign. Flipping signs leaves the sum of squares alone, so the Sharpe ratio rises with the
/// mean and both have the same p-value. The test takes no account of dependence between sessions;
/// the stationary bootstrap does.
public struct SignFlipTest: Sendable {
  public let plan: ResamplingPlan
  private let returns: [Double]
  private let observed: Double

  /// Prepares the test.
  ///
  /// - Returns: nil for fewer than two returns, or when they do not vary.
  public init?(of returns: [Double], plan: ResamplingPlan) {
    guard sharpeRatio(of: returns) != nil else { return nil }
    self.plan = plan
    self.returns = returns
    // Summed as the resamples are, so that the series ties with itself exactly.
    observed = returns.withUnsafeBufferPointer { flippedSum($0) { 0 } }
  }

  /// Counts the resamples of one chunk whose mean is at least the observed one.
  ///
  /// - Complexity: O(replications of the chunk × returns); no allocation.
  public func exceedances(inChunk chunk: Int) -> Int {
    var generator = plan.generator(ofChunk: chunk, stream: 1)
    var count = 0
    returns.withUnsafeBufferPointer { returns in
      for _ in 0..<plan.count(inChunk: chunk)
      where flippedSum(returns, bits: { generator.next() }) >= observed { count += 1 }
    }
    return count
  }

  /// Returns the p-value that `exceedances` over all chunks amount to.
  public func pValue(exceedances: Int) -> Double {
    Significance.pValue(exceedances: exceedances, replications: plan.replications)
  }

  /// Runs every chunk in turn.
  public func run() -> Double {
    pValue(exceedances: (0..<plan.chunks).reduce(0) { $0 + exceedances(inChunk: $1) })
  }
}

/// Returns the sum of `values`, each with its sign flipped where the next random bit is 1.
///
/// Four partial sums in a fixed order: the additions of one need not wait for another's.
@inline(__always)
private func flippedSum(
  _ values: UnsafeBufferPointer<Double>, bits: () -> UInt64
) -> Double {
  var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
  let count = values.count
  var index = 0
  while index < count {
    var word = bits()
    let end = min(index &+ 64, count)
    while index &+ 4 <= end {
      a += flipped(values[index], word)
      b += flipped(values[index &+ 1], word &>> 1)
      c += flipped(values[index &+ 2], word &>> 2)
      d += flipped(values[index &+ 3], word &>> 3)
      word &>>= 4
      index &+= 4
    }
    while index < end {
      a += flipped(values[index], word)
      word &>>= 1
      index &+= 1
    }
  }
  return (a + b) + (c + d)
}

@inline(__always)
private func flipped(_ value: Double, _ word: UInt64) -> Double {
  Double(bitPattern: value.bitPattern ^ (word &<< 63))
}
