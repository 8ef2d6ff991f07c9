import Kernels
import Performance

/// How the Sharpe ratios of many out-of-sample paths are spread, annualised.
public struct PathDistribution: Hashable, Sendable, Codable {
  /// Shape: paths, in their order.
  public let sharpes: [Double]
  public let mean: Double
  public let median: Double
  /// What the gate reads: only one path in twenty is worse.
  public let lowest5Percent: Double
  /// The share of paths below zero.
  public let shareNegative: Double

  /// - Throws: For fewer than two paths or 30 sessions, a gap, or a path that does not vary.
  public init(of paths: [[Double]]) throws(InsufficientData) {
    guard paths.count >= 2 else { throw .tooFew("paths", found: paths.count, needed: 2) }
    try requireSeries(paths, named: "paths")
    var sharpes: [Double] = []
    for index in paths.indices {
      guard let sharpe = sharpeRatio(of: paths[index]) else { throw .constant("path \(index)") }
      sharpes.append(sharpe * sessionsPerYear.squareRoot())
    }
    let sorted = sharpes.sorted()
    self.sharpes = sharpes
    mean = Kernels.mean(of: sharpes)
    median = quantile(0.5, ofSorted: sorted)
    lowest5Percent = quantile(0.05, ofSorted: sorted)
    shareNegative = Double(sharpes.count { $0 < 0 }) / Double(sharpes.count)
  }
}
