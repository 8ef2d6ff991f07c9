import Chronology
import Trading

/// Refuses the same order from the same origin twice within a window.
///
/// What follows a bracket's fill passes where it only reduces: two fills of one size are two exits.
struct DuplicateOrderRule: RiskRule {
  let name = "duplicateOrder"

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard let limit = limits.duplicateWindow else { return nil }
    if case .oneCancelsOther = proposal.kind, context.strictlyReduces(proposal) { return nil }
    for placed in context.recent.reversed() {
      guard placed.symbol == proposal.symbol, placed.side == proposal.side,
        placed.quantity == proposal.quantity, placed.kind == proposal.kind,
        placed.origin == proposal.origin
      else { continue }
      let age = placed.at.seconds(to: context.now)
      if age > limit { return nil }
      return breach(
        age, over: limit,
        "The same order was placed \(Wording.number(age)) seconds ago; it may be repeated after "
          + "\(Wording.number(limit)) seconds.")
    }
    return nil
  }
}

extension Timestamp {
  /// The seconds from this instant to `other`.
  func seconds(to other: Timestamp) -> Double {
    Double(other.nanoseconds - nanoseconds) / 1e9
  }
}
