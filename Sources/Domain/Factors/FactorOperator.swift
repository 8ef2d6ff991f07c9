/// What a node of a factor's tree computes. The language's own names for it stand in `Vocabulary`.
///
/// Panels are sessions × symbols with NaN for missing; truth is 1, falsehood 0. "Window" is the number
/// of rows that a windowed operator sees, today's included; every one of them must be there unless the
/// operator says otherwise. Parameters are listed in their order.
public enum FactorOperator: String, Hashable, Sendable, Codable, CaseIterable {
  // Each value by itself.
  case negate, absolute, logarithm, exponential, sign, squareRoot, inverse
  /// sign(x) × log(1 + |x|).
  case signedLog
  case not
  /// 1 where the argument is missing, else 0.
  case isMissing
  /// Parameter: the value that takes the place of a missing one.
  case replaceMissing
  case add, subtract, multiply
  /// Missing where the divisor is zero.
  case divide
  /// Missing for a negative base with a fractional exponent.
  case power
  /// sign(x) × |x|^y.
  case signedPower
  case minimum, maximum
  /// Parameter of the six comparisons: 1 when a comparison with a missing value is false, 0 when it
  /// is missing.
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
  case and, or
  /// Condition, value where it is true, value where it is false; missing where it is missing.
  case select

  // Each symbol over its window.
  /// The value so many rows ago; the window is the distance.
  case delay
  /// The value minus that so many rows ago; the window is the distance.
  case delta
  case sum, mean, product
  /// With *n* − 1.
  case standardDeviation
  case windowMinimum, windowMaximum
  /// Parameters: 0 for the position from the oldest row (1), 1 for the age; 1 when the oldest of
  /// equal extremes counts, else 0.
  case argumentMaximum, argumentMinimum
  /// Today's average rank among the window, over its length; in (0, 1]. Parameter: a constant added.
  case windowRank
  /// Weights rise to today. Parameter: 1 when a missing value counts as zero; else weights are spread
  /// over the values there are when at least half of them, rounded up, are there.
  case decayLinear
  /// Weights factor^age over their sum. Parameter: the factor.
  case decayExponential
  case windowZScore
  /// (x − minimum) / (maximum − minimum). Parameter: a constant added.
  case windowScale
  /// x − mean.
  case averageDifference
  /// maximum − x, negated: x − maximum.
  case maximumDifference
  /// mean / standard deviation.
  case informationRatio
  case windowSkewness, windowKurtosis
  /// Shannon entropy of a histogram with ten equal bins between the window's extremes, in nats.
  case windowEntropy
  /// The inverse distribution function at (windowRank − 1/2 ÷ window). Parameter: 0 normal,
  /// 1 uniform, 2 Cauchy.
  case windowQuantile
  /// How many of the window are missing; itself never missing.
  case countMissing
  /// The newest value that is there. Parameter: the k-th newest.
  case backfill
  /// The k-th newest value that is there. Parameter: k.
  case kthElement
  /// The newest value that differs from today's.
  case lastDifferentValue
  /// Rows since the value last changed, within the window.
  case daysSinceChange
  case correlation
  /// With *n* − 1.
  case covariance
  /// Least squares of the first argument on the second. Parameters: the lag of the second; what to
  /// return: 0 residual, 1 intercept, 2 slope, 3 fitted value, 4 sum of squared residuals, 5 total
  /// sum of squares, 6 R², 7 mean squared error, 8 the slope's standard error, 9 the intercept's.
  case regression
  /// 1, 2, 3, … by row.
  case step

  // All symbols of a row.
  /// Parameter: 0 percentile, 1 unit interval.
  case rank
  /// (x − mean) / standard deviation (*n* − 1).
  case zScore
  /// x − mean. Parameters: 1 to divide by the standard deviation, a limit (0 for none).
  case normalize
  /// The inverse distribution function at (average rank − 1/2) / names, times sigma. Parameters: the
  /// driver as in `windowQuantile`, sigma.
  case quantile
  /// Scaled so that the absolute values add up to the first parameter; with the second or third
  /// above zero, longs and shorts each to their own sum. Missing when the sum is zero.
  case scale
  /// Cut at so many standard deviations from the mean. Parameter: how many.
  case winsorize
  /// Limited to [lowest, highest]: the two parameters are the shares of names that are cut.
  case truncate

  // The symbols of a row by group; the last argument is a group.
  case groupRank, groupZScore, groupNeutralize, groupScale
  case groupCount, groupMedian, groupStandardDeviation
  /// Value, weight, group.
  case groupMean
  /// The winsorised group mean where the value has been missing for the whole window. Parameter: at
  /// how many standard deviations.
  case groupBackfill
  /// A group from a value in [0, 1]. Parameters: first edge, last edge, step.
  case bucket
  /// The least-squares residual of the first argument on the others, across the row's names.
  case neutralizeVector

  // What remembers: a value depends on the one before it, without end.
  /// Moves from yesterday's value only by what exceeds the threshold. Parameter: the threshold.
  case hump
  /// Entry, alpha, exit: alpha where entry is true; missing where exit is; else yesterday's value.
  case tradeWhen
}

extension FactorOperator {
  /// True when a value depends on the operator's own value of the row before.
  public var remembers: Bool { self == .hump || self == .tradeWhen }
}
