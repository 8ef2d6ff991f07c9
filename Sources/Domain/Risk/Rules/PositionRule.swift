import Trading

/// Refuses an order that could make a position too large, by value or by weight.
///
/// An order that cannot enlarge the worst case passes, so that an oversized position can shrink.
struct PositionRule: RiskRule {
  let name = "position"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    if limits.maximumPositionValue == nil, limits.maximumPositionWeight == nil { return nil }
    guard let change = ExposureChange(of: proposal, in: context) else {
      return breach(nil, over: nil, ExposureChange.unknown)
    }
    let value = change.after.position
    if value <= change.before.position { return nil }
    if let limit = limits.maximumPositionValue, value > limit {
      let words = Wording.apart(value, limit, as: Wording.dollars)
      return breach(
        value, over: limit,
        "The position could reach \(words.observed); the limit is \(words.limit).")
    }
    guard let limit = limits.maximumPositionWeight else { return nil }
    guard let weight = change.fractionOfEquity(value) else {
      return breach(nil, over: limit, ExposureChange.noEquity)
    }
    if weight <= limit { return nil }
    let words = Wording.apart(weight, limit, as: Wording.percent)
    return breach(
      weight, over: limit,
      "The position could reach \(words.observed) of equity; the limit is \(words.limit).")
  }
}
