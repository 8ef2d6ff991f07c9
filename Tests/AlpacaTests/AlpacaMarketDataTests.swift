import Alpaca
import Chronology
import HTTPTypes
import Market
import Synchronization
import TestKit
import Testing
import Wire

@Suite struct AlpacaMarketDataTests {
  private static let january = SessionDate(day: 15_706)...SessionDate(day: 15_736)

  @Test func `bars of several symbols are put together over pages`() async throws {
    let server = CannedServer([
      .answer(
        """
        {"bars":{"AAPL":[
          {"t":"2013-01-02T05:00:00Z","o":1,"h":2,"l":0.5,"c":1.5,"v":100,"n":3,"vw":1.2}
        ]},"next_page_token":"QUFQTHw="}
        """),
      .answer(
        """
        {"bars":{"AAPL":[{"t":"2013-01-03T00:00:00-05:00","o":2,"h":3,"l":1,"c":2.5,"v":200}],
          "BRK.B":[{"t":"2013-01-02T05:00:00Z","o":9,"h":9,"l":9,"c":9,"v":7}]},
          "next_page_token":null}
        """),
    ])

    let bars = try await provider(server).bars(of: ["AAPL", "BRK-B"], over: Self.january)

    #expect(bars["AAPL"]?.series.close == [1.5, 2.5])
    #expect(try bars["AAPL"]?.series.sessions == [date("2013-01-02"), date("2013-01-03")])
    #expect(bars["BRK-B"]?.series.close == [9])
    #expect(bars.values.allSatisfy { $0.notes.isEmpty })
    let asked = server.requests
    #expect(
      asked[0].path
        == "/v2/stocks/bars?symbols=AAPL,BRK.B&timeframe=1Day&start=2013-01-01T00%3A00%3A00Z"
        + "&end=2013-01-31T23%3A59%3A59Z&limit=10000&adjustment=raw&feed=sip&sort=asc")
    #expect(asked[1].path == (asked[0].path ?? "") + "&page_token=QUFQTHw%3D")
    #expect(asked[0].headerFields.contains { $0.name.canonicalName == "apca-api-key-id" })
    #expect(!asked.contains { ($0.path ?? "").contains("the-") })
  }

  @Test func `a symbol without bars is an empty series`() async throws {
    for body in [#"{"bars":{},"next_page_token":null}"#, #"{"bars":null,"next_page_token":null}"#] {
      let fetched = try await provider(CannedServer([.answer(body)]))
        .bars(of: "AAPL", over: Self.january)
      #expect(fetched == FetchedBars(BarSeries(emptyOf: "AAPL")))
    }
  }

  @Test func `oddities of an answer are noted and survived`() async throws {
    let server = CannedServer([
      .answer(
        """
        {"bars":{"AAPL":[
          {"t":"2013-01-03T05:00:00Z","o":1,"h":1,"l":1,"c":3,"v":1},
          {"t":"2013-01-02T05:00:00Z","o":1,"h":1,"l":1,"c":2},
          {"t":"2013-01-03T05:00:00Z","o":1,"h":1,"l":1,"c":9,"v":1},
          {"t":"2012-12-31T05:00:00Z","o":1,"h":1,"l":1,"c":9,"v":1},
          {"t":"soon","o":1,"h":1,"l":1,"c":9,"v":1}
        ]},"next_page_token":null}
        """)
    ])

    let fetched = try await provider(server).bars(of: "AAPL", over: Self.january)

    #expect(fetched.series.close == [2, 3])
    #expect(
      fetched.notes.map(\.kind)
        == [.duplicateSession, .unexpectedOrder, .missingVolume, .unreadableRow])
  }

  @Test func `splits and cash dividends become corporate actions`() async throws {
    let server = CannedServer([
      .answer(
        """
        {"corporate_actions":{
          "forward_splits":[{"symbol":"BRK.B","new_rate":50,"old_rate":1,"ex_date":"2013-01-21",
            "process_date":"2013-01-21"}],
          "cash_dividends":[{"symbol":"BRK.B","rate":0.5,"special":false,"foreign":false,
            "ex_date":"2013-01-10","payable_date":null,"process_date":"2013-01-15"}]},
          "next_page_token":"next"}
        """),
      .answer(
        """
        {"corporate_actions":{"reverse_splits":[
          {"symbol":"BRK.B","new_rate":1,"old_rate":10,"ex_date":"2013-01-05"},
          {"symbol":"BRK.B","new_rate":1,"old_rate":10,"ex_date":"2013-03-05"}]},
          "next_page_token":null}
        """),
    ])

    let actions = try await provider(server).corporateActions(of: "BRK-B", over: Self.january)

    #expect(try actions.map(\.effectiveOn) == ["2013-01-05", "2013-01-10", "2013-01-21"].map(date))
    #expect(actions.map(\.splitRatio) == [10, nil, 0.02])
    #expect(actions[1].cashAmount == 0.5)
    #expect(server.requests[0].path?.contains("/v1/corporate-actions?symbols=BRK.B") == true)
  }

  @Test func `assets become instruments under the symbols that are kept`() async throws {
    let server = CannedServer([
      .answer(
        """
        [{"id":"1","class":"us_equity","symbol":"MSFT","name":"Microsoft","status":"active"},
         {"id":"2","symbol":"BRK.B","name":""},{"id":"3","symbol":"BAC.PRL","name":"Preferred"},
         {"id":"4","symbol":"A B","name":"Blank"}]
        """)
    ])

    let listed = try await provider(server).instruments()

    #expect(listed.map(\.symbol) == ["BAC-PL", "BRK-B", "MSFT"])
    #expect(listed.map(\.name) == ["Preferred", "BRK.B", "Microsoft"])
    #expect(server.requests[0].authority == "paper-api.alpaca.markets")
    #expect(server.requests[0].path == "/v2/assets?status=active&asset_class=us_equity")
  }

  @Test(arguments: [
    (401, #"{"message":"unauthorized."}"#, MarketDataError.Code.unauthorized),
    (403, #"{"code":40310000,"message":"subscription does not permit querying recent SIP data"}"#,
      .endpointNotInPlan),
    (403, #"{"message":"forbidden."}"#, .unauthorized),
    (404, #"{"code":40410000,"message":"endpoint not found."}"#, .noSuchEndpoint),
    (400, #"{"message":"invalid symbol: A/B/C"}"#, .unknownSymbol),
    (422, #"{"code":42210000,"message":"invalid page_token"}"#, .malformed),
    (429, #"{"code":42910000,"message":"too many requests."}"#, .throttled),
    (500, "<html>", .serverFault), (504, "", .unreachable),
    (200, #"{"bars":{"AAPL":[{"t":"2013-01-02T05:0"#, .truncated),
    (200, "<html></html>}", .malformed),
    (200, #"{"quotes":{},"next_page_token":null}"#, .schemaDrift),
    (200, #"{"bars":{"AAPL":[{"t":"2013-01-02T05:00:00Z","open":1}]},"next_page_token":null}"#,
      .schemaDrift),
    (200, #"{"bars":{"AAPL":[{"t":1,"o":1,"h":1,"l":1,"c":1}]},"next_page_token":null}"#,
      .schemaDrift),
    (200, #"{"bars":{"MSFT":[]},"next_page_token":null}"#, .malformed),
  ])
  func `each refusal has its name, and shows no key`(
    status: Int, body: String, code: MarketDataError.Code
  ) async throws {
    let leak = body.replacing("too many", with: "the-secret: too many")
    let server = CannedServer([.answer(leak, status: status)])

    let error = await #expect(throws: MarketDataError.self) {
      try await provider(server).bars(of: "AAPL", over: Self.january)
    }

    #expect(error?.code == code)
    #expect(error?.message.contains("the-secret") == false)
    // An answer that came whole and cannot be read is kept.
    let isKept = status == 200 && !body.contains("MSFT")
    #expect((error?.quarantine != nil) == isKept)
  }

  @Test func `a 429 says how long to wait, by either header`() async throws {
    let asked = CannedServer([
      .answer("{}", status: 429, ["Retry-After": "7"]),
      .answer("{}", status: 429, ["X-RateLimit-Reset": "1370000030"]),
      .answer("{}", status: 429, ["X-RateLimit-Reset": "1369999999"]),
    ])
    let provider = try provider(asked)
    for wait in [Duration.seconds(7), .seconds(30), nil] {
      let error = await #expect(throws: MarketDataError.self) {
        try await provider.bars(of: "AAPL", over: Self.january)
      }
      #expect(error?.retryAfter == wait)
    }
  }

  @Test func `a wire that fails, or a page that names itself, ends with a clear error`()
    async throws
  {
    let cut = CannedServer([.failure(.unreachable, "Refused for the-secret.")])
    let error = await #expect(throws: MarketDataError.self) {
      try await provider(cut).bars(of: "AAPL", over: Self.january)
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message.contains("the-secret") == false)

    let page = CannedServer.Step.answer(#"{"bars":{},"next_page_token":"again"}"#)
    await #expect(throws: MarketDataError.self) {
      try await provider(CannedServer([page, page, page])).bars(of: "AAPL", over: Self.january)
    }
  }

  @Test(arguments: ["http://data.alpaca.markets", "data.alpaca.markets", "https://a:b@c"])
  func `keys never cross a network in the open`(address: String) {
    #expect(throws: MarketDataError.self) {
      try AlpacaMarketData(
        dataURL: address, tradingURL: "https://api.alpaca.markets", key: Secret("k"),
        secret: Secret("s"), feed: .sip, transport: CannedServer([]),
        clock: ManualClock(at: Timestamp(seconds: 0)))
    }
  }

  @Test(arguments: [("", "s"), ("k", ""), ("k k", "s")])
  func `keys that cannot stand in a header are refused`(key: String, secret: String) {
    #expect(throws: MarketDataError.self) {
      try AlpacaMarketData(
        dataURL: "https://data.alpaca.markets", tradingURL: "https://api.alpaca.markets",
        key: Secret(key), secret: Secret(secret), feed: .iex, transport: CannedServer([]),
        clock: ManualClock(at: Timestamp(seconds: 0)))
    }
  }

  private func provider(_ server: CannedServer) throws -> AlpacaMarketData {
    try AlpacaMarketData(
      dataURL: "https://data.alpaca.markets", tradingURL: "https://paper-api.alpaca.markets/",
      key: Secret("the-key"), secret: Secret("the-secret"), feed: .sip, transport: server,
      clock: ManualClock(at: Timestamp(seconds: 1_370_000_000)))
  }

  private func date(_ text: String) throws -> SessionDate { try #require(SessionDate(text)) }
}

/// Gives answers in turn and keeps what was asked.
private final class CannedServer: HTTPTransport {
  struct Step: Sendable {
    var response: HTTPExchangeResponse?
    var error: HTTPExchangeError?

    static func answer(
      _ body: String, status: Int = 200, _ fields: [String: String] = [:]
    ) -> Step {
      var head = HTTPResponse(status: HTTPResponse.Status(code: status))
      for (name, value) in fields {
        if let name = HTTPField.Name(name) { head.headerFields[name] = value }
      }
      return Step(response: HTTPExchangeResponse(head: head, body: Array(body.utf8)))
    }

    static func failure(_ code: HTTPExchangeError.Code, _ message: String) -> Step {
      Step(error: HTTPExchangeError(code, message))
    }
  }

  private let state: Mutex<(steps: [Step], requests: [HTTPRequest])>

  init(_ steps: [Step]) { state = Mutex((steps, [])) }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    let step = state.withLock { state in
      state.requests.append(request.head)
      return state.steps.isEmpty ? nil : state.steps.removeFirst()
    }
    if let response = step?.response { return response }
    throw step?.error ?? HTTPExchangeError(.unreachable, "Nothing more is canned.")
  }
}
