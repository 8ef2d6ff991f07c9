import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a series of returns came to, and at what risk; a figure is nil where it is undefined.
///
/// Annualised with 252 sessions, risk-free rate 0. The definitions are those of empyrical 0.7.
public struct RiskAdjustedReturn: Hashable, Sendable, Codable {
  /// Compounded over the whole series, as a fraction.
  public let totalReturn: Double?
  /// The constant yearly return that compounds to the same total.
  public let annualReturn: Double?
  /// Standard deviation (*n* − 1) times √252.
  public let annualVolatility: Double?
  /// Mean over standard deviation, per session, not annualised.
  public let sharpePerSession: Double?
  /// Mean over standard deviation times √252.
  public let sharpe: Double?
  /// Mean × 252 over the downside risk.
  public let sortino: Double?
  /// Root mean square of the negative returns (others count as 0) times √252.
  public let downsideRisk: Double?
  /// Zero or negative fraction of the running peak.
  public let maximumDrawdown: Double?
  /// Annual return over the size of the maximum drawdown.
  public let calmar: Double?
  /// Sum of gains over sum of losses.
  public let omega: Double?
  /// The 95th percentile's size over the 5th's.
  public let tailRatio: Double?
  /// R² of the cumulative log return against time.
  public let stability: Double?
  /// Third standardised moment of the population.
  public let skewness: Double?
  /// Fourth standardised moment of the population, 3 for a normal one.
  public let kurtosis: Double?

  /// Computes the figures of `returns`, one a session.
  public init(of returns: [Double]) {
    let count = Double(returns.count)
    let average = mean(of: returns)
    let deviation = standardDeviation(of: returns)
    let grown = growth(of: returns)
    let ratio = sharpeRatio(of: returns)
    totalReturn = returns.isEmpty ? nil : defined(grown - 1)
    annualReturn = annualised(grown, sessions: returns.count)
    annualVolatility = defined(deviation * sessionsPerYear.squareRoot())
    sharpePerSession = ratio
    sharpe = ratio.map { $0 * sessionsPerYear.squareRoot() }

    let squaredFalls = compensatedSum(of: returns.map { min($0, 0) * min($0, 0) })
    let downside = (squaredFalls / count).squareRoot() * sessionsPerYear.squareRoot()
    downsideRisk = defined(downside)
    sortino = downside > 0 ? defined(average * sessionsPerYear / downside) : nil

    let lowest = drawdown(of: curve(of: returns), from: 1).min() ?? .nan
    maximumDrawdown = defined(lowest)
    calmar = lowest < 0 ? annualReturn.map { $0 / -lowest } : nil

    let gains = compensatedSum(of: returns.map { max($0, 0) })
    let losses = compensatedSum(of: returns.map { max(-$0, 0) })
    omega = losses > 0 ? gains / losses : nil

    let sorted = returns.sorted()
    let tail = Kernels.quantile(0.05, ofSorted: sorted).magnitude
    tailRatio = tail > 0 ? defined(Kernels.quantile(0.95, ofSorted: sorted).magnitude / tail) : nil
    stability = Self.stability(of: returns)
    skewness = defined(Kernels.skewness(of: returns))
    kurtosis = defined(Kernels.kurtosis(of: returns))
  }

  private static func stability(of returns: [Double]) -> Double? {
    guard returns.allSatisfy({ $0 > -1 }) else { return nil }
    var sum = CompensatedSum()
    let path = returns.map { value in
      sum.add(log1p(value))
      return sum.value
    }
    return LeastSquaresLine(x: path.indices.map(Double.init), y: path).flatMap {
      defined($0.rSquared)
    }
  }
}

/// The smallest standard deviation, per session, over which a ratio means anything.
///
/// Below it the spread is rounding error, and a ratio would be noise of any size.
public let smallestDeviation = 1e-12

/// Returns the Sharpe ratio per session: mean over standard deviation (*n* − 1), not annualised.
///
/// - Returns: nil for fewer than two returns, or when they do not vary.
public func sharpeRatio(of returns: [Double]) -> Double? {
  let deviation = standardDeviation(of: returns)
  guard deviation >= smallestDeviation else { return nil }
  return defined(mean(of: returns) / deviation)
}

/// Returns the yearly return that compounds to `growth` within `sessions`; nil where undefined.
func annualised(_ growth: Double, sessions: Int) -> Double? {
  guard sessions > 0, growth >= 0 else { return nil }
  return defined(pow(growth, sessionsPerYear / Double(sessions)) - 1)
}

/// Returns the value of one unit of money at each close; shape: as `returns`.
public func curve(of returns: [Double]) -> [Double] {
  var value = 1.0
  return returns.map { step in
    value *= 1 + step
    return value
  }
}
