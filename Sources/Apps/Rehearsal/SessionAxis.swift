import Chronology

/// The sessions of a market, numbered from its first.
struct SessionAxis: Sendable {
  let sessions: [SessionDate]
  /// The number of the first session on or after each day from the first session on.
  private let numbers: [Int32]
  private let firstDay: Int32

  init(_ sessions: [SessionDate]) {
    precondition(!sessions.isEmpty, "A market has sessions.")
    self.sessions = sessions
    firstDay = sessions[0].day
    var numbers: [Int32] = []
    var number: Int32 = 0
    for day in firstDay...sessions[sessions.count - 1].day {
      if sessions[Int(number)].day < day { number += 1 }
      numbers.append(number)
    }
    self.numbers = numbers
  }

  /// The number of the first session on or after a day; the count of sessions when there is none.
  func number(from date: SessionDate) -> Int {
    guard date.day > firstDay else { return 0 }
    let row = Int(date.day - firstDay)
    return row < numbers.count ? Int(numbers[row]) : sessions.count
  }

  /// The number of the last session on or before a day; -1 when there is none.
  func number(upTo date: SessionDate) -> Int {
    number(from: date.advanced(by: 1)) - 1
  }
}
