import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The mean block lengths, in sessions, at which a block bootstrap errs least.
public struct OptimalBlockLength: Hashable, Sendable, Codable {
  /// For the stationary bootstrap.
  public let stationary: Double
  /// For the circular bootstrap, whose blocks all have one length.
  public let circular: Double

  /// Estimates the lengths from the autocorrelation of `values`.
  ///
  /// Politis and White (*Automatic Block-Length Selection for the Dependent Bootstrap*, 2004) with
  /// the correction of Patton, Politis and White (2009). The last lag that counts is chosen as the
  /// open `arch` implementation does. Values below 1 mean: no dependence to keep.
  ///
  /// - Returns: nil for fewer than 10 values, or when they do not vary.
  /// - Complexity: O(*n*^1.5).
  public init?(of values: [Double]) {
    let count = Double(values.count)
    guard values.count >= 10, standardDeviation(of: values) > 0 else { return nil }
    let center = mean(of: values)
    let e = values.map { $0 - center }
    let run = max(5, Int(log10(count)))
    let largestLag = Int(count.squareRoot().rounded(.up)) + run
    let longest = min(3 * count.squareRoot(), count / 3).rounded(.up)
    let band = 2 * (log10(count) / count).squareRoot()

    var autocovariances: [Double] = []
    var autocorrelations: [Double] = []
    for lag in 0...min(largestLag, values.count - 2) {
      let products = compensatedSum(of: (lag..<e.count).map { e[$0] * e[$0 - lag] })
      let late = compensatedSum(of: ((lag + 1)..<e.count).map { e[$0] * e[$0] })
      let early = compensatedSum(of: (0..<(e.count - lag - 1)).map { e[$0] * e[$0] })
      autocovariances.append(products / count)
      autocorrelations.append(products / (late * early).squareRoot())
    }
    let last = autocorrelations.count - 1
    let quiet = (1...last).first { lag in
      lag + run - 1 <= last
        && autocorrelations[lag...(lag + run - 1)].allSatisfy { $0.magnitude < band }
    }
    let m = min(quiet.map { 2 * $0 } ?? largestLag, largestLag, last)

    var slope = CompensatedSum()
    var longRun = CompensatedSum()
    longRun.add(autocovariances[0])
    for lag in 1...m {
      let share = Double(lag) / Double(m)
      let weight = share <= 0.5 ? 1 : 2 * (1 - share)
      slope.add(2 * weight * Double(lag) * autocovariances[lag])
      longRun.add(2 * weight * autocovariances[lag])
    }
    let ratio = slope.value * slope.value * count / (longRun.value * longRun.value)
    guard ratio.isFinite else { return nil }
    stationary = min(longest, cbrt(ratio))
    circular = min(longest, cbrt(2 * ratio / (4.0 / 3)))
  }
}
