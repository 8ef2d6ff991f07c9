import Chronology
import Connect
import Files
import FinancialModelingPrep
import HTTPTypes
import Market
import TestKit
import Testing
import Wire
import WireClient

@testable import Rehearsal

/// The adapter against the stand-in, over real HTTP. Needs the sample pack.
@Suite(.timeLimit(.minutes(1))) struct FMPProviderTests {
  let all: ClosedRange<SessionDate>

  init() throws { all = try date("1990-01-01")...date("2022-12-31") }

  @Test func `the directory lists the stocks by symbol`() async throws {
    try await withStandIn { rehearsed in
      let instruments = try await rehearsed.provider.instruments()

      #expect(instruments.map(\.symbol) == ["AAPL", "FB", "GOOG", "IBM", "MSFT"])
      #expect(instruments[0] == Instrument(symbol: "AAPL", name: "Apple", prices: .raw))
    }
  }

  @Test(arguments: ["AAPL", "FB", "GOOG", "IBM", "MSFT"] as [Symbol])
  func `bars and actions arrive exactly as the pack holds them`(symbol: Symbol) async throws {
    try await withStandIn { [all] rehearsed in
      let pack = try Sample.pack.get()

      let bars = try await rehearsed.provider.bars(of: symbol, over: all).series
      let actions = try await rehearsed.provider.corporateActions(of: symbol, over: all)

      #expect(try await bars == pack.bars(of: symbol, over: all).series)
      #expect(try await actions == pack.corporateActions(of: symbol, over: all))
    }
  }

  @Test func `a history longer than a page is fetched page by page, without seams`() async throws {
    try await withStandIn(.init(rowLimit: 1000), pageSize: 1000) { [all] rehearsed in
      let bars = try await rehearsed.provider.bars(of: "AAPL", over: all).series

      let whole = try await Sample.pack.get().bars(of: "AAPL", over: all).series
      let second = whole.sessions[whole.count - 1000].advanced(by: -1)
      #expect(bars == whole)
      #expect(rehearsed.standIn.requests.count == 4)
      #expect(
        rehearsed.standIn.requests[1]
          == "/stable/historical-price-eod/non-split-adjusted?symbol=AAPL&from=1990-01-01&to=\(second)"
      )
    }
  }

  @Test func `only the range asked for is fetched`() async throws {
    try await withStandIn { rehearsed in
      let range = try date("2005-02-25")...date("2005-03-01")

      let bars = try await rehearsed.provider.bars(of: "AAPL", over: range).series
      let actions = try await rehearsed.provider.corporateActions(of: "AAPL", over: range)

      #expect(bars.close == [88.99, 44.86, 44.5])
      #expect(
        try actions == [
          CorporateAction(
            symbol: "AAPL", effectiveOn: date("2005-02-28"), kind: .split(new: 2, old: 1))
        ])
    }
  }

  @Test func `an unknown symbol has no bars`() async throws {
    try await withStandIn { [all] rehearsed in
      let bars = try await rehearsed.provider.bars(of: "NOPE", over: all).series
      let actions = try await rehearsed.provider.corporateActions(of: "NOPE", over: all)

      #expect(bars == BarSeries(emptyOf: "NOPE"))
      #expect(actions == [])
    }
  }

  @Test func `a symbol with reserved characters reaches the server whole`() async throws {
    try await withStandIn { [all] rehearsed in
      _ = try await rehearsed.provider.bars(of: "^BRK/B&from=", over: all).series

      let request = try #require(rehearsed.standIn.requests.first)
      #expect(request.contains("symbol=^BRK/B&from=&from=1990-01-01"))
    }
  }

  @Test func `a wrong key is refused and never appears in the message`() async throws {
    try await withStandIn(key: "wrong-key") { [all] rehearsed in
      let error = await #expect(throws: MarketDataError.self) {
        try await rehearsed.provider.bars(of: "AAPL", over: all).series
      }

      #expect(error?.code == .unauthorized)
      #expect(error?.message.contains("wrong-key") == false)
      #expect(rehearsed.standIn.requests.allSatisfy { !$0.contains("wrong-key") } == true)
    }
  }

  @Test(arguments: [
    (FMPFault(.throttle), MarketDataError.Code.throttled),
    (FMPFault(.serverError), .serverFault), (FMPFault(.cut), .unreachable),
    (FMPFault(.halfBody), .unreachable), (FMPFault(.truncatedJSON), .truncated),
    (FMPFault(.html), .malformed), (FMPFault(.errorObject), .malformed),
    (FMPFault(.restrictedEndpoint), .endpointNotInPlan),
    (FMPFault(.restrictedSymbol), .symbolNotInPlan), (FMPFault(.badKey), .unauthorized),
    (FMPFault(.redirect), .malformed), (FMPFault(.missingField), .schemaDrift),
    (FMPFault(.wrongSymbol), .malformed),
  ])
  func `every fault becomes the error that says what to do, and the next call works`(
    fault: FMPFault, code: MarketDataError.Code
  ) async throws {
    try await withStandIn(.init(faults: [fault])) { rehearsed in
      let range = try date("2005-02-25")...date("2005-03-01")

      let error = await #expect(throws: MarketDataError.self) {
        try await rehearsed.provider.bars(of: "AAPL", over: range).series
      }

      #expect(error?.code == code, "\(error?.message ?? "")")
      #expect(try await rehearsed.provider.bars(of: "AAPL", over: range).series.count == 3)
    }
  }

  @Test func `a missing field is named`() async throws {
    try await withStandIn(.init(faults: [FMPFault(.missingField)])) { [all] rehearsed in
      let error = await #expect(throws: MarketDataError.self) {
        try await rehearsed.provider.bars(of: "AAPL", over: all).series
      }

      #expect(error?.message.hasSuffix("no row has the field adjClose.") == true)
    }
  }

  @Test func `the wait that the server asks for is passed on`() async throws {
    try await withStandIn(.init(faults: [FMPFault(.throttle, seconds: 17)])) { [all] rehearsed in
      let error = await #expect(throws: MarketDataError.self) {
        try await rehearsed.provider.bars(of: "AAPL", over: all).series
      }

      #expect(error?.retryAfter == .seconds(17))
    }
  }

  @Test func `the stand-in keeps its rate`() async throws {
    try await withStandIn(.init(callsPerMinute: 2)) { rehearsed in
      _ = try await rehearsed.provider.instruments()
      _ = try await rehearsed.provider.instruments()

      let error = await #expect(throws: MarketDataError.self) {
        try await rehearsed.provider.instruments()
      }
      #expect(error?.code == .throttled)
    }
  }

  @Test(arguments: [FMPFault.Kind.delay, .stall])
  func `an answer that comes too late ends with the timeout, also in the middle of its body`(
    kind: FMPFault.Kind
  ) async throws {
    try await withStandIn(.init(faults: [FMPFault(kind, milliseconds: 60_000)])) { rehearsed in
      let error = await #expect(throws: HTTPExchangeError.self) {
        try await rehearsed.transport.exchange(
          request(rehearsed, "stock-list", timeout: .milliseconds(300)))
      }

      #expect(error?.code == .timedOut)
      #expect(error?.message.contains("rehearsal") == false)
    }
  }

  @Test func `an answer above the limit is cut off`() async throws {
    try await withStandIn { rehearsed in
      let error = await #expect(throws: HTTPExchangeError.self) {
        try await rehearsed.transport.exchange(
          request(
            rehearsed, "historical-price-eod/full?symbol=AAPL&from=2000-01-01",
            timeout: .seconds(20), limit: 10_000))
      }

      #expect(error?.code == .tooLarge)
    }
  }

  @Test func `a server that is not there is unreachable`() async throws {
    try await withStandIn { rehearsed in
      var away = request(rehearsed, "stock-list", timeout: .seconds(5))
      away.head.authority = "127.0.0.1:1"

      let error = await #expect(throws: HTTPExchangeError.self) {
        try await rehearsed.transport.exchange(away)
      }

      #expect(error?.code == .unreachable)
    }
  }

  @Test func `a whole ingestion with faults on the way ends with every bar in the store`()
    async throws
  {
    let faults = [
      FMPFault(.cut, path: "historical"), FMPFault(.throttle, path: "dividends", seconds: 3),
      FMPFault(.halfBody, path: "historical"),
    ]
    try await withStandIn(.init(rowLimit: 1000, faults: faults), pageSize: 1000) { rehearsed in
      let now = try #require(Timestamp("2013-03-01T22:00:00Z"))
      let clock = ManualClock(at: now)
      let store = MemoryBarStore()
      let range = try date("2000-01-01")...date("2013-03-01")
      let plan = try await IngestionPlan(
        provider: "fmp", listed: rehearsed.provider.instruments(), symbols: nil, over: range,
        coverage: [], outcomes: [], calendar: .xnys, now: now)
      let run = IngestionRun(
        id: "one", plan: plan, provider: rehearsed.provider, store: store, clock: clock,
        settings: IngestionSettings(concurrency: 1, seed: 3))

      let running = Task { try await run.run() }
      for _ in 0..<faults.count {
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(300))
      }
      let report = try await running.joined

      #expect(report.ending == .complete)
      #expect(report.failures.isEmpty)
      let pack = try Sample.pack.get()
      let snapshot = try await store.snapshot(
        of: ["AAPL", "FB", "GOOG", "IBM", "MSFT"], over: range)
      for series in snapshot.series {
        #expect(try await series == pack.bars(of: series.symbol, over: range).series)
      }
      #expect(snapshot.actions.count == 5 + 52 + 38)
    }
  }

  private func request(
    _ rehearsed: Rehearsed, _ path: String, timeout: Duration, limit: Int = 1 << 20
  ) -> HTTPExchangeRequest {
    let address = rehearsed.baseURL.dropFirst("http://".count).prefix { $0 != "/" }
    var head = HTTPRequest(
      method: .get, scheme: "http", authority: String(address), path: "/stable/\(path)")
    head.headerFields[FMPText.keyField] = "rehearsal"
    return HTTPExchangeRequest(head: head, timeout: timeout, maximumResponseBytes: limit)
  }
}
