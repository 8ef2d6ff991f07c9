extension Timestamp: CustomStringConvertible, LosslessStringConvertible {
  /// The instant in UTC after ISO 8601, such as `2013-03-01T21:00:00Z`.
  ///
  /// Parts of a second follow only when there are any: three, six or nine digits.
  public var description: String {
    let seconds = nanoseconds.flooredQuotient(by: 1_000_000_000)
    let fraction = nanoseconds - seconds * 1_000_000_000
    let day = seconds.flooredQuotient(by: 86_400)
    let second = seconds - day * 86_400
    let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
    var text = "\(SessionDate(day: Int32(day)))T\(clock.joined(separator: ":"))"
    if fraction != 0 {
      let digits = fraction % 1_000_000 == 0 ? 3 : fraction % 1000 == 0 ? 6 : 9
      text += "." + Self.padded(fraction, 9).prefix(digits)
    }
    return text + "Z"
  }

  /// Creates an instant from ISO 8601 text with a zone, such as `2013-03-01T16:00:00.5-05:00`.
  ///
  /// The extended format with seconds and up to nine digits behind the point; the zone is `Z` or
  /// `±HH:MM`. Anything else gives nil: a missing zone, a leap second, an instant outside the
  /// years 1678 to 2261.
  public init?(_ description: String) {
    var rest = description.utf8[...]
    guard rest.count >= 20, let date = SessionDate(String(description.prefix(10))),
      (1678...2261).contains(date.civil.year)
    else { return nil }
    rest = rest.dropFirst(10)
    guard rest.popFirst() == 0x54, let hour = Self.number(&rest, below: 24),
      rest.popFirst() == 0x3A, let minute = Self.number(&rest, below: 60),
      rest.popFirst() == 0x3A, let second = Self.number(&rest, below: 60),
      let fraction = Self.fraction(&rest), let offset = Self.offset(&rest), rest.isEmpty
    else { return nil }
    let seconds = Int64(date.day) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
    self.init(nanoseconds: seconds * 1_000_000_000 + fraction)
  }

  /// Two digits that make a number below `limit`.
  private static func number(_ rest: inout Substring.UTF8View, below limit: Int) -> Int? {
    guard let tens = digit(&rest), let ones = digit(&rest), tens * 10 + ones < limit else {
      return nil
    }
    return tens * 10 + ones
  }

  /// The part of a second, in nanoseconds; zero when there is none.
  private static func fraction(_ rest: inout Substring.UTF8View) -> Int64? {
    guard rest.first == 0x2E else { return 0 }
    rest = rest.dropFirst()
    var value: Int64 = 0
    var count = 0
    while count < 9, let next = digit(&rest) {
      value = value * 10 + Int64(next)
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// The zone's distance from UTC, in seconds east.
  private static func offset(_ rest: inout Substring.UTF8View) -> Int? {
    switch rest.popFirst() {
    case 0x5A:
      return 0
    case let sign? where sign == 0x2B || sign == 0x2D:
      guard let hours = number(&rest, below: 24), rest.popFirst() == 0x3A,
        let minutes = number(&rest, below: 60)
      else { return nil }
      return (hours * 60 + minutes) * (sign == 0x2B ? 60 : -60)
    default:
      return nil
    }
  }

  private static func digit(_ rest: inout Substring.UTF8View) -> Int? {
    guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
    rest = rest.dropFirst()
    return Int(byte - 0x30)
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
