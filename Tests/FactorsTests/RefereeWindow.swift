import Factors
import Foundation
import Kernels

/// The referee's windows of one symbol: oldest value first.
struct RefereeWindow {
  let x: [Double]
  let y: [Double]
  let parameters: [Double]

  private var count: Double { Double(x.count) }
  private var today: Double { x[x.count - 1] }
  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
  private func joint(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - mean(a)) * ($1.1 - mean(b)) }
  }
  private var isStill: Bool { Set(x).count == 1 }
  private var deviation: Double {
    x.count < 2 ? .nan : isStill ? 0 : sqrt(joint(x, x) / (count - 1))
  }
  private func isFaint(_ values: [Double]) -> Bool {
    joint(values, values) <= 1e-18 * values.reduce(0) { $0 + $1 * $1 }
  }
  private var share: Double {
    let below = x.filter { $0 < today }.count
    let equal = x.filter { $0 == today }.count
    return (Double(below) + Double(equal + 1) / 2) / count
  }

  // What looks at gaps itself comes first; everything else needs every row.
  func value(_ operation: FactorOperator) -> Double {
    let there = x.filter { !$0.isNaN }
    switch operation {
    case .delay: return x[0]
    case .delta: return today - x[0]
    case .countMissing: return Double(x.count - there.count)
    case .backfill, .kthElement:
      let number = Int(parameters[0])
      return there.count < number ? .nan : there[there.count - number]
    case .lastDifferentValue:
      return today.isNaN ? .nan : there.last { $0 != today } ?? .nan
    case .daysSinceChange:
      guard !today.isNaN, let old = x.lastIndex(where: { !$0.isNaN && $0 != today })
      else { return .nan }
      let first = x[old...].firstIndex { $0 == today } ?? x.count - 1
      return Double(x.count - 1 - first)
    case .decayLinear:
      var sum = 0.0
      var weights = 0.0
      for (place, value) in x.enumerated() where !value.isNaN {
        sum += Double(place + 1) * value
        weights += Double(place + 1)
      }
      if parameters[0] == 1 { return there.isEmpty ? .nan : sum / (count * (count + 1) / 2) }
      return 2 * there.count >= x.count ? sum / weights : .nan
    default:
      return x.contains { $0.isNaN } || y.contains { $0.isNaN } ? .nan : full(operation)
    }
  }

  private func extreme(_ isMaximum: Bool) -> Double {
    guard let best = isMaximum ? x.max() : x.min() else { return .nan }
    let place =
      parameters[1] == 1 ? x.firstIndex(of: best) ?? 0 : x.lastIndex(of: best) ?? 0
    return Double(parameters[0] == 1 ? x.count - 1 - place : place + 1)
  }

  private func full(_ operation: FactorOperator) -> Double {
    let low = x.min() ?? .nan
    let high = x.max() ?? .nan
    switch operation {
    case .sum: return x.reduce(0, +)
    case .mean: return mean(x)
    case .product: return x.reduce(1, *)
    case .standardDeviation: return deviation
    case .windowMinimum: return low
    case .windowMaximum: return high
    case .argumentMaximum: return extreme(true)
    case .argumentMinimum: return extreme(false)
    case .windowRank: return share + parameters[0]
    case .decayExponential:
      let weights = x.indices.map { pow(parameters[0], Double(x.count - 1 - $0)) }
      return zip(x, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    case .windowZScore: return deviation == 0 ? .nan : (today - mean(x)) / deviation
    case .windowScale: return high == low ? .nan : (today - low) / (high - low) + parameters[0]
    case .averageDifference: return today - mean(x)
    case .maximumDifference: return today - high
    case .informationRatio: return deviation == 0 ? .nan : mean(x) / deviation
    case .windowSkewness: return isStill ? .nan : skewness(of: x)
    case .windowKurtosis: return isStill ? .nan : kurtosis(of: x)
    case .windowEntropy:
      if high == low { return 0 }
      var counts = [Double](repeating: 0, count: 10)
      for value in x { counts[min(9, Int((value - low) / (high - low) * 10))] += 1 }
      return -counts.filter { $0 > 0 }.map { $0 / count * log($0 / count) }.reduce(0, +)
    case .windowQuantile: return RefereeRows.inverse(share - 0.5 / count, Int(parameters[0]))
    case .covariance: return x.count < 2 ? .nan : joint(x, y) / (count - 1)
    case .correlation:
      // Still, or moving only as rounding does.
      if isStill || Set(y).count == 1 || isFaint(x) || isFaint(y) { return .nan }
      return joint(x, y) / sqrt(joint(x, x) * joint(y, y))
    default: return regression()
    }
  }

  private func regression() -> Double {
    if Set(y).count == 1 { return .nan }
    let slope = joint(y, x) / joint(y, y)
    let intercept = mean(x) - slope * mean(y)
    let errors = zip(x, y).map { $0 - intercept - slope * $1 }.reduce(0) { $0 + $1 * $1 }
    let meanError = x.count > 2 ? errors / (count - 2) : .nan
    let fitted = intercept + slope * y[y.count - 1]
    switch Int(parameters[1]) {
    case 0: return today - fitted
    case 1: return intercept
    case 2: return slope
    case 3: return fitted
    case 4: return errors
    case 5: return joint(x, x)
    case 6: return isStill ? .nan : 1 - errors / joint(x, x)
    case 7: return meanError
    case 8: return sqrt(meanError / joint(y, y))
    default: return sqrt(meanError * (1 / count + mean(y) * mean(y) / joint(y, y)))
    }
  }
}
