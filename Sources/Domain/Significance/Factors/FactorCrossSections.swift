import Kernels

/// A factor's values and what came after them, day by day and name by name; NaN where there is none.
///
/// Daily figures are nil where a day has too few names with both, or nothing varies.
public struct FactorCrossSections: Sendable {
  /// The fewest names from which a day's figure is computed.
  public static let fewestNames = 10

  public let rows: Int
  public let width: Int
  /// Shape: rows × width.
  public let values: [Double]
  /// Forward returns, which begin after the value is known; shape: rows × width.
  public let forwards: [Double]

  /// - Parameter width: Names a day.
  /// - Throws: When the columns differ in shape, or a day has fewer than 10 names.
  public init(
    values: [Double], forwards: [Double], width: Int
  ) throws(InsufficientData) {
    guard width >= Self.fewestNames else {
      throw .tooFew("names", found: width, needed: Self.fewestNames)
    }
    guard values.count == forwards.count, values.count % width == 0 else {
      throw .mismatched("values and forward returns")
    }
    self.values = values
    self.forwards = forwards
    self.width = width
    rows = values.count / width
  }

  /// Returns forward returns over `horizon` sessions that begin `delay` closes after the value's.
  ///
  /// - Parameters:
  ///   - closes: Adjusted closes; shape: rows × width.
  ///   - delay: At least 1: a signal of a close is traded at the next one at the earliest.
  /// - Returns: NaN where either close is missing; shape: as `closes`.
  public static func forwardReturns(
    closes: [Double], width: Int, horizon: Int, delay: Int = 1
  ) -> [Double] {
    precondition(horizon >= 1 && delay >= 1, "A forward return begins after the signal is known.")
    precondition(width > 0 && closes.count % width == 0, "Every row has a close a name.")
    return closes.indices.map { index in
      let (from, to) = (index + delay * width, index + (delay + horizon) * width)
      guard to < closes.count, closes[from] > 0, closes[to] > 0 else { return .nan }
      return closes[to] / closes[from] - 1
    }
  }

  /// The names of a day with a value and a forward return.
  private func pairs(ofRow row: Int) -> (values: [Double], forwards: [Double])? {
    let range = (row * width)..<((row + 1) * width)
    let both = range.filter { values[$0].isFinite && forwards[$0].isFinite }
    guard both.count >= Self.fewestNames else { return nil }
    return (both.map { values[$0] }, both.map { forwards[$0] })
  }

  /// Each day's Pearson correlation of value and forward return; shape: rows.
  public var coefficients: [Double?] {
    (0..<rows).map { row in
      pairs(ofRow: row).flatMap { finite(correlation(of: $0.values, and: $0.forwards)) }
    }
  }

  /// Each day's Spearman correlation: of average ranks; shape: rows.
  public var rankCoefficients: [Double?] {
    (0..<rows).map { row in
      pairs(ofRow: row).flatMap { pair in
        finite(
          correlation(of: averageRanks(of: pair.values), and: averageRanks(of: pair.forwards)))
      }
    }
  }

  /// Each day's rank correlation of the values with those of the day before; shape: rows, the first
  /// nil.
  public var rankAutocorrelations: [Double?] {
    (0..<rows).map { row in
      guard row > 0 else { return nil }
      let both = (0..<width).filter {
        values[row * width + $0].isFinite && values[(row - 1) * width + $0].isFinite
      }
      guard both.count >= Self.fewestNames else { return nil }
      let today = averageRanks(of: both.map { values[row * width + $0] })
      let before = averageRanks(of: both.map { values[(row - 1) * width + $0] })
      return finite(correlation(of: today, and: before))
    }
  }

  /// Returns the mean forward return of each bucket of the days' names, lowest values first.
  ///
  /// Names are put into buckets of equal number by average rank; a bucket's return of a day is its
  /// names' mean.
  ///
  /// - Throws: For fewer than two buckets, more than names, or no day with a name in every bucket.
  public func quantiles(_ buckets: Int) throws(InsufficientData) -> FactorQuantiles {
    guard (2...width).contains(buckets) else {
      throw .undefined("names go into 2 to \(width) buckets")
    }
    var daily: [[Double]] = []
    for row in 0..<rows {
      guard let pair = pairs(ofRow: row) else { continue }
      let ranks = averageRanks(of: pair.values)
      var sums = [CompensatedSum](repeating: CompensatedSum(), count: buckets)
      var counts = [Int](repeating: 0, count: buckets)
      for (index, rank) in ranks.enumerated() {
        let bucket = min(buckets - 1, Int((rank - 0.5) * Double(buckets) / Double(ranks.count)))
        sums[bucket].add(pair.forwards[index])
        counts[bucket] += 1
      }
      guard counts.allSatisfy({ $0 > 0 }) else { continue }
      daily.append(zip(sums, counts).map { $0.value / Double($1) })
    }
    guard !daily.isEmpty else { throw .tooFew("days with every bucket", found: 0, needed: 1) }
    return FactorQuantiles(daily: daily)
  }

  /// Returns the same days with what known styles explain taken out of the values.
  ///
  /// Each day the values are regressed by least squares on a mean for each sector and on the
  /// exposures; what remains is the neutral value.
  ///
  /// - Parameters:
  ///   - sectors: A number for each name, below 0 for none; shape: width; nil for one mean of all.
  ///   - exposures: Such as log market capitalisation, beta, momentum and volatility; shape of each:
  ///     rows × width. A name without one of them has no neutral value that day.
  /// - Throws: When a shape differs.
  public func neutral(
    sectors: [Int32]?, exposures: [[Double]]
  ) throws(InsufficientData) -> FactorCrossSections {
    guard exposures.allSatisfy({ $0.count == values.count }), sectors?.count ?? width == width
    else { throw .mismatched("exposures and values") }
    var neutral = [Double](repeating: .nan, count: values.count)
    for row in 0..<rows {
      let names = (0..<width).filter { name in
        let index = row * width + name
        return values[index].isFinite && exposures.allSatisfy { $0[index].isFinite }
          && (sectors?[name] ?? 0) >= 0
      }
      guard names.count >= Self.fewestNames else { continue }
      let group = names.map { sectors?[$0] ?? 0 }
      let own = within(group, names.map { values[row * width + $0] })
      let columns = exposures.map { column in within(group, names.map { column[row * width + $0] }) }
      for (place, rest) in residuals(of: own, on: columns).enumerated() {
        neutral[row * width + names[place]] = rest
      }
    }
    return try FactorCrossSections(values: neutral, forwards: forwards, width: width)
  }

  /// Tests the mean rank coefficient against the same with values shuffled among a day's names.
  ///
  /// - Returns: One-sided, never 0.
  /// - Throws: For fewer than 30 days with a rank coefficient.
  public func permutationPValue(_ plan: ResamplingPlan) throws(InsufficientData) -> Double {
    let days = (0..<rows).compactMap { row -> (own: [Double], later: [Double])? in
      guard let pair = pairs(ofRow: row), let own = unit(averageRanks(of: pair.values)),
        let later = unit(averageRanks(of: pair.forwards))
      else { return nil }
      return (own, later)
    }
    guard days.count >= fewestSessions else {
      throw .tooFew("days", found: days.count, needed: fewestSessions)
    }
    func score(_ own: [Double], _ later: [Double]) -> Double {
      var sum = 0.0
      for index in own.indices { sum += own[index] * later[index] }
      return sum
    }
    let observed = days.reduce(0) { $0 + score($1.own, $1.later) }
    var exceedances = 0
    for chunk in 0..<plan.chunks {
      var draws = SwapDraws(plan.generator(ofChunk: chunk, stream: 9))
      var shuffled = days.map(\.own)
      for _ in 0..<plan.count(inChunk: chunk) {
        var total = 0.0
        for day in days.indices {
          draws.reorder(&shuffled[day])
          total += score(shuffled[day], days[day].later)
        }
        if total >= observed { exceedances += 1 }
      }
    }
    return pValue(exceedances: exceedances, replications: plan.replications)
  }
}

/// The values with a mean of 0 and squares that sum to 1; nil where they do not vary.
private func unit(_ values: [Double]) -> [Double]? {
  let center = mean(of: values)
  let norm = compensatedSum(of: values.map { ($0 - center) * ($0 - center) }).squareRoot()
  return norm > 0 ? values.map { ($0 - center) / norm } : nil
}

private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

/// The values less the mean of their group.
private func within(_ groups: [Int32], _ values: [Double]) -> [Double] {
  var sums: [Int32: (sum: CompensatedSum, count: Int)] = [:]
  for (group, value) in zip(groups, values) {
    var entry = sums[group] ?? (CompensatedSum(), 0)
    entry.sum.add(value)
    entry.count += 1
    sums[group] = entry
  }
  return zip(groups, values).map { group, value in
    sums[group].map { value - $0.sum.value / Double($0.count) } ?? value
  }
}

/// What least squares on `columns` leaves of `values`, by modified Gram–Schmidt; a column that the
/// ones before it explain is passed over.
private func residuals(of values: [Double], on columns: [[Double]]) -> [Double] {
  func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = CompensatedSum()
    for (x, y) in zip(a, b) { sum.add(x * y) }
    return sum.value
  }
  var rest = values
  var basis: [[Double]] = []
  for column in columns {
    let before = product(column, column)
    var direction = column
    // Twice: once may leave a part of the earlier directions in.
    for _ in 0..<2 {
      for earlier in basis {
        let share = product(direction, earlier)
        for index in direction.indices { direction[index] -= share * earlier[index] }
      }
    }
    let norm = product(direction, direction)
    guard norm > 1e-20 * max(before, 1e-280) else { continue }
    let scale = 1 / norm.squareRoot()
    for index in direction.indices { direction[index] *= scale }
    let share = product(rest, direction)
    for index in rest.indices { rest[index] -= share * direction[index] }
    basis.append(direction)
  }
  return rest
}
