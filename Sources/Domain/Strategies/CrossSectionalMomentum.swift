import Chronology
public import Market
public import Trading

/// Holds the strongest symbols of the past year but the last month, chosen anew each month.
///
/// Momentum is close[skip bars ago] / close[lookback bars ago] − 1 (Jegadeesh and Titman, *Returns
/// to Buying Winners and Selling Losers*, Journal of Finance 48(1), 1993). On the first session of a
/// month everything else is sold and each chosen symbol gets an equal weight.
public struct CrossSectionalMomentum: Strategy {
  private let lookback: Int
  private let skip: Int
  private let holdings: Int
  private let weight: Double
  private let symbolCount: Int
  private var window: PriceWindow
  private var session: SessionDate?
  private var isMonthStart = false

  /// - Parameters:
  ///   - symbolCount: How many symbols compete.
  ///   - lookback: Bars back to the older close.
  ///   - skip: Bars back to the newer close; fewer than `lookback`.
  ///   - holdings: How many of the strongest are held.
  ///   - weight: The fraction of equity for all of them together; negative sells them short.
  public init(symbolCount: Int, lookback: Int, skip: Int, holdings: Int, weight: Double) {
    precondition(skip < lookback, "The older close lies before the newer one.")
    precondition(holdings >= 1, "At least one symbol is held.")
    self.symbolCount = symbolCount
    self.lookback = lookback
    self.skip = skip
    self.holdings = holdings
    self.weight = weight / Double(holdings)
    window = PriceWindow(symbolCount: symbolCount, length: lookback + 1)
  }

  public var warmUpBars: Int { lookback }

  public mutating func observe(_ slice: MarketSlice) {
    for index in 0..<symbolCount { window.append(slice.close(index), of: index) }
    let today = slice.session
    isMonthStart = session.map { $0.civil.month != today.civil.month } ?? false
    session = today
  }

  public mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    guard isMonthStart else { return }
    let momentum = (0..<symbolCount).map { index in
      window.close(of: index, barsAgo: skip) / window.close(of: index, barsAgo: lookback) - 1
    }
    let ranked = (0..<symbolCount).filter { momentum[$0].isFinite }
      .sorted { (-momentum[$0], $0) < (-momentum[$1], $1) }
    guard !ranked.isEmpty else { return }
    let chosen = ranked.prefix(holdings).sorted()
    for index in 0..<symbolCount where portfolio.shares[index] != 0 && !chosen.contains(index) {
      intents.append(.targetWeight(symbolIndex: index, weight: 0))
    }
    for index in chosen { intents.append(.targetWeight(symbolIndex: index, weight: weight)) }
  }

  public mutating func rescale(_ symbolIndex: Int, by ratio: Double) {
    window.rescale(symbolIndex, by: ratio)
  }

  public func appendState(to bytes: inout StateBytes) {
    bytes.append(session.map { Int64($0.day) } ?? .min)
    window.appendState(to: &bytes)
  }
}
