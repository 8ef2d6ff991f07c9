import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The eight figures that a table of many strategies is ranked by; nil where undefined.
///
/// The definitions are `RiskAdjustedReturn`'s. Sums are plain, without compensation: two passes over
/// each series, and the last digits may differ.
public struct SeriesFigures: Hashable, Sendable, Codable {
  /// The constant yearly return that compounds to the same total.
  public let annualReturn: Double?
  /// Standard deviation (*n* − 1) times √252.
  public let annualVolatility: Double?
  /// Mean over standard deviation times √252.
  public let sharpe: Double?
  /// Mean × 252 over the downside risk.
  public let sortino: Double?
  /// Zero or negative fraction of the running peak.
  public let maximumDrawdown: Double?
  /// Annual return over the size of the maximum drawdown.
  public let calmar: Double?
  /// Third standardised moment of the population.
  public let skewness: Double?
  /// Fourth standardised moment of the population, 3 for a normal one.
  public let kurtosis: Double?

  /// Computes the figures of every series.
  ///
  /// - Parameters:
  ///   - returns: One series after the other; shape: series × sessions.
  ///   - sessions: Returns of a series; positive.
  /// - Returns: In the series' order; shape: series.
  /// - Complexity: O(series × sessions); no allocation but the result.
  public static func table(of returns: [Double], sessions: Int) -> [SeriesFigures] {
    precondition(sessions > 0 && returns.count % sessions == 0, "A table has whole series.")
    return returns.withUnsafeBufferPointer { all in
      (0..<(all.count / sessions)).map { series in
        SeriesFigures(
          of: UnsafeBufferPointer(rebasing: all[(series * sessions)..<((series + 1) * sessions)]))
      }
    }
  }

  private init(of returns: UnsafeBufferPointer<Double>) {
    let count = Double(returns.count)
    let path = Path(of: returns)
    let moments = Moments(of: returns, around: path.sum / count)
    let mean = path.sum / count
    let deviation = (moments.squares / (count - 1)).squareRoot()
    let varies = deviation >= smallestDeviation
    let year = sessionsPerYear.squareRoot()
    let downside = (moments.squaredFalls / count).squareRoot() * year
    let yearly = annualised(path.growth, sessions: returns.count)
    let spread = moments.squares / count
    annualReturn = yearly
    annualVolatility = defined(deviation * year)
    sharpe = varies ? defined(mean / deviation * year) : nil
    sortino = downside > 0 ? defined(mean * sessionsPerYear / downside) : nil
    maximumDrawdown = defined(path.worst)
    calmar = path.worst < 0 ? yearly.flatMap { defined($0 / -path.worst) } : nil
    skewness = varies ? defined(moments.cubes / count / (spread * spread.squareRoot())) : nil
    kurtosis = varies ? defined(moments.fourths / count / (spread * spread)) : nil
  }
}

/// What the order of returns decides, and their sum.
private struct Path {
  var sum = 0.0
  var growth = 1.0
  /// The deepest fall from the running peak.
  var worst = 0.0

  @inline(__always)
  init(of returns: UnsafeBufferPointer<Double>) {
    var peak = 1.0
    for value in returns {
      sum += value
      growth *= 1 + value
      if growth > peak { peak = growth }
      let fall = growth / peak - 1
      // NaN stays: a lost number shows in every figure.
      if !(fall >= worst) { worst = fall }
    }
  }
}

/// Sums of powers of the deviations from a mean, eight at a time.
private struct Moments {
  var squares = 0.0
  var cubes = 0.0
  var fourths = 0.0
  var squaredFalls = 0.0

  @inline(__always)
  init(of returns: UnsafeBufferPointer<Double>, around mean: Double) {
    var second = SIMD8<Double>(repeating: 0)
    var third = second
    var fourth = second
    var falls = second
    let raw = UnsafeRawBufferPointer(returns)
    let whole = returns.count & ~7
    var index = 0
    while index < whole {
      let values = raw.loadUnaligned(fromByteOffset: index &* 8, as: SIMD8<Double>.self)
      let deviations = values - mean
      let powers = deviations * deviations
      let negative = values.replacing(with: 0, where: values .> 0)
      second += powers
      third += powers * deviations
      fourth += powers * powers
      falls += negative * negative
      index &+= 8
    }
    squares = second.sum()
    cubes = third.sum()
    fourths = fourth.sum()
    squaredFalls = falls.sum()
    while index < returns.count {
      let deviation = returns[index] - mean
      let power = deviation * deviation
      let negative = min(returns[index], 0)
      squares += power
      cubes += power * deviation
      fourths += power * power
      squaredFalls += negative * negative
      index &+= 1
    }
  }
}
