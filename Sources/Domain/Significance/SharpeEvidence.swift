import Kernels
import Performance

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a Sharpe ratio is worth, given how long and how oddly shaped its returns are.
///
/// Bailey and López de Prado, *The Sharpe Ratio Efficient Frontier* (2012) and *The Deflated Sharpe
/// Ratio* (2014). Every ratio here is per session, never annualised.
public struct SharpeEvidence: Hashable, Sendable, Codable {
  /// Mean over standard deviation (*n* − 1), per session.
  public let sharpe: Double
  /// The number of returns.
  public let observations: Int
  /// Third standardised moment of the population.
  public let skewness: Double
  /// Fourth standardised moment of the population: 3, not 0, for a normal one.
  public let kurtosis: Double

  public init(sharpe: Double, observations: Int, skewness: Double, kurtosis: Double) {
    self.sharpe = sharpe
    self.observations = observations
    self.skewness = skewness
    self.kurtosis = kurtosis
  }

  /// Gathers the evidence; nil for fewer than two returns, or when they do not vary.
  public init?(of returns: [Double]) {
    guard let sharpe = sharpeRatio(of: returns) else { return nil }
    self.init(
      sharpe: sharpe, observations: returns.count,
      skewness: Kernels.skewness(of: returns), kurtosis: Kernels.kurtosis(of: returns))
  }

  /// The variance of the ratio's estimate times *T* − 1; nil where the moments contradict it.
  private var spread: Double? {
    let value = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe
    return value > 0 ? value : nil
  }

  /// Returns the probability that the true Sharpe ratio is above `benchmark`.
  ///
  /// - Returns: 0 to 1; nil where the moments leave no variance.
  public func probability(above benchmark: Double) -> Double? {
    guard observations > 1, let spread else { return nil }
    let score = (sharpe - benchmark) * Double(observations - 1).squareRoot() / spread.squareRoot()
    return score.isFinite ? StandardNormal.cumulative(score) : nil
  }

  /// Returns how many returns it takes to be `confidence` sure of a ratio above `benchmark`.
  ///
  /// - Returns: nil when the ratio is not above the benchmark: no length would do.
  public func minimumTrackRecord(above benchmark: Double, confidence: Double) -> Double? {
    guard sharpe > benchmark, let spread else { return nil }
    let score = StandardNormal.quantile(confidence) / (sharpe - benchmark)
    return 1 + spread * score * score
  }

  /// Returns the deflated Sharpe ratio: the probability that the true ratio beats what the best of
  /// all trials would show by luck.
  ///
  /// - Parameter trials: Ratios of every distinct trial, this one included, per session. With fewer
  ///   than two there was no choice, and the benchmark is zero.
  public func deflated(by trials: [Double]) -> Double? {
    probability(above: expectedMaximumSharpe(ofTrials: trials) ?? 0)
  }
}

/// Returns the highest Sharpe ratio that the best of skill-less trials is expected to show.
///
/// - Parameters:
///   - trials: How many, independent of each other; at least 2.
///   - variance: Of the trials' ratios, in the frequency of the answer.
public func expectedMaximumSharpe(trials: Int, variance: Double) -> Double {
  precondition(trials >= 2, "A best of several needs two trials.")
  let euler = 0.5772156649015329
  let count = Double(trials)
  return variance.squareRoot()
    * ((1 - euler) * StandardNormal.quantile(1 - 1 / count)
      + euler * StandardNormal.quantile(1 - 1 / (count * M_E)))
}

/// Returns the same for an effective number of trials, which need not be whole.
///
/// - Parameter trials: Up to 1 there is no choice, and the answer is 0; it is never below 0.
public func expectedMaximumSharpe(effectiveTrials trials: Double, variance: Double) -> Double {
  guard trials > 1 else { return 0 }
  let euler = 0.5772156649015329
  let first = (1 - euler) * StandardNormal.quantile(1 - 1 / trials)
  let second = euler * StandardNormal.quantile(1 - 1 / (trials * M_E))
  return max(0, variance.squareRoot() * (first + second))
}

/// Returns the highest Sharpe ratio that luck alone is expected to show among these trials.
///
/// - Returns: nil for fewer than two trials.
public func expectedMaximumSharpe(ofTrials ratios: [Double]) -> Double? {
  guard ratios.count >= 2 else { return nil }
  return expectedMaximumSharpe(trials: ratios.count, variance: variance(of: ratios))
}

/// Returns the years of history below which the best of `trials` skill-less trials is expected to
/// show an annual Sharpe ratio above `target`.
///
/// Bailey, Borwein, López de Prado and Zhu, *Pseudo-Mathematics and Financial Charlatanism* (2014).
public func minimumBacktestYears(trials: Int, target: Double) -> Double {
  let best = expectedMaximumSharpe(trials: trials, variance: 1) / target
  return best * best
}

/// Returns how many trials a history of `years` allows: the largest number whose best, skill-less, is
/// not yet expected to show an annual Sharpe ratio above `target`.
///
/// - Returns: At least 1, which is no search; at most 2^40.
public func searchBudget(years: Double, target: Double) -> Int {
  guard years.isFinite, years > 0, target > 0 else { return 1 }
  var (allowed, refused) = (1, 1 << 40)
  while refused - allowed > 1 {
    let middle = allowed + (refused - allowed) / 2
    if minimumBacktestYears(trials: middle, target: target) <= years {
      allowed = middle
    } else {
      refused = middle
    }
  }
  return allowed
}
