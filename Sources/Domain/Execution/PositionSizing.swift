import Strategies
import Trading

/// Turns wishes into whole shares, as zipline does.
enum PositionSizing {
  /// A number this near to an integer is meant to be it.
  static let tolerance = 0.0001

  /// Returns `shares` rounded when within the tolerance of an integer, else cut towards zero.
  ///
  /// - Returns: nil when `shares` is not finite or too large for an order.
  static func wholeShares(_ shares: Double) -> Int? {
    guard shares.isFinite, shares.magnitude < 1e15 else { return nil }
    let nearest = shares.rounded(.toNearestOrEven)
    if (shares - nearest).magnitude <= tolerance { return Int(nearest) }
    return Int(shares.rounded(.towardZero))
  }

  /// Returns the signed shares to trade for an intent, before rounding; nil without a price.
  static func shares(
    for intent: Intent, holding portfolio: borrowing PortfolioView, prices: [Double]
  ) -> Double? {
    switch intent {
    case .order(_, let shares, _):
      return shares
    case .targetShares(let index, let shares):
      return shares - portfolio.shares[index]
    case .targetWeight(let index, let weight):
      let price = prices[index]
      guard price.isFinite, price > 0 else { return weight == 0 ? -portfolio.shares[index] : nil }
      return portfolio.equity * weight / price - portfolio.shares[index]
    case .cancelAll:
      return nil
    }
  }
}
