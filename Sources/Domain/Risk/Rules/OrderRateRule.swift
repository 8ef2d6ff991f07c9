import Chronology
import Trading

/// Refuses more orders than allowed within 60 seconds. Cancels are not counted.
struct OrderRateRule: RiskRule {
  let name = "orderRate"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.maximumOrdersPerMinute else { return nil }
    var count = 1
    for placed in context.recent.reversed() {
      if placed.at.seconds(to: context.now) >= 60 { break }
      count += 1
    }
    if count <= limit { return nil }
    return breach(
      Double(count), over: Double(limit),
      "This would be order \(count) within 60 seconds; the limit is \(limit).")
  }
}
