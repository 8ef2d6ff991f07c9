/// Returns the mean of each window of `window` values that ends at its index.
///
/// - Returns: NaN at the first `window` − 1 places, and wherever the window holds a NaN;
///   shape: as `values`.
/// - Precondition: `window` is positive.
/// - Complexity: O(*n* × *window*): each window is summed afresh, so errors never pile up.
public func rollingMean(of values: [Double], window: Int) -> [Double] {
  rolling(values, window) {
    $0.reduce(into: CompensatedSum()) { $0.add($1) }.value / Double(window)
  }
}

/// Returns the sample standard deviation (*n* − 1) of each window that ends at its index.
///
/// - Returns: NaN at the first `window` − 1 places, and wherever the window holds a NaN;
///   shape: as `values`.
/// - Precondition: `window` is at least 2.
/// - Complexity: O(*n* × *window*).
public func rollingStandardDeviation(of values: [Double], window: Int) -> [Double] {
  precondition(window >= 2, "A standard deviation needs two values.")
  return rolling(values, window) { part in
    let center = part.reduce(into: CompensatedSum()) { $0.add($1) }.value / Double(window)
    var squares = CompensatedSum()
    for value in part { squares.add((value - center) * (value - center)) }
    return (squares.value / Double(window - 1)).squareRoot()
  }
}

private func rolling(
  _ values: [Double], _ window: Int, _ statistic: (UnsafeBufferPointer<Double>) -> Double
) -> [Double] {
  precondition(window > 0, "A window holds at least one value.")
  var result = [Double](repeating: .nan, count: values.count)
  guard values.count >= window else { return result }
  values.withUnsafeBufferPointer { buffer in
    for end in (window - 1)..<buffer.count {
      result[end] = statistic(UnsafeBufferPointer(rebasing: buffer[(end - window + 1)...end]))
    }
  }
  return result
}
