/// What a strategy may see of the account.
///
/// The engine keeps one and changes it in place; a strategy only ever borrows it.
public struct PortfolioView: Sendable {
  /// Cash plus positions at their last prices, in the account's currency.
  public package(set) var equity: Double
  public package(set) var cash: Double
  /// Signed shares by symbol index; shape: symbols.
  public package(set) var shares: [Double]
  /// Whether the symbol has a working order, by symbol index; shape: symbols.
  public package(set) var hasWorkingOrder: [Bool]

  public init(equity: Double, cash: Double, shares: [Double], hasWorkingOrder: [Bool]) {
    self.equity = equity
    self.cash = cash
    self.shares = shares
    self.hasWorkingOrder = hasWorkingOrder
  }
}
