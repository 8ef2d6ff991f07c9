import Kernels

/// One-session losses that a tail of the return distribution holds, as positive fractions.
///
/// `valueAtRisk` is the loss exceeded with probability 1 − level; `expectedShortfall` the mean loss
/// beyond it. A gain in the tail shows as a negative loss.
public struct TailLoss: Hashable, Sendable, Codable {
  /// Such as 0.95.
  public let level: Double
  public let valueAtRisk: Double
  public let expectedShortfall: Double

  /// The fewest returns from which a tail is read: one in it at 95 per cent.
  public static let fewestReturns = 20

  /// Reads the loss off the sorted returns.
  ///
  /// The value at risk interpolates linearly; the shortfall is the mean of the
  /// ⌊(*n* − 1)(1 − level)⌋ + 1 worst returns (empyrical's `cvar`).
  ///
  /// - Returns: nil for fewer than 20 returns.
  public static func historical(of returns: [Double], level: Double) -> TailLoss? {
    guard let tail = checked(returns, level) else { return nil }
    let sorted = returns.sorted()
    let worst = Array(sorted.prefix(Int(Double(sorted.count - 1) * tail) + 1))
    return TailLoss(
      level: level, valueAtRisk: -quantile(tail, ofSorted: sorted),
      expectedShortfall: -mean(of: worst))
  }

  /// Reads the loss off a normal distribution with the returns' mean and deviation (*n* − 1).
  ///
  /// - Returns: nil for fewer than 20 returns, or when they do not vary.
  public static func normal(of returns: [Double], level: Double) -> TailLoss? {
    guard let tail = checked(returns, level) else { return nil }
    let (center, spread) = (mean(of: returns), standardDeviation(of: returns))
    guard spread >= smallestDeviation else { return nil }
    let z = StandardNormal.quantile(tail)
    return TailLoss(
      level: level, valueAtRisk: -(center + spread * z),
      expectedShortfall: -(center - spread * StandardNormal.density(z) / tail))
  }

  /// Reads the loss off a normal distribution bent to the returns' skewness and kurtosis.
  ///
  /// Cornish and Fisher's expansion to the third order (*Moments and Cumulants in the Specification
  /// of Distributions*, 1937); the shortfall is the exact integral of that quantile over the tail.
  ///
  /// - Returns: nil for fewer than 20 returns, or when they do not vary.
  public static func cornishFisher(of returns: [Double], level: Double) -> TailLoss? {
    guard let tail = checked(returns, level) else { return nil }
    let (center, spread) = (mean(of: returns), standardDeviation(of: returns))
    guard spread >= smallestDeviation else { return nil }
    let (skew, excess) = (skewness(of: returns), kurtosis(of: returns) - 3)
    let z = StandardNormal.quantile(tail)
    let bent =
      z + (z * z - 1) * skew / 6 + (z * z * z - 3 * z) * excess / 24
      - (2 * z * z * z - 5 * z) * skew * skew / 36
    let weight = StandardNormal.density(z) / tail
    // The tail means of z, z² and z³.
    let (first, second, third) = (-weight, 1 - z * weight, -(z * z + 2) * weight)
    let mean =
      first + (second - 1) * skew / 6 + (third - 3 * first) * excess / 24
      - (2 * third - 5 * first) * skew * skew / 36
    return TailLoss(
      level: level, valueAtRisk: -(center + spread * bent),
      expectedShortfall: -(center + spread * mean))
  }

  private static func checked(_ returns: [Double], _ level: Double) -> Double? {
    precondition((0.5..<1).contains(level), "A tail's level lies between one half and 1.")
    return returns.count >= fewestReturns ? 1 - level : nil
  }
}
