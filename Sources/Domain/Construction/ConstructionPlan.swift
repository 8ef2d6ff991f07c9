/// How a portfolio is made of scores.
///
/// All weights are fractions of equity, longs positive, shorts negative.
public struct ConstructionPlan: Hashable, Sendable {
  /// How the names of one side share its weight.
  public enum Scheme: String, Hashable, Sendable, CaseIterable {
    /// The same for each.
    case equal
    /// In proportion to the place: of *n* names the best has *n* parts, the last one; equal scores
    /// share their mean place.
    case rank
    /// In proportion to the score; with shorts, to its distance from the mean of all scores. Names on
    /// the wrong side of zero get nothing.
    case signal
    /// In proportion to one over the volatility of the past.
    case inverseVolatility
    /// As `inverseVolatility`, then all scaled down until the forecast of the portfolio's volatility
    /// is the target.
    case targetVolatility
    /// So that the forecast of the portfolio's variance is lowest.
    case minimumVariance
  }
  /// How many names a side holds.
  public enum Names: Hashable, Sendable {
    case count(Int)
    /// A share of the names that have a score, rounded down, at least one.
    case share(Double)
  }

  /// The sessions of a year, by which a volatility is annual.
  public static let sessionsPerYear = 252.0
  /// The most names for which covariances or neutral weights are computed.
  public static let largestProgram = 500

  public var scheme: Scheme
  /// The names with the highest scores.
  public var longs: Names
  /// The names with the lowest scores; `.count(0)` for none.
  public var shorts: Names
  /// The sum of all weights' magnitudes; with both sides each has one half.
  public var gross: Double
  /// Sessions of past returns for volatilities, covariances and betas.
  public var volatilityWindow: Int
  /// Of one year; the scheme `targetVolatility` needs it.
  public var targetVolatility: Double?
  /// 0 to 1; nil for Ledoit and Wolf's.
  public var shrinkage: Double?
  /// The largest magnitude of one name's weight; nil for no limit.
  public var maximumWeight: Double?
  /// Half the sum of all changes' magnitudes that one rebalance may make; nil for no limit.
  public var maximumTurnover: Double?
  /// Whether the weights of every sector add up to nothing.
  public var sectorNeutral: Bool
  /// Whether weights times betas add up to nothing.
  public var betaNeutral: Bool

  public init(
    scheme: Scheme, longs: Names, shorts: Names = .count(0), gross: Double = 1,
    volatilityWindow: Int = 60, targetVolatility: Double? = nil, shrinkage: Double? = nil,
    maximumWeight: Double? = nil, maximumTurnover: Double? = nil, sectorNeutral: Bool = false,
    betaNeutral: Bool = false
  ) {
    self.scheme = scheme
    self.longs = longs
    self.shorts = shorts
    self.gross = gross
    self.volatilityWindow = volatilityWindow
    self.targetVolatility = targetVolatility
    self.shrinkage = shrinkage
    self.maximumWeight = maximumWeight
    self.maximumTurnover = maximumTurnover
    self.sectorNeutral = sectorNeutral
    self.betaNeutral = betaNeutral
  }

  /// Whether past returns are read.
  public var needsReturns: Bool {
    switch scheme {
    case .equal, .rank, .signal: betaNeutral
    case .inverseVolatility, .targetVolatility, .minimumVariance: true
    }
  }
}

/// What a portfolio is made of.
public struct ConstructionInputs: Sendable {
  /// Higher is better, NaN for a name that is not to be held; shape: symbols.
  public var scores: [Double]
  /// Simple returns, row-major, sessions × symbols, NaN where missing; empty when the plan reads none.
  public var returns: [Double]
  /// The sector of each symbol, −1 for none; nil when there is no classification.
  public var sectors: [Int32]?
  /// The weights that are held now; shape: symbols.
  public var current: [Double]

  public init(
    scores: [Double], returns: [Double] = [], sectors: [Int32]? = nil, current: [Double]? = nil
  ) {
    self.scores = scores
    self.returns = returns
    self.sectors = sectors
    self.current = current ?? Array(repeating: 0, count: scores.count)
  }
}
