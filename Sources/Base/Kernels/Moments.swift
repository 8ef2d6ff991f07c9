/// Returns the arithmetic mean of `values`; NaN when there are none.
///
/// - Complexity: O(*n*).
public func mean(of values: [Double]) -> Double {
  values.isEmpty ? .nan : compensatedSum(of: values) / Double(values.count)
}

/// Returns the variance of a sample: squared deviations from the mean over *n* − 1.
///
/// Two passes, so that a large mean costs no digits.
///
/// - Returns: NaN for fewer than two values.
/// - Complexity: O(*n*).
public func variance(of values: [Double]) -> Double {
  guard values.count > 1 else { return .nan }
  return centralMoment(2, of: values, around: mean(of: values)) * Double(values.count)
    / Double(values.count - 1)
}

/// Returns the standard deviation of a sample, with *n* − 1; NaN for fewer than two values.
public func standardDeviation(of values: [Double]) -> Double { variance(of: values).squareRoot() }

/// Returns the third standardised moment of a population: divided by *n*, no correction.
///
/// - Returns: NaN for no values, or when all are equal.
public func skewness(of values: [Double]) -> Double {
  let center = mean(of: values)
  let spread = centralMoment(2, of: values, around: center)
  guard spread > 0 else { return .nan }
  return centralMoment(3, of: values, around: center) / (spread * spread.squareRoot())
}

/// Returns the fourth standardised moment of a population, *not* in excess: 3 for a normal one.
///
/// - Returns: NaN for no values, or when all are equal.
public func kurtosis(of values: [Double]) -> Double {
  let center = mean(of: values)
  let spread = centralMoment(2, of: values, around: center)
  guard spread > 0 else { return .nan }
  return centralMoment(4, of: values, around: center) / (spread * spread)
}

/// Returns the mean of the deviations from `center` raised to `power`; NaN when there are none.
func centralMoment(_ power: Int, of values: [Double], around center: Double) -> Double {
  guard !values.isEmpty else { return .nan }
  var sum = CompensatedSum()
  for value in values {
    let deviation = value - center
    var term = deviation
    for _ in 1..<power { term *= deviation }
    sum.add(term)
  }
  return sum.value / Double(values.count)
}
