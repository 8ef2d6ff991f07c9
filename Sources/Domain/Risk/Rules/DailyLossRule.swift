import Trading

/// Lets only reductions pass once the session has lost too much.
struct DailyLossRule: RiskRule {
  let name = "dailyLoss"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumDailyLoss else { return nil }
    if context.strictlyReduces(proposal) { return nil }
    guard context.equity.isFinite, context.dayStartEquity.isFinite, context.dayStartEquity > 0
    else {
      return breach(nil, over: limit, "Equity at the open or now is unknown.")
    }
    let observed = 1 - context.equity / context.dayStartEquity
    if observed < limit { return nil }
    return breach(
      observed, over: limit,
      "The session has lost \(Wording.percent(observed)) of its opening equity; from "
        + "\(Wording.percent(limit)) on only reductions pass.")
  }
}
