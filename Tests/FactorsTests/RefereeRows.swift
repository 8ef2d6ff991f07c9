import Factors
import Foundation
import Kernels

/// The referee's rows: all symbols at once, whole or by group.
struct RefereeRows {
  private static let whole: Set<FactorOperator> = [
    .rank, .zScore, .normalize, .quantile, .scale, .winsorize, .truncate, .bucket,
    .neutralizeVector, .groupRank, .groupZScore, .groupNeutralize, .groupScale, .groupCount,
    .groupMedian, .groupStandardDeviation, .groupMean, .groupBackfill,
  ]

  let operation: FactorOperator
  let parameters: [Double]

  /// nil for an operator that does not look at whole rows.
  init?(_ operation: FactorOperator, _ parameters: [Double]) {
    guard Self.whole.contains(operation) else { return nil }
    self.operation = operation
    self.parameters = parameters
  }

  static func inverse(_ probability: Double, _ driver: Int) -> Double {
    switch driver {
    case 0: StandardNormal.quantile(probability)
    case 1: probability
    default: tan((probability - 0.5) * Double.pi)
    }
  }

  func apply(_ inputs: [[Double]], past: (Int) -> [Double]?, window: Int) -> [Double] {
    let x = inputs[0]
    switch operation {
    case .bucket:
      return x.map { value in
        guard !value.isNaN else { return -1 }
        var edge = parameters[0]
        var group = 0.0
        while edge <= parameters[1] + 1e-9 {
          if value >= edge { group += 1 }
          edge = parameters[0] + group * parameters[2]
          if value < edge { break }
        }
        return group
      }
    case .neutralizeVector: return residual(x, inputs[1])
    case .groupBackfill:
      return backfill(x, inputs[1], past: past, window: window)
    default: break
    }
    let name = operation.rawValue
    guard name.hasPrefix("group"), let groups = inputs.last else { return among(x, x) }
    var result = [Double](repeating: .nan, count: x.count)
    for group in Set(groups) {
      let places = x.indices.filter { groups[$0] == group }
      let weights = places.map { inputs[1][$0] }
      for (place, value) in zip(places, among(places.map { x[$0] }, weights)) {
        result[place] = value
      }
    }
    return result
  }

  /// The operator on some symbols that count as all there are.
  private func among(_ x: [Double], _ weights: [Double]) -> [Double] {
    let there = x.filter { !$0.isNaN }
    guard !there.isEmpty else { return x }
    let count = Double(there.count)
    let average = there.reduce(0, +) / count
    let isStill = Set(there).count == 1
    let spread =
      there.count < 2
      ? Double.nan
      : isStill ? 0 : sqrt(there.reduce(0) { $0 + ($1 - average) * ($1 - average) } / (count - 1))
    let divisor = spread == 0 ? .nan : spread
    func rank(_ value: Double) -> Double {
      let below = there.filter { $0 < value }.count
      return Double(below) + Double(there.filter { $0 == value }.count + 1) / 2
    }
    return x.map { value in
      if value.isNaN { return .nan }
      let distance = isStill ? 0 : value - average
      switch operation {
      case .rank, .groupRank:
        if parameters.first == 1 { return count == 1 ? 0.5 : (rank(value) - 1) / (count - 1) }
        return rank(value) / count
      case .zScore, .groupZScore: return distance / divisor
      case .groupNeutralize: return distance
      case .normalize:
        let result = parameters[0] == 1 ? distance / divisor : distance
        let limit = parameters[1]
        return limit == 0 || result.isNaN ? result : max(-limit, min(limit, result))
      case .quantile:
        return parameters[1] * Self.inverse((rank(value) - 0.5) / count, Int(parameters[0]))
      case .scale: return scaled(value, there)
      case .winsorize:
        guard there.count > 1 else { return value }
        let reach = parameters[0] * spread
        return isStill ? value : max(average - reach, min(average + reach, value))
      case .truncate:
        let low = quantile(parameters[0], of: there)
        return max(low, min(quantile(1 - parameters[1], of: there), value))
      case .groupScale:
        let low = there.min() ?? .nan
        let high = there.max() ?? .nan
        return high == low ? .nan : (value - low) / (high - low)
      case .groupCount: return count
      case .groupMedian: return quantile(0.5, of: there)
      case .groupStandardDeviation: return spread
      default:
        let pairs = zip(x, weights).filter { !$0.0.isNaN && !$0.1.isNaN }
        let total = pairs.map(\.1).reduce(0, +)
        return total == 0 ? .nan : pairs.map { $0.0 * $0.1 }.reduce(0, +) / total
      }
    }
  }

  private func scaled(_ value: Double, _ there: [Double]) -> Double {
    let longs = there.filter { $0 > 0 }.reduce(0, +)
    let shorts = -there.filter { $0 < 0 }.reduce(0, +)
    if longs + shorts == 0 { return .nan }
    if parameters[1] > 0 || parameters[2] > 0 {
      if value == 0 { return 0 }
      return value > 0 ? value / longs * parameters[1] : value / shorts * parameters[2]
    }
    return parameters[0] * value / (longs + shorts)
  }

  private func residual(_ x: [Double], _ y: [Double]) -> [Double] {
    let pairs = zip(x, y).filter { !$0.0.isNaN && !$0.1.isNaN }
    let size = pairs.reduce(0) { $0 + $1.1 * $1.1 }
    let slope = size == 0 ? 0 : pairs.reduce(0) { $0 + $1.0 * $1.1 } / size
    return zip(x, y).map { $0 - slope * $1 + 0 * $1 }
  }

  private func backfill(
    _ x: [Double], _ groups: [Double], past: (Int) -> [Double]?, window: Int
  ) -> [Double] {
    x.indices.map { place in
      let isGone = (0..<window).allSatisfy { past($0)?[place].isNaN ?? true }
      guard isGone else { return x[place] }
      let there = x.indices.filter { groups[$0] == groups[place] && !x[$0].isNaN }.map { x[$0] }
      guard !there.isEmpty else { return .nan }
      let average = there.reduce(0, +) / Double(there.count)
      let isSpread = Set(there).count > 1
      let reach = isSpread ? parameters[0] * standardDeviation(of: there) : .infinity
      let cut = there.map { max(average - reach, min(average + reach, $0)) }
      return cut.reduce(0, +) / Double(cut.count)
    }
  }
}
