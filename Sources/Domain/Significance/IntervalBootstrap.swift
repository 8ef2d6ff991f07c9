import Kernels
import Performance

/// A statistic with the standard error of its estimate, where one is known.
public struct Estimate: Hashable, Sendable, Codable {
  public let value: Double
  public let standardError: Double?

  public init(value: Double, standardError: Double? = nil) {
    self.value = value
    self.standardError = standardError
  }

  /// The Sharpe ratio per session, with the standard error that its moments give it.
  public static func sharpe(_ returns: [Double]) -> Estimate? {
    guard let evidence = SharpeEvidence(of: returns) else { return nil }
    let sharpe = evidence.sharpe
    let spread =
      1 - evidence.skewness * sharpe + (evidence.kurtosis - 1) / 4 * sharpe * sharpe
    let error = (max(0, spread) / Double(evidence.observations - 1)).squareRoot()
    return Estimate(value: sharpe, standardError: error)
  }
}

/// The intervals that hold a statistic's true value with a given confidence.
public struct ConfidenceInterval: Hashable, Sendable, Codable {
  public let estimate: Double
  /// Standard deviation of the resampled statistic.
  public let standardError: Double
  /// By the resamples' own quantiles.
  public let percentile: ClosedRange<Double>
  /// By the quantiles of (resample − estimate) ÷ the resample's error; nil where no error is known.
  public let studentised: ClosedRange<Double>?
  public let confidence: Double
  /// Resamples whose statistic is defined.
  public let replications: Int
}

/// Intervals of any statistic of a series, by the stationary bootstrap.
public struct IntervalBootstrap: Sendable {
  public let plan: ResamplingPlan
  /// The mean length of a block in sessions; at least 1.
  public let blockLength: Double
  private let returns: [Double]

  /// Prepares the resampling of `returns`.
  ///
  /// - Throws: For fewer than 30 returns, a gap, or returns that do not vary.
  public init(
    of returns: [Double], blockLength: Double, plan: ResamplingPlan
  ) throws(InsufficientData) {
    try requireSeries([returns], named: "returns")
    guard blockLength.isFinite else { throw .notFinite("the block length") }
    guard standardDeviation(of: returns) >= smallestDeviation else { throw .constant("the series") }
    self.plan = plan
    self.blockLength = max(1, blockLength)
    self.returns = returns
  }

  /// Returns the statistic of each resample of a chunk on which it is defined.
  public func draw(chunk: Int, _ statistic: ([Double]) -> Estimate?) -> [Estimate] {
    var blocks = GeometricBlocks(
      of: returns.count, lengths: GeometricLengths(mean: blockLength),
      generator: plan.generator(ofChunk: chunk, stream: 5))
    var estimates: [Estimate] = []
    var sample: [Double] = []
    sample.reserveCapacity(returns.count)
    for _ in 0..<plan.count(inChunk: chunk) {
      sample.removeAll(keepingCapacity: true)
      while sample.count < returns.count {
        let (start, end) = blocks.next(upTo: returns.count - sample.count)
        for row in start..<end { sample.append(returns[row % returns.count]) }
      }
      if let estimate = statistic(sample), estimate.value.isFinite { estimates.append(estimate) }
    }
    return estimates
  }

  /// Returns the intervals that every chunk's estimates amount to.
  ///
  /// - Parameter estimates: Of all chunks, in their order.
  /// - Throws: Where the statistic is undefined, or on more than one resample in ten.
  public func interval(
    _ estimates: [Estimate], confidence: Double, _ statistic: ([Double]) -> Estimate?
  ) throws(InsufficientData) -> ConfidenceInterval {
    precondition(confidence > 0 && confidence < 1, "A confidence lies between 0 and 1.")
    guard let own = statistic(returns), own.value.isFinite else {
      throw .undefined("the statistic has no value on the series")
    }
    let needed = (plan.replications * 9 + 9) / 10
    guard estimates.count >= max(2, needed) else {
      throw .tooFew("resamples with a value", found: estimates.count, needed: max(2, needed))
    }
    let tail = (1 - confidence) / 2
    let values = estimates.map(\.value).sorted()
    let low = quantile(tail, ofSorted: values)
    let high = quantile(1 - tail, ofSorted: values)
    let scores = estimates.compactMap { estimate -> Double? in
      guard let error = estimate.standardError, error > 0 else { return nil }
      return (estimate.value - own.value) / error
    }.sorted()
    var studentised: ClosedRange<Double>?
    if let error = own.standardError, scores.count == estimates.count {
      // The upper quantile bounds the value from below.
      let lower = own.value - quantile(1 - tail, ofSorted: scores) * error
      studentised = lower...max(lower, own.value - quantile(tail, ofSorted: scores) * error)
    }
    return ConfidenceInterval(
      estimate: own.value, standardError: standardDeviation(of: values),
      percentile: low...max(low, high), studentised: studentised, confidence: confidence,
      replications: estimates.count)
  }

  /// Runs every chunk in turn.
  public func run(
    confidence: Double, _ statistic: ([Double]) -> Estimate?
  ) throws(InsufficientData) -> ConfidenceInterval {
    let estimates = (0..<plan.chunks).flatMap { draw(chunk: $0, statistic) }
    return try interval(estimates, confidence: confidence, statistic)
  }
}
