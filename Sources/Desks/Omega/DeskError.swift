/// Why the desk did not do what it was told.
public struct DeskError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable, CaseIterable {
    /// The strategy's specification is not approved, or its approval has expired.
    case notApproved
    /// A value that no desk can work with: a speed, a capital, a range, an order's terms.
    case invalid
    /// The desk is doing something that excludes this.
    case conflict
    /// There is nothing of that name: an order, a running replay.
    case missing
    /// The bars it needs are not there, or are no longer those it began with.
    case data
    /// The journal could not be written or read; the desk holds back every order.
    case journal
    /// What the desk believes and what the broker says differ.
    case unreconciled
    /// Too many callers wait.
    case busy
  }
  public let code: Code
  /// What happened to what, with the values seen.
  public let message: String
  /// What to do about it, in one sentence.
  public let remedy: String

  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}
