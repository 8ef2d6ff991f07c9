import Kernels

/// Kernels over the symbols of a row by group; symbols without a group are a group of their own.
enum GroupSection {
  /// - Parameters:
  ///   - rows: The window of the value, the oldest first; one row but for `groupBackfill`.
  ///   - group: A category each, −1 or missing for the unknown.
  ///   - parameter: The scale of `groupRank`, the deviations of `groupBackfill`.
  static func apply(
    _ operation: FactorOperator, _ rows: UnsafeBufferPointer<Row>, weight: Row?, group: Row,
    _ out: Out, _ width: Int, parameter: Double
  ) {
    let x = rows[rows.count - 1]
    var members: [Int: [Int]] = [:]
    for place in 0..<width {
      out[place] = operation == .groupBackfill ? x[place] : .nan
      guard !x[place].isNaN else { continue }
      members[group[place].isNaN ? -1 : Int(group[place]), default: []].append(place)
    }
    if operation == .groupBackfill {
      return backfill(rows, group: group, members, out, width, at: parameter)
    }
    for (_, names) in members {
      let moments = CrossSection.moments(names.count) { x[names[$0]] }
      switch operation {
      case .groupRank: rank(x, names, out, isUnit: parameter == 1)
      case .groupZScore:
        let divisor = moments.deviation > 0 ? moments.deviation : .nan
        for place in names { out[place] = (x[place] - moments.mean) / divisor }
      case .groupNeutralize: for place in names { out[place] = x[place] - moments.mean }
      case .groupScale: scale(x, names, out)
      case .groupCount: for place in names { out[place] = Double(names.count) }
      case .groupMedian:
        let median = Kernels.quantile(0.5, of: names.map { x[$0] })
        for place in names { out[place] = median }
      case .groupStandardDeviation: for place in names { out[place] = moments.deviation }
      default: mean(x, weight: weight ?? x, names, out)
      }
    }
  }

  private static func rank(_ x: Row, _ names: [Int], _ out: Out, isUnit: Bool) {
    let ranks = averageRanks(of: names.map { x[$0] })
    let count = Double(names.count)
    for (place, name) in names.enumerated() {
      out[name] = isUnit ? (count == 1 ? 0.5 : (ranks[place] - 1) / (count - 1)) : ranks[place] / count
    }
  }

  private static func scale(_ x: Row, _ names: [Int], _ out: Out) {
    var low = x[names[0]]
    var high = low
    for place in names {
      low = min(low, x[place])
      high = max(high, x[place])
    }
    for place in names { out[place] = high == low ? .nan : (x[place] - low) / (high - low) }
  }

  private static func mean(_ x: Row, weight: Row, _ names: [Int], _ out: Out) {
    var sum = 0.0
    var weights = 0.0
    for place in names where !weight[place].isNaN {
      sum += x[place] * weight[place]
      weights += weight[place]
    }
    let mean = weights == 0 ? .nan : sum / weights
    for place in names { out[place] = mean }
  }

  private static func backfill(
    _ rows: UnsafeBufferPointer<Row>, group: Row, _ members: [Int: [Int]], _ out: Out,
    _ width: Int, at limit: Double
  ) {
    let x = rows[rows.count - 1]
    var means: [Int: Double] = [:]
    for (category, names) in members {
      let (count, mean, deviation) = CrossSection.moments(names.count) { x[names[$0]] }
      let reach = count > 1 ? limit * deviation : 0
      var sum = 0.0
      for place in names { sum += max(mean - reach, min(mean + reach, x[place])) }
      means[category] = sum / Double(count)
    }
    for place in 0..<width where rows.allSatisfy({ $0[place].isNaN }) {
      out[place] = means[group[place].isNaN ? -1 : Int(group[place])] ?? .nan
    }
  }
}
