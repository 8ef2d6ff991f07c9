import Chronology
import FinancialModelingPrep
import Market
import TestKit
import Testing

/// Typed rows of every endpoint, and answers that break their schema.
@Suite struct FMPClientTests {
  @Test func `directories, searches and lists ask the documented paths`() async throws {
    let server = CannedServer("[]")
    let client = try server.client

    _ = try await client.rows(.stockList)
    _ = try await client.rows(.activelyTradingList)
    _ = try await client.rows(.etfList)
    _ = try await client.rows(.financialStatementSymbolList)
    _ = try await client.rows(.cikList(limit: 1000))
    _ = try await client.rows(.availableExchanges)
    _ = try await client.rows(.availableSectors)
    _ = try await client.rows(.availableIndustries)
    _ = try await client.rows(.availableCountries)
    _ = try await client.rows(.search(symbol: "AA", limit: 5, exchange: "NYSE"))
    _ = try await client.rows(.search(name: "Apple Inc"))
    _ = try await client.rows(.search(cik: "320193"))
    _ = try await client.rows(.search(cusip: "037833100"))
    _ = try await client.rows(.search(isin: "US0378331005"))
    _ = try await client.rows(.screener(["sector": "Energy", "country": "US"], limit: 50))
    _ = try await client.rows(.profile(of: "AAPL"))
    _ = try await client.rows(.quote(of: "^GSPC"))
    _ = try await client.rows(.quotes(of: ["AAPL", "BRK-B"]))
    _ = try await client.rows(.shortQuote(of: "AAPL"))
    _ = try await client.rows(.shortQuotes(of: ["AAPL"]))
    _ = try await client.rows(.delistedCompanies)
    _ = try await client.rows(.symbolChanges(limit: 100))
    _ = try await client.rows(.constituents(of: .sp500))
    _ = try await client.rows(.constituentChanges(of: .dowjones))
    _ = try await client.rows(.marketHours(of: "NASDAQ"))
    _ = try await client.rows(.allMarketHours)
    _ = try await client.rows(
      .holidays(of: "NYSE", over: date("2020-01-01")...date("2020-12-31")))
    _ = try await client.rows(.cryptocurrencyList)
    _ = try await client.rows(.forexList)
    _ = try await client.rows(.commoditiesList)
    _ = try await client.rows(.indexList)

    #expect(
      server.requests == [
        "stock-list", "actively-trading-list", "etf-list", "financial-statement-symbol-list",
        "cik-list?limit=1000&page=0", "available-exchanges", "available-sectors",
        "available-industries", "available-countries",
        "search-symbol?query=AA&limit=5&exchange=NYSE", "search-name?query=Apple%20Inc",
        "search-cik?cik=320193", "search-cusip?cusip=037833100", "search-isin?isin=US0378331005",
        "company-screener?limit=50&country=US&sector=Energy&page=0", "profile?symbol=AAPL",
        "quote?symbol=%5EGSPC", "batch-quote?symbols=AAPL%2CBRK-B", "quote-short?symbol=AAPL",
        "batch-quote-short?symbols=AAPL", "delisted-companies?limit=100&page=0",
        "symbol-change?limit=100", "sp500-constituent", "historical-dowjones-constituent",
        "exchange-market-hours?exchange=NASDAQ", "all-exchange-market-hours",
        "holidays-by-exchange?exchange=NYSE&from=2020-01-01&to=2020-12-31",
        "cryptocurrency-list", "forex-list", "commodities-list", "index-list",
      ])
  }

  @Test func `values of every kind are read, unknown fields passed over`() async throws {
    let client = try CannedServer(
      #"[{"symbol":"AAPL","price":232.8,"marketCap":"3500823120000","range":"164.08-260.1","#
        + #""cik":"0000320193","fullTimeEmployees":"164000","ipoDate":"1980-12-12","#
        + #""isEtf":false,"isActivelyTrading":true,"isFund":"false","website":"","#
        + #""brandNew":{"a":[1]},"companyName":"Apple \"Inc.\""}]"#
    ).client

    let profile = try #require(try await client.rows(.profile(of: "AAPL")).first)

    #expect(profile.companyName == "Apple \"Inc.\"")
    #expect(profile.marketCap == 3_500_823_120_000)
    #expect(profile.cik == "0000320193")
    #expect(profile.fullTimeEmployees == 164_000)
    #expect(try profile.ipoDate == date("1980-12-12"))
    #expect(profile.isFund == false)
    #expect(profile.isActivelyTrading == true)
    #expect(profile.website == nil)
    #expect(profile.isin == nil)
  }

  @Test(arguments: [
    (
      #"[{"symbol":"AAPL","lastPrice":1}]"#, MarketDataError.Code.schemaDrift,
      "FMP quote of AAPL: no row has the field price; lastPrice looks like price."
    ),
    (
      #"[{"symbol":"AAPL","price":true}]"#, .schemaDrift,
      "FMP quote of AAPL: the field price is of another kind in every row."
    ),
    (
      #"[{"symbol":"AAPL","price":null}]"#, .schemaDrift,
      "FMP quote of AAPL: no row has a value of price."
    ),
    (
      #"[{"symbol":"MSFT","price":1}]"#, .malformed,
      "FMP quote of AAPL: the answer holds a row of “MSFT”."
    ),
    (
      #"[{"symbol":"AAPL","pri"#, .truncated,
      "FMP quote of AAPL: the text breaks off after 22 bytes, in row 1."
    ),
    (
      #"[{"symbol":"AAPL","price":1}] x"#, .malformed,
      "FMP quote of AAPL: row 1, byte 30: text follows the list; there is “x”."
    ),
  ])
  func `what breaks the schema is told and kept`(
    body: String, code: MarketDataError.Code, message: String
  ) async throws {
    let client = try CannedServer(body).client

    let error = await #expect(throws: MarketDataError.self) {
      try await client.rows(.quote(of: "AAPL"))
    }

    #expect(error?.code == code)
    #expect(error?.message == message)
    #expect(error?.quarantine?.payload == Array(body.utf8))
  }

  @Test func `a bad row among good ones is counted, not fatal`() async throws {
    let client = try CannedServer(
      #"[{"symbol":"A","price":1},{"symbol":"B"},{"symbol":"C","price":"n"},{"symbol":"D","price":4}]"#
    ).client

    let answer = try await client.answer(to: .quotes(of: ["A", "B", "C", "D"]))

    #expect(answer.rows.map(\.symbol) == ["A", "D"])
    #expect(answer.unreadable == 2)
    #expect(answer.firstFault == "price")
  }

  @Test func `parts of a bulk are read until one is refused as bad`() async throws {
    let server = CannedServer { path in
      switch path {
      case "profile-bulk?part=0":
        .body("symbol,companyName,description\nA,\"Acme, \"\"Inc\"\"\",\"two\nlines\"\n")
      case "profile-bulk?part=1": .body("symbol,companyName,description\nB,,\n")
      default: CannedServer.Answer(status: 400, body: "Invalid part")
      }
    }

    let rows = try await server.client.rows(.profileBulk)

    #expect(rows.map(\.symbol) == ["A", "B"])
    #expect(rows[0].description == "two\nlines")
    #expect(rows[0].companyName == "Acme, \"Inc\"")
    #expect(rows[1].companyName == nil)
    #expect(server.requests.count == 3)
  }

  @Test func `a limit beyond the plan is lowered once`() async throws {
    let server = CannedServer { path in
      path.contains("limit=5")
        ? .body(#"[{"symbol":"AAPL","date":"2020-02-03","numerator":2,"denominator":1}]"#)
        : CannedServer.Answer(
          status: 402, body: "Premium Query Parameter: 'limit' is not available")
    }

    #expect(try await server.client.rows(.splits(of: "AAPL", limit: 100)).count == 1)
    #expect(
      server.requests == ["splits?symbol=AAPL&limit=100", "splits?symbol=AAPL&limit=5"])

    let stubborn = CannedServer { _ in
      CannedServer.Answer(status: 402, body: "Premium Query Parameter: 'limit' is not available")
    }
    let error = await #expect(throws: MarketDataError.self) {
      try await stubborn.client.rows(.splits(of: "AAPL", limit: 100))
    }
    #expect(error?.code == .limitNotInPlan)
    #expect(stubborn.requests.count == 2)
  }

  @Test func `actions that the plan may have cut off are refused, a short list is whole`()
    async throws
  {
    let range = try date("2019-01-01")...date("2020-12-31")
    func server(rows: Int) -> CannedServer {
      CannedServer { path in
        if path.hasPrefix("splits") { return .body("[]") }
        guard path.contains("limit=5") else {
          return CannedServer.Answer(status: 402, body: "Premium Query Parameter: 'limit' is")
        }
        let rows = (1...rows).map {
          #"{"symbol":"AAA","date":"2020-0\#($0)-03","dividend":0.25,"paymentDate":""}"#
        }
        return .body("[\(rows.joined(separator: ","))]")
      }
    }

    let actions = try await server(rows: 4).provider().corporateActions(of: "AAA", over: range)
    let error = await #expect(throws: MarketDataError.self) {
      try await server(rows: 5).provider().corporateActions(of: "AAA", over: range)
    }

    #expect(actions.count == 4)
    #expect(error?.code == .limitNotInPlan)
  }

  @Test func `an action without its terms refuses the list`() async throws {
    let server = CannedServer(
      #"[{"symbol":"AAA","date":"2020-01-03","numerator":2,"denominator":1,"dividend":1},"#
        + #"{"symbol":"AAA","date":"2020-02-03","numerator":null,"denominator":1,"dividend":1}]"#)

    let error = await #expect(throws: MarketDataError.self) {
      try await server.provider().corporateActions(
        of: "AAA", over: date("2019-01-01")...date("2020-12-31"))
    }

    #expect(error?.code == .malformed)
    #expect(error?.message.contains("no value of numerator") == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    (#"{"Error Message":"Limit Reach . Bandwidth Limit"}"#, "the bandwidth of the last 30 days"),
    (#"{"Error Message":"Limit Reach . 250 calls per day"}"#, "the day's calls are used up"),
    (#"{"Error Message":"Limit Reach ."}"#, "the allowance is used up for now"),
  ])
  func `which allowance is used up is named`(body: String, words: String) async throws {
    let server = CannedServer { _ in CannedServer.Answer(status: 429, body: body) }

    let error = await #expect(throws: MarketDataError.self) {
      try await server.client.rows(.stockList)
    }

    #expect(error?.code == .throttled)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func `treasury rates are asked by ninety days`() async throws {
    let server = CannedServer { path in
      path.contains("from=2020-01-01")
        ? .body(#"[{"date":"2020-01-02","month1":1.53,"year10":1.88}]"#)
        : .body("[]")
    }

    let rows = try await server.client.rows(
      .treasuryRates(over: date("2020-01-01")...date("2020-06-30")))

    #expect(rows.first?.year10 == 1.88)
    #expect(rows.first?.year30 == nil)
    #expect(
      server.requests == [
        "treasury-rates?from=2020-01-01&to=2020-03-30",
        "treasury-rates?from=2020-03-31&to=2020-06-28",
        "treasury-rates?from=2020-06-29&to=2020-06-30",
      ])
  }

  @Test func `a chart that the service cuts is asked for again from its oldest day`() async throws {
    @Sendable func bar(_ stamp: String, _ price: Int) -> String {
      #"{"date":"\#(stamp)","open":\#(price),"low":1,"high":9,"close":\#(price),"volume":5}"#
    }
    let server = CannedServer { path in
      switch path.suffix(10) {
      case "2020-01-08":
        .body("[\(bar("2020-01-08 10:00:00", 4)),\(bar("2020-01-07 15:00:00", 3))]")
      case "2020-01-07":
        .body("[\(bar("2020-01-07 15:00:00", 3)),\(bar("2020-01-06 09:30:00", 1))]")
      default: .body("[\(bar("2020-01-06 09:30:00", 1))]")
      }
    }

    let bars = try await server.client.intraday(
      of: "AAA", .oneHour, over: date("2020-01-02")...date("2020-01-08"))

    #expect(bars.map(\.close) == [1, 3, 4])
    #expect(bars.map(\.secondOfDay) == [34_200, 54_000, 36_000])
    #expect(
      server.requests.first
        == "historical-chart/1hour?symbol=AAA&from=2020-01-02&to=2020-01-08")
  }

  @Test func `bars within sessions come at instants, and what cannot be is left out`() async throws {
    @Sendable func bar(_ stamp: String, _ open: String, high: Int = 9) -> String {
      #"{"date":"\#(stamp)","open":\#(open),"low":1,"high":\#(high),"close":2,"volume":5}"#
    }
    let server = CannedServer { _ in
      .body(
        "["
          + [
            // Clocks went forward on the Sunday between: what trades all night has an hour twice.
            bar("2020-03-08 00:30:00", "4"), bar("2020-03-07 23:30:00", "3"),
            bar("2020-03-06 10:30:00", "0"), bar("2020-03-06 09:30:00", "2"),
            bar("2020-03-06 08:30:00", "2", high: 1),
          ].joined(separator: ",") + "]")
    }

    let fetched = try await server.provider().minuteBars(
      of: "AAA", .oneHour, over: date("2020-03-06")...date("2020-03-08"))

    #expect(fetched.series.minutes == 60)
    #expect(
      fetched.series.opensAt.map(\.description) == [
        "2020-03-06T14:30:00Z", "2020-03-08T04:30:00Z",
      ])
    #expect(fetched.leftOut == 3)
  }
}
