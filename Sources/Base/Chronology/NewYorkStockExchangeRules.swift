/// The holidays and early closes of the New York Stock Exchange that follow from rules.
///
/// Valid from 1990 on. Days announced one by one (mourning, storms, special early closes) are not
/// here but in a file of calendar exceptions. Checked against exchange-calendars 4.13.2 for
/// 1990 to 2027 in `TradingCalendarTests`.
enum NewYorkStockExchangeRules {
  /// 09:30, in minutes after midnight.
  static let opening = 570
  /// 16:00, in minutes after midnight.
  static let closing = 960

  /// Returns the minute at which the session on `date` closes, or nil when there is none.
  static func closingMinute(on date: SessionDate) -> Int? {
    guard date.weekday <= 5 else { return nil }
    let (year, month, day) = date.civil
    guard !isHoliday(date, year: year, month: month, day: day) else { return nil }
    guard closesEarly(date, year: year, month: month, day: day) else { return closing }
    return year < 1993 ? 840 : 780
  }

  private static func isHoliday(
    _ date: SessionDate, year: Int, month: Int, day: Int
  ) -> Bool {
    switch month {
    case 1:
      // New Year's Day on a Saturday is not made up for: the Friday is the last of a quarter.
      if day == 1 || (day == 2 && date.weekday == 1) { return true }
      return year >= 1998 && date == .weekday(1, ordinal: 3, month: 1, of: year)
    case 2:
      return date == .weekday(1, ordinal: 3, month: 2, of: year)
    case 3, 4:
      return date == easterSunday(of: year).advanced(by: -2)
    case 5:
      return date == .lastWeekday(1, month: 5, of: year)
    case 6:
      return year >= 2022 && date == observed(.known(year, 6, 19))
    case 7:
      return date == observed(.known(year, 7, 4))
    case 9:
      return date == .weekday(1, ordinal: 1, month: 9, of: year)
    case 11:
      return date == thanksgiving(of: year)
    case 12:
      return date == observed(.known(year, 12, 25))
    default:
      return false
    }
  }

  private static func closesEarly(
    _ date: SessionDate, year: Int, month: Int, day: Int
  ) -> Bool {
    switch (month, day) {
    case (7, 3):
      // A Friday 3 July is the observed holiday, so only Monday to Thursday come here.
      return year >= 2013 || (year >= 1995 && date.weekday != 3)
    case (7, 5):
      return (1995...2012).contains(year) && date.weekday == 5
    case (11, _):
      return year >= 1992 && date == thanksgiving(of: year).advanced(by: 1)
    case (12, 24):
      return true
    default:
      return false
    }
  }

  private static func thanksgiving(of year: Int) -> SessionDate {
    .weekday(4, ordinal: 4, month: 11, of: year)
  }

  /// The weekday on which a holiday of fixed date is kept: Saturday on Friday, Sunday on Monday.
  private static func observed(_ date: SessionDate) -> SessionDate {
    switch date.weekday {
    case 6: date.advanced(by: -1)
    case 7: date.advanced(by: 1)
    default: date
    }
  }

  /// Easter Sunday by the Gregorian computus (Meeus, *Astronomical Algorithms*, chapter 8).
  static func easterSunday(of year: Int) -> SessionDate {
    let a = year % 19
    let (b, c) = year.quotientAndRemainder(dividingBy: 100)
    let (d, e) = b.quotientAndRemainder(dividingBy: 4)
    let f = (b + 8) / 25
    let g = (b - f + 1) / 3
    let h = (19 * a + b - d - g + 15) % 30
    let (i, k) = c.quotientAndRemainder(dividingBy: 4)
    let l = (32 + 2 * e + 2 * i - h - k) % 7
    let m = (a + 11 * h + 22 * l) / 451
    let (month, day) = (h + l - 7 * m + 114).quotientAndRemainder(dividingBy: 31)
    return .known(year, month, day + 1)
  }
}
