import Kernels
import Performance

/// How strongly and how surely a factor's coefficients point one way.
///
/// The four figures that are all called "ICIR" somewhere have four names here.
public struct FactorStrength: Hashable, Sendable, Codable {
  /// Mean of the daily coefficients.
  public let mean: Double
  /// Standard deviation of the daily coefficients, with *n* − 1.
  public let deviation: Double
  /// Mean over deviation, a day.
  public let ratio: Double
  /// The ratio × √(252 ÷ horizon).
  public let annualRatio: Double
  /// The ratio × √n: right only where days do not depend on each other.
  public let independenceT: Double
  /// The mean over its error by Newey and West: the one to judge by.
  public let neweyWestT: Double
  /// Days with a coefficient.
  public let days: Int
  /// The share of days above zero.
  public let shareAbove: Double

  /// Summarises daily coefficients.
  ///
  /// - Parameters:
  ///   - coefficients: nil on days without one, which are passed over.
  ///   - horizon: Sessions of the forward return; overlapping days count as the dependent days they
  ///     are.
  /// - Throws: For fewer than 30 coefficients, or ones that do not vary.
  public init(of coefficients: [Double?], horizon: Int) throws(InsufficientData) {
    precondition(horizon >= 1, "A forward return spans a session.")
    let known = coefficients.compactMap { $0 }
    let sure = try NeweyWestMean(of: known, horizon: horizon)
    mean = sure.mean
    deviation = standardDeviation(of: known)
    ratio = sure.mean / standardDeviation(of: known)
    annualRatio = ratio * (sessionsPerYear / Double(horizon)).squareRoot()
    independenceT = ratio * Double(known.count).squareRoot()
    neweyWestT = sure.t
    days = known.count
    shareAbove = Double(known.count { $0 > 0 }) / Double(known.count)
  }
}

/// How a factor's mean coefficient fades as its forward return reaches further.
public struct FactorDecay: Hashable, Sendable, Codable {
  /// The horizons that a decay is usually read at, in sessions.
  public static let horizons = [1, 2, 3, 5, 10, 20]

  /// A mean coefficient at one horizon.
  public struct Point: Hashable, Sendable, Codable {
    /// In sessions.
    public let horizon: Int
    public let mean: Double

    public init(horizon: Int, mean: Double) {
      self.horizon = horizon
      self.mean = mean
    }
  }

  /// Horizons rise.
  public let points: [Point]

  /// - Throws: For no point, or horizons that do not rise from 1.
  public init(points: [Point]) throws(InsufficientData) {
    guard points.first?.horizon == 1,
      zip(points, points.dropFirst()).allSatisfy({ $0.horizon < $1.horizon })
    else { throw .undefined("horizons rise from one session") }
    self.points = points
  }

  /// The first horizon at which less than half is left of the coefficient at one session, in
  /// sessions; nil where that never happens, or there was nothing at one session to halve.
  public var halfLife: Int? {
    guard let first = points.first, first.mean != 0 else { return nil }
    // In the direction of the first: a negative factor fades towards zero from below.
    return points.first { $0.mean / first.mean < 0.5 }?.horizon
  }
}

/// What the names of each bucket of a factor returned.
public struct FactorQuantiles: Hashable, Sendable, Codable {
  /// Mean forward return of each bucket, lowest values first; shape: buckets.
  public let means: [Double]
  /// Top less bottom bucket, a day; shape: days with every bucket.
  public let spreads: [Double]
  /// Spearman's correlation of the buckets' order and their mean returns: 1 for rising throughout;
  /// nil where the means do not vary.
  public let monotonicity: Double?

  init(daily: [[Double]]) {
    let buckets = daily[0].count
    let means = (0..<buckets).map { bucket in mean(of: daily.map { $0[bucket] }) }
    let order = correlation(of: (0..<buckets).map(Double.init), and: averageRanks(of: means))
    self.means = means
    spreads = daily.map { $0[buckets - 1] - $0[0] }
    monotonicity = order.isFinite ? order : nil
  }
}

/// What trading a factor's weights costs before it stops paying.
public struct FactorTrading: Hashable, Sendable, Codable {
  /// One-way turnover of each rebalancing after the first: half of the weight that changed hands;
  /// shape: rows − 1.
  public let turnovers: [Double]
  /// Mean one-way turnover.
  public let meanTurnover: Double
  /// The cost, in basis points of the value traded, that would eat the gross return; nil where
  /// nothing is traded.
  public let breakEvenBasisPoints: Double?

  /// Follows weights from one session to the next.
  ///
  /// - Parameters:
  ///   - weights: Fractions of the account held after each rebalancing; shape: rows × width.
  ///   - returns: What each name returned from each rebalancing to the next; shape: as `weights`;
  ///     the last row is not read for turnover.
  /// - Throws: For fewer than two rows, unequal shapes, a gap, or an account that was lost.
  public init(
    weights: [Double], returns: [Double], width: Int
  ) throws(InsufficientData) {
    guard width > 0, weights.count == returns.count, weights.count % width == 0 else {
      throw .mismatched("weights and returns")
    }
    let rows = weights.count / width
    guard rows >= 2 else { throw .tooFew("rebalancings", found: rows, needed: 2) }
    guard weights.allSatisfy(\.isFinite), returns.allSatisfy(\.isFinite) else {
      throw .notFinite("a weight or return")
    }
    var turnovers: [Double] = []
    var gross: [Double] = []
    for row in 0..<rows {
      let own = (row * width)..<((row + 1) * width)
      let earned = compensatedSum(of: own.map { weights[$0] * returns[$0] })
      gross.append(earned)
      guard row + 1 < rows else { break }
      guard 1 + earned > 0 else { throw .undefined("the account was lost in row \(row)") }
      // Weights drift with their names' returns before they are traded back.
      let traded = own.map { index in
        (weights[index + width] - weights[index] * (1 + returns[index]) / (1 + earned)).magnitude
      }
      turnovers.append(compensatedSum(of: traded) / 2)
    }
    self.turnovers = turnovers
    meanTurnover = mean(of: turnovers)
    let traded = 2 * meanTurnover
    breakEvenBasisPoints = traded > 0 ? 1e4 * mean(of: gross) / traded : nil
  }
}

/// Whether a factor is a known style by another name.
public struct NeutralComparison: Hashable, Sendable, Codable {
  public let raw: Double
  public let neutral: Double
  /// The share of the mean coefficient that neutralising took away; nil where there was none.
  public let lost: Double?
  /// Whether more than half was lost.
  public var isStyleInDisguise: Bool { lost.map { $0 > 0.5 } ?? false }

  /// Compares mean coefficients before and after.
  public init(raw: Double, neutral: Double) {
    self.raw = raw
    self.neutral = neutral
    lost = raw != 0 ? 1 - neutral / raw : nil
  }
}
