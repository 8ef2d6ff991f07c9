/// How the returns of several symbols vary together, estimated from a window of the past.
///
/// A sample covariance of many symbols over few sessions fits the past's chance; it is therefore
/// mixed with a simpler matrix, by the intensity that Ledoit and Wolf found to err least, or by a
/// given one. Like a sample variance it is over *n* − 1.
public struct ReturnCovariance: Sendable {
  /// The simpler matrix.
  public enum Target: String, Hashable, Sendable, CaseIterable {
    /// The sample's variances, and for each pair the mean of all correlations (Ledoit and Wolf,
    /// *Honey, I Shrunk the Sample Covariance Matrix*, Journal of Portfolio Management 30(4), 2004).
    case constantCorrelation
    /// The mean variance for each, and no correlation (Ledoit and Wolf, *A well-conditioned
    /// estimator for large-dimensional covariance matrices*, Journal of Multivariate Analysis 88, 2004).
    case identity
  }

  /// The number of symbols.
  public let count: Int
  /// Row-major, symbols × symbols; squared returns of one session.
  public let values: [Double]
  /// The weight of the target: 0 the sample alone, 1 the target alone.
  public let shrinkage: Double

  /// Estimates from returns of `count` symbols.
  ///
  /// - Parameters:
  ///   - returns: Row-major, sessions × symbols, none missing.
  ///   - shrinkage: The weight of the target, 0 to 1; nil for Ledoit and Wolf's.
  /// - Throws: `insufficientHistory` for fewer than two sessions.
  /// - Complexity: O(sessions × *n*²).
  public init(
    of returns: [Double], count: Int, target: Target = .constantCorrelation, shrinkage: Double?
  ) throws(ConstructionError) {
    let rows = count > 0 ? returns.count / count : 0
    precondition(rows * count == returns.count, "Returns are sessions × symbols.")
    guard rows >= 2 else {
      throw ConstructionError(
        .insufficientHistory, "A covariance needs two sessions of returns; there are \(rows).",
        remedy: "Begin later, or raise volatilityWindow.")
    }
    let deviations = Self.deviations(returns, rows: rows, count: count)
    let sample = Self.products(deviations, rows: rows, count: count)
    let goal = Self.goal(target, sample, count)
    let weight =
      shrinkage ?? Self.intensity(target, deviations, rows: rows, sample: sample, goal: goal)
    let unbiased = Double(rows) / Double(rows - 1)
    self.count = count
    self.shrinkage = weight
    values = zip(sample, goal).map { ($0 * (1 - weight) + $1 * weight) * unbiased }
  }

  /// The variance of a portfolio's return over one session.
  ///
  /// - Complexity: O(*n*²).
  public func variance(of weights: [Double]) -> Double {
    precondition(weights.count == count, "Every symbol has its weight.")
    var sum = 0.0
    for row in 0..<count where weights[row] != 0 {
      var inner = 0.0
      for column in 0..<count { inner += values[row * count + column] * weights[column] }
      sum += weights[row] * inner
    }
    return max(0, sum)
  }

  private static func deviations(_ returns: [Double], rows: Int, count: Int) -> [Double] {
    var means = [Double](repeating: 0, count: count)
    for row in 0..<rows {
      for column in 0..<count { means[column] += returns[row * count + column] }
    }
    for column in 0..<count { means[column] /= Double(rows) }
    return returns.indices.map { returns[$0] - means[$0 % count] }
  }

  /// The mean products of deviations, over *n*.
  private static func products(_ deviations: [Double], rows: Int, count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: count * count)
    for row in 0..<rows {
      let base = row * count
      for first in 0..<count {
        let deviation = deviations[base + first]
        for second in 0...first {
          sums[first * count + second] += deviation * deviations[base + second]
        }
      }
    }
    for first in 0..<count {
      for second in 0...first {
        sums[first * count + second] /= Double(rows)
        sums[second * count + first] = sums[first * count + second]
      }
    }
    return sums
  }

  private static func goal(_ target: Target, _ sample: [Double], _ count: Int) -> [Double] {
    var goal = [Double](repeating: 0, count: count * count)
    switch target {
    case .identity:
      var trace = 0.0
      for index in 0..<count { trace += sample[index * count + index] }
      for index in 0..<count { goal[index * count + index] = trace / Double(count) }
    case .constantCorrelation:
      let spreads = (0..<count).map { sample[$0 * count + $0].squareRoot() }
      let shared = meanCorrelation(sample, spreads)
      for row in 0..<count {
        for column in 0..<count {
          goal[row * count + column] =
            row == column ? sample[row * count + row] : shared * spreads[row] * spreads[column]
        }
      }
    }
    return goal
  }

  /// The mean of all pairs' correlations; a symbol that does not vary has none with any.
  private static func meanCorrelation(_ sample: [Double], _ spreads: [Double]) -> Double {
    let count = spreads.count
    guard count > 1 else { return 0 }
    var sum = 0.0
    for row in 1..<count {
      for column in 0..<row where spreads[row] > 0 && spreads[column] > 0 {
        sum += sample[row * count + column] / (spreads[row] * spreads[column])
      }
    }
    return sum / Double(count * (count - 1) / 2)
  }

  /// The weight of the target that is expected to err least.
  private static func intensity(
    _ target: Target, _ deviations: [Double], rows: Int, sample: [Double], goal: [Double]
  ) -> Double {
    let count = deviations.count / rows
    var distance = 0.0
    for place in sample.indices {
      distance += (goal[place] - sample[place]) * (goal[place] - sample[place])
    }
    guard distance > 0 else { return 1 }
    var noise = 0.0
    var diagonalNoise = 0.0
    for first in 0..<count {
      for second in 0..<count {
        let expected = sample[first * count + second]
        var sum = 0.0
        for row in 0..<rows {
          let product = deviations[row * count + first] * deviations[row * count + second]
          sum += (product - expected) * (product - expected)
        }
        noise += sum / Double(rows)
        if first == second { diagonalNoise += sum / Double(rows) }
      }
    }
    let shared =
      target == .identity
      ? 0 : diagonalNoise + sharedNoise(deviations, rows: rows, sample: sample)
    return max(0, min(1, (noise - shared) / distance / Double(rows)))
  }

  /// How far the errors of a constant-correlation target move with those of the sample (the off-diagonal
  /// part of ρ in the paper's appendix B).
  private static func sharedNoise(_ deviations: [Double], rows: Int, sample: [Double]) -> Double {
    let count = deviations.count / rows
    let spreads = (0..<count).map { sample[$0 * count + $0].squareRoot() }
    let shared = meanCorrelation(sample, spreads)
    var sum = 0.0
    for first in 0..<count where spreads[first] > 0 {
      let variance = sample[first * count + first]
      for second in 0..<count where second != first && spreads[second] > 0 {
        let expected = sample[first * count + second]
        var asymmetry = 0.0
        for row in 0..<rows {
          let own = deviations[row * count + first]
          let product = own * deviations[row * count + second]
          asymmetry += (own * own - variance) * (product - expected)
        }
        sum += spreads[second] / spreads[first] * asymmetry / Double(rows)
      }
    }
    return shared * sum
  }
}
