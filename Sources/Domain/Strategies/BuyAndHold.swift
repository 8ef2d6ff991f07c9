public import Market
public import Trading

/// Buys every symbol once, at equal weights, and never sells.
public struct BuyAndHold: Strategy {
  private let weight: Double
  private var hasPrice: [Bool]
  private var isPlaced: [Bool]

  /// - Parameters:
  ///   - symbolCount: How many symbols share the weight.
  ///   - weight: The fraction of equity for all symbols together; negative sells short.
  public init(symbolCount: Int, weight: Double) {
    self.weight = weight / Double(max(symbolCount, 1))
    hasPrice = Array(repeating: false, count: symbolCount)
    isPlaced = Array(repeating: false, count: symbolCount)
  }

  public var warmUpBars: Int { 0 }

  public mutating func observe(_ slice: MarketSlice) {
    for index in hasPrice.indices where !hasPrice[index] {
      hasPrice[index] = slice.close(index).isFinite
    }
  }

  public mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    for index in isPlaced.indices where hasPrice[index] && !isPlaced[index] {
      isPlaced[index] = true
      intents.append(.targetWeight(symbolIndex: index, weight: weight))
    }
  }

  public func appendState(to bytes: inout StateBytes) {
    for index in isPlaced.indices {
      bytes.append(hasPrice[index])
      bytes.append(isPlaced[index])
    }
  }
}
