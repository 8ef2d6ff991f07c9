import Chronology
import Testing

@Suite struct TradingCalendarTests {
  let calendar = TradingCalendar.xnys

  @Test func `every weekday from 1990 to 2027 trades unless the reference says it is closed`()
    throws
  {
    let closed = try Set(
      rows("Fixtures/calendar/xnys-exceptions-1990-2027.csv").filter { $0[1] == "closed" }
        .map { $0[0] })
    let range = try date("1990-01-01")...date("2027-11-22")

    let expected = (range.lowerBound.day...range.upperBound.day).map { SessionDate(day: $0) }
      .filter { $0.weekday <= 5 && !closed.contains($0.description) }

    #expect(closed.count == 344)
    #expect(calendar.sessions(in: range) == expected)
    #expect(expected.count == 9542)
    #expect(calendar.count(in: range) == 9542)
  }

  @Test func `early closes from 1990 to 2027 are the reference's, to the minute`() throws {
    let reference = try rows("Fixtures/calendar/xnys-exceptions-1990-2027.csv")
      .filter { $0[1] == "early" }.map { "\($0[0]) \($0[2])" }

    let early = try calendar.sessions(in: date("1990-01-01")...date("2027-11-22"))
      .filter { calendar.isEarlyClose($0) }
      .map { session in
        let close = try #require(calendar.closesAt(session))
        let minute = NewYorkTime.reading(at: close).minute
        return "\(session) \(minute / 60):\(minute % 60 == 0 ? "00" : "??")"
      }

    #expect(reference.count == 79)
    #expect(early == reference)
  }

  @Test func `sessions open and close at the reference's instants`() throws {
    let reference = try rows("Fixtures/calendar/xnys_sessions_2010_2015.csv")

    let ours = try calendar.sessions(in: date("2010-01-01")...date("2015-12-31")).map { session in
      let opens = try #require(calendar.opensAt(session)).description
      let closes = try #require(calendar.closesAt(session)).description
      return [session.description, opens, closes, calendar.isEarlyClose(session) ? "1" : "0"]
    }

    let seconds = { (text: String) in text.replacing("Z", with: ":00Z") }
    #expect(ours == reference.map { [$0[0], seconds($0[1]), seconds($0[2]), $0[5]] })
    #expect(ours.count == 1510)
  }

  @Test(arguments: [
    (1990, 253), (1995, 252), (2000, 252), (2005, 252), (2010, 252), (2015, 252), (2019, 252),
    (2020, 253), (2021, 252), (2022, 251), (2023, 250), (2024, 252), (2025, 250), (2026, 251),
  ])
  func `a year has its known number of sessions`(year: Int, sessions: Int) throws {
    #expect(try calendar.count(in: date("\(year)-01-01")...date("\(year)-12-31")) == sessions)
  }

  @Test func `neighbouring sessions step over weekends and holidays`() throws {
    #expect(try calendar.session(after: date("2001-09-10")) == date("2001-09-17"))
    #expect(try calendar.session(before: date("2001-09-17")) == date("2001-09-10"))
    #expect(try calendar.session(before: date("2013-01-02")) == date("2012-12-31"))
  }

  @Test func `outside its bounds the calendar claims nothing`() throws {
    let early = try date("1989-12-29")

    #expect(!calendar.isSession(early))
    #expect(calendar.closesAt(early) == nil)
    #expect(calendar.session(before: calendar.bounds.lowerBound) == nil)
    #expect(calendar.session(after: calendar.bounds.upperBound) == nil)
    #expect(try calendar.session(after: early) == date("1990-01-02"))
    #expect(try calendar.sessions(in: date("1980-01-01")...early).isEmpty)
    #expect(try calendar.count(in: date("1980-01-01")...early) == 0)
  }

  @Test func `the newest complete session changes at the close, not before`() throws {
    let before = try #require(Timestamp("2013-03-01T20:59:59.999999999Z"))
    let close = try #require(Timestamp("2013-03-01T21:00:00Z"))
    let sunday = try #require(Timestamp("2013-03-03T12:00:00Z"))

    #expect(try calendar.lastClosedSession(at: before) == date("2013-02-28"))
    #expect(try calendar.lastClosedSession(at: close) == date("2013-03-01"))
    #expect(try calendar.lastClosedSession(at: sunday) == date("2013-03-01"))
    #expect(calendar.isOpen(at: before))
    #expect(!calendar.isOpen(at: close))
  }

  @Test func `an announced closure takes the day out`() throws {
    let day = try date("2030-05-15")
    let exception = CalendarException(date: day, kind: .closed, reason: "Announced")

    let extended = TradingCalendar.xnys(exceptions: CalendarException.newYork + [exception])

    #expect(calendar.isSession(day))
    #expect(!extended.isSession(day))
  }

  private func date(_ text: String) throws -> SessionDate { try #require(SessionDate(text)) }
}
