import Chronology
import FinancialModelingPrep
import Market
import TestKit
import Testing
import Wire

/// Answers for the whole market at once.
@Suite struct FMPMarketTests {
  let session: SessionDate

  init() throws { session = try date("2020-01-03") }

  @Test func `the bulk table becomes a block by symbol, oddities noted`() async throws {
    let server = CannedServer(
      """
      "symbol","date","open","high","low","close","adjClose","volume"
      "MSFT","2020-01-03",158.3,159.9,158.1,158.62,158.62,21116200
      AAPL,2020-01-03,"74.28",75.1,74.1,74.35,72.2,1.4638E8
      A B,2020-01-03,1,1,1,1,1,1
      NOPX,2020-01-03,1,1,1,,1,1
      OLD,2020-01-02,1,1,1,1,1,1
      SHORT,2020-01-03,1
      AAPL,2020-01-03,9,9,9,9,9,9
      ZERO,2020-01-03,,,,0,0,
      """)

    let day = try await server.provider().marketBars(on: session)

    #expect(server.requests == ["eod-bulk?date=2020-01-03"])
    #expect(day.bars.runs.map(\.symbol) == ["AAPL", "MSFT", "ZERO"])
    #expect(day.bars.close == [74.35, 158.62, 0])
    #expect(day.bars.volume.prefix(2) == [146_380_000, 21_116_200])
    #expect(day.bars.volume[2].isNaN)
    #expect(day.bars.open[2].isNaN)
    #expect(day.notes.map(\.kind) == [.duplicateSession, .missingVolume, .unreadableRow])
    #expect(day.notes.first?.symbol == "AAPL")
    #expect(day.notes.last?.detail.hasPrefix("3 rows") == true)
  }

  @Test(
    arguments: [
      ("", 200, nil), ("[]", 200, nil),
      ("symbol,date,open,high,low,close,adjClose,volume\n", 200, nil),
      (
        "symbol,date,open,high,low,closePrice,adjusted,volume\nA,2020-01-03,1,1,1,1,1,1\n", 200,
        .schemaDrift
      ),
      (
        "symbol,date,open,high,low,close,volume\nA,2020-01-02,1,1,1,1,1\n", 200, .schemaDrift
      ),
      ("symbol,date,open,high,low,close,volume\nA,2020-01-03,1,1,\"1", 200, .truncated),
      ("symbol,date,open,high,low,close,volume\nA,2020-01-03,1,1", 200, .truncated),
      ("Restricted Endpoint: not available", 200, .endpointNotInPlan),
      ("Restricted Endpoint: not available, sorry", 402, .endpointNotInPlan),
      (#"{"Error Message":"Limit Reach ."}"#, 200, .throttled), ("<html></html>", 200, .malformed),
      (#"[{"symbol":"A"}]"#, 200, .malformed),
    ] as [(String, Int, MarketDataError.Code?)])
  func `what is no table of the session is refused by its kind`(
    body: String, status: Int, code: MarketDataError.Code?
  ) async throws {
    let server = CannedServer { _ in CannedServer.Answer(status: status, body: body) }
    guard let code else {
      #expect(try await server.provider().marketBars(on: session).bars.isEmpty)
      return
    }

    let error = await #expect(throws: MarketDataError.self) {
      try await server.provider().marketBars(on: session)
    }

    #expect(error?.code == code, "\(error?.message ?? "")")
    let isKept = [.schemaDrift, .truncated, .malformed].contains(code)
    #expect((error?.quarantine != nil) == isKept)
  }

  @Test func `bulk paths keep their own gap, others do not wait for it`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 0))
    let server = CannedServer { path in .body(path == "stock-list" ? "[]" : "") }
    let provider = try FMPProvider(
      baseURL: "https://host/stable", key: Secret("k-123"), transport: server,
      bulkPace: RateLimiter(gap: .seconds(10), clock: clock))
    _ = try await provider.marketBars(on: session)

    let second = Task { [session] in try await provider.marketBars(on: session) }
    try await clock.waitForSleepers(1)
    _ = try await provider.instruments()

    #expect(server.requests == ["eod-bulk?date=2020-01-03", "stock-list"])
    #expect(clock.nextDeadline == Timestamp(seconds: 10))
    clock.advance(by: .seconds(10))
    #expect(try await second.joined.bars.isEmpty)
  }

  @Test func `calendars are asked by windows of ninety days and by pages`() async throws {
    let server = CannedServer { path in
      switch path {
      case "splits-calendar?from=2020-01-01&to=2020-03-30&page=0":
        .body(#"[{"symbol":"BBB","date":"2020-02-03","numerator":2,"denominator":1}]"#)
      case "splits-calendar?from=2020-01-01&to=2020-03-30&page=1":
        .body(
          #"[{"symbol":"AAA","date":"2020-02-03","numerator":1,"denominator":10},"#
            + #"{"symbol":"BAD","date":"2020-02-03","numerator":0,"denominator":1}]"#)
      case "dividends-calendar?from=2020-03-31&to=2020-04-30&page=0",
        "dividends-calendar?from=2020-03-31&to=2020-04-30&page=1":
        .body(#"[{"symbol":"AAA","date":"2020-04-01","dividend":0.5,"paymentDate":"2020-04-09"}]"#)
      default: .body("[]")
      }
    }

    let actions = try await server.provider()
      .marketActions(over: date("2020-01-01")...date("2020-04-30"))

    #expect(actions.isWhole)
    #expect(actions.notes.map(\.symbol) == ["BAD"])
    #expect(
      try actions.actions == [
        CorporateAction(
          symbol: "AAA", effectiveOn: date("2020-02-03"), kind: .split(new: 1, old: 10)),
        CorporateAction(
          symbol: "BBB", effectiveOn: date("2020-02-03"), kind: .split(new: 2, old: 1)),
        CorporateAction(
          symbol: "AAA", effectiveOn: date("2020-04-01"),
          kind: .dividend(amount: 0.5, payDate: date("2020-04-09"))),
      ])
  }
}
