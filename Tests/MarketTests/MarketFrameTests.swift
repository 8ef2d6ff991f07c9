import Chronology
import Market
import Testing

@Suite struct MarketFrameTests {
  @Test func `a frame has a row for every session and NaN where a symbol has no bar`() throws {
    // 2013-02-16 to 18 are a weekend and Washington's Birthday.
    let long = try bars("AAA", from: "2013-02-13", closes: [1, 2, 3, 4, 5, 6, 7])
    let late = try bars("BBB", from: "2013-02-15", closes: [10])

    let frame = try MarketFrame(
      daily: [long, late], over: date("2013-02-14")...date("2013-02-19"), calendar: .xnys)

    #expect(try frame.sessions == [date("2013-02-14"), date("2013-02-15"), date("2013-02-19")])
    #expect(frame.closesAt.map(\.description).last == "2013-02-19T21:00:00Z")
    #expect(frame.close.map { $0.isNaN ? -1 : $0 } == [2, -1, 3, 10, 7, -1])
    #expect(frame.volume.map { $0.isNaN ? -1 : $0 } == [1000, -1, 1000, 1000, 1000, -1])
    #expect(frame.slice(1).close(1) == 10)
  }

  @Test func `bars of a close-only series keep their missing columns`() throws {
    let closes = try BarSeries(
      symbol: "AAA", sessions: [date("2013-02-14"), date("2013-02-15")], closes: [1, 2])

    let frame = try MarketFrame(
      daily: [closes], over: date("2013-02-14")...date("2013-02-15"), calendar: .xnys)

    #expect(frame.close == [1, 2])
    #expect(frame.open.filter(\.isNaN).count == 2)
    #expect(frame.volume.filter(\.isNaN).count == 2)
    #expect(closes.isCloseOnly)
  }
}
