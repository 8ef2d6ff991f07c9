import Chronology
import FinancialModelingPrep
import Market
import TestKit
import Testing

/// Daily bars read straight into columns, and what is noted of odd ones.
@Suite struct FMPBarsTests {
  let range: ClosedRange<SessionDate>

  init() throws { range = try date("2020-01-01")...date("2020-12-31") }

  @Test func `newest first is turned round and needs no note`() async throws {
    let fetched = try await bars([row("2020-01-06", 3), row("2020-01-03", 2), row("2020-01-02", 1)])

    #expect(fetched.series.close == [1, 2, 3])
    #expect(fetched.series.sessions == [day("2020-01-02"), day("2020-01-03"), day("2020-01-06")])
    #expect(fetched.notes == [])
  }

  @Test(arguments: [
    ([1, 2, 3], "1 row: oldest first, not newest first"),
    ([2, 3, 1], "1 row: neither rising nor falling"),
  ])
  func `another order is noted once`(days: [Int], detail: String) async throws {
    let fetched = try await bars(days.map { row("2020-01-0\($0)", Double($0)) })

    #expect(fetched.series.close == [1, 2, 3])
    #expect(
      fetched.notes == [
        SourceNote(symbol: "AAA", session: nil, kind: .unexpectedOrder, detail: detail)
      ])
  }

  @Test func `of rows of one session the first in the answer is kept`() async throws {
    let fetched = try await bars([
      row("2020-01-03", 5), row("2020-01-03", 6), row("2020-01-03", 7), row("2020-01-02", 4),
    ])

    #expect(fetched.series.close == [4, 5])
    #expect(fetched.notes.map(\.kind) == [.duplicateSession, .duplicateSession])
    #expect(fetched.notes.allSatisfy { $0.session == day("2020-01-03") })
    #expect(fetched.notes.last?.detail == "closes 5.0 and 6.0; the first was kept")
  }

  @Test func `duplicates beyond twenty are counted, not listed`() async throws {
    let rows = (0..<30).flatMap { index -> [String] in
      let session = SessionDate(day: 18_300 - Int32(index)).description
      return [row(session, 1), row(session, 2)]
    }

    let fetched = try await bars(rows)

    #expect(fetched.series.count == 30)
    #expect(fetched.notes.count == 21)
    #expect(fetched.notes.last?.detail == "10 rows: beyond those noted one by one")
  }

  @Test(
    arguments: [
      ("null", nil, "absent"), ("\"many\"", nil, "“many”"), ("-5", -5, "-5.0, no number of shares"),
      ("1e20", 1e20, "1e+20, no number of shares"), ("1e400", nil, "“1e400”"), ("{}", nil, "“{}”"),
    ] as [(String, Double?, String)])
  func `a volume that is no number of shares is noted with its first session`(
    written: String, volume: Double?, words: String
  ) async throws {
    let fetched = try await bars([
      row("2020-01-06", 3, volume: written), row("2020-01-03", 2, volume: written),
      row("2020-01-02", 1),
    ])

    #expect(fetched.series.volume.last.map { $0.isNaN ? nil : $0 } == volume)
    let detail = written == "null" ? "2 rows: the first is absent" : "2 rows: the first is \(words)"
    #expect(
      fetched.notes == [
        SourceNote(
          symbol: "AAA", session: day("2020-01-03"), kind: .missingVolume, detail: detail)
      ])
  }

  @Test func `a series without any volume is one note`() async throws {
    let fetched = try await bars([
      #"{"symbol":"AAA","date":"2020-01-02","adjOpen":1,"adjHigh":1,"adjLow":1,"adjClose":1}"#
    ])

    #expect(fetched.series.volume[0].isNaN)
    #expect(fetched.notes.map(\.kind) == [.missingVolume])
  }

  @Test func `numbers written as text are read and noted`() async throws {
    let fetched = try await bars([
      #"{"symbol":"AAA","date":"2020-01-02","adjOpen":"1.5","adjHigh":2,"adjLow":1,"#
        + #""adjClose":"1.25","volume":"100"}"#
    ])

    #expect(fetched.series.open == [1.5])
    #expect(fetched.series.close == [1.25])
    #expect(fetched.notes.map(\.kind) == [.textNumber])
  }

  @Test func `a row without close or date is left out, any other price may be missing`()
    async throws
  {
    let fetched = try await bars([
      row("2020-01-07", 4), row("someday", 9), #"{"symbol":"AAA","date":"2020-01-03","adjOpen":1}"#,
      #"{"symbol":"AAA","date":"2020-01-02","adjOpen":"N/A","adjHigh":null,"adjLow":-3,"#
        + #""adjClose":0,"volume":1}"#,
    ])

    #expect(fetched.series.close == [0, 4])
    #expect(fetched.series.open[0].isNaN)
    #expect(fetched.series.high[0].isNaN)
    #expect(fetched.series.low[0] == -3)
    #expect(fetched.notes.map(\.kind) == [.unreadableRow])
    #expect(fetched.notes.first?.detail.hasPrefix("2 rows") == true)
  }

  @Test func `a bar after the last session asked for is left out and noted`() async throws {
    let fetched = try await bars([row("2021-01-04", 2), row("2020-12-31", 1), row("2019-12-31", 0)])

    #expect(fetched.series.close == [1])
    #expect(fetched.notes.map(\.kind) == [.unfinishedSession])
    #expect(fetched.notes.first?.session == day("2021-01-04"))
  }

  @Test func `a row of another symbol refuses the answer`() async throws {
    let server = CannedServer("[\(row("2020-01-03", 1).replacing("AAA", with: "BBB"))]")

    let error = await #expect(throws: MarketDataError.self) {
      try await server.provider().bars(of: "AAA", over: range)
    }

    #expect(error?.code == .malformed)
    #expect(error?.message.contains("a row of “BBB”") == true)
    #expect(error?.quarantine != nil)
  }

  @Test func `an answer cut at any byte is truncated, never half read`() async throws {
    let whole = "[\(row("2020-01-03", 1)),\(row("2020-01-02", 2))]"
    for count in 1..<whole.utf8.count {
      let server = CannedServer(String(whole.prefix(count)))
      let error = await #expect(throws: MarketDataError.self) {
        try await server.provider().bars(of: "AAA", over: range)
      }
      #expect(error?.code == .truncated, "\(count): \(error?.message ?? "")")
    }
  }

  @Test func `a full page is followed by the one before it`() async throws {
    let server = CannedServer { path in
      path.hasSuffix("to=2020-12-31")
        ? .body("[\(row("2020-01-08", 4)),\(row("2020-01-07", 3))]")
        : .body("[\(row("2020-01-06", 2))]")
    }

    let fetched = try await server.provider(pageSize: 2).bars(of: "AAA", over: range)

    #expect(fetched.series.close == [2, 3, 4])
    #expect(fetched.notes == [])
    #expect(server.requests.last?.hasSuffix("from=2020-01-01&to=2020-01-06") == true)
  }

  @Test(arguments: [
    (
      FMPBarForm.light, #"{"symbol":"AAA","date":"2020-01-02","price":1.5,"volume":9}"#,
      "historical-price-eod/light"
    ),
    (
      .splitAdjusted,
      #"{"symbol":"AAA","date":"2020-01-02","open":1,"high":2,"low":1,"close":1.5,"volume":9,"#
        + #""change":0.5,"changePercent":50,"vwap":1.5}"#, "historical-price-eod/full"
    ),
    (
      .dividendAdjusted,
      #"{"symbol":"AAA","date":"2020-01-02","adjOpen":1,"adjHigh":2,"adjLow":1,"adjClose":1.5,"#
        + #""volume":9}"#, "historical-price-eod/dividend-adjusted"
    ),
  ])
  func `the other terms are there to compare with`(
    form: FMPBarForm, row: String, path: String
  ) async throws {
    let server = CannedServer("[\(row)]")

    let fetched = try await server.provider().bars(of: "AAA", form, over: range)

    #expect(fetched.series.close == [1.5])
    #expect(fetched.series.volume == [9])
    #expect(fetched.series.open[0].isNaN == (form == .light))
    #expect(server.requests.first?.hasPrefix(path) == true)
  }

  private func bars(_ rows: [String]) async throws -> FetchedBars {
    try await CannedServer("[\(rows.joined(separator: ",\n"))]").provider()
      .bars(of: "AAA", over: range)
  }
}

/// A raw bar whose prices are all one.
private func row(_ date: String, _ price: Double, volume: String = "100") -> String {
  #"{"symbol":"AAA","date":"\#(date)","adjOpen":\#(price),"adjHigh":\#(price),"adjLow":\#(price),"#
    + #""adjClose":\#(price),"volume":\#(volume)}"#
}

private func day(_ text: String) -> SessionDate? { SessionDate(text) }
