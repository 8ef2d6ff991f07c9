import Trading

/// Refuses a sale of more than is held where short positions are not allowed.
struct ShortSaleRule: RiskRule {
  let name = "shortSale"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard !limits.allowShort, proposal.side == .sell else { return nil }
    let onOrder = context.symbolIndex.map { context.workingSells[$0] } ?? 0
    let observed = proposal.quantity.double + onOrder
    let limit = max(0, context.held)
    if observed <= limit { return nil }
    return breach(
      observed, over: limit,
      "Sales of \(Wording.number(observed)) shares would exceed the \(Wording.number(limit)) held; "
        + "short sales are not allowed.")
  }
}
