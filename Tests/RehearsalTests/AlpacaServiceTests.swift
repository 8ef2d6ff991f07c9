import Chronology
import Foundation
import HTTPTypes
import Market
import Rehearsal
import Testing

/// Alpaca's historical bars over a generated market, without a socket.
@Suite struct AlpacaServiceTests {
  let market: GeneratedMarket
  let service: AlpacaService

  init() throws {
    market = try smallMarket(symbols: 60, years: 1)
    service = AlpacaService(market: market, options: .init())
  }

  private func ask(
    _ query: String, secret: String = "rehearsal-secret", of other: AlpacaService? = nil
  ) throws -> RehearsalAnswer {
    var headers = HTTPFields()
    headers[try #require(HTTPField.Name("APCA-API-KEY-ID"))] = "rehearsal"
    headers[try #require(HTTPField.Name("APCA-API-SECRET-KEY"))] = secret
    return (other ?? service).answer(
      RehearsalRequest(method: "GET", target: "/v2/stocks/bars?\(query)", headers: headers),
      now: Timestamp(seconds: 1_795_300_000))
  }

  private struct Page: Decodable {
    struct Bar: Decodable, Equatable {
      let t: String
      let o, h, l, c, vw: Double
      let v, n: Int
    }
    let bars: [String: [Bar]]
    let next_page_token: String?
  }

  private func page(_ query: String) throws -> Page {
    let answer = try ask(query)
    #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    return try JSONDecoder().decode(Page.self, from: Data(answer.body))
  }

  /// Listings that trade all the time, in the order of pages.
  private var symbols: [String] {
    (0..<60).filter {
      market.life(at: $0, through: market.lastSession)?.first == market.firstSession
        && market.life(at: $0, through: market.lastSession)?.last == nil
    }.prefix(3).map { market.ticker(at: $0, through: market.lastSession) }.sorted()
  }

  @Test func `pages run symbol by symbol and join to the whole history`() throws {
    let query =
      "symbols=\(symbols.joined(separator: ","))&timeframe=1Day&start=2020-01-01&end=2026-11-20"
    let whole = try page(query + "&limit=10000")
    var joined: [String: [Page.Bar]] = [:]
    var token = ""
    var pages = 0
    repeat {
      let next = try page(query + "&limit=100" + token)
      joined.merge(next.bars) { $0 + $1 }
      token = next.next_page_token.map { "&page_token=" + $0.replacing("|", with: "%7C") } ?? ""
      pages += 1
      #expect(next.bars.values.reduce(0) { $0 + $1.count } <= 100)
    } while !token.isEmpty

    #expect(pages == 8)
    #expect(whole.next_page_token == nil)
    #expect(joined == whole.bars)
    #expect(
      whole.bars.mapValues(\.count) == Dictionary(uniqueKeysWithValues: symbols.map { ($0, 252) }))
  }

  @Test func `a day begins at midnight in New York and has the market's own prices`() throws {
    let symbol = symbols[0]
    let bar = try #require(
      page("symbols=\(symbol)&timeframe=1Day&start=2026-11-19&end=2026-11-19").bars[symbol]?.first)
    let day = try date("2026-11-19")
    let index = try #require(market.index(of: symbol, through: market.lastSession))
    let own = market.bars(at: index, over: day...day, through: market.lastSession)

    #expect(bar.t == "2026-11-19T05:00:00Z")
    #expect([bar.o, bar.h, bar.l, bar.c] == [own.open[0], own.high[0], own.low[0], own.close[0]])
  }

  @Test func `minutes of a session join to its day, newest first when asked`() throws {
    let symbol = symbols[0]
    let minutes = try #require(
      page("symbols=\(symbol)&timeframe=1Min&start=2026-11-19&end=2026-11-19&sort=desc&limit=1000")
        .bars[symbol])
    #expect(minutes.count == 390)
    #expect(minutes.last?.t == "2026-11-19T14:30:00Z")
    #expect(minutes.first?.t == "2026-11-19T20:59:00Z")
  }

  @Test(arguments: [
    "timeframe=1Day", "symbols=A&timeframe=1Fortnight", "symbols=A&timeframe=1Day&limit=0",
    "symbols=A&timeframe=1Day&start=yesterday", "symbols=A&timeframe=1Day&adjustment=some",
    "symbols=A&timeframe=1Day&feed=tape", "symbols=A&timeframe=1Day&sort=up",
    "symbols=A&timeframe=1Day&page_token=x",
    "symbols=A&timeframe=1Day&start=2026-11-19&end=2026-11-01",
  ])
  func `a wrong parameter is refused with a code and words`(query: String) throws {
    let answer = try ask(query)
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(answer.status == 422)
    #expect(text.contains("\"code\": 42210000") && text.contains("\"message\""))
  }

  @Test func `a wrong secret, a feed beyond the plan and a call too many are refused`() throws {
    #expect(try ask("symbols=A&timeframe=1Day", secret: "no").status == 401)
    let free = AlpacaService(market: market, options: .init(callsPerMinute: 2, plan: .free))
    #expect(try ask("symbols=A&timeframe=1Day&feed=sip", of: free).status == 403)
    #expect(try ask("symbols=A&timeframe=1Day", of: free).status == 200)
    let third = try ask("symbols=A&timeframe=1Day", of: free)
    #expect(third.status == 429)
    #expect(third.headers[try #require(HTTPField.Name("x-ratelimit-remaining"))] == "0")
    #expect(third.headers[try #require(HTTPField.Name("x-ratelimit-limit"))] == "2")
    #expect(third.headers[try #require(HTTPField.Name("x-ratelimit-reset"))] == "1795300060")
  }
}
