import Trading

/// Refuses an order for too many shares, unless it can only make a position smaller.
struct OrderQuantityRule: RiskRule {
  let name = "orderQuantity"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumOrderQuantity else { return nil }
    let observed = proposal.quantity.double
    if observed <= limit || context.strictlyReduces(proposal) { return nil }
    return breach(
      observed, over: limit,
      "The order is for \(Wording.number(observed)) shares; the limit is \(Wording.number(limit)).")
  }
}
