public import Chronology
public import Trading

/// An order that the risk gate let through; only the gate can make one.
public struct ApprovedOrder: Hashable, Sendable {
  public let proposal: OrderProposal
  /// The version of the limits it was judged by.
  public let limitsVersion: Int

  fileprivate init(_ proposal: OrderProposal, limitsVersion: Int) {
    self.proposal = proposal
    self.limitsVersion = limitsVersion
  }
}

/// The one way to a market: every rule judges every order.
public struct RiskGate: Sendable {
  public let limits: RiskLimits
  private let rules: [any RiskRule]

  /// Creates a gate.
  ///
  /// - Parameters:
  ///   - limits: What is allowed.
  ///   - approvals: The strategies that may trade; needed when the limits ask for approval.
  ///   - calendar: The exchange's sessions; nil when the announced session alone decides.
  public init(limits: RiskLimits, approvals: [Approval], calendar: TradingCalendar?) {
    self.limits = limits
    rules = [
      TradingStateRule(), OrderQuantityRule(), OrderValueRule(), PriceCollarRule(),
      PositionRule(), GrossExposureRule(), NetExposureRule(), ShortSaleRule(), DailyLossRule(),
      DuplicateOrderRule(), OrderRateRule(), TradingHoursRule(calendar: calendar),
      ApprovedStrategyRule(approvals: approvals), DataFreshnessRule(),
    ]
  }

  /// Judges an order by every rule.
  ///
  /// - Throws: A denial that lists every breach.
  public func admit(
    _ proposal: OrderProposal, in context: RiskContext
  ) throws(Denial) -> ApprovedOrder {
    let found = breaches(of: proposal, in: context)
    guard found.isEmpty else {
      throw Denial(breaches: found, limitsVersion: limits.version)
    }
    return ApprovedOrder(proposal, limitsVersion: limits.version)
  }

  /// Returns every breach without letting anything through.
  public func breaches(of proposal: OrderProposal, in context: RiskContext) -> [Breach] {
    var found: [Breach] = []
    for rule in rules {
      if let breach = rule.breach(of: proposal, in: context, under: limits) {
        found.append(breach)
      }
    }
    return found
  }
}
