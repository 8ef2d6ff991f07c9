#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Kernels

/// Inverse distribution functions that ranks are turned into values with.
enum Drivers {
  /// 0 normal, 1 uniform on [0, 1], 2 Cauchy.
  static func inverse(_ probability: Double, driver: Int) -> Double {
    if probability.isNaN { return .nan }
    switch driver {
    case 0: return StandardNormal.quantile(probability)
    case 1: return probability
    default: return tan(Double.pi * (probability - 0.5))
    }
  }
}

/// Kernels over all symbols of a row; what is missing stays missing and counts for nothing.
enum CrossSection {
  static func apply(
    _ operation: FactorOperator, _ x: Row, _ out: Out, _ width: Int, parameters: [Double]
  ) {
    switch operation {
    case .rank: rank(x, out, width, isUnit: parameters.first == 1)
    case .zScore: normalize(x, out, width, byDeviation: true, limit: 0)
    case .normalize:
      normalize(
        x, out, width, byDeviation: parameters.first == 1,
        limit: parameters.count > 1 ? parameters[1] : 0)
    case .quantile: quantile(x, out, width, driver: Int(parameters[0]), sigma: parameters[1])
    case .scale: scale(x, out, width, parameters)
    case .winsorize: winsorize(x, out, width, at: parameters.first ?? 4)
    default: truncate(x, out, width, low: parameters[0], high: parameters[1])
    }
  }

  private static func rank(_ x: Row, _ out: Out, _ width: Int, isUnit: Bool) {
    for place in 0..<width { out[place] = .nan }
    if isUnit {
      RowOrder.ranks(x, width) { out[$0] = $2 == 1 ? 0.5 : ($1 - 1) / Double($2 - 1) }
    } else {
      RowOrder.ranks(x, width) { out[$0] = $1 / Double($2) }
    }
  }

  private static func quantile(
    _ x: Row, _ out: Out, _ width: Int, driver: Int, sigma: Double
  ) {
    for place in 0..<width { out[place] = .nan }
    RowOrder.ranks(x, width) {
      out[$0] = sigma * Drivers.inverse(($1 - 0.5) / Double($2), driver: driver)
    }
  }

  /// The mean and the standard deviation (*n* − 1) of the values there are.
  static func moments(
    _ count: Int, _ value: (Int) -> Double
  ) -> (count: Int, mean: Double, deviation: Double) {
    var base = Double.nan
    var sum = 0.0
    var number = 0
    for place in 0..<count {
      let x = value(place)
      guard !x.isNaN else { continue }
      if number == 0 { base = x }
      sum += x - base
      number += 1
    }
    let offset = sum / Double(number)
    var squares = 0.0
    for place in 0..<count {
      let x = value(place)
      guard !x.isNaN else { continue }
      let distance = (x - base) - offset
      squares += distance * distance
    }
    let variance = number > 1 ? squares / Double(number - 1) : .nan
    return (number, base + offset, variance.squareRoot())
  }

  private static func normalize(
    _ x: Row, _ out: Out, _ width: Int, byDeviation: Bool, limit: Double
  ) {
    let (_, mean, deviation) = moments(width) { x[$0] }
    let divisor = byDeviation ? (deviation > 0 ? deviation : .nan) : 1
    for place in 0..<width {
      var value = (x[place] - mean) / divisor
      if limit > 0, !value.isNaN { value = max(-limit, min(limit, value)) }
      out[place] = value
    }
  }

  /// - Parameter sums: Of the absolute values; of the longs; of the shorts.
  private static func scale(_ x: Row, _ out: Out, _ width: Int, _ sums: [Double]) {
    var longs = 0.0
    var shorts = 0.0
    for place in 0..<width {
      let value = x[place]
      longs += value > 0 ? value : 0
      shorts += value < 0 ? -value : 0
    }
    let total = longs + shorts
    guard total > 0 else {
      for place in 0..<width { out[place] = .nan }
      return
    }
    let longSum = sums.count > 1 ? sums[1] : 0
    let shortSum = sums.count > 2 ? sums[2] : 0
    if longSum > 0 || shortSum > 0 {
      for place in 0..<width {
        let value = x[place]
        out[place] = value > 0 ? value / longs * longSum : value < 0 ? value / shorts * shortSum : value
      }
    } else {
      let sum = sums.first ?? 1
      for place in 0..<width { out[place] = x[place] / total * sum }
    }
  }

  private static func winsorize(_ x: Row, _ out: Out, _ width: Int, at limit: Double) {
    let (count, mean, deviation) = moments(width) { x[$0] }
    for place in 0..<width {
      let value = x[place]
      out[place] =
        value.isNaN || count < 2
        ? value : max(mean - limit * deviation, min(mean + limit * deviation, value))
    }
  }

  /// Limited to the quantiles at the two shares, interpolated between neighbours.
  private static func truncate(
    _ x: Row, _ out: Out, _ width: Int, low: Double, high: Double
  ) {
    var limits = (Double.nan, Double.nan)
    RowOrder.ascending(x, width) { order in
      let values = order.map { x[RowOrder.symbol($0)] }
      guard !values.isEmpty else { return }
      limits.0 = Kernels.quantile(low, ofSorted: values)
      limits.1 = Kernels.quantile(1 - high, ofSorted: values)
    }
    for place in 0..<width {
      let value = x[place]
      out[place] = value.isNaN ? .nan : max(limits.0, min(limits.1, value))
    }
  }

  /// The number of edges at or below the value; −1, the group of the unknown, where it is missing.
  static func bucket(_ x: Row, _ out: Out, _ width: Int, parameters: [Double]) {
    let first = parameters[0]
    let step = parameters[2]
    let count = step > 0 ? Int(((parameters[1] - first) / step + 1e-9).rounded(.down)) + 1 : 1
    for place in 0..<width {
      let value = x[place]
      var group = value.isNaN ? -1.0 : 0
      for edge in 0..<max(count, 0) where value >= first + Double(edge) * step { group += 1 }
      out[place] = group
    }
  }

  /// What remains of a row when its projections on others are taken away, without an intercept.
  ///
  /// Only symbols that have all values count. A vector that is, but for rounding, made up of those
  /// before it takes nothing away.
  static func residual(_ x: Row, _ others: [Row], _ out: Out, _ width: Int) {
    let there = (0..<width).filter { place in
      !x[place].isNaN && others.allSatisfy { !$0[place].isNaN }
    }
    var bases: [[Double]] = []
    func without(_ start: [Double]) -> [Double] {
      var rest = start
      for base in bases {
        var product = 0.0
        for place in rest.indices { product += rest[place] * base[place] }
        for place in rest.indices { rest[place] -= product * base[place] }
      }
      return rest
    }
    for other in others {
      let start = there.map { other[$0] }
      let rest = without(without(start))
      let before = start.reduce(0) { $0 + $1 * $1 }
      let after = rest.reduce(0) { $0 + $1 * $1 }
      guard after > 1e-18 * before else { continue }
      let length = after.squareRoot()
      bases.append(rest.map { $0 / length })
    }
    let rest = without(there.map { x[$0] })
    for place in 0..<width { out[place] = .nan }
    for (place, symbol) in there.enumerated() { out[symbol] = rest[place] }
  }
}
