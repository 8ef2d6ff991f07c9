import Chronology
import Market

/// The days on which an instrument should have a bar.
///
/// Only New York's holidays are known here. Of an exchange elsewhere a gap is told from its holidays
/// by its length; crypto currencies trade every day, currencies and commodities all but Saturdays.
struct TradingDays {
  private enum Pattern { case exchange, elsewhere, week, everyDay }

  private let pattern: Pattern
  private let calendar: TradingCalendar

  /// Weekdays without a bar that holidays may explain, elsewhere: the longest are those of the
  /// Chinese New Year with the days taken beside it.
  private static let longestHolidays = 10
  /// The same for currencies and commodities: Christmas and New Year have a day or two.
  private static let longestPause = 2

  /// Exchanges that keep New York's calendar, by the names that profiles use.
  private static let newYork: Set<String> = [
    "AMEX", "ARCA", "BATS", "CBOE", "NASDAQ", "NYSE", "NYSEARCA", "NYSEAMERICAN", "OTC", "PNK",
    "XNAS", "XNYS",
  ]

  init(of instrument: Instrument, _ profile: InstrumentProfile?, calendar: TradingCalendar) {
    self.calendar = calendar
    switch profile?.kind ?? .stock {
    case .crypto: pattern = .everyDay
    case .forex, .commodity: pattern = .week
    case .stock, .etf, .fund, .index:
      let exchange = profile?.exchange.map { $0.uppercased().filter { $0 != " " } }
      pattern = exchange.map(Self.newYork.contains) ?? true ? .exchange : .elsewhere
    }
  }

  /// True when nothing can have traded on `date`.
  func isClosed(_ date: SessionDate) -> Bool {
    switch pattern {
    case .exchange: !calendar.isSession(date) && calendar.bounds.contains(date)
    case .week: date.weekday == 6
    case .elsewhere, .everyDay: false
    }
  }

  /// The days that should have a bar between two that have one; nil when none is missing.
  func missing(
    between former: SessionDate, _ latter: SessionDate
  ) -> (first: SessionDate, last: SessionDate, count: Int)? {
    var found: (first: SessionDate, last: SessionDate, count: Int)?
    var day = former.advanced(by: 1)
    while day < latter {
      if isExpected(day) { found = (found?.first ?? day, day, (found?.count ?? 0) + 1) }
      day = day.advanced(by: 1)
    }
    guard let found, found.count > slack else { return nil }
    return found
  }

  /// The number of days in a range that should have a bar.
  func count(after former: SessionDate, upTo latter: SessionDate) -> Int {
    guard former < latter else { return 0 }
    var count = 0
    var day = former.advanced(by: 1)
    while day <= latter {
      if isExpected(day) { count += 1 }
      day = day.advanced(by: 1)
    }
    return count
  }

  private var slack: Int {
    switch pattern {
    case .exchange, .everyDay: 0
    case .week: Self.longestPause
    case .elsewhere: Self.longestHolidays
    }
  }

  private func isExpected(_ day: SessionDate) -> Bool {
    switch pattern {
    case .exchange: calendar.isSession(day)
    case .everyDay: true
    case .elsewhere, .week: day.weekday <= 5
    }
  }
}
