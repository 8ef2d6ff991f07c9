public import Chronology

/// A corporate action that cannot be applied to the prices it is said to belong to.
public struct AdjustmentFault: Error, Hashable, Sendable {
  /// The instrument.
  public let symbol: Symbol
  /// The action's effective date.
  public let effectiveOn: SessionDate
  /// What does not fit, with the values seen.
  public let message: String
}

/// What raw bars are multiplied by to be comparable with the bars of a later session.
public struct AdjustmentFactors: Hashable, Sendable {
  /// Multiplies open, high, low and close; shape: bars.
  public let price: [Double]
  /// Multiplies volume; shape: bars. Dividends leave it alone.
  public let volume: [Double]
}

extension BarSeries {
  /// Returns the bars adjusted for the corporate actions up to and including `asOf`.
  ///
  /// Raw prices are stored once and adjusted as they are read:
  ///
  /// - a split `new` for `old` multiplies every earlier price by `old / new` and every earlier
  ///   volume by `new / old`;
  /// - a dividend of `D` multiplies every earlier price by `1 − D / C`, where `C` is the raw close
  ///   of the last bar before the ex-date (the convention of CRSP's price factor, as Yahoo and
  ///   Zipline use it).
  ///
  /// The last bar keeps its raw price, and ratios between bars become the owner's return.
  ///
  /// - Parameters:
  ///   - adjustment: Which actions to apply.
  ///   - actions: Those of any symbols, in any order; other symbols' actions are passed over.
  ///   - asOf: The session whose terms the prices are stated in; nil for the last bar's.
  /// - Throws: `AdjustmentFault` when a split's terms are not positive numbers, or a dividend is
  ///   negative or not smaller than the price it was paid out of.
  /// - Complexity: O(bars + actions × log actions).
  /// - Warning: Adjusted *levels* know the future: a price of 2000 divided by a split of 2005 is
  ///   not what anyone saw in 2000. Ratios do not. Rules on price levels (a penny-stock filter) must
  ///   look at raw prices, and an engine must be fed raw bars with the actions as they happen.
  public func adjusted(
    _ adjustment: Adjustment, by actions: [CorporateAction], asOf: SessionDate? = nil
  ) throws(AdjustmentFault) -> BarSeries {
    guard adjustment != .raw, count > 0 else { return self }
    let factors = try adjustmentFactors(adjustment, by: actions, asOf: asOf)
    let scaled = { (column: [Double], factors: [Double]) in
      column.indices.map { column[$0] * factors[$0] }
    }
    return BarSeries(
      symbol: symbol, sessions: sessions, open: scaled(open, factors.price),
      high: scaled(high, factors.price), low: scaled(low, factors.price),
      close: scaled(close, factors.price), volume: scaled(volume, factors.volume))
  }

  /// Returns the factors that `adjusted(_:by:asOf:)` multiplies by.
  ///
  /// - Throws: As `adjusted(_:by:asOf:)`.
  public func adjustmentFactors(
    _ adjustment: Adjustment, by actions: [CorporateAction], asOf: SessionDate? = nil
  ) throws(AdjustmentFault) -> AdjustmentFactors {
    var price = [Double](repeating: 1, count: count)
    var volume = price
    guard adjustment != .raw, let last = sessions.last else {
      return AdjustmentFactors(price: price, volume: volume)
    }
    let limit = asOf ?? last
    let applied =
      actions
      .filter { $0.symbol == symbol && $0.effectiveOn <= limit }
      .sorted { $0.effectiveOn < $1.effectiveOn }

    // Each action's factor is put on the last bar before it, then carried back over all earlier
    // bars by a running product, newest first.
    for action in applied {
      let index = firstIndex(from: action.effectiveOn)
      guard index > 0 else { continue }
      switch action.kind {
      case .split(let new, let old):
        guard new > 0, old > 0, (new / old).isFinite, new / old > 0 else {
          throw fault(action, "The split is \(new) for \(old); both must be positive.")
        }
        price[index - 1] *= old / new
        volume[index - 1] *= new / old
      case .dividend(let amount, _):
        guard adjustment == .totalReturn else { continue }
        guard let before = close[..<index].last(where: { !$0.isNaN }) else { continue }
        let factor = 1 - amount / before
        guard amount >= 0, factor > 0, factor <= 1 else {
          throw fault(
            action,
            "The dividend is \(amount) and the close before it \(before); a dividend must be at "
              + "least zero and below the price.")
        }
        price[index - 1] *= factor
      }
    }
    for index in price.indices.dropLast().reversed() {
      price[index] *= price[index + 1]
      volume[index] *= volume[index + 1]
    }
    return AdjustmentFactors(price: price, volume: volume)
  }

  private func fault(_ action: CorporateAction, _ message: String) -> AdjustmentFault {
    AdjustmentFault(symbol: symbol, effectiveOn: action.effectiveOn, message: message)
  }
}
