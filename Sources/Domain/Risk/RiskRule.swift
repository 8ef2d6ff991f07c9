public import Trading

/// One control before the market: a pure judgement of one order.
public protocol RiskRule: Sendable {
  /// The rule's name in denials, such as `orderValue`.
  var name: String { get }
  /// Returns what stands in the order's way, or nil.
  ///
  /// A missing, stale or non-finite input that the rule needs is a breach.
  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach?
}

extension RiskRule {
  func breach(_ observed: Double?, over limit: Double?, _ explanation: String) -> Breach {
    Breach(rule: name, observed: observed, limit: limit, explanation: explanation)
  }
}
