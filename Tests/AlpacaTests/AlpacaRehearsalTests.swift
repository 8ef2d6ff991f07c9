import Alpaca
import Chronology
import Market
import Rehearsal
import TestKit
import Testing
import Wire

/// The provider against the stand-in of the service, in this process.
@Suite struct AlpacaRehearsalTests {
  private let market: GeneratedMarket
  private let all: ClosedRange<SessionDate>

  init() throws {
    market = GeneratedMarket(
      seed: 7, symbols: 60, years: 1, through: try #require(SessionDate("2026-11-20")),
      faults: .none)
    all = market.firstSession...market.lastSession
  }

  @Test func `bars of many symbols over many pages are those of the market`() async throws {
    let symbols = (0..<60).map { market.ticker(at: $0, through: market.lastSession) }
      .filter { market.index(of: $0, through: market.lastSession) != nil }
      // The rehearsed market writes share classes with a dash, the service with a point.
      .filter { !$0.contains("-") }
    let provider = try provider(pageSize: 100)

    let fetched = try await provider.bars(of: Set(symbols).map { Symbol($0) }, over: all)

    #expect(fetched.count > 40)
    for ticker in Set(symbols) {
      let index = try #require(market.index(of: ticker, through: market.lastSession))
      let bars = market.bars(at: index, over: all, through: market.lastSession)
      #expect(fetched[Symbol(ticker)]?.series.close ?? [] == bars.close, "\(ticker)")
      #expect(fetched[Symbol(ticker)]?.series.sessions.map(\.day) ?? [] == bars.days, "\(ticker)")
      #expect(fetched[Symbol(ticker)]?.notes.isEmpty ?? true)
    }
  }

  @Test func `a wrong key, and an allowance that is used up, are named`() async throws {
    await #expect { try await provider(key: "wrong").bars(of: "AAA", over: all) } throws: {
      ($0 as? MarketDataError)?.code == .unauthorized
    }
    let poor = try provider(callsPerMinute: 1)
    _ = try await poor.bars(of: "AAA", over: all)
    await #expect { try await poor.bars(of: "AAA", over: all) } throws: {
      let error = $0 as? MarketDataError
      return error?.code == .throttled && error?.retryAfter == .seconds(60)
    }
  }

  @Test func `the consolidated feed without its plan is refused as such`() async throws {
    await #expect { try await provider(plan: .free).bars(of: "AAA", over: all) } throws: {
      ($0 as? MarketDataError)?.code == .endpointNotInPlan
    }
  }

  private func provider(
    key: String = "rehearsal", plan: AlpacaStandIn.Plan = .paid, callsPerMinute: Int = 10_000,
    pageSize: Int = AlpacaMarketData.documentedPageSize
  ) throws -> AlpacaMarketData {
    let service = AlpacaService(
      market: market,
      options: AlpacaStandIn.Options(callsPerMinute: callsPerMinute, plan: plan))
    let clock = ManualClock(at: Timestamp(seconds: 1_795_300_000))
    return try AlpacaMarketData(
      dataURL: "https://data.rehearsal.invalid", tradingURL: "https://api.rehearsal.invalid",
      key: Secret(key), secret: Secret("rehearsal-secret"), feed: .sip,
      transport: RehearsalTransport(service, clock: clock), clock: clock, pageSize: pageSize)
  }
}
