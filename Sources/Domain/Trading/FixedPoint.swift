/// A decimal number with nine places, exact: an `Int128` count of billionths.
///
/// Sums and differences are exact; a product or quotient is rounded once, half to even, where it is
/// made. Encoded as decimal text (`"12.5"`), so that no reader rounds it.
public protocol FixedPoint: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The number times one thousand million.
  var nanos: Int128 { get }
  init(nanos: Int128)
}

extension FixedPoint {
  /// Nothing.
  @inlinable public static var zero: Self { Self(nanos: 0) }

  @inlinable public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanos < rhs.nanos }
  @inlinable public static func + (lhs: Self, rhs: Self) -> Self {
    Self(nanos: lhs.nanos + rhs.nanos)
  }
  @inlinable public static func - (lhs: Self, rhs: Self) -> Self {
    Self(nanos: lhs.nanos - rhs.nanos)
  }
  @inlinable public static func += (lhs: inout Self, rhs: Self) { lhs = lhs + rhs }
  @inlinable public static func -= (lhs: inout Self, rhs: Self) { lhs = lhs - rhs }
  @inlinable public static prefix func - (value: Self) -> Self { Self(nanos: -value.nanos) }

  /// The absolute value.
  @inlinable public var magnitude: Self { nanos < 0 ? Self(nanos: -nanos) : self }

  /// The nearest double; exact up to about nine digits before the point.
  ///
  /// Almost every amount fits 64 bits, whose conversions are single instructions.
  @inlinable public var double: Double {
    if let small = Int64(exactly: nanos) {
      let (whole, part) = small.quotientAndRemainder(dividingBy: 1_000_000_000)
      return Double(whole) + Double(part) / 1e9
    }
    let (whole, part) = nanos.quotientAndRemainder(dividingBy: 1_000_000_000)
    return Double(whole) + Double(Int64(truncatingIfNeeded: part)) / 1e9
  }
}

extension FixedPoint {
  /// The number in decimal digits, without trailing zeros: `-12.5`.
  public var description: String {
    let (whole, part) = nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    let sign = nanos < 0 ? "-" : ""
    guard part != 0 else { return "\(sign)\(whole)" }
    var digits = String(part)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }

  /// Reads decimal digits with at most nine places; nil for anything else.
  public init?(_ text: String) {
    let isNegative = text.hasPrefix("-")
    let parts = (isNegative ? text.dropFirst() : text[...])
      .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty, first.utf8.count <= 28,
      first.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let whole = Int128(first)
    else { return nil }
    var part: Int128 = 0
    if parts.count == 2 {
      let digits = parts[1]
      guard (1...9).contains(digits.utf8.count),
        digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let value = Int128(digits + String(repeating: "0", count: 9 - digits.utf8.count))
      else { return nil }
      part = value
    }
    let nanos = whole * 1_000_000_000 + part
    self.init(nanos: isNegative ? -nanos : nanos)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is not a decimal number of at most nine places.")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
