/// A day on which an exchange departs from its own rules, as announced.
public struct CalendarException: Hashable, Sendable {
  /// How the day departs from the rules.
  public enum Kind: Hashable, Sendable {
    /// No session.
    case closed
    /// A session that ends at `minute` minutes after midnight, exchange time.
    case closes(minute: Int)
  }

  /// The day.
  public let date: SessionDate
  /// How it departs from the rules.
  public let kind: Kind
  /// Why, in a few words for a reader.
  public let reason: String

  public init(date: SessionDate, kind: Kind, reason: String) {
    self.date = date
    self.kind = kind
    self.reason = reason
  }
}

/// A file of calendar exceptions that cannot be read.
public struct CalendarFault: Error, Hashable, Sendable {
  /// The line, from 1.
  public let line: Int
  /// What is wrong with it, with the text seen.
  public let message: String

  public init(line: Int, message: String) {
    self.line = line
    self.message = message
  }
}

extension CalendarException {
  /// The exceptions of the New York Stock Exchange since 1990 that were known in November 2026.
  ///
  /// The same rows as `Calendars/xnys-adhoc.csv`, which operators extend when a closure is
  /// announced.
  public static let newYork: [CalendarException] = [
    closed(1994, 4, 27, "Funeral of President Nixon"),
    early(1997, 12, 26, "Day after Christmas"),
    early(1999, 12, 31, "Eve of the year 2000"),
    closed(2001, 9, 11, "Attacks on New York and Washington"),
    closed(2001, 9, 12, "Attacks on New York and Washington"),
    closed(2001, 9, 13, "Attacks on New York and Washington"),
    closed(2001, 9, 14, "Attacks on New York and Washington"),
    early(2003, 12, 26, "Day after Christmas"),
    closed(2004, 6, 11, "Funeral of President Reagan"),
    closed(2007, 1, 2, "Funeral of President Ford"),
    closed(2012, 10, 29, "Hurricane Sandy"),
    closed(2012, 10, 30, "Hurricane Sandy"),
    closed(2018, 12, 5, "Funeral of President George H. W. Bush"),
    closed(2025, 1, 9, "Funeral of President Carter"),
  ]

  /// Reads the rows of a calendar file: `date,kind,close,reason`.
  ///
  /// `kind` is `closed` (then `close` is empty) or `early` (then `close` is the time, `HH:MM`). The
  /// reason is the rest of the line. Blank lines and lines that begin with `#` are skipped; the
  /// first line that is neither must be the header.
  ///
  /// - Throws: `CalendarFault` with the line at fault; a calendar is never read in part.
  public static func parse(_ text: String) throws(CalendarFault) -> [CalendarException] {
    var exceptions: [CalendarException] = []
    var seen: Set<SessionDate> = []
    var hasHeader = false
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      guard line.contains(where: { !$0.isWhitespace }), !line.hasPrefix("#") else { continue }
      if !hasHeader {
        guard line == "date,kind,close,reason" else {
          throw CalendarFault(
            line: index + 1,
            message: "The header is “\(line)”; it must be date,kind,close,reason.")
        }
        hasHeader = true
        continue
      }
      let exception = try row(line, number: index + 1)
      guard seen.insert(exception.date).inserted else {
        throw CalendarFault(line: index + 1, message: "\(exception.date) has two rows; keep one.")
      }
      exceptions.append(exception)
    }
    return exceptions.sorted { $0.date < $1.date }
  }

  private static func row(
    _ line: Substring, number: Int
  ) throws(CalendarFault) -> CalendarException {
    let cells = line.split(separator: ",", maxSplits: 3, omittingEmptySubsequences: false)
    guard cells.count == 4 else {
      throw CalendarFault(
        line: number, message: "“\(line)” has \(cells.count) cells; a row has four.")
    }
    guard let date = SessionDate(String(cells[0])) else {
      throw CalendarFault(
        line: number, message: "“\(cells[0])” is not a date; write it as YYYY-MM-DD.")
    }
    switch cells[1] {
    case "closed" where cells[2].isEmpty:
      return CalendarException(date: date, kind: .closed, reason: String(cells[3]))
    case "early":
      let minute = try minute(cells[2], number: number)
      return CalendarException(date: date, kind: .closes(minute: minute), reason: String(cells[3]))
    default:
      throw CalendarFault(
        line: number,
        message: "“\(cells[1]),\(cells[2])” is neither closed without a time nor early with one.")
    }
  }

  private static func minute(_ text: Substring, number: Int) throws(CalendarFault) -> Int {
    let utf8 = Array(text.utf8)
    let isDigits = [0, 1, 3, 4].allSatisfy { utf8.count == 5 && (0x30...0x39).contains(utf8[$0]) }
    guard isDigits, utf8[2] == 0x3A, let hour = Int(text.prefix(2)),
      let minute = Int(text.suffix(2)), minute < 60,
      (NewYorkStockExchangeRules.opening + 1..<NewYorkStockExchangeRules.closing)
        .contains(hour * 60 + minute)
    else {
      throw CalendarFault(
        line: number, message: "“\(text)” is not a closing time between 09:31 and 15:59.")
    }
    return hour * 60 + minute
  }

  private static func closed(
    _ year: Int, _ month: Int, _ day: Int, _ reason: String
  ) -> CalendarException {
    CalendarException(date: .known(year, month, day), kind: .closed, reason: reason)
  }

  private static func early(
    _ year: Int, _ month: Int, _ day: Int, _ reason: String
  ) -> CalendarException {
    CalendarException(date: .known(year, month, day), kind: .closes(minute: 780), reason: reason)
  }
}
