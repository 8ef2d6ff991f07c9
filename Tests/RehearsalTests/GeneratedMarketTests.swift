import Chronology
import Connect
import Market
import Rehearsal
import Testing

/// The generated market itself, before any answer is written.
@Suite struct GeneratedMarketTests {
  @Test func `the same seed gives the same market, another seed another`() throws {
    let (one, again, other) = try (smallMarket(), smallMarket(), smallMarket(seed: 8))
    let all = one.firstSession...one.lastSession

    for index in stride(from: 0, to: 400, by: 37) {
      let bars = one.bars(at: index, over: all, through: one.lastSession)
      #expect(bars.close == again.bars(at: index, over: all, through: one.lastSession).close)
      #expect(bars.close != other.bars(at: index, over: all, through: one.lastSession).close)
    }
  }

  @Test func `every listing of a large market has a ticker of its own that can be written down`()
    throws
  {
    let market = try smallMarket(symbols: 40_000, years: 1)
    let traded = (0..<market.listingCount).filter {
      let life = market.life(at: $0, through: market.lastSession)
      return life != nil && life?.last == nil
    }
    let tickers = traded.map { market.ticker(at: $0, through: market.lastSession) }

    #expect(traded.count > 37_000)
    #expect(Set(tickers).count == tickers.count)
    #expect(tickers.allSatisfy { Symbol(validating: $0) != nil })
    #expect(tickers.contains { $0.contains(".") } && tickers.contains { $0.contains("-") })
    for (index, ticker) in zip(traded, tickers) {
      #expect(market.index(of: ticker, through: market.lastSession) == index)
    }
  }

  @Test func `health finds nothing in a clean market`() throws {
    let market = try smallMarket(symbols: 600, years: 6)
    let all = market.firstSession...market.lastSession
    var bars = 0
    var actions = 0
    for index in 0..<market.listingCount {
      guard let life = market.life(at: index, through: market.lastSession) else { continue }
      let symbol = Symbol(market.ticker(at: index, through: market.lastSession))
      let health = DataHealth(calendar: .xnys, through: life.last ?? market.lastSession)
      let series = market.bars(at: index, over: all, through: market.lastSession)
        .series(of: symbol)
      let own = market.actions(at: index, over: all, through: market.lastSession)

      let findings = health.findings(
        in: series, of: Instrument(symbol: symbol, name: "", prices: .raw), actions: own)

      #expect(findings.isEmpty, "\(findings)")
      #expect(series.sessions.first == life.first)
      #expect(series.sessions.last == (life.last ?? market.lastSession))
      bars += series.count
      actions += own.count
    }
    #expect(bars > 800_000)
    #expect(actions > 1000)
  }

  @Test func `a session of the market holds the very bars of the histories`() throws {
    let market = try smallMarket(faults: .each(2))
    let session = try date("2025-06-18")

    let (listings, bars) = market.session(session, through: market.lastSession)

    #expect(listings.count > 300)
    var row = 0
    for index in 0..<market.listingCount {
      let own = market.bars(at: index, over: session...session, through: market.lastSession)
      for step in 0..<own.count {
        #expect(listings[row] == index)
        #expect(bars.close[row] == own.close[step] && bars.high[row] == own.high[step])
        row += 1
      }
    }
    #expect(row == listings.count)
  }

  @Test func `what lies after the evening shown is hidden`() throws {
    let market = try smallMarket(symbols: 2000)
    let early = try date("2024-06-28")
    for index in stride(from: 0, to: 2000, by: 13) {
      let bars = market.bars(
        at: index, over: market.firstSession...market.lastSession, through: early)
      #expect(bars.days.allSatisfy { $0 <= early.day })
      let actions = market.actions(
        at: index, over: market.firstSession...market.lastSession, through: early)
      #expect(actions.allSatisfy { $0.effectiveOn <= early })
    }
    let changes = market.symbolChanges(through: market.lastSession)
    let first = try #require(changes.first)
    let before = try #require(TradingCalendar.xnys.session(before: first.on))
    #expect(market.index(of: first.old.ticker, through: before) != nil)
    #expect(market.index(of: first.new.ticker, through: before) == nil)
    #expect(market.index(of: first.old.ticker, through: first.on) == nil)
    #expect(market.index(of: first.new.ticker, through: first.on) != nil)
  }

  @Test func `a few tickers of companies that have gone belong to others later`() throws {
    let market = try smallMarket(symbols: 20_000, years: 10)
    var first: [String: Int] = [:]
    var reused = 0
    for index in 0..<market.listingCount
    where market.life(at: index, through: market.lastSession) != nil {
      let ticker = market.ticker(at: index, through: market.lastSession)
      if let other = first[ticker] {
        reused += 1
        let older = try #require(market.life(at: other, through: market.lastSession))
        let younger = try #require(market.life(at: index, through: market.lastSession))
        let last = try #require(older.last)
        #expect(last < younger.first)
        #expect(market.index(of: ticker, through: last) == other)
        #expect(market.index(of: ticker, through: market.lastSession) == index)
      }
      first[ticker] = index
    }
    #expect(reused > 3)
  }
}
