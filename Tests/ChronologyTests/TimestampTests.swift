import Chronology
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"),
    (1_362_171_600_000_000_000, "2013-03-01T21:00:00Z"),
    (1_362_171_600_500_000_000, "2013-03-01T21:00:00.500Z"),
    (1_362_171_600_000_001_000, "2013-03-01T21:00:00.000001Z"),
    (-1, "1969-12-31T23:59:59.999999999Z"),
  ])
  func `an instant is written and read after ISO 8601`(nanoseconds: Int64, text: String) {
    #expect(Timestamp(nanoseconds: nanoseconds).description == text)
    #expect(Timestamp(text) == Timestamp(nanoseconds: nanoseconds))
  }

  @Test func `a zone is taken into account`() {
    #expect(Timestamp("2013-03-01T16:00:00-05:00") == Timestamp("2013-03-01T21:00:00Z"))
    #expect(Timestamp("2013-03-02T02:30:00.25+05:30") == Timestamp("2013-03-01T21:00:00.25Z"))
  }

  @Test(arguments: [
    "", "2013-03-01", "2013-03-01T21:00:00", "2013-03-01 21:00:00Z", "2013-03-01T24:00:00Z",
    "2013-03-01T21:60:00Z", "2013-03-01T21:00:60Z", "2013-02-29T21:00:00Z",
    "2013-03-01T21:00:00.Z", "2013-03-01T21:00:00.0000000001Z", "2013-03-01T21:00:00Zx",
    "2013-03-01T21:00:00+0500", "9999-01-01T00:00:00Z", "２013-03-01T21:00:00Z",
  ])
  func `anything else is refused`(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test(arguments: [
    // The last and first seconds around each change of 2006 (old rules) and 2007 (new rules).
    ("2006-04-02T06:59:59Z", "2006-04-02", 119), ("2006-04-02T07:00:00Z", "2006-04-02", 180),
    ("2006-10-29T05:59:59Z", "2006-10-29", 119), ("2006-10-29T06:00:00Z", "2006-10-29", 60),
    ("2007-03-11T06:59:59Z", "2007-03-11", 119), ("2007-03-11T07:00:00Z", "2007-03-11", 180),
    ("2007-11-04T05:59:59Z", "2007-11-04", 119), ("2007-11-04T06:00:00Z", "2007-11-04", 60),
    ("2013-01-01T04:59:59Z", "2012-12-31", 1439),
  ])
  func `New York clocks change when the law says`(instant: String, date: String, minute: Int)
    throws
  {
    let reading = try NewYorkTime.reading(at: #require(Timestamp(instant)))

    #expect(reading.date.description == date)
    #expect(reading.minute == minute)
  }
}
