import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How returns relate to a benchmark's over the same sessions; a figure is nil where undefined.
public struct BenchmarkComparison: Hashable, Sendable, Codable {
  /// Covariance with the benchmark over the benchmark's variance.
  public let beta: Double?
  /// (1 + mean(return − beta × benchmark))^252 − 1.
  public let alpha: Double?
  /// Annual return over the benchmark's, on the sessions on which the benchmark rose.
  public let upCapture: Double?
  /// Annual return over the benchmark's, on the sessions on which the benchmark fell.
  public let downCapture: Double?
  /// Mean of the difference over its standard deviation, per session, not annualised.
  public let excessSharpe: Double?
  /// Pearson's correlation with the benchmark.
  public let correlation: Double?

  /// Compares `returns` with `benchmark`.
  ///
  /// - Precondition: Both have one length, session for session.
  public init(of returns: [Double], against benchmark: [Double]) {
    precondition(returns.count == benchmark.count, "Both series have the same sessions.")
    let spread = variance(of: benchmark)
    let slope =
      spread.squareRoot() >= smallestDeviation
      ? defined(covariance(of: returns, and: benchmark) / spread) : nil
    beta = slope
    alpha = slope.flatMap { slope in
      let residual = zip(returns, benchmark).map { $0 - slope * $1 }
      return defined(pow(1 + mean(of: residual), sessionsPerYear) - 1)
    }
    upCapture = Self.capture(returns, benchmark) { $0 > 0 }
    downCapture = Self.capture(returns, benchmark) { $0 < 0 }
    excessSharpe = sharpeRatio(of: zip(returns, benchmark).map { $0 - $1 })
    correlation = defined(Kernels.correlation(of: returns, and: benchmark))
  }

  private static func capture(
    _ returns: [Double], _ benchmark: [Double], _ counts: (Double) -> Bool
  ) -> Double? {
    let chosen = benchmark.indices.filter { counts(benchmark[$0]) }
    let own = annualised(growth(of: chosen.map { returns[$0] }), sessions: chosen.count)
    let others = annualised(growth(of: chosen.map { benchmark[$0] }), sessions: chosen.count)
    guard let own, let others, others != 0 else { return nil }
    return defined(own / others)
  }
}
