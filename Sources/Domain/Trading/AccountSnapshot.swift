public import Market

/// What a broker says the account holds.
public struct AccountSnapshot: Hashable, Sendable, Codable {
  /// One line of its positions.
  public struct Holding: Hashable, Sendable, Codable {
    public let symbol: Symbol
    public let shares: Quantity

    public init(symbol: Symbol, shares: Quantity) {
      self.symbol = symbol
      self.shares = shares
    }
  }

  public let cash: Money
  /// Sorted by symbol.
  public let holdings: [Holding]
  /// Orders the broker still works, by id.
  public let workingOrders: [OrderID]

  public init(cash: Money, holdings: [Holding], workingOrders: [OrderID]) {
    self.cash = cash
    self.holdings = holdings.sorted { $0.symbol < $1.symbol }
    self.workingOrders = workingOrders.sorted()
  }
}
