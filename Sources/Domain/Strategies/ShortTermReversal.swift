import Chronology
public import Market
public import Trading

/// Buys last month's losers and sells its winners short, chosen anew each week.
///
/// The signal is close / close[lookback bars ago] − 1 (after Jegadeesh, *Evidence of Predictable
/// Behavior of Security Returns*, Journal of Finance 45(3), 1990). On the first session of an ISO
/// week every working order is cancelled and every symbol gets its new weight.
public struct ShortTermReversal: Strategy {
  private let lookback: Int
  private let names: Int
  private let weight: Double
  private let symbolCount: Int
  private var window: PriceWindow
  private var session: SessionDate?
  private var isWeekStart = false

  /// - Parameters:
  ///   - symbolCount: How many symbols compete.
  ///   - lookback: Bars over which the return is measured.
  ///   - names: How many are bought, and as many sold short.
  ///   - weight: The fraction of equity for each name; negative buys the winners instead.
  public init(symbolCount: Int, lookback: Int, names: Int, weight: Double) {
    precondition(lookback >= 1, "The return spans at least one bar.")
    precondition(names >= 1, "At least one name is bought and one sold.")
    self.symbolCount = symbolCount
    self.lookback = lookback
    self.names = names
    self.weight = weight
    window = PriceWindow(symbolCount: symbolCount, length: lookback + 1)
  }

  public var warmUpBars: Int { lookback }

  public mutating func observe(_ slice: MarketSlice) {
    for index in 0..<symbolCount { window.append(slice.close(index), of: index) }
    let today = slice.session
    isWeekStart = session.map { $0.monday != today.monday } ?? false
    session = today
  }

  public mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    guard isWeekStart else { return }
    let returns = (0..<symbolCount).map { index in
      window.close(of: index, barsAgo: 0) / window.close(of: index, barsAgo: lookback) - 1
    }
    let ranked = (0..<symbolCount).filter { returns[$0].isFinite }
      .sorted { (returns[$0], $0) < (returns[$1], $1) }
    guard ranked.count >= 2 * names else { return }
    var weights = Array(repeating: 0.0, count: symbolCount)
    for index in ranked.prefix(names) { weights[index] = weight }
    for index in ranked.suffix(names) { weights[index] = -weight }
    intents.append(.cancelAll)
    for index in 0..<symbolCount {
      intents.append(.targetWeight(symbolIndex: index, weight: weights[index]))
    }
  }

  public mutating func rescale(_ symbolIndex: Int, by ratio: Double) {
    window.rescale(symbolIndex, by: ratio)
  }

  public func appendState(to bytes: inout StateBytes) {
    bytes.append(session.map { Int64($0.day) } ?? .min)
    window.appendState(to: &bytes)
  }
}

extension SessionDate {
  /// The Monday of this date's ISO week.
  var monday: SessionDate { advanced(by: 1 - weekday) }
}
