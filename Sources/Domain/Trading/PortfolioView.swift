/// What a strategy may see of the account.
public struct PortfolioView: Sendable {
  /// Cash plus positions at their last prices, in the account's currency.
  public let equity: Double
  public let cash: Double
  /// Signed shares by symbol index; shape: symbols.
  public let shares: [Double]
  /// Whether the symbol has a working order, by symbol index; shape: symbols.
  public let hasWorkingOrder: [Bool]

  public init(equity: Double, cash: Double, shares: [Double], hasWorkingOrder: [Bool]) {
    self.equity = equity
    self.cash = cash
    self.shares = shares
    self.hasWorkingOrder = hasWorkingOrder
  }
}
