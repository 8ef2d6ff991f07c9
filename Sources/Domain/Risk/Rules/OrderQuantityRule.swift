import Trading

/// Refuses an order for too many shares.
struct OrderQuantityRule: RiskRule {
  let name = "orderQuantity"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumOrderQuantity else { return nil }
    let observed = proposal.quantity.double
    if observed <= limit { return nil }
    return breach(
      observed, over: limit,
      "The order is for \(Wording.number(observed)) shares; the limit is \(Wording.number(limit)).")
  }
}
