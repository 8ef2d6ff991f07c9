import Chronology
import Performance
import Testing

@Suite struct TradeStatisticsTests {
  func day(_ index: Int) -> SessionDate { SessionDate(day: Int32(index)) }

  @Test func `a position is one round trip from flat to flat, net of commissions`() throws {
    var book = RoundTripBook()
    book.post(instrument: 0, shares: 100, price: 10, commission: 1, on: day(0), index: 0)
    book.post(instrument: 0, shares: 100, price: 12, commission: 1, on: day(2), index: 2)
    book.post(instrument: 0, shares: -150, price: 15, commission: 1, on: day(5), index: 5)
    #expect(book.finished.isEmpty)
    book.post(instrument: 0, shares: -50, price: 9, commission: 1, on: day(9), index: 9)

    let trip = try #require(book.finished.first)
    // 2,250 and 450 received, 1,000 and 1,200 paid, four commissions of 1.
    #expect(trip.profit == 496)
    #expect(trip.entryValue == 2200)
    #expect(trip.sessionsHeld == 9)
    #expect(trip.isLong)
    #expect(book.openCount == 0)
  }

  @Test func `a fill through zero ends one trip and begins another with its share of the cost`() {
    var book = RoundTripBook()
    book.post(instrument: 0, shares: 100, price: 10, commission: 0, on: day(0), index: 0)
    book.post(instrument: 0, shares: -300, price: 11, commission: 3, on: day(1), index: 1)
    book.post(instrument: 0, shares: 200, price: 12, commission: 0, on: day(4), index: 4)

    #expect(book.finished.map(\.profit) == [99.0, -202.0])
    #expect(book.finished.map(\.isLong) == [true, false])
  }

  @Test func `a split changes the shares and not the profit`() {
    var book = RoundTripBook()
    book.post(instrument: 0, shares: 100, price: 10, commission: 0, on: day(0), index: 0)
    book.split(instrument: 0, ratio: 0.5)
    book.post(instrument: 0, shares: -200, price: 6, commission: 0, on: day(1), index: 1)

    #expect(book.finished.map(\.profit) == [200])
  }

  @Test func `a split that leaves a fraction of a share settles it at the entry price`() {
    var book = RoundTripBook()
    book.post(instrument: 0, shares: 101, price: 9, commission: 0, on: day(0), index: 0)
    book.split(instrument: 0, ratio: 1 / 1.5)
    book.post(instrument: 0, shares: -151, price: 6, commission: 0, on: day(1), index: 1)

    #expect(book.openCount == 0)
    #expect(book.finished.map(\.profit).allSatisfy { $0.magnitude < 1e-9 })
  }

  @Test func `the statistics of no trips are undefined, not zero`() {
    let statistics = TradeStatistics(of: [])

    #expect(statistics.count == 0)
    #expect(statistics.winRate == nil)
    #expect(statistics.expectancy == nil)
    #expect(statistics.profitFactor == nil)
  }

  @Test func `winners and losers are counted apart`() {
    var book = RoundTripBook()
    for (index, exit) in [12.0, 9, 13, 10].enumerated() {
      book.post(instrument: 0, shares: 10, price: 10, commission: 0, on: day(2 * index), index: 0)
      book.post(
        instrument: 0, shares: -10, price: exit, commission: 0, on: day(2 * index + 1), index: 1)
    }

    let statistics = TradeStatistics(of: book.finished)

    #expect(statistics.count == 4)
    #expect(statistics.winRate == 0.5)
    #expect(statistics.averageWin == 25)
    #expect(statistics.averageLoss == -5)
    #expect(statistics.profitFactor == 5)
    #expect(statistics.best == 30)
    #expect(statistics.worst == -10)
    #expect(statistics.averageSessionsHeld == 1)
  }
}
