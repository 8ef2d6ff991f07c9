import Chronology

/// A calendar's sessions by number, so that counting and stepping cost one look-up each.
///
/// A plan for a whole market asks for the session a few sessions away hundreds of thousands of times.
struct SessionRanks {
  private let lowest: Int32
  /// For each day covered the sessions up to and including it.
  private let upTo: [Int32]
  private let sessions: [SessionDate]

  /// Numbers the sessions of some days; what lies outside them is not counted.
  ///
  /// - Complexity: O(days).
  init(_ calendar: TradingCalendar, over span: ClosedRange<SessionDate>) {
    let days = span.overlaps(calendar.bounds) ? span.clamped(to: calendar.bounds) : calendar.bounds
    let sessions = calendar.sessions(in: days)
    var upTo: [Int32] = []
    upTo.reserveCapacity(Int(days.upperBound.day - days.lowerBound.day) + 1)
    var count = 0
    for day in days.lowerBound.day...days.upperBound.day {
      if count < sessions.count, sessions[count].day == day { count += 1 }
      upTo.append(Int32(count))
    }
    lowest = days.lowerBound.day
    self.sessions = sessions
    self.upTo = upTo
  }

  /// The number of sessions on or before a date.
  func count(through date: SessionDate) -> Int {
    let index = Int(date.day) - Int(lowest)
    if index < 0 { return 0 }
    return Int(upTo[min(index, upTo.count - 1)])
  }

  /// The number of sessions later than `first`, up to and including `last`; zero when there is none.
  func count(after first: SessionDate, through last: SessionDate) -> Int {
    max(0, count(through: last) - count(through: first))
  }

  /// The first session later than a date; nil when the calendar ends before it.
  func session(after date: SessionDate) -> SessionDate? {
    let rank = count(through: date)
    return rank < sessions.count ? sessions[rank] : nil
  }

  /// The last session on or before a date; nil when the calendar begins after it.
  func session(through date: SessionDate) -> SessionDate? {
    let rank = count(through: date)
    return rank > 0 ? sessions[rank - 1] : nil
  }

  /// The session that lies `count` sessions before the last one on or before `date`, or the
  /// calendar's first.
  func session(_ count: Int, before date: SessionDate) -> SessionDate {
    let rank = self.count(through: date) - 1 - count
    return sessions[min(max(rank, 0), sessions.count - 1)]
  }

  /// The sessions later than `first`, up to and including `last`.
  func sessions(after first: SessionDate, through last: SessionDate) -> [SessionDate] {
    let from = count(through: first)
    let to = count(through: last)
    return from < to ? Array(sessions[from..<to]) : []
  }
}
