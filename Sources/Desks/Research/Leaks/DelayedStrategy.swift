public import Market
public import Strategies
public import Trading

/// A strategy whose wishes are carried out some bars after it had them.
///
/// What an honest strategy earns shrinks with the delay, and does not vanish at the first bar; what
/// one earns that reads a bar too far is gone with it.
public struct DelayedStrategy: Strategy {
  private var base: any Strategy
  private let bars: Int
  private var waiting: [[Intent]] = []

  /// - Precondition: `bars` is not negative.
  public init(_ base: any Strategy, by bars: Int) {
    precondition(bars >= 0, "Nothing is carried out before it was wished for.")
    self.base = base
    self.bars = bars
  }

  public var warmUpBars: Int { base.warmUpBars }

  public mutating func observe(_ slice: MarketSlice) { base.observe(slice) }

  public mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    var wishes: [Intent] = []
    base.decide(on: slice, holding: portfolio, into: &wishes)
    waiting.append(wishes)
    if waiting.count > bars { intents += waiting.removeFirst() }
  }

  public mutating func rescale(_ symbolIndex: Int, by ratio: Double) {
    base.rescale(symbolIndex, by: ratio)
    for bar in waiting.indices {
      for place in waiting[bar].indices where waiting[bar][place].symbolIndex == symbolIndex {
        waiting[bar][place] = waiting[bar][place].restated(by: ratio)
      }
    }
  }

  public func appendState(to bytes: inout StateBytes) {
    base.appendState(to: &bytes)
    bytes.append(waiting.count)
    for wishes in waiting {
      bytes.append(wishes.count)
      for wish in wishes { bytes.append("\(wish)") }
    }
  }
}

extension Intent {
  /// The wish on the terms of a split; `ratio` is old shares over new ones.
  fileprivate func restated(by ratio: Double) -> Intent {
    switch self {
    case .order(let index, let shares, let kind):
      .order(
        symbolIndex: index, shares: shares / ratio,
        kind: kind.restated { Price(rounding: $0.double * ratio) ?? $0 })
    case .targetShares(let index, let shares):
      .targetShares(symbolIndex: index, shares: shares / ratio)
    case .targetWeight, .cancelAll:
      self
    }
  }
}
