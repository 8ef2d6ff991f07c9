/// Returns a quantile of ascending values, interpolating linearly between neighbours.
///
/// Hyndman and Fan's definition 7 (*Sample Quantiles in Statistical Packages*, 1996), which NumPy,
/// pandas and R use unless told otherwise.
///
///     quantile(0.5, ofSorted: [1, 2, 3, 4])   // 2.5
///
/// - Parameters:
///   - probability: From 0 (the smallest) to 1 (the largest).
///   - values: Ascending, without NaN.
/// - Returns: NaN when there are no values.
/// - Complexity: O(1).
public func quantile(_ probability: Double, ofSorted values: [Double]) -> Double {
  precondition((0...1).contains(probability), "A quantile's probability lies between 0 and 1.")
  guard let last = values.indices.last else { return .nan }
  let position = probability * Double(last)
  let below = min(Int(position), last)
  let above = min(below + 1, last)
  let share = position - Double(below)
  // The nearer neighbour is the base, as in NumPy: an end of the range comes out exactly.
  let step = values[above] - values[below]
  return share < 0.5 ? values[below] + step * share : values[above] - step * (1 - share)
}

/// Returns a quantile of values in any order; see `quantile(_:ofSorted:)`.
///
/// - Complexity: O(*n* log *n*).
public func quantile(_ probability: Double, of values: [Double]) -> Double {
  quantile(probability, ofSorted: values.sorted())
}

/// Returns the rank of each value from 1 for the smallest; equal values share their mean rank.
///
/// - Complexity: O(*n* log *n*).
public func averageRanks(of values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    let shared = Double(start + 1 + end) / 2
    for position in start..<end { ranks[order[position]] = shared }
    start = end
  }
  return ranks
}
