import Kernels

/// What the finished round trips of a run say; a figure is nil where it is undefined.
public struct TradeStatistics: Hashable, Sendable, Codable {
  /// Finished round trips.
  public let count: Int
  public let winners: Int
  /// Winners over all, 0 to 1.
  public let winRate: Double?
  /// Mean profit of the winners, in the account's currency.
  public let averageWin: Double?
  /// Mean loss of the others, zero or negative.
  public let averageLoss: Double?
  /// Mean profit of all.
  public let expectancy: Double?
  /// Profits of the winners over losses of the others.
  public let profitFactor: Double?
  public let best: Double?
  public let worst: Double?
  /// Mean number of sessions from entry to exit.
  public let averageSessionsHeld: Double?

  public init(of trips: [RoundTrip]) {
    let profits = trips.map(\.profit)
    let wins = profits.filter { $0 > 0 }
    let losses = profits.filter { $0 <= 0 }
    let lost = -compensatedSum(of: losses)
    count = trips.count
    winners = wins.count
    winRate = trips.isEmpty ? nil : Double(wins.count) / Double(trips.count)
    averageWin = defined(mean(of: wins))
    averageLoss = defined(mean(of: losses))
    expectancy = defined(mean(of: profits))
    profitFactor = lost > 0 ? compensatedSum(of: wins) / lost : nil
    best = profits.max()
    worst = profits.min()
    averageSessionsHeld = defined(mean(of: trips.map { Double($0.sessionsHeld) }))
  }
}
