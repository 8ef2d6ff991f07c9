/// Why the columnar engine does not run a specification that the event-driven one may.
public struct ColumnarRefusal: Error, Hashable, Sendable {
  /// What of the specification or the data it does not know, in one sentence.
  public let message: String
  /// What to do about it, in one sentence.
  public let remedy: String

  public init(_ message: String, remedy: String) {
    self.message = message
    self.remedy = remedy
  }
}
