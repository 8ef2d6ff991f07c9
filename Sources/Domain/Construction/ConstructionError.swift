/// Why no portfolio can be made of what was asked for.
public struct ConstructionError: Error, Hashable, Sendable {
  /// The kinds of reason.
  public enum Code: String, Hashable, Sendable, Codable {
    /// No weights keep to all constraints at once.
    case infeasible
    /// Too few past returns for an estimate.
    case insufficientHistory
    /// A classification or a figure that a constraint needs is missing.
    case missingData
  }
  public let code: Code
  /// Which constraint, with its numbers.
  public let message: String
  /// What to do about it, in one sentence.
  public let remedy: String

  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}
