import Trading

/// Refuses an order of too great a value.
///
/// An order that can only make a position smaller passes: its size is bounded by what is held, and a
/// limit must not keep anybody in a position that outgrew it.
struct OrderValueRule: RiskRule {
  let name = "orderValue"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumOrderValue else { return nil }
    guard let price = context.valuation(of: proposal) else {
      return breach(
        nil, over: limit, "\(proposal.symbol) has no reference price; the order has no value.")
    }
    let observed = proposal.quantity.double * price
    if observed <= limit || context.strictlyReduces(proposal) { return nil }
    let words = Wording.apart(observed, limit, as: Wording.dollars)
    return breach(
      observed, over: limit,
      "The order is worth \(words.observed); the limit is \(words.limit).")
  }
}
