import Chronology
import Performance
import Testing

@Suite struct ReturnSeriesTests {
  @Test func `returns come from each close before, the first from the capital`() throws {
    let sessions = (0..<3).map { SessionDate(day: Int32($0)) }

    let series = try #require(ReturnSeries(equity: [110, 99, 99], from: 100, over: sessions))

    let expected: [Double] = [110.0 / 100 - 1, 99.0 / 110 - 1, 0]
    #expect(series.returns == expected)
  }

  @Test func `an account that is wiped out before the end has no series`() {
    let sessions = (0..<3).map { SessionDate(day: Int32($0)) }

    #expect(ReturnSeries(equity: [50, 0, 10], from: 100, over: sessions) == nil)
    #expect(ReturnSeries(equity: [50, 10, 0], from: 100, over: sessions) != nil)
  }

  @Test func `months compound their sessions, and a gap of a year is not one month`() throws {
    let dates = ["2020-01-30", "2020-01-31", "2020-02-03", "2021-02-01"].compactMap(
      SessionDate.init)
    let series = ReturnSeries(sessions: dates, returns: [0.5, -0.5, 0.25, 0.125])

    #expect(
      series.months == [
        MonthlyReturn(year: 2020, month: 1, value: -0.25),
        MonthlyReturn(year: 2020, month: 2, value: 0.25),
        MonthlyReturn(year: 2021, month: 2, value: 0.125),
      ])
  }

  @Test func `the rolling ratio waits for its window and equals the plain one there`() throws {
    let series = try GoldenReturns.returns("SP500_2014_2018").own
    let rolling = series.rollingSharpe(window: 252)

    #expect(rolling.prefix(251).allSatisfy { $0 == nil })
    let last = RiskAdjustedReturn(of: Array(series.returns.suffix(252))).sharpe
    #expect(agrees(rolling[series.count - 1], last))
  }

  @Test func `the histogram counts every return once`() throws {
    let returns = try GoldenReturns.returns("NASDAQ_2006_2010").own.returns

    let histogram = try #require(ReturnHistogram(of: returns))

    #expect(histogram.counts.reduce(0, +) == returns.count)
    #expect(histogram.start == returns.min())
    #expect(histogram.edges.last == returns.max())
    for (bin, edge) in histogram.edges.enumerated() {
      let below = returns.filter { $0 <= edge }.count
      #expect(below == histogram.counts[...bin].reduce(0, +))
    }
    #expect(ReturnHistogram(of: [0.01, 0.01]) == nil)
  }
}
