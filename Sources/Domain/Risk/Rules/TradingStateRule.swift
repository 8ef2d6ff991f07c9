public import Trading

/// Refuses what the trading state does not let out. Cancels never come here.
struct TradingStateRule: RiskRule {
  let name = "tradingState"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    switch context.state {
    case .active:
      return nil
    case .reduceOnly:
      if context.strictlyReduces(proposal) { return nil }
      return breach(
        nil, over: nil,
        "Trading is reduce-only; the order does not only make a position smaller.")
    case .halted:
      guard proposal.isFromPerson else {
        return breach(nil, over: nil, "Trading is halted; strategies place nothing.")
      }
      if limits.allowReductionsWhenHalted, context.strictlyReduces(proposal) { return nil }
      return breach(
        nil, over: nil,
        limits.allowReductionsWhenHalted
          ? "Trading is halted; only orders that make a position smaller pass."
          : "Trading is halted; only cancels pass.")
    }
  }
}

extension OrderProposal {
  /// Whether a person wants it, not a strategy.
  public var isFromPerson: Bool { origin.hasPrefix("desk:") }
}
