/// Wall-clock time in New York, computed from the United States rules for daylight saving time.
///
/// Rules in code instead of a time-zone database, so that a replay gives the same instants on every
/// machine. Valid from 1987 on (Uniform Time Act as amended in 1986; Energy Policy Act of 2005 from
/// 2007 on).
public enum NewYorkTime {
  /// Returns the hours to add to UTC at noon on `date`: −4 in summer, −5 in winter.
  ///
  /// Clocks change at 02:00 on Sundays, so the value holds for a whole trading session.
  public static func offsetHours(on date: SessionDate) -> Int {
    let summer = summerTime(in: date.civil.year)
    return date >= summer.begins && date < summer.ends ? -4 : -5
  }

  /// Returns the instant at `minute` minutes after midnight, New York time, on `date`.
  ///
  /// - Precondition: `minute` is at least 180 on a day on which clocks change (after 03:00 the
  ///   reading is unambiguous).
  public static func instant(on date: SessionDate, minute: Int) -> Timestamp {
    let minutes = Int64(date.day) * 1440 + Int64(minute - offsetHours(on: date) * 60)
    return Timestamp(seconds: minutes * 60)
  }

  /// Returns the civil date and the minute after midnight that New York clocks show at `instant`.
  public static func reading(at instant: Timestamp) -> (date: SessionDate, minute: Int) {
    let minutes = instant.nanoseconds.flooredQuotient(by: 60_000_000_000)
    let standard = minutes - 300
    let date = SessionDate(day: Int32(standard.flooredQuotient(by: 1440)))
    let summer = summerTime(in: date.civil.year)
    // Both changes happen at 02:00 standard time minus the offset then in force: 07:00 UTC in
    // spring, 06:00 UTC in autumn.
    let begins = Int64(summer.begins.day) * 1440 + 420
    let ends = Int64(summer.ends.day) * 1440 + 360
    let local = minutes >= begins && minutes < ends ? minutes - 240 : standard
    let day = local.flooredQuotient(by: 1440)
    return (SessionDate(day: Int32(day)), Int(local - day * 1440))
  }

  /// The Sundays on which summer time begins and ends in `year`.
  static func summerTime(in year: Int) -> (begins: SessionDate, ends: SessionDate) {
    if year >= 2007 {
      return (
        .weekday(7, ordinal: 2, month: 3, of: year), .weekday(7, ordinal: 1, month: 11, of: year)
      )
    }
    return (
      .weekday(7, ordinal: 1, month: 4, of: year), .lastWeekday(7, month: 10, of: year)
    )
  }
}

extension SessionDate {
  /// Creates a date that is known to exist.
  static func known(_ year: Int, _ month: Int, _ day: Int) -> SessionDate {
    guard let date = SessionDate(year: year, month: month, day: day) else {
      preconditionFailure("\(year)-\(month)-\(day) is a date.")
    }
    return date
  }

  /// The `ordinal`th `weekday` (ISO, 1 is Monday) of a month.
  static func weekday(_ weekday: Int, ordinal: Int, month: Int, of year: Int) -> SessionDate {
    let first = known(year, month, 1)
    let offset = (weekday - first.weekday + 7) % 7
    return first.advanced(by: offset + (ordinal - 1) * 7)
  }

  /// The last `weekday` (ISO, 1 is Monday) of a month that is not December.
  static func lastWeekday(_ weekday: Int, month: Int, of year: Int) -> SessionDate {
    precondition(month < 12, "The month has a successor in its year.")
    let last = known(year, month + 1, 1).advanced(by: -1)
    return last.advanced(by: -((last.weekday - weekday + 7) % 7))
  }
}

extension Int64 {
  /// The quotient rounded towards negative infinity; `divisor` is positive.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
