import Chronology
import FinancialModelingPrep
import HTTPTypes
import Market
import Testing
import Wire

/// The adapter against written-down answers.
@Suite struct FMPAnswerTests {
  let range: ClosedRange<SessionDate>

  init() throws { range = try date("2020-01-01")...date("2020-12-31") }

  @Test func `numbers may be text, exponents or null, fields unknown, rows unordered and doubled`()
    async throws
  {
    let provider = try provider(
      """
      [{"symbol":"AAA","date":"2020-01-03","adjOpen":"1.5","adjHigh":2,"adjLow":1,"adjClose":2.5E0,
        "volume":1.2345E8,"new":"field"},
       {"symbol":"AAA","date":"2020-01-02","adjOpen":1,"adjHigh":null,"adjLow":1,"adjClose":2,
        "volume":null},
       {"symbol":"AAA","date":"2020-01-03","adjOpen":9,"adjHigh":9,"adjLow":9,"adjClose":9,
        "volume":9}]
      """)

    let bars = try await provider.bars(of: "AAA", over: range).series

    #expect(try bars.sessions == [date("2020-01-02"), date("2020-01-03")])
    #expect(bars.close == [2, 2.5])
    #expect(bars.open == [1, 1.5])
    #expect(bars.high[0].isNaN)
    #expect(bars.volume[0].isNaN)
    #expect(bars.volume[1] == 123_450_000)
  }

  @Test func `volumes beyond 64 bits are kept as numbers`() async throws {
    let provider = try provider(bar("\"volume\":36893488147419103232"))

    #expect(
      try await provider.bars(of: "AAA", over: range).series.volume == [36_893_488_147_419_103_232])
  }

  @Test(arguments: [
    (#""adjClose":"many","volume":1"#, "no row has a date in date and a price in adjClose."),
    (#""close":1,"volume":1"#, "no row has the field adjClose; close looks like adjClose."),
    (#""adjClose":1,"vol":1"#, "no row has the field volume; vol looks like volume."),
  ])
  func `a missing or renamed field is a change of schema, and the answer is kept`(
    fields: String, ending: String
  ) async throws {
    let body =
      #"[{"symbol":"AAA","date":"2020-01-03","adjOpen":1,"adjHigh":1,"adjLow":1,\#(fields)}]"#
    let provider = try provider(body)

    let error = await #expect(throws: MarketDataError.self) {
      try await provider.bars(of: "AAA", over: range)
    }

    #expect(error?.code == .schemaDrift)
    #expect(error?.message.hasSuffix(ending) == true, "\(error?.message ?? "")")
    #expect(error?.quarantine?.payload == Array(body.utf8))
  }

  @Test(arguments: [
    (
      200, #"{"Error Message":"Invalid API KEY. Feel free"}"#, MarketDataError.Code.unauthorized
    ),
    (200, #"[{"Error Message":"Limit Reach . Please upgrade"}]"#, .throttled),
    (200, "Restricted Endpoint: This endpoint is not available", .endpointNotInPlan),
    (200, #"{"message":"what"}"#, .malformed), (200, "", .malformed), (200, "null", .malformed),
    (200, "<html></html>", .malformed), (400, "bad", .malformed),
    (401, "", .unauthorized), (402, "Premium Query Parameter: 'limit' is", .limitNotInPlan),
    (
      402, "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is not",
      .symbolNotInPlan
    ),
    (402, "", .endpointNotInPlan),
    (403, #"{"Error Message":"Legacy Endpoint : Due to"}"#, .legacyEndpoint),
    (403, "Restricted Endpoint: not", .endpointNotInPlan), (404, "[]", .noSuchEndpoint),
    (429, "", .throttled),
    (429, #"{"Error Message":"Bandwidth Limit"}"#, .throttled), (500, "", .serverFault),
    (502, "<html>", .serverFault), (418, "", .malformed),
  ])
  func `refusals are told by status and body`(
    status: Int, body: String, code: MarketDataError.Code
  ) async throws {
    let provider = try provider(body, status: status)

    let error = await #expect(throws: MarketDataError.self) {
      try await provider.bars(of: "AAA", over: range).series
    }

    #expect(error?.code == code, "\(error?.message ?? "")")
  }

  @Test func `a refusal that repeats the key does not carry it on`() async throws {
    let provider = try provider(#"{"Error Message":"Invalid API KEY k-123."}"#, status: 401)

    let error = await #expect(throws: MarketDataError.self) {
      try await provider.instruments()
    }

    #expect(error?.message.contains("•••") == true)
    #expect(error?.message.contains("k-123") == false)
  }

  @Test func `dividends of one ex-date are added up, repeated rows are not`() async throws {
    let row = #"{"symbol":"AAA","date":"2020-02-03","dividend":0.25,"paymentDate":"2020-03-01"}"#
    let special = #"{"symbol":"AAA","date":"2020-02-03","dividend":3,"paymentDate":""}"#
    let provider = try provider("[\(row),\(row),\(special)]", at: "dividends")

    let actions = try await provider.corporateActions(of: "AAA", over: range)

    #expect(
      try actions == [
        CorporateAction(
          symbol: "AAA", effectiveOn: date("2020-02-03"),
          kind: .dividend(amount: 3.25, payDate: date("2020-03-01")))
      ])
  }

  @Test(arguments: [
    #"[{"symbol":"AAA","date":"2020-02-03","numerator":0,"denominator":1}]"#,
    #"[{"symbol":"AAA","date":"2020-02-03","numerator":2,"denominator":1},"#
      + #"{"symbol":"AAA","date":"2020-02-03","numerator":3,"denominator":1}]"#,
  ])
  func `splits that cannot be are refused`(rows: String) async throws {
    let provider = try provider(rows, at: "splits")

    await #expect(throws: MarketDataError.self) {
      try await provider.corporateActions(of: "AAA", over: range)
    }
  }

  @Test func `symbols that cannot be written down are not listed`() async throws {
    let provider = try provider(
      #"[{"symbol":"BRK-B","companyName":"Berkshire"},{"symbol":"A B","companyName":"Blank"},"#
        + #"{"symbol":"AAA","companyName":null}]"#)

    let instruments = try await provider.instruments()

    #expect(instruments.map(\.symbol) == ["AAA", "BRK-B"])
    #expect(instruments.map(\.name) == ["AAA", "Berkshire"])
  }

  @Test(arguments: [
    "http://financialmodelingprep.com/stable", "ftp://localhost/stable", "localhost", "",
    "https://user:password@host/stable",
  ])
  func `a base URL that would show the key or is none is refused`(baseURL: String) {
    #expect(throws: MarketDataError.self) {
      try FMPProvider(
        baseURL: baseURL, key: Secret("k"), transport: Canned(status: 200, bodies: [:]))
    }
  }

  @Test(arguments: ["", "two words", "line\nbreak"])
  func `a key that cannot stand in a header is refused`(key: String) {
    #expect(throws: MarketDataError.self) {
      try FMPProvider(
        baseURL: "https://host/stable", key: Secret(key),
        transport: Canned(status: 200, bodies: [:]))
    }
  }

  private func bar(_ last: String) -> String {
    #"[{"symbol":"AAA","date":"2020-01-03","adjOpen":1,"adjHigh":1,"adjLow":1,"adjClose":1,\#(last)}]"#
  }

  /// A provider whose server answers `body` at a path (everywhere without one), else an empty list.
  private func provider(
    _ body: String, status: Int = 200, at path: String? = nil
  ) throws -> FMPProvider {
    try FMPProvider(
      baseURL: "https://host/stable/", key: Secret("k-123"),
      transport: Canned(status: status, bodies: [path ?? "": body]))
  }

  /// Answers from a table of paths; the empty path stands for all.
  private struct Canned: HTTPTransport {
    let status: Int
    let bodies: [String: String]

    func exchange(
      _ request: HTTPExchangeRequest
    ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
      let path = (request.head.path ?? "").prefix { $0 != "?" }
      let name = String(path.dropFirst("/stable/".count))
      let body = bodies[name] ?? bodies[""] ?? "[]"
      return HTTPExchangeResponse(
        head: HTTPResponse(status: HTTPResponse.Status(code: status)), body: Array(body.utf8))
    }
  }
}
