import Kernels
import Performance

/// Resamples returns in blocks of random length, so that their dependence in time survives.
///
/// Politis and Romano (*The Stationary Bootstrap*, 1994): blocks begin anywhere with equal chance,
/// their length is geometric, and the series is a circle. Sums over a block come from prefix sums,
/// so that a resample costs one step a block, not one a return.
public struct StationaryBootstrap: Sendable {
  public let plan: ResamplingPlan
  /// The mean length of a block in sessions; at least 1.
  public let blockLength: Double
  /// The observed Sharpe ratio, per session.
  public let sharpe: Double
  private let count: Int
  private let lengths: GeometricLengths
  /// The sum and the sum of squares of the centred returns before each place of the circle walked
  /// twice; shape: 2 × returns + 1.
  private let sums: [SIMD2<Double>]
  private let mean: Double

  /// Prepares the resampling of `returns`.
  ///
  /// - Parameter blockLength: Mean length in sessions; below 1 counts as 1; see
  ///   `optimalBlockLength(of:)`.
  /// - Returns: nil for fewer than two returns, or when they do not vary.
  public init?(of returns: [Double], blockLength: Double, plan: ResamplingPlan) {
    guard let sharpe = sharpeRatio(of: returns), blockLength.isFinite else { return nil }
    let center = Kernels.mean(of: returns)
    var sum = CompensatedSum()
    var square = CompensatedSum()
    var sums = [SIMD2<Double>.zero]
    for value in returns + returns {
      sum.add(value - center)
      square.add((value - center) * (value - center))
      sums.append(SIMD2(sum.value, square.value))
    }
    self.plan = plan
    self.blockLength = max(1, blockLength)
    self.sharpe = sharpe
    self.count = returns.count
    self.sums = sums
    lengths = GeometricLengths(mean: self.blockLength)
    self.mean = center
  }

  /// Draws the resamples of one chunk.
  ///
  /// - Returns: For each resample its Sharpe ratio, and how many of them, after the mean return was
  ///   taken out of the series, still do at least as well as the series itself. That ratio divides
  ///   by the resample's own deviation. A resample that does not vary has a ratio of 0.
  public func draw(chunk: Int) -> BootstrapDraw {
    var draw = BootstrapDraw(exceedances: 0, sharpes: [])
    draw.sharpes.reserveCapacity(plan.count(inChunk: chunk))
    resample(chunk: chunk) { centred, deviation in
      let varies = deviation >= smallestDeviation
      if (varies ? centred / deviation : 0) >= sharpe { draw.exceedances += 1 }
      draw.sharpes.append(varies ? (mean + centred) / deviation : 0)
    }
    return draw
  }

  /// Returns the p-value that `exceedances` over all chunks amount to: one-sided, against zero.
  public func pValue(exceedances: Int) -> Double {
    Significance.pValue(exceedances: exceedances, replications: plan.replications)
  }

  /// Runs the test's chunks in turn.
  public func run() -> Double {
    pValue(exceedances: (0..<plan.chunks).reduce(0) { $0 + draw(chunk: $1).exceedances })
  }

  /// Calls `body` with the centred mean and the deviation (*n* − 1) of each resample of a chunk.
  ///
  /// - Complexity: O(replications × returns ÷ block length); no allocation.
  private func resample(
    chunk: Int, _ body: (_ mean: Double, _ deviation: Double) -> Void
  ) {
    var blocks = GeometricBlocks(
      of: count, lengths: lengths, generator: plan.generator(ofChunk: chunk, stream: 2))
    let total = count
    sums.withUnsafeBufferPointer { sums in
      for _ in 0..<plan.count(inChunk: chunk) {
        var taken = 0
        var sum = SIMD2<Double>.zero
        while taken < total {
          let (start, end) = blocks.next(upTo: total &- taken)
          sum += sums[end] - sums[start]
          taken &+= end &- start
        }
        let mean = sum[0] / Double(total)
        let spread = max(0, sum[1] - sum[0] * mean) / Double(total - 1)
        body(mean, spread.squareRoot())
      }
    }
  }
}

/// What one chunk of a stationary bootstrap drew.
public struct BootstrapDraw: Hashable, Sendable {
  /// Resamples without an edge that did at least as well as the series.
  public var exceedances: Int
  /// Sharpe ratios, per session, of the resamples with the series' own mean; shape: resamples.
  public var sharpes: [Double]
}
