public import Market
public import Trading

/// Holds a symbol while the fast average of its closes is above the slow one.
///
/// A symbol with a working order is left alone until the order is done.
public struct MovingAverageCrossover: Strategy {
  private let weight: Double
  private let slow: Int
  private var averages: [CrossingAverages]

  /// - Parameters:
  ///   - symbolCount: How many symbols are traded, each on its own.
  ///   - fast: Bars in the fast average.
  ///   - slow: Bars in the slow average; more than `fast`.
  ///   - weight: The fraction of equity held of each symbol; negative sells short instead.
  public init(symbolCount: Int, fast: Int, slow: Int, weight: Double) {
    self.weight = weight
    self.slow = slow
    averages = Array(
      repeating: CrossingAverages(fast: fast, slow: slow), count: symbolCount)
  }

  public var warmUpBars: Int { slow - 1 }

  public mutating func observe(_ slice: MarketSlice) {
    for index in averages.indices { averages[index].append(slice.close(index)) }
  }

  public mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    for index in averages.indices {
      guard let difference = averages[index].difference, !portfolio.hasWorkingOrder[index] else {
        continue
      }
      let isHeld = portfolio.shares[index] != 0
      if difference > 0, !isHeld {
        intents.append(.targetWeight(symbolIndex: index, weight: weight))
      } else if difference < 0, isHeld {
        intents.append(.targetShares(symbolIndex: index, shares: 0))
      }
    }
  }

  public mutating func rescale(_ symbolIndex: Int, by ratio: Double) {
    averages[symbolIndex].rescale(by: ratio)
  }

  public func appendState(to bytes: inout StateBytes) {
    for average in averages { average.appendState(to: &bytes) }
  }
}
