import Chronology

/// Which month each day lies in and whether the exchange traded on it, by index.
///
/// A batch asks this for each of its bars, so it is a table and not arithmetic.
struct CalendarDays: Sendable {
  /// The days that a bar may have; a session outside them is an error of its source.
  static let bounds = SessionDate(day: -62_091)...SessionDate(day: 84_005)
  static let xnys = CalendarDays(.xnys)

  /// Year times 12, plus the month from 0; shape: days of `bounds`.
  private let months: [Int32]
  private let areSessions: [Bool]

  init(_ calendar: TradingCalendar) {
    let days = (Self.bounds.lowerBound.day...Self.bounds.upperBound.day).map {
      SessionDate(day: $0)
    }
    months = days.map { day in
      let (year, month, _) = day.civil
      return Int32(year * 12 + month - 1)
    }
    areSessions = days.map { calendar.isSession($0) }
  }

  func month(of day: SessionDate) -> Int { Int(months[index(day)]) }
  func year(of day: SessionDate) -> Int { month(of: day) / 12 }
  func isSession(_ day: SessionDate) -> Bool { areSessions[index(day)] }

  /// The number of sessions in a range.
  func count(in range: ClosedRange<SessionDate>) -> Int {
    areSessions[index(range.lowerBound)...index(range.upperBound)]
      .reduce(0) { $0 + ($1 ? 1 : 0) }
  }

  private func index(_ day: SessionDate) -> Int { Self.bounds.lowerBound.days(to: day) }
}
