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
  private let observed: Double
  /// The sum of each eight returns under every choice of their signs; shape: ⌈returns ÷ 8⌉ × 256.
  private let sums: [Double]
  private let groups: Int

  /// Prepares the test.
  ///
  /// - Returns: nil for fewer than two returns, or when they do not vary.
  public init?(of returns: [Double], plan: ResamplingPlan) {
    guard sharpeRatio(of: returns) != nil else { return nil }
    self.plan = plan
    let groups = (returns.count + 7) / 8
    let sums = (0..<groups).flatMap { signedSums(of: returns[($0 * 8)..<min(returns.count, $0 * 8 + 8)]) }
    // Summed as the resamples are, so that the series ties with itself exactly.
    observed = sums.withUnsafeBufferPointer { flippedSum($0, groups: groups) { 0 } }
    self.sums = sums
    self.groups = groups
  }

  /// Counts the resamples of one chunk whose mean is at least the observed one.
  ///
  /// - Complexity: O(replications of the chunk × returns ÷ 8); no allocation.
  public func exceedances(inChunk chunk: Int) -> Int {
    var generator = plan.generator(ofChunk: chunk, stream: 1)
    var count = 0
    sums.withUnsafeBufferPointer { sums in
      for _ in 0..<plan.count(inChunk: chunk)
      where flippedSum(sums, groups: groups, bits: { generator.next() }) >= observed { count += 1 }
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

/// Returns the sums of up to eight values for every byte, whose set bits flip the sign.
private func signedSums(of values: ArraySlice<Double>) -> [Double] {
  (0..<256).map { byte in
    var sum = 0.0
    for (bit, value) in values.enumerated() { sum += byte >> bit & 1 == 0 ? value : -value }
    return sum
  }
}

/// Returns the sum of all values, each with its sign flipped where the next random bit is 1.
///
/// Four partial sums in a fixed order: the additions of one need not wait for another's.
@inline(__always)
private func flippedSum(
  _ sums: UnsafeBufferPointer<Double>, groups: Int, bits: () -> UInt64
) -> Double {
  var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
  var base = 0
  let end = groups &* 256
  while base &+ 2048 <= end {
    let word = bits()
    a += sums[base &+ Int(word & 255)]
    b += sums[base &+ 256 &+ Int(word &>> 8 & 255)]
    c += sums[base &+ 512 &+ Int(word &>> 16 & 255)]
    d += sums[base &+ 768 &+ Int(word &>> 24 & 255)]
    a += sums[base &+ 1024 &+ Int(word &>> 32 & 255)]
    b += sums[base &+ 1280 &+ Int(word &>> 40 & 255)]
    c += sums[base &+ 1536 &+ Int(word &>> 48 & 255)]
    d += sums[base &+ 1792 &+ Int(word &>> 56)]
    base &+= 2048
  }
  if base < end {
    var word = bits()
    while base < end {
      a += sums[base &+ Int(word & 255)]
      word &>>= 8
      base &+= 256
    }
  }
  return (a + b) + (c + d)
}
