public import Chronology
public import Trading

/// What the desk lets out.
public enum TradingState: String, Hashable, Sendable, Codable, CaseIterable {
  /// Everything within the limits.
  case active
  /// Orders that make a position smaller, and cancels.
  case reduceOnly
  /// Cancels, and a person's orders that make a position smaller when the limits say so.
  case halted
}

/// A limit that stands in an order's way.
public typealias Breach = Trading.Breach

/// The risk gate's refusal: every breach that stood in the way, not only the first.
public struct Denial: Error, Hashable, Sendable, Codable {
  public let breaches: [Breach]
  /// The version of the limits that were applied.
  public let limitsVersion: Int

  public init(breaches: [Breach], limitsVersion: Int) {
    self.breaches = breaches
    self.limitsVersion = limitsVersion
  }
}

/// A strategy version that two people let trade.
public struct Approval: Hashable, Sendable, Codable {
  /// The specification's content hash.
  public let hash: String
  /// From this instant on it no longer counts; nil when it does not expire.
  public let expiresAt: Timestamp?

  public init(hash: String, expiresAt: Timestamp?) {
    self.hash = hash
    self.expiresAt = expiresAt
  }
}
