/// A civil date on which a market may trade: a date, not an instant, and of no time zone.
///
/// Encoded as text, `YYYY-MM-DD`. The civil arithmetic is Howard Hinnant's
/// (*chrono-Compatible Low-Level Date Algorithms*), proleptic Gregorian.
@frozen
public struct SessionDate: Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
  LosslessStringConvertible
{
  /// Days since 1970-01-01.
  public var day: Int32

  /// Creates the date that lies `day` days after 1970-01-01.
  @inlinable
  public init(day: Int32) { self.day = day }

  /// Creates a date from its civil parts, or nil when no such date exists (2023-02-29).
  public init?(year: Int, month: Int, day dayOfMonth: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), dayOfMonth >= 1,
      dayOfMonth <= Self.days(inMonth: month, of: year)
    else { return nil }
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.day = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Creates a date from `YYYY-MM-DD`; anything else, a trailing character too, gives nil.
  public init?(_ text: String) {
    let utf8 = Array(text.utf8)
    guard utf8.count == 10, utf8[4] == 0x2D, utf8[7] == 0x2D else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in utf8[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
      return nil
    }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month (1 to 12) and day of the month (1 to 31).
  public var civil: (year: Int, month: Int, day: Int) {
    let z = Int(day) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }

  /// The day of the week, ISO: 1 is Monday, 7 is Sunday.
  public var weekday: Int {
    let shifted = (Int(day) + 3) % 7
    return (shifted < 0 ? shifted + 7 : shifted) + 1
  }

  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = civil
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Returns the date `days` later; negative for earlier.
  @inlinable
  public func advanced(by days: Int) -> SessionDate { SessionDate(day: day + Int32(days)) }

  /// Returns the days from this date to `other`; negative when `other` is earlier.
  @inlinable
  public func days(to other: SessionDate) -> Int { Int(other.day) - Int(day) }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.day < rhs.day }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = SessionDate(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is not a date; write it as YYYY-MM-DD.")
    }
    self = date
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
