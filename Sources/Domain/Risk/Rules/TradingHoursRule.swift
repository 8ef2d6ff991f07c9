import Chronology
import Trading

/// Refuses orders outside a session, and on days on which the exchange is closed.
struct TradingHoursRule: RiskRule {
  let name = "tradingHours"
  let calendar: TradingCalendar?

  func breach(
    of proposal: OrderProposal, in context: RiskContext, under limits: RiskLimits
  ) -> Breach? {
    guard limits.requireOpenSession else { return nil }
    guard let session = context.session else {
      return breach(nil, over: nil, "No session is open.")
    }
    if let calendar, !calendar.isSession(session) {
      return breach(nil, over: nil, "\(session) is not a session of \(calendar.name).")
    }
    return nil
  }
}
