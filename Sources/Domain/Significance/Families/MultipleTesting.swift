import Kernels

/// How p-values are corrected for there being many of them.
public enum Correction: String, Hashable, Sendable, Codable, CaseIterable {
  /// Times their number: bounds the chance of a single false finding, under any dependence.
  case bonferroni
  /// Bonferroni step by step (Holm 1979): the same bound, never worse.
  case holm
  /// Benjamini and Hochberg (1995): bounds the share of false findings, for independent tests.
  case benjaminiHochberg
  /// Benjamini and Yekutieli (2001): the same under any dependence.
  case benjaminiYekutieli

  /// Returns the corrected p-values in the order given; shape: as `pValues`.
  ///
  /// - Throws: For none, or one outside of 0 to 1.
  public func adjust(_ pValues: [Double]) throws(InsufficientData) -> [Double] {
    guard !pValues.isEmpty else { throw .tooFew("p-values", found: 0, needed: 1) }
    guard pValues.allSatisfy({ (0...1).contains($0) }) else { throw .notFinite("a p-value") }
    let count = pValues.count
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var adjusted = pValues
    switch self {
    case .bonferroni:
      for index in adjusted.indices { adjusted[index] = min(1, Double(count) * pValues[index]) }
    case .holm:
      var largest = 0.0
      for (rank, index) in order.enumerated() {
        largest = max(largest, min(1, Double(count - rank) * pValues[index]))
        adjusted[index] = largest
      }
    case .benjaminiHochberg, .benjaminiYekutieli:
      let factor =
        self == .benjaminiYekutieli ? (1...count).reduce(0) { $0 + 1 / Double($1) } : 1
      var smallest = 1.0
      for (rank, index) in order.enumerated().reversed() {
        smallest = min(smallest, factor * Double(count) * pValues[index] / Double(rank + 1))
        adjusted[index] = smallest
      }
    }
    return adjusted
  }
}

/// A Sharpe ratio cut to what the number of tests leaves of it.
///
/// Harvey and Liu, *Backtesting* (2015). High ratios lose little, marginal ones nearly all.
public struct HaircutSharpe: Hashable, Sendable, Codable {
  /// Annualised, as found.
  public let sharpe: Double
  /// Annualised, that the corrected p-value corresponds to; 0 when it is 1.
  public let adjusted: Double
  /// The share that is cut, 0 to 1.
  public let haircut: Double
  /// Two-sided, before the correction.
  public let pValue: Double
  public let adjustedPValue: Double

  /// Cuts a ratio found by the best of `tests` tests, all others unknown: Bonferroni's correction.
  ///
  /// - Throws: For a ratio that is not above 0, no years, or no test.
  public init(sharpe: Double, years: Double, tests: Int) throws(InsufficientData) {
    guard tests >= 1 else { throw .tooFew("tests", found: tests, needed: 1) }
    let pValue = try Self.pValue(sharpe: sharpe, years: years)
    self.init(
      sharpe: sharpe, years: years, pValue: pValue, adjusted: min(1, Double(tests) * pValue))
  }

  /// Cuts a ratio that stands among others, all annualised, over the same years.
  ///
  /// - Parameter index: Of the ratio to cut.
  /// - Throws: For a ratio that is not above 0 at `index`, no years, or no such ratio.
  public init(
    of index: Int, among sharpes: [Double], years: Double, correction: Correction
  ) throws(InsufficientData) {
    guard sharpes.indices.contains(index) else {
      throw .tooFew("ratios", found: sharpes.count, needed: index + 1)
    }
    let own = try Self.pValue(sharpe: sharpes[index], years: years)
    let pValues = sharpes.map { 2 * StandardNormal.cumulative(-max($0, 0) * years.squareRoot()) }
    let corrected = try correction.adjust(pValues)
    self.init(sharpe: sharpes[index], years: years, pValue: own, adjusted: corrected[index])
  }

  private init(sharpe: Double, years: Double, pValue: Double, adjusted: Double) {
    // The upper tail by the lower one, which keeps its digits.
    let score = adjusted < 1 ? -StandardNormal.quantile(adjusted / 2) : 0
    self.sharpe = sharpe
    self.pValue = pValue
    adjustedPValue = adjusted
    self.adjusted = score / years.squareRoot()
    haircut = 1 - score / years.squareRoot() / sharpe
  }

  private static func pValue(sharpe: Double, years: Double) throws(InsufficientData) -> Double {
    guard sharpe.isFinite, years.isFinite else { throw .notFinite("the ratio or its years") }
    guard sharpe > 0, years > 0 else { throw .undefined("only a ratio above zero is cut") }
    let pValue = 2 * StandardNormal.cumulative(-sharpe * years.squareRoot())
    // A ratio beyond the last tail that a number can hold is cut by nothing that can be told.
    guard pValue > 0 else { throw .undefined("the p-value is too small to tell") }
    return pValue
  }
}
