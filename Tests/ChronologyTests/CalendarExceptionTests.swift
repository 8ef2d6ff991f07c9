import Chronology
import Testing

@Suite struct CalendarExceptionTests {
  @Test func `the calendar file holds exactly the exceptions compiled in`() throws {
    let parsed = try CalendarException.parse(fixture("Calendars/xnys-adhoc.csv"))

    #expect(parsed == CalendarException.newYork)
    #expect(parsed.count == 14)
  }

  @Test(arguments: [
    ("2030-02-30,closed,,Mourning", "“2030-02-30” is not a date; write it as YYYY-MM-DD."),
    ("2030-02-28,closed", "“2030-02-28,closed” has 2 cells; a row has four."),
    (
      "2030-02-28,shut,,Mourning",
      "“shut,” is neither closed without a time nor early with one."
    ),
    ("2030-02-28,early,1pm,Storm", "“1pm” is not a closing time between 09:31 and 15:59."),
    ("2030-02-28,early,16:00,Storm", "“16:00” is not a closing time between 09:31 and 15:59."),
  ])
  func `a row at fault is refused with its line`(row: String, message: String) {
    #expect(throws: CalendarFault(line: 3, message: message)) {
      try CalendarException.parse("# comment\ndate,kind,close,reason\n\(row)\n")
    }
  }

  @Test func `a day with two rows is refused`() {
    let text = "date,kind,close,reason\n2030-02-28,closed,,A\n2030-02-28,closed,,B\n"

    #expect(throws: CalendarFault(line: 3, message: "2030-02-28 has two rows; keep one.")) {
      try CalendarException.parse(text)
    }
  }

  @Test func `a file without its header is refused`() {
    #expect(throws: CalendarFault.self) { try CalendarException.parse("2030-02-28,closed,,A\n") }
  }
}
