import Chronology
import Files
import Foundation
import HTTPTypes
import Market
import Rehearsal
import TestKit
import Testing
import Wire

/// Keys, plans, budgets, faults on demand and the control routes.
@Suite struct FMPRefusalTests {
  let market: GeneratedMarket

  init() throws { market = try smallMarket(symbols: 60, years: 1) }

  private func service(_ options: FMPStandIn.Options = .init()) -> FMPService {
    FMPService(market: market, options: options)
  }

  @Test func `a wrong key, a former path and an unknown path are refused in the service's words`()
    throws
  {
    let service = service()
    #expect(try service.get("/stable/stock-list", key: "no").status == 401)
    #expect(try service.get("/stable/stock-list?apikey=rehearsal", key: "rehearsal").status == 200)
    #expect(try service.get("/api/v3/quote/AAPL").status == 403)
    #expect(try service.get("/stable/no-such-list").status == 404)
    #expect(service.ledger.requests.allSatisfy { !$0.contains("apikey") })
    #expect(service.ledger.calls.count == 2)
  }

  @Test
  func `no stretch of a minute holds more calls than allowed, and each call too many is told`()
    throws
  {
    let service = service(.init(callsPerMinute: 5))
    var statuses: [Int] = []
    for second in stride(from: Int64(0), to: 130, by: 10) {
      statuses.append(
        try service.get("/stable/treasury-rates", at: 1_795_300_000 + second).status)
    }
    #expect(statuses == [200, 200, 200, 200, 200, 429, 200, 200, 200, 200, 200, 429, 200])
    #expect(service.ledger.violations == 2)
    #expect(service.ledger.mostCalls(in: .seconds(60)) == 6)
    #expect(service.ledger.mostCalls(in: .seconds(10)) == 1)
  }

  @Test(arguments: [
    (FMPPlan.basic, "stock-list", 402), (.basic, "quote?symbol=A", 200),
    (.basic, "income-statement?symbol=A&limit=6", 402), (.starter, "stock-list", 200),
    (.starter, "historical-chart/1min?symbol=A", 402), (.starter, "sp500-constituent", 402),
    (.premium, "sp500-constituent", 200), (.premium, "eod-bulk?date=2026-11-20", 402),
    (.ultimate, "eod-bulk?date=2026-11-20", 200),
  ])
  func `a plan covers what it covers`(plan: FMPPlan, path: String, status: Int) throws {
    let answer = try service(.init(plan: plan)).get("/stable/" + path)
    #expect(answer.status == status)
    if status == 402 {
      #expect(answer.headers[.contentType]?.hasPrefix("text/plain") == true)
    }
  }

  @Test func `the smallest plan counts calls by the day`() throws {
    let service = service(.init(plan: .basic))
    for second in 0..<250 {
      #expect(
        try service.get("/stable/treasury-rates", at: 1_795_300_000 + Int64(second) * 300).status
          == 200)
    }
    #expect(try service.get("/stable/treasury-rates", at: 1_795_375_000).status == 429)
    #expect(try service.get("/stable/treasury-rates", at: 1_795_386_500).status == 200)
  }

  @Test(arguments: FMPFault.Kind.allCases)
  func `every fault can be asked for by header and spoils one answer`(kind: FMPFault.Kind) throws {
    let service = service()
    let symbol = market.ticker(at: 3, through: market.lastSession)
    let path = "/stable/historical-price-eod/full?symbol=\(symbol)"
    let whole = try service.get(path)
    let spoilt = try service.get(path, fault: kind.rawValue)

    #expect(
      spoilt.status != 200 || spoilt.body != whole.body || spoilt.delivery != whole.delivery,
      "\(kind)")
    #expect(try service.get(path).body == whole.body)
  }

  @Test(arguments: [
    (FMPFault(.cut), HTTPExchangeError.Code.unreachable), (FMPFault(.halfBody), .unreachable),
    (FMPFault(.delay, milliseconds: 90_000), .timedOut),
    (FMPFault(.stall, milliseconds: 90_000), .timedOut), (FMPFault(.endless), .tooLarge),
    (FMPFault(.redirect), .redirected),
  ])
  func `inside the process a fault is what the real client would report`(
    fault: FMPFault, code: HTTPExchangeError.Code
  ) async throws {
    let clock = ManualClock(at: Timestamp(seconds: 1_795_300_000))
    let transport = RehearsalTransport(service(.init(faults: [fault])), clock: clock)
    let asking = Task { try await transport.exchange(self.request("stock-list")) }
    if code == .timedOut {
      try await clock.waitForSleepers(1)
      clock.advance(by: .seconds(60))
    }

    let error = await #expect(throws: HTTPExchangeError.self) { try await asking.joined }
    #expect(error?.code == code)
    #expect(try await transport.exchange(request("stock-list")).head.status == .ok)
  }

  @Test func `a late answer within the timeout arrives whole`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 1_795_300_000))
    let service = service(.init(faults: [FMPFault(.delay, milliseconds: 5000)]))
    let transport = RehearsalTransport(service, clock: clock)
    async let answer = transport.exchange(request("stock-list"))
    try await clock.waitForSleepers(1)
    clock.advance(by: .seconds(5))

    #expect(try await answer.body == service.get("/stable/stock-list").body)
  }

  @Test func `an answer above the request's limit is too large`() async throws {
    let clock = ManualClock(at: Timestamp(seconds: 1_795_300_000))
    var large = try request("stock-list")
    large.maximumResponseBytes = 100
    let request = large
    let transport = RehearsalTransport(service(), clock: clock)

    let error = await #expect(throws: HTTPExchangeError.self) {
      try await transport.exchange(request)
    }
    #expect(error?.code == .tooLarge)
  }

  @Test func `the control routes add faults, move time on and tell the state`() throws {
    let service = service()
    #expect(
      service.post("/rehearsal/faults", "[{\"kind\":\"serverError\",\"times\":2}]").status == 204)
    #expect(service.post("/rehearsal/faults", "[{\"kind\":\"nonsense\"}]").status == 400)
    #expect(try service.get("/stable/stock-list").status == 503)
    #expect(service.ledger.waitingFaults.map(\.times) == [1])
    #expect(service.post("/rehearsal/through", "{\"session\":\"tomorrow\"}").status == 400)
    #expect(service.post("/rehearsal/through", "{\"session\":\"2026-11-24\"}").status == 200)

    let state = try #require(
      try JSONSerialization.jsonObject(with: Data(service.get("/rehearsal/state").body))
        as? [String: Any])
    #expect(state["through"] as? String == "2026-11-24")
    #expect(state["calls"] as? Int == 1)
    #expect(state["faultsWaiting"] as? Int == 1)
    let bulk = try service.get("/stable/eod-bulk?date=2026-11-24")
    #expect(bulk.status == 503)
    #expect(try service.lines("eod-bulk?date=2026-11-24").count > 40)
    #expect(try service.lines("eod-bulk?date=2026-11-25").count == 1)
  }

  private func request(_ path: String) throws -> HTTPExchangeRequest {
    var head = HTTPRequest(
      method: .get, scheme: "http", authority: "rehearsal", path: "/stable/\(path)")
    head.headerFields[try #require(HTTPField.Name("apikey"))] = "rehearsal"
    return HTTPExchangeRequest(
      head: head, timeout: .seconds(60), maximumResponseBytes: 1 << 24)
  }
}
