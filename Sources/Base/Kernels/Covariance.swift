/// Returns the covariance of two samples: products of deviations over *n* − 1.
///
/// - Precondition: Both have one length.
/// - Returns: NaN for fewer than two pairs.
/// - Complexity: O(*n*).
public func covariance(of first: [Double], and second: [Double]) -> Double {
  precondition(first.count == second.count, "Two samples pair off.")
  guard first.count > 1 else { return .nan }
  let (firstMean, secondMean) = (mean(of: first), mean(of: second))
  var sum = CompensatedSum()
  for (a, b) in zip(first, second) { sum.add((a - firstMean) * (b - secondMean)) }
  return sum.value / Double(first.count - 1)
}

/// Returns Pearson's correlation of two samples; NaN when either does not vary.
///
/// - Precondition: Both have one length.
/// - Complexity: O(*n*).
public func correlation(of first: [Double], and second: [Double]) -> Double {
  let spread = (variance(of: first) * variance(of: second)).squareRoot()
  guard spread > 0 else { return .nan }
  return covariance(of: first, and: second) / spread
}

/// A straight line fitted by least squares.
public struct LeastSquaresLine: Hashable, Sendable {
  /// Rise of y for each unit of x.
  public let slope: Double
  /// The line's y at x = 0.
  public let intercept: Double
  /// The share of y's variance that the line explains, 0 to 1; NaN when y does not vary.
  public let rSquared: Double

  /// Fits the line through pairs of `x` and `y`; nil for fewer than two pairs or a constant `x`.
  ///
  /// - Precondition: Both have one length.
  public init?(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "Every x has its y.")
    let (spreadX, spreadY) = (variance(of: x), variance(of: y))
    guard x.count > 1, spreadX > 0 else { return nil }
    let shared = covariance(of: x, and: y)
    slope = shared / spreadX
    intercept = mean(of: y) - slope * mean(of: x)
    rSquared = spreadY > 0 ? min(1, shared * shared / (spreadX * spreadY)) : .nan
  }
}
