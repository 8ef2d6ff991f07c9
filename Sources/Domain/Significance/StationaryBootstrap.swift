#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
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
  /// Sums and sums of squares of the centred returns before each place of the circle walked twice;
  /// shape: 2 × returns + 1.
  private let sums: [Double]
  private let squares: [Double]
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
    var sums = [0.0]
    var squares = [0.0]
    for value in returns + returns {
      sum.add(value - center)
      square.add((value - center) * (value - center))
      sums.append(sum.value)
      squares.append(square.value)
    }
    self.plan = plan
    self.blockLength = max(1, blockLength)
    self.sharpe = sharpe
    self.count = returns.count
    self.sums = sums
    self.squares = squares
    self.mean = center
  }

  /// Counts the resamples of one chunk that do at least as well although their true mean is zero.
  ///
  /// The returns are centred first: what a resample shows is luck. Its Sharpe ratio, which divides
  /// by the resample's own deviation, is compared with the observed one.
  public func exceedances(inChunk chunk: Int) -> Int {
    var count = 0
    resample(chunk: chunk, stream: 2) { mean, deviation in
      let ratio = deviation >= smallestDeviation ? mean / deviation : 0
      if ratio >= sharpe { count += 1 }
    }
    return count
  }

  /// Returns the Sharpe ratios, per session, of one chunk's resamples of the returns as they are.
  ///
  /// - Returns: shape: replications of the chunk; a resample that does not vary counts as 0.
  public func sharpes(inChunk chunk: Int) -> [Double] {
    var ratios: [Double] = []
    ratios.reserveCapacity(plan.count(inChunk: chunk))
    resample(chunk: chunk, stream: 3) { centred, deviation in
      ratios.append(deviation >= smallestDeviation ? (mean + centred) / deviation : 0)
    }
    return ratios
  }

  /// Returns the p-value that `exceedances` over all chunks amount to: one-sided, against zero.
  public func pValue(exceedances: Int) -> Double {
    Significance.pValue(exceedances: exceedances, replications: plan.replications)
  }

  /// Runs the test's chunks in turn.
  public func run() -> Double {
    pValue(exceedances: (0..<plan.chunks).reduce(0) { $0 + exceedances(inChunk: $1) })
  }

  /// Calls `body` with the centred mean and the deviation (*n* − 1) of each resample of a chunk.
  ///
  /// - Complexity: O(replications × returns ÷ block length); no allocation.
  private func resample(
    chunk: Int, stream: UInt64, _ body: (_ mean: Double, _ deviation: Double) -> Void
  ) {
    var generator = plan.generator(ofChunk: chunk, stream: stream)
    // A block ends after each return with probability 1/b; log1p(-1) is −infinity: length 1.
    let logStay = log1p(-1 / blockLength)
    let total = count
    sums.withUnsafeBufferPointer { sums in
      squares.withUnsafeBufferPointer { squares in
        for _ in 0..<plan.count(inChunk: chunk) {
          var (taken, sum, square) = (0, 0.0, 0.0)
          while taken < total {
            let start = Int(truncatingIfNeeded: generator.next().multipliedFullWidth(by: UInt64(total)).high)
            let drawn = log(1 - generator.uniform()) / logStay
            let length = drawn < Double(total - taken) ? Int(drawn) &+ 1 : total
            let end = start &+ min(length, total &- taken)
            sum += sums[end] - sums[start]
            square += squares[end] - squares[start]
            taken &+= end &- start
          }
          let mean = sum / Double(total)
          let spread = max(0, square - sum * mean) / Double(total - 1)
          body(mean, spread.squareRoot())
        }
      }
    }
  }
}
