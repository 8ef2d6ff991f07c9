import Chronology
import HTTPTypes

/// What an answer's header says of the calls that a server allows.
struct ServerAllowance: Hashable {
  /// How long to leave the server alone.
  var retryAfter: Duration?
  /// Calls of a period, taken as a minute.
  var limit: Int?
  /// Calls left of the period.
  var remaining: Int?
  /// How long until the period ends.
  var reset: Duration?

  /// Reads the header; fields that cannot be read say nothing.
  init(_ fields: HTTPFields, now: Timestamp) {
    retryAfter = fields[.retryAfter].flatMap { text in
      if let seconds = Int(text), seconds >= 0 { return .seconds(min(seconds, 1 << 31)) }
      return HTTPDate.parse(text).map { max(.zero, now.duration(to: $0)) }
    }
    limit = Self.number("x-ratelimit-limit", fields)
    remaining = Self.number("x-ratelimit-remaining", fields)
    reset = Self.number("x-ratelimit-reset", fields).map { value in
      // An instant too far away for a timestamp is as good as the farthest one.
      // Some servers write an instant, in seconds or milliseconds, some the seconds until it.
      let seconds =
        switch value {
        case 1_000_000_000_000...: Timestamp(seconds: Int64(min(value / 1000, 1 << 33)))
        case 1_000_000_000...: Timestamp(seconds: Int64(min(value, 1 << 33)))
        default: now.advanced(by: .seconds(value))
        }
      return max(.zero, now.duration(to: seconds))
    }
  }

  private static func number(_ name: String, _ fields: HTTPFields) -> Int? {
    guard let name = HTTPField.Name(name), let text = fields[name], let value = Int(text),
      value >= 0
    else { return nil }
    return value
  }
}

/// The date form of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Returns the instant that the text names; nil for any other form, and beyond 1970 to 2200.
  static func parse(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
      let day = Int(parts[1]), let month = months.firstIndex(of: String(parts[2])),
      let year = Int(parts[3]), (1970...2200).contains(year),
      let date = SessionDate(year: year, month: month + 1, day: day)
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]),
      (0...60).contains(clock[2])
    else { return nil }
    let seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
    return Timestamp(seconds: Int64(date.day) * 86_400 + Int64(seconds))
  }
}
