/// Where published definitions of the operators disagree: which one an expression is evaluated by.
///
/// An expression's hash covers them, and every card that shows its figures prints them.
public struct FactorConventions: Hashable, Sendable, Codable {
  /// The scale of the cross-sectional `rank`.
  public enum RankScale: String, Hashable, Sendable, Codable, CaseIterable {
    /// Average rank over the number of names present: in (0, 1], never zero.
    case percentile
    /// (Average rank − 1) over (names − 1): in [0, 1]; a single name has one half.
    case unitInterval
  }
  /// What `ts_argmax` and `ts_argmin` count.
  public enum ArgumentIndex: String, Hashable, Sendable, Codable, CaseIterable {
    /// The place in the window from its oldest row, which is 1.
    case position
    /// Rows since, 0 being the newest one.
    case age
  }
  /// Which of several equal extremes `ts_argmax` and `ts_argmin` name.
  public enum Ties: String, Hashable, Sendable, Codable, CaseIterable { case newest, oldest }
  /// What a comparison with a missing value is.
  public enum MissingComparison: String, Hashable, Sendable, Codable, CaseIterable {
    case missing
    case isFalse
  }
  /// What `decay_linear` does about missing values in its window.
  public enum DecayGaps: String, Hashable, Sendable, Codable, CaseIterable {
    /// Weights are spread over the values there are, when at least half of them are there.
    case renormalize
    /// A missing value counts as zero.
    case zero
  }
  /// What `adv{d}` averages.
  public enum VolumeUnits: String, Hashable, Sendable, Codable, CaseIterable { case dollars, shares }

  public var rank: RankScale
  public var argument: ArgumentIndex
  public var argumentTies: Ties
  public var missingComparison: MissingComparison
  public var decayGaps: DecayGaps
  public var averageDailyVolume: VolumeUnits

  public init(
    rank: RankScale, argument: ArgumentIndex, argumentTies: Ties,
    missingComparison: MissingComparison, decayGaps: DecayGaps, averageDailyVolume: VolumeUnits
  ) {
    self.rank = rank
    self.argument = argument
    self.argumentTies = argumentTies
    self.missingComparison = missingComparison
    self.decayGaps = decayGaps
    self.averageDailyVolume = averageDailyVolume
  }

  /// Kakushadze, *101 Formulaic Alphas* (2016), with its gaps closed as most implementers do.
  public static let paper = FactorConventions(
    rank: .percentile, argument: .position, argumentTies: .newest, missingComparison: .missing,
    decayGaps: .renormalize, averageDailyVolume: .dollars)
  /// The operators as WorldQuant BRAIN documents them.
  public static let brain = FactorConventions(
    rank: .unitInterval, argument: .age, argumentTies: .newest, missingComparison: .missing,
    decayGaps: .zero, averageDailyVolume: .dollars)
  /// The rules of the golden tables of ten published formulas: as `paper`, but the first of equal
  /// extremes counts, and a comparison with a missing value is false.
  public static let golden = FactorConventions(
    rank: .percentile, argument: .position, argumentTies: .oldest, missingComparison: .isFalse,
    decayGaps: .renormalize, averageDailyVolume: .dollars)

  /// The named sets, as a specification writes them.
  public static let named: [(name: String, conventions: FactorConventions)] = [
    ("paper", .paper), ("brain", .brain), ("golden", .golden),
  ]
}
