import Chronology
import Trading

/// Refuses orders on a missing, future or stale reference price.
struct DataFreshnessRule: RiskRule {
  let name = "dataFreshness"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumDataAge else { return nil }
    guard let index = context.symbolIndex, context.reference != nil else {
      return breach(nil, over: limit, "\(proposal.symbol) has no reference price.")
    }
    let age = context.referencesAt[index].seconds(to: context.now)
    if age >= 0, age <= limit { return nil }
    return breach(
      age, over: limit,
      age < 0
        ? "The reference price of \(proposal.symbol) lies \(Wording.number(-age)) seconds in the "
          + "future."
        : "The reference price of \(proposal.symbol) is \(Wording.number(age)) seconds old; the "
          + "limit is \(Wording.number(limit)) seconds.")
  }
}
