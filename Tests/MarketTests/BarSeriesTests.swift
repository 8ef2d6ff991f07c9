import Chronology
import Market
import Testing

@Suite struct BarSeriesTests {
  @Test func `a range takes the bars between its ends, both included`() throws {
    let series = try bars(from: "2020-01-01", closes: [1, 2, 3, 4])

    let part = try series.within(date("2020-01-02")...date("2020-01-03"))

    #expect(part.close == [2, 3])
    #expect(try part.sessions == [date("2020-01-02"), date("2020-01-03")])
    #expect(try series.within(date("2021-01-01")...date("2021-12-31")).count == 0)
    #expect(try series.within(date("2019-01-01")...date("2021-12-31")) == series)
  }
}
