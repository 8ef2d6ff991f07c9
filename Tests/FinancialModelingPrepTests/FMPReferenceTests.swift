import Chronology
import FinancialModelingPrep
import Market
import TestKit
import Testing

/// What is known of instruments beside their prices.
@Suite struct FMPReferenceTests {
  @Test func `without bulks profiles come from the screener and the list of funds`() async throws {
    let server = CannedServer { path in
      switch path {
      case "profile-bulk?part=0":
        CannedServer.Answer(status: 402, body: "Restricted Endpoint: not available")
      case "company-screener?limit=10000&page=0":
        .body(
          #"[{"symbol":"SPY","companyName":"SPDR","exchangeShortName":"AMEX","isFund":false},"#
            + #"{"symbol":"AAPL","companyName":"Apple","sector":"Technology","isEtf":false,"#
            + #""exchangeShortName":"NASDAQ","isActivelyTrading":true}]"#)
      case "etf-list": .body(#"[{"symbol":"SPY","name":"SPDR"}]"#)
      default: .body("[]")
      }
    }

    let profiles = try await server.provider().profiles()

    #expect(profiles.map(\.symbol) == ["AAPL", "SPY"])
    #expect(profiles.map(\.kind) == [.stock, .etf])
    #expect(profiles[0].sector == "Technology")
  }

  @Test func `bulk profiles are read by symbol`() async throws {
    let server = CannedServer { path in
      path == "profile-bulk?part=0"
        ? .body(
          """
          symbol,companyName,currency,exchange,cik,isin,ipoDate,isEtf,isFund,isActivelyTrading
          VFIAX,Vanguard 500,USD,NASDAQ,,,,false,true,true
          AAPL,Apple,USD,NASDAQ,0000320193,US0378331005,1980-12-12,false,false,true
          X Y,Blank,USD,NYSE,,,,false,false,true
          """) : CannedServer.Answer(status: 400, body: "no such part")
    }

    let profiles = try await server.provider().profiles()

    #expect(
      try profiles == [
        InstrumentProfile(
          symbol: "AAPL", name: "Apple", exchange: "NASDAQ", currency: "USD", cik: "0000320193",
          isin: "US0378331005", listedOn: date("1980-12-12")),
        InstrumentProfile(
          symbol: "VFIAX", name: "Vanguard 500", kind: .fund, exchange: "NASDAQ", currency: "USD"),
      ])
  }

  @Test func `a refused key ends the search for profiles`() async throws {
    let server = CannedServer { _ in CannedServer.Answer(status: 401, body: "") }

    let error = await #expect(throws: MarketDataError.self) {
      try await server.provider().profiles()
    }

    #expect(error?.code == .unauthorized)
    #expect(server.requests.count == 1)
  }

  @Test func `delistings come page by page, symbol changes oldest first`() async throws {
    let server = CannedServer { path in
      switch path {
      case "delisted-companies?limit=100&page=0":
        .body(
          #"[{"symbol":"TWTR","companyName":"Twitter","exchange":"NYSE","ipoDate":"2013-11-07","#
            + #""delistedDate":"2022-10-28"}]"#)
      case "delisted-companies?limit=100&page=1":
        .body(#"[{"symbol":"ATVI","companyName":"Activision","delistedDate":"2023-10-13"}]"#)
      case "symbol-change?limit=10000":
        .body(
          #"[{"date":"2022-06-09","companyName":"Meta","oldSymbol":"FB","newSymbol":"META"},"#
            + #"{"date":"2014-01-02","companyName":"One","oldSymbol":"A","newSymbol":"A"},"#
            + #"{"date":"2012-01-03","companyName":"Two","oldSymbol":"TWOO","newSymbol":"TWO"}]"#)
      default: .body("[]")
      }
    }
    let provider = try server.provider()

    let delistings = try await provider.delistings()
    let changes = try await provider.symbolChanges()

    #expect(delistings.map(\.symbol) == ["ATVI", "TWTR"])
    #expect(try delistings[1].listedOn == date("2013-11-07"))
    #expect(changes.map(\.new) == ["TWO", "META"])
  }

  @Test func `membership is the list of today walked back through the changes`() async throws {
    let server = CannedServer { path in
      path == "sp500-constituent"
        ? .body(#"[{"symbol":"AAA","name":"A"},{"symbol":"BBB"},{"symbol":"CCC"}]"#)
        : .body(
          """
          [{"date":"2020-06-01","symbol":"BBB","removedTicker":"OLD","dateAdded":"June 1, 2020"},
           {"date":"2018-01-02","symbol":"","removedTicker":"GONE"},
           {"date":"2015-03-02","symbol":"OLD","removedTicker":null},
           {"date":"2010-01-04","symbol":"CCC"},
           {"date":"2008-01-02","symbol":"XYZ","removedTicker":"CCC"},
           {"date":"2005-01-03","symbol":"CCC"}]
          """)
    }

    let memberships = try await server.provider().memberships(of: .sp500)

    #expect(
      try memberships == [
        IndexMembership(symbol: "AAA", from: nil, until: nil),
        IndexMembership(symbol: "BBB", from: date("2020-06-01"), until: nil),
        IndexMembership(symbol: "CCC", from: date("2005-01-03"), until: date("2008-01-02")),
        IndexMembership(symbol: "CCC", from: date("2010-01-04"), until: nil),
        IndexMembership(symbol: "GONE", from: nil, until: date("2018-01-02")),
        IndexMembership(symbol: "OLD", from: date("2015-03-02"), until: date("2020-06-01")),
      ])
  }

  @Test func `statements are public from the later of filed and accepted`() async throws {
    let server = CannedServer(
      """
      [{"date":"2023-09-30","symbol":"AAPL","reportedCurrency":"USD","cik":"0000320193",
        "filingDate":"2023-11-02","acceptedDate":"2023-11-03 06:01:36","fiscalYear":"2023",
        "period":"FY","revenue":383285000000,"eps":"6.16","link":"https://example.invalid"},
       {"date":"2024-09-28","symbol":"AAPL","reportedCurrency":"USD","fiscalYear":2024,
        "period":"FY","revenue":null,"eps":6.11}]
      """)

    let reports = try await server.provider()
      .statements(of: "AAPL", kind: .income, isQuarterly: false, limit: 4)

    #expect(server.requests == ["income-statement?symbol=AAPL&limit=4&period=annual"])
    #expect(try reports.map(\.periodEnd) == [date("2024-09-28"), date("2023-09-30")])
    #expect(try reports.map(\.publishedOn) == [nil, date("2023-11-03")])
    #expect(reports[1].items == ["revenue": 383_285_000_000, "eps": 6.16])
    #expect(reports[0].items == ["eps": 6.11])
    #expect(reports[0].fiscalYear == 2024)
  }

  @Test func `ratios and metrics are public with the statement of their period`() async throws {
    let server = CannedServer { path in
      path.hasPrefix("income-statement")
        ? .body(
          """
          [{"date":"2024-06-29","symbol":"AAPL","fiscalYear":"2024","period":"Q3","revenue":1,
            "filingDate":"2024-08-02","acceptedDate":"2024-08-01 18:03:34"}]
          """)
        : .body(
          """
          [{"date":"2024-06-29","symbol":"AAPL","fiscalYear":"2024","period":"Q3",
            "netProfitMargin":0.25,"returnOnEquity":0.3,"currentRatio":0.95},
           {"date":"2024-03-30","symbol":"AAPL","fiscalYear":"2024","period":"Q2",
            "netProfitMargin":0.26,"returnOnEquity":0.3}]
          """)
    }

    for kind in [StatementKind.ratios, .keyMetrics] {
      let reports = try await server.provider()
        .statements(of: "AAPL", kind: kind, isQuarterly: true, limit: 8)

      #expect(try reports.map(\.publishedOn) == [date("2024-08-02"), nil])
      #expect(reports[0].items["currentRatio"] == 0.95)
    }
  }

  @Test func `a renamed key figure of a statement is a change of schema`() async throws {
    let server = CannedServer(
      """
      [{"date":"2024-06-29","symbol":"AAPL","fiscalYear":"2024","period":"Q3","revenues":1}]
      """)

    let error = await #expect(throws: MarketDataError.self) {
      try await server.provider()
        .statements(of: "AAPL", kind: .income, isQuarterly: true, limit: 8)
    }

    #expect(error?.code == .schemaDrift)
    #expect(error?.message.contains("revenues looks like revenue") == true)
  }
}
