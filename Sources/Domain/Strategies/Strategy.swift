public import Market
public import Trading

/// What a strategy asks for; the engine sizes it, the risk gate judges it.
public enum Intent: Hashable, Sendable {
  /// So many shares, signed; zipline's `order`.
  case order(symbolIndex: Int, shares: Double, kind: OrderKind)
  /// Hold so many shares, signed; zipline's `order_target`. Working orders are ignored.
  case targetShares(symbolIndex: Int, shares: Double)
  /// Hold this fraction of equity, signed; zipline's `order_target_percent`.
  case targetWeight(symbolIndex: Int, weight: Double)
  /// Cancel every working order.
  case cancelAll
}

/// A trading rule that sees one bar of each symbol at a time, never a later one.
///
/// A strategy is a value: it keeps its own rolling history, and a copy of it is a checkpoint.
public protocol Strategy: Sendable {
  /// The bars it must observe before its first decision.
  var warmUpBars: Int { get }
  /// Takes note of a bar. Called once for every bar, in order, the warm-up's too.
  mutating func observe(_ slice: MarketSlice)
  /// Decides on the bar it observed last; appends what it wants to `intents`.
  mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent])
  /// Restates every price it has noted of a symbol: the coming bars are on the terms of a split.
  ///
  /// Called before the first bar on the new terms, so no look-ahead is in it. `ratio` is old shares
  /// over new shares: a price of 100 before a 2-for-1 split becomes 100 × 0.5.
  mutating func rescale(_ symbolIndex: Int, by ratio: Double)
  /// Appends everything its later decisions depend on.
  func appendState(to bytes: inout StateBytes)
}

extension Strategy {
  /// Keeps no prices.
  public mutating func rescale(_ symbolIndex: Int, by ratio: Double) {}
  /// Depends on nothing but its settings.
  public func appendState(to bytes: inout StateBytes) {}
}
