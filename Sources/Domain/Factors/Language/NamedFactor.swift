/// A published or customary factor with its formula.
public struct NamedFactor: Hashable, Sendable {
  /// Where a factor comes from.
  public enum Group: String, Hashable, Sendable, Codable, CaseIterable {
    /// One of the 101 formulas of Kakushadze.
    case alpha101
    /// From prices and volumes.
    case technical
    /// From companies' statements.
    case fundamental
  }

  /// Unique in the library, in lower case with underscores.
  public let name: String
  public let group: Group
  /// The expression's text.
  public let expression: String
  public let conventions: FactorConventions
  /// One sentence.
  public let summary: String
  /// The publication that proposed it.
  public let source: String

  /// Every factor, by group; all of them parse.
  public static let library: [NamedFactor] =
    alphas + momentum + oscillators + volatility + trading + value + quality + growth

  /// The factor of a name, or nil.
  public static func named(_ name: String) -> NamedFactor? {
    library.first { $0.name == name }
  }

  init(
    _ name: String, _ group: Group, _ expression: String, _ summary: String, _ source: String,
    conventions: FactorConventions = .paper
  ) {
    self.name = name
    self.group = group
    self.expression = expression
    self.conventions = conventions
    self.summary = summary
    self.source = source
  }

  private static let alphas: [NamedFactor] = PublishedAlphas.formulas.enumerated().map {
    place, formula in
    let digits = String(place + 1)
    let number = String(repeating: "0", count: 3 - digits.count) + digits
    return NamedFactor(
      "alpha\(number)", .alpha101, formula, "Formula \(digits) of 101.",
      "Kakushadze (2016), 101 Formulaic Alphas, Wilmott 2016(84)")
  }
}
