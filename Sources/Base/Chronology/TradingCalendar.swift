/// The sessions of an exchange: which days trade, and from when to when.
///
///     let calendar = TradingCalendar.xnys
///     calendar.sessions(in: first...last)          // every session of a study
///     calendar.closesAt(session)                   // the instant its bar becomes known
///
/// A value: one table of closing minutes, one entry a day, built once. A query is an index into it
/// and allocates nothing. Dates outside `bounds` are not sessions and have no times: whoever meets
/// such dates (bars of 1985) must ask `bounds` first.
public struct TradingCalendar: Sendable {
  /// The exchange's ISO 10383 code, in lower case.
  public let name: String
  /// The days this calendar knows, sessions or not: 1990-01-01 to 2099-12-31.
  public let bounds: ClosedRange<SessionDate>

  /// Minutes after midnight at which each day of `bounds` closes; zero when there is no session.
  private let closingMinutes: [UInt16]
  private let openingMinute: Int
  private let regularClosingMinute: Int

  /// The New York Stock Exchange with the exceptions compiled in.
  public static let xnys = TradingCalendar.xnys(exceptions: CalendarException.newYork)

  /// Returns the calendar of the New York Stock Exchange: the rules since 1990, then `exceptions`.
  ///
  /// Exceptions replace what the rules say; those outside 1990 to 2099 are ignored.
  public static func xnys(exceptions: [CalendarException]) -> TradingCalendar {
    let bounds = SessionDate.known(1990, 1, 1)...SessionDate.known(2099, 12, 31)
    var minutes = (bounds.lowerBound.day...bounds.upperBound.day).map { day in
      UInt16(NewYorkStockExchangeRules.closingMinute(on: SessionDate(day: day)) ?? 0)
    }
    for exception in exceptions where bounds.contains(exception.date) {
      let index = bounds.lowerBound.days(to: exception.date)
      switch exception.kind {
      case .closed: minutes[index] = 0
      case .closes(let minute): minutes[index] = UInt16(minute)
      }
    }
    return TradingCalendar(
      name: "xnys", bounds: bounds, closingMinutes: minutes,
      openingMinute: NewYorkStockExchangeRules.opening,
      regularClosingMinute: NewYorkStockExchangeRules.closing)
  }

  private init(
    name: String, bounds: ClosedRange<SessionDate>, closingMinutes: [UInt16], openingMinute: Int,
    regularClosingMinute: Int
  ) {
    self.name = name
    self.bounds = bounds
    self.closingMinutes = closingMinutes
    self.openingMinute = openingMinute
    self.regularClosingMinute = regularClosingMinute
  }

  /// Returns whether the exchange trades on `date`.
  public func isSession(_ date: SessionDate) -> Bool { closingMinute(on: date) != 0 }

  /// Returns whether the session on `date` ends before the regular close.
  public func isEarlyClose(_ date: SessionDate) -> Bool {
    let minute = closingMinute(on: date)
    return minute != 0 && minute < regularClosingMinute
  }

  /// Returns the instant at which the session on `date` opens, or nil when there is none.
  public func opensAt(_ date: SessionDate) -> Timestamp? {
    isSession(date) ? NewYorkTime.instant(on: date, minute: openingMinute) : nil
  }

  /// Returns the instant at which the session on `date` closes, or nil when there is none.
  public func closesAt(_ date: SessionDate) -> Timestamp? {
    let minute = closingMinute(on: date)
    return minute == 0 ? nil : NewYorkTime.instant(on: date, minute: minute)
  }

  /// Returns every session in `range`, oldest first.
  ///
  /// - Complexity: O(days in the range).
  public func sessions(in range: ClosedRange<SessionDate>) -> [SessionDate] {
    guard range.overlaps(bounds) else { return [] }
    let days = range.clamped(to: bounds)
    return (days.lowerBound.day...days.upperBound.day).lazy
      .map { SessionDate(day: $0) }.filter { isSession($0) }
  }

  /// Returns the number of sessions in `range`.
  public func count(in range: ClosedRange<SessionDate>) -> Int {
    guard range.overlaps(bounds) else { return 0 }
    let days = range.clamped(to: bounds)
    let first = bounds.lowerBound.days(to: days.lowerBound)
    let last = bounds.lowerBound.days(to: days.upperBound)
    return closingMinutes[first...last].reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }

  /// Returns the first session later than `date`, or nil when the calendar ends before it.
  public func session(after date: SessionDate) -> SessionDate? {
    var next = max(date.advanced(by: 1), bounds.lowerBound)
    while next <= bounds.upperBound {
      if isSession(next) { return next }
      next = next.advanced(by: 1)
    }
    return nil
  }

  /// Returns the last session earlier than `date`, or nil when the calendar begins after it.
  public func session(before date: SessionDate) -> SessionDate? {
    var previous = min(date.advanced(by: -1), bounds.upperBound)
    while previous >= bounds.lowerBound {
      if isSession(previous) { return previous }
      previous = previous.advanced(by: -1)
    }
    return nil
  }

  /// Returns the newest session that has closed by `instant`, or nil before the first.
  ///
  /// The last session whose daily bar is complete; a bar of a later session is provisional.
  public func lastClosedSession(at instant: Timestamp) -> SessionDate? {
    let today = NewYorkTime.reading(at: instant).date
    if let close = closesAt(today), close <= instant { return today }
    return session(before: today)
  }

  /// Returns whether the exchange is open for regular trading at `instant`.
  public func isOpen(at instant: Timestamp) -> Bool {
    let today = NewYorkTime.reading(at: instant).date
    guard let opens = opensAt(today), let closes = closesAt(today) else { return false }
    return opens <= instant && instant < closes
  }

  private func closingMinute(on date: SessionDate) -> Int {
    guard bounds.contains(date) else { return 0 }
    return Int(closingMinutes[bounds.lowerBound.days(to: date)])
  }
}
