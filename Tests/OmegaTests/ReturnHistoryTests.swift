import Chronology
import Market
import Testing

@testable import Omega

@Suite struct ReturnHistoryTests {
  private func frame(_ closes: [[Double]], symbols: [Symbol]) -> MarketFrame {
    let flat = closes.flatMap { $0 }
    return MarketFrame(
      symbols: symbols, interval: .day,
      closesAt: closes.indices.map { Timestamp(seconds: Int64($0) * 86_400) },
      sessions: closes.indices.map { SessionDate(day: Int32($0)) }, open: flat, high: flat,
      low: flat, close: flat, volume: flat)
  }

  @Test func `a split and a dividend are part of the return`() {
    let actions = [
      CorporateAction(symbol: "A", effectiveOn: SessionDate(day: 1), kind: .split(new: 2, old: 1)),
      CorporateAction(
        symbol: "A", effectiveOn: SessionDate(day: 2),
        kind: .dividend(amount: 1, payDate: SessionDate(day: 9))),
    ]
    let history = ReturnHistory(of: frame([[100], [51], [50]], symbols: ["A"]), actions: actions)

    let book = history.book(of: [1], upTo: 2, limit: 10)

    #expect(book.count == 2)
    #expect(abs(book[0] - 0.02) < 1e-15)
    #expect(book[1] == 0)
  }

  @Test func `a day without a trade returns nothing and the next one makes up for it`() {
    let history = ReturnHistory(
      of: frame([[.nan], [100], [.nan], [110]], symbols: ["A"]), actions: [])

    let book = history.book(of: [1], upTo: 3, limit: 10)

    #expect(book.count == 2)
    #expect(book[0] == 0)
    #expect(abs(book[1] - 0.1) < 1e-15)
  }

  @Test func `a later row is never looked at, and weights keep their sign`() {
    let early = ReturnHistory(
      of: frame([[100, 50], [110, 45], [1, 1]], symbols: ["A", "B"]), actions: [])
    let other = ReturnHistory(
      of: frame([[100, 50], [110, 45], [900, 900]], symbols: ["A", "B"]), actions: [])

    let book = early.book(of: [0.5, -0.5], upTo: 1, limit: 10)

    #expect(book.count == 1)
    #expect(abs(book[0] - (0.5 * 0.1 + 0.5 * 0.1)) < 1e-15)
    #expect(book == other.book(of: [0.5, -0.5], upTo: 1, limit: 10))
    #expect(early.book(of: [1, 1], upTo: -1, limit: 10) == [])
  }

  @Test func `loss figures need sixty sessions, and a book that cannot lose has none to lose`() {
    let losing = (0..<60).map { $0 == 0 ? -0.5 : 0.01 * Double($0 % 3) }

    #expect(BookRisk(of: Array(losing.dropLast())).valueAtRisk95 == nil)
    #expect(BookRisk(of: Array(losing.dropLast())).sessions == 59)
    #expect(BookRisk(of: losing).sessions == 60)
    #expect(BookRisk(of: losing).valueAtRisk95 == 0)
    #expect(BookRisk(of: losing).expectedShortfall95.map { $0 > 0.1 } == true)
    #expect(BookRisk(of: Array(repeating: 0.01, count: 80)).valueAtRisk95 == 0)
  }
}
