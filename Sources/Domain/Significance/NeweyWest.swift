import Kernels
import Performance

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A mean and how sure it is, for values that depend on each other in time.
///
/// Newey and West (1987): autocovariances up to a lag, weighted by Bartlett's triangle.
public struct NeweyWestMean: Hashable, Sendable, Codable {
  public let mean: Double
  public let standardError: Double
  /// The mean over its standard error.
  public let t: Double
  public let observations: Int
  /// The last lag that counts.
  public let lags: Int

  /// Estimates the mean of `values`.
  ///
  /// - Parameters:
  ///   - lags: nil for 4 (T ÷ 100)^(2/9), rounded down.
  ///   - horizon: Sessions that each value spans; at least so many lags less one are counted.
  /// - Throws: For fewer than 30 values, a gap, or values that do not vary.
  public init(
    of values: [Double], lags: Int? = nil, horizon: Int = 1
  ) throws(InsufficientData) {
    try requireSeries([values], named: "values")
    let count = Double(values.count)
    let usual = Int(4 * pow(count / 100, 2.0 / 9))
    let last = min(values.count - 1, max(0, lags ?? max(usual, horizon - 1)))
    let center = Kernels.mean(of: values)
    let weights = (0...last).map { lag in
      lag == 0 ? 1 : 2 * (1 - Double(lag) / Double(last + 1))
    }
    let variance = longRunVariance(of: values.map { $0 - center }, weights: weights)
    guard standardDeviation(of: values) >= smallestDeviation,
      variance.squareRoot() >= smallestDeviation
    else { throw .constant("the series") }
    mean = center
    standardError = (variance / count).squareRoot()
    t = center / (variance / count).squareRoot()
    observations = values.count
    self.lags = last
  }

  /// The two-sided p-value of a mean of zero.
  public var pValue: Double { 2 * StandardNormal.cumulative(-t.magnitude) }
}

/// Returns the factor that turns a Sharpe ratio per session into one per `periods` sessions.
///
/// Lo, *The Statistics of Sharpe Ratios* (2002): q ÷ √(q + 2 Σ (q − k) ρ_k); √q where sessions are
/// independent.
///
/// - Parameter periods: Sessions of the longer period, q; 252 for a year.
/// - Throws: For fewer than 30 returns or than `periods`, returns that do not vary, or
///   autocorrelations that leave the longer period no variance.
public func annualisationFactor(
  of returns: [Double], periods: Int
) throws(InsufficientData) -> Double {
  try requireSeries([returns], named: "returns", atLeast: max(fewestSessions, periods))
  guard standardDeviation(of: returns) >= smallestDeviation else { throw .constant("the series") }
  let center = mean(of: returns)
  let centred = returns.map { $0 - center }
  let spread = compensatedSum(of: centred.map { $0 * $0 })
  let correlations = (1..<max(1, periods)).map { lag in
    compensatedSum(of: (lag..<centred.count).map { centred[$0] * centred[$0 - lag] }) / spread
  }
  return try annualisationFactor(autocorrelations: correlations)
}

/// Returns Lo's factor from the autocorrelations at lags 1 to q − 1; see `annualisationFactor(of:)`.
public func annualisationFactor(
  autocorrelations: [Double]
) throws(InsufficientData) -> Double {
  let periods = autocorrelations.count + 1
  var variance = CompensatedSum()
  variance.add(Double(periods))
  for (index, correlation) in autocorrelations.enumerated() {
    variance.add(2 * Double(periods - index - 1) * correlation)
  }
  guard variance.value.isFinite else { throw .notFinite("an autocorrelation") }
  guard variance.value > 0 else { throw .undefined("the autocorrelations leave \(periods) sessions no variance") }
  return Double(periods) / variance.value.squareRoot()
}
