import Trading

/// The account's worst-case exposure without and with an order.
struct ExposureChange {
  static let unknown = "A position or working order has no reference price; exposure is unknown."
  static let noEquity = "Equity is not positive; weights are unknown."

  let before: WorstCaseExposure
  let after: WorstCaseExposure
  let equity: Double

  init?(of proposal: OrderProposal, in context: RiskContext) {
    guard let symbolIndex = context.symbolIndex, context.reference != nil else { return nil }
    let shares = proposal.quantity.double
    guard
      let before = WorstCaseExposure(
        of: context, symbolIndex: symbolIndex, extraBuy: 0, extraSell: 0),
      let after = WorstCaseExposure(
        of: context, symbolIndex: symbolIndex, extraBuy: proposal.side == .buy ? shares : 0,
        extraSell: proposal.side == .sell ? shares : 0)
    else { return nil }
    self.before = before
    self.after = after
    equity = context.equity
  }

  func fractionOfEquity(_ value: Double) -> Double? {
    guard equity.isFinite, equity > 0 else { return nil }
    return value / equity
  }
}

/// Refuses an order that could make the sum of absolute positions too large.
struct GrossExposureRule: RiskRule {
  let name = "grossExposure"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumGrossExposure else { return nil }
    guard let change = ExposureChange(of: proposal, in: context) else {
      return breach(nil, over: limit, ExposureChange.unknown)
    }
    if change.after.gross <= change.before.gross { return nil }
    guard let observed = change.fractionOfEquity(change.after.gross) else {
      return breach(nil, over: limit, ExposureChange.noEquity)
    }
    if observed <= limit { return nil }
    let words = Wording.apart(observed, limit, as: Wording.percent)
    return breach(
      observed, over: limit,
      "Gross exposure could reach \(words.observed) of equity; the limit is \(words.limit).")
  }
}

/// Refuses an order that could make the signed sum of positions too large.
struct NetExposureRule: RiskRule {
  let name = "netExposure"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumNetExposure else { return nil }
    guard let change = ExposureChange(of: proposal, in: context) else {
      return breach(nil, over: limit, ExposureChange.unknown)
    }
    if change.after.net <= change.before.net { return nil }
    guard let observed = change.fractionOfEquity(change.after.net) else {
      return breach(nil, over: limit, ExposureChange.noEquity)
    }
    if observed <= limit { return nil }
    let words = Wording.apart(observed, limit, as: Wording.percent)
    return breach(
      observed, over: limit,
      "Net exposure could reach \(words.observed) of equity; the limit is \(words.limit).")
  }
}
