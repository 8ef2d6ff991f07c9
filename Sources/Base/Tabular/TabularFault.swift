/// A text of rows that breaks its own format.
public struct TabularFault: Error, Hashable, Sendable {
  public enum Code: String, Hashable, Sendable {
    /// The text ends in the middle of something.
    case truncated
    /// The text is not of the format.
    case malformed
  }
  public let code: Code
  /// What is wrong and where: `Row 3, byte 120: …`, `Line 7: …`.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
