public import Chronology
public import Market

/// Something in the stored data that a person should look at.
public struct HealthFinding: Hashable, Sendable, Codable {
  /// What was checked.
  public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
    /// Sessions of the exchange between the first and last bar without a bar.
    case missingSession = "missing-session"
    /// The last bar is older than it should be.
    case staleSeries = "stale-series"
    /// A bar on a day on which the exchange was closed.
    case closedDay = "closed-day"
    /// A price that is missing, not finite, zero or negative; a volume that is negative or infinite.
    case badValue = "bad-value"
    /// A high below the low, or an open or close outside them.
    case priceOrder = "price-order"
    /// A close far from the close before, with no corporate action to explain it.
    case unexplainedJump = "unexplained-jump"
    /// A split that the prices do not show.
    case splitWithoutJump = "split-without-jump"
    /// A corporate action that cannot be applied to the prices.
    case impossibleAction = "impossible-action"
    /// More than one bar of a symbol and session.
    case duplicateSession = "duplicate-session"
    /// A volume that is missing, zero on a day with a moving price, or absurdly large.
    case oddVolume = "odd-volume"
    /// Adjusted and raw prices that do not agree.
    case adjustmentDisagreement = "adjustment-disagreement"
    /// A delisted symbol whose bars end long before it was delisted, or go on after.
    case delistedWithoutLastPrice = "delisted-without-last-price"
    /// Two sources that do not agree on a close.
    case sourceDisagreement = "source-disagreement"
    /// Something odd in the provider's answer, survived by its reader.
    case oddAnswer = "odd-answer"
    /// A session on which fewer of a universe's symbols have bars than trade.
    case thinCoverage = "thin-coverage"
  }

  /// What would set it right.
  public enum Repair: String, Hashable, Sendable, Codable, CaseIterable {
    /// Fetch the symbol again from its provider.
    case refetch
    /// Take the bar out of the data.
    case quarantine
    /// Look at it and accept it with a reason.
    case accept
  }

  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
    /// Worth knowing.
    case notice
    /// May be true, may be an error: look before trading on it.
    case warning
    /// Certainly wrong.
    case fault
  }

  public let symbol: Symbol
  /// The session concerned; of several in a row, the first.
  public let session: SessionDate
  public let rule: Rule
  public let severity: Severity
  /// The values seen, in words.
  public let evidence: String
  /// What most likely sets it right.
  public let repair: Repair

  public init(
    symbol: Symbol, session: SessionDate, rule: Rule, severity: Severity, evidence: String,
    repair: Repair = .refetch
  ) {
    self.symbol = symbol
    self.session = session
    self.rule = rule
    self.severity = severity
    self.evidence = evidence
    self.repair = repair
  }
}
