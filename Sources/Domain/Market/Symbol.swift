/// The name under which an instrument trades.
@frozen
public struct Symbol: Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  /// The ticker as the exchange writes it, such as `AAPL` or `^GSPC`.
  public let ticker: String

  /// Creates a symbol from text that is known to be one, such as a literal or a stored row.
  public init(_ ticker: String) { self.ticker = ticker }

  /// Creates a symbol from outside text, or nil when no exchange would write it.
  ///
  /// One to 24 characters out of letters, digits and `. - ^ = / _`; never `..`, never a space.
  public init?(validating text: String) {
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true  // 0-9 A-Z a-z
      case 0x2E, 0x2D, 0x5E, 0x3D, 0x2F, 0x5F: true  // . - ^ = / _
      default: false
      }
    }
    guard allowed, (1...24).contains(text.utf8.count), !text.contains("..") else { return nil }
    self.init(text)
  }

  public init(stringLiteral value: String) { self.init(value) }

  public var description: String { ticker }

  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.ticker < rhs.ticker }

  public init(from decoder: any Decoder) throws {
    ticker = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(ticker)
  }
}
