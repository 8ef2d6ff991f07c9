/// An instant in UTC: whole nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
@frozen
public struct Timestamp: Hashable, Comparable, Sendable, Codable, InstantProtocol {
  /// Nanoseconds since the Unix epoch.
  public var nanoseconds: Int64

  /// Creates the instant that lies `nanoseconds` after the Unix epoch.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Creates the instant that lies `seconds` whole seconds after the Unix epoch.
  @inlinable
  public init(seconds: Int64) { self.nanoseconds = seconds * 1_000_000_000 }

  /// Returns the instant that is later by `duration`; parts below a nanosecond are dropped.
  public func advanced(by duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return Timestamp(
      nanoseconds: nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// Returns the time from this instant to `other`; negative when `other` is earlier.
  public func duration(to other: Timestamp) -> Duration {
    .nanoseconds(other.nanoseconds - nanoseconds)
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// Whole milliseconds since the Unix epoch, rounded towards the past.
  public var millisecondsSinceEpoch: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  public init(from decoder: any Decoder) throws {
    nanoseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(nanoseconds)
  }
}
