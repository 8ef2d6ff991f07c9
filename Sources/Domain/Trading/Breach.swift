/// A limit that stands in an order's way, with the values seen.
public struct Breach: Hashable, Sendable, Codable {
  /// The rule's name, such as `orderValue`.
  public let rule: String
  /// The value seen, in the rule's unit; nil when the input itself was missing.
  public let observed: Double?
  /// The limit in force, in the same unit; nil when the rule has no number.
  public let limit: Double?
  /// What is wrong, in one sentence with the values.
  public let explanation: String

  public init(rule: String, observed: Double?, limit: Double?, explanation: String) {
    self.rule = rule
    self.observed = observed
    self.limit = limit
    self.explanation = explanation
  }
}
