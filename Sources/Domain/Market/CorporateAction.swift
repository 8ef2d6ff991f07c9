public import Chronology

/// A split or a cash dividend, raw as announced.
public struct CorporateAction: Hashable, Sendable, Codable {
  public enum Kind: Hashable, Sendable, Codable {
    /// `new` shares replace `old` shares; 2-for-1 is `new: 2, old: 1`.
    case split(new: Double, old: Double)
    /// Cash for each share held at the close before the effective date, in the instrument's currency.
    case dividend(amount: Double, payDate: SessionDate)
  }

  public let symbol: Symbol
  /// The first session that trades on the new terms: a split's effective date, a dividend's ex-date.
  public let effectiveOn: SessionDate
  public let kind: Kind

  public init(symbol: Symbol, effectiveOn: SessionDate, kind: Kind) {
    self.symbol = symbol
    self.effectiveOn = effectiveOn
    self.kind = kind
  }
}

extension CorporateAction {
  /// Old shares over new ones, by which a split multiplies the price.
  ///
  /// nil for a dividend, and for numbers that no split has: the ratio lies within a millionth and a
  /// million.
  public var splitRatio: Double? {
    guard case .split(let new, let old) = kind, new > 0, old > 0 else { return nil }
    let ratio = old / new
    return (1e-6...1e6).contains(ratio) ? ratio : nil
  }

  /// The cash for one share; nil for a split, and for an amount that no dividend has: it is zero or
  /// more, and at most a billion.
  public var cashAmount: Double? {
    guard case .dividend(let amount, _) = kind, (0...1e9).contains(amount) else { return nil }
    return amount
  }
}

/// How stored raw prices are adjusted as they are read.
public enum Adjustment: String, Hashable, Sendable, Codable, CaseIterable {
  /// As traded.
  case raw
  /// Comparable across splits.
  case splits
  /// Comparable across splits and dividends: the return an owner had.
  case totalReturn
}
