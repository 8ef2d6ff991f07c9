/// What trading costs at the simulated venue, and how much of a bar it may take.
public struct ExecutionCosts: Hashable, Sendable, Codable {
  /// Charged for each share of each execution, in the account's currency.
  public let commissionPerShare: Double
  /// How far a fill is from the close, against the order; one basis point is 0.0001 of the price.
  public let slippageBasisPoints: Double
  /// The fraction of a bar's volume that fills of one symbol may take together; nil ignores volume.
  public let volumeLimit: Double?

  public init(commissionPerShare: Double, slippageBasisPoints: Double, volumeLimit: Double?) {
    self.commissionPerShare = commissionPerShare
    self.slippageBasisPoints = slippageBasisPoints
    self.volumeLimit = volumeLimit
  }

  /// Returns the commission for `quantity` shares, rounded half to even at nine places.
  package func commission(for quantity: Quantity) -> Money {
    guard let perShare = Price(rounding: commissionPerShare) else {
      preconditionFailure("A commission per share is finite.")
    }
    return perShare * quantity.magnitude
  }

  /// Returns the price of a fill at a bar that closed at `close`; nil when it is not finite.
  ///
  /// zipline's `FixedBasisPointsSlippage`: close + close × (basis points / 10,000 × sign).
  package func price(at close: Double, side: Side) -> Price? {
    let sign: Double = side == .buy ? 1 : -1
    return Price(rounding: close + close * (slippageBasisPoints / 10_000 * sign))
  }
}
