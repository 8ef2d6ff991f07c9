/// What is held of one symbol, and what it cost.
@frozen
public struct Position: Hashable, Sendable, Codable {
  /// Negative for a short position.
  public var shares: Quantity
  /// What the shares cost together, commissions included; negative for a short position.
  public var cost: Money

  /// Holds nothing.
  @inlinable
  public init() {
    shares = .zero
    cost = .zero
  }

  @inlinable public var isFlat: Bool { shares.isZero }

  /// The cost of one share; nil when flat.
  public var basis: Price? { isFlat ? nil : cost / shares }
}
