import Foundation

/// Figures as a person reads them; an absent one is a dash, never a zero.
enum Figures {
  static let absent = "–"

  /// US dollars with two decimals and grouped thousands.
  static func money(_ value: Double?) -> String { grouped(value, decimals: 2) }

  /// A number with grouped thousands.
  static func grouped(_ value: Double?, decimals: Int) -> String {
    guard let value, value.isFinite else { return absent }
    let plain = String(format: "%.\(decimals)f", abs(value))
    let parts = plain.split(separator: ".", maxSplits: 1)
    let whole = parts[0].reversed().enumerated().reduce(into: "") { text, digit in
      if digit.offset > 0, digit.offset.isMultiple(of: 3) { text.append(",") }
      text.append(digit.element)
    }
    let fraction = parts.count > 1 ? "." + parts[1] : ""
    let isNegative = value < 0 && plain.contains { $0 != "0" && $0 != "." }
    return (isNegative ? "-" : "") + String(whole.reversed()) + fraction
  }

  static func count(_ value: Int) -> String { grouped(Double(value), decimals: 0) }

  /// Bytes in the unit that fits, in powers of 1024.
  static func bytes(_ count: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(count)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return unit == 0 ? "\(count) bytes" : ratio(value, decimals: 1) + " " + units[unit]
  }

  /// A fraction as a percentage.
  static func percent(_ fraction: Double?) -> String {
    guard let fraction, fraction.isFinite else { return absent }
    return ratio(fraction * 100) + " %"
  }

  static func ratio(_ value: Double?, decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return absent }
    let text = String(format: "%.\(decimals)f", value)
    let isZero = text.allSatisfy { "-0.".contains($0) }
    return isZero && text.first == "-" ? String(text.dropFirst()) : text
  }

  /// Milliseconds since the epoch as date and time in UTC.
  static func instant(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return absent }
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    return date.formatted(
      .iso8601.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space)
        .time(includingFractionalSeconds: false).timeSeparator(.colon)) + "Z"
  }

  static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite else { return absent }
    if seconds < 60 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    return whole < 3600
      ? String(format: "%d:%02d min", whole / 60, whole % 60)
      : String(format: "%d:%02d h", whole / 3600, whole / 60 % 60)
  }

  /// The first digits of a digest, enough for a person to tell them apart.
  static func short(_ digest: String) -> String { String(digest.prefix(12)) }
}
