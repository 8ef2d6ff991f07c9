import Trading

/// Refuses a limit or stop price far from the reference, and a market order without one.
///
/// The prices by which a position is only left are free: they lie away from the market by design.
struct PriceCollarRule: RiskRule {
  let name = "priceCollar"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.priceCollar else { return nil }
    guard let reference = context.reference, reference > 0 else {
      return breach(
        nil, over: limit, "\(proposal.symbol) has no reference price to compare with.")
    }
    let distances = proposal.kind.entryPrices.map { ($0.double / reference - 1).magnitude }
    guard let worst = distances.max(), worst > limit else { return nil }
    let words = Wording.apart(worst, limit, as: Wording.percent)
    return breach(
      worst, over: limit,
      "A price of the order lies \(words.observed) away from the reference price of "
        + "\(Wording.dollars(reference)); the limit is \(words.limit).")
  }
}
