import Contract
import Testing

@testable import qs

/// What a person reads of the data desk.
struct DataTextTests {
  @Test func `a plan says the route, its cost and what is left out`() {
    let plan = IngestPlanView(
      provider: "fmp", route: .market, reason: "31 calls against 120,000.", symbols: 40_000,
      sessions: 6, calls: 31, minutes: 0.1, upToDate: 12, skipped: 0, unlisted: ["XX", "YY"])

    #expect(
      Ingest.words(plan) == """
        provider    fmp
        route       market: 31 calls against 120,000.
        symbols     40,000
        sessions    6
        calls       31
        takes       6.0 s at the allowed rate
        up to date  12
        not listed  XX, YY
        """)
  }

  @Test func `an answer of the console stands in its columns, an absent value as a dash`() {
    let answer = SQLAnswer(
      columns: [
        ColumnView(name: "symbol", type: "VARCHAR"), ColumnView(name: "bars", type: "BIGINT"),
      ], rows: [["AAPL", "3270"], ["F", nil]], isCut: false, milliseconds: 1)

    #expect(
      DataCommand.Ask.table(answer) == """
        symbol  bars
        ──────  ────
        AAPL    3270
        F          –
        """)
  }

  @Test func `a table's columns are folded into lines, so that none is wider than a terminal`() {
    let wide = (1...40).map { ColumnView(name: "column_\($0)", type: "VARCHAR") }
    let narrow = [ColumnView(name: "symbol", type: "VARCHAR")]

    let text = DataCommand.Tables.words([
      TableView(name: "bars", rows: 1_000_000, columns: wide),
      TableView(name: "watchlist", rows: 0, columns: narrow),
    ])

    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines[2].hasPrefix("bars       1,000,000  column_1 VARCHAR, column_2 VARCHAR,"))
    #expect(lines[3].hasPrefix("                      column_"))
    #expect(lines.last == "watchlist          0  symbol VARCHAR")
    #expect(wide.allSatisfy { text.contains("\($0.name) VARCHAR") })
  }

  @Test func `a file's faults are listed by line below what it holds`() {
    let report = ImportReport(
      file: "a.csv", lines: 3, bars: 1, symbols: 1, first: "2020-01-02", last: "2020-01-02",
      columns: ["symbol", "date", "close", "note"], unused: ["note"],
      faults: [
        ImportFault(line: 3, column: "close", message: "is \"x\", no number."),
        ImportFault(line: 0, column: "", message: "The file breaks off."),
      ], faultCount: 2, isSaved: false)

    #expect(
      DataCommand.Import.words(report) == """
        file      a.csv
        lines     3
        bars      1
        symbols   1
        first     2020-01-02
        last      2020-01-02
        columns   symbol, date, close, note
        not used  note
        saved     no

        line  column  what is wrong
        ────  ──────  ────────────────────
           3  close   is "x", no number.
           –          The file breaks off.
        """)
  }

  @Test func `findings are listed with what repairs them`() {
    let page = FindingPage(
      total: 1,
      rows: [
        FindingView(
          id: "f1", symbol: "AAPL", session: "2020-01-02", rule: "bad-value", severity: .fault,
          evidence: "Close is 0.", repair: .quarantine, state: .open, foundAt: 0, decidedBy: nil,
          decidedAt: nil, reason: nil)
      ])

    #expect(
      DataCommand.Findings.table(page) == """
        finding  symbol  session     severity  rule       state  repair      evidence
        ───────  ──────  ──────────  ────────  ─────────  ─────  ──────────  ───────────
        f1       AAPL    2020-01-02  fault     bad-value  open   quarantine  Close is 0.
        """)
    #expect(
      DataCommand.Findings.table(FindingPage(total: 0, rows: []))
        == "The health rules found nothing of this kind.")
  }

  @Test(arguments: [
    (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (5_368_709_120, "5.0 GiB"),
  ])
  func `bytes are shown in the unit that fits`(count: Int, text: String) {
    #expect(Figures.bytes(count) == text)
  }

  @Test func `progress of an ingestion says what it cost`() {
    let job = JobView(
      id: "j1", kind: .ingest, title: "Ingest", state: .running, by: "a", createdAt: 0,
      finishedAt: nil, completed: 1, total: 2, unit: "symbols", rate: nil, secondsLeft: nil,
      message: "",
      result: nil,
      ingestion: IngestionDetail(
        provider: "fmp", route: .symbols, bars: 1, saved: 1, failed: 0, empty: 0, changed: 0,
        calls: 1200, callsLeft: 30, bytes: 2048))

    #expect(
      ProgressLine.words(job)
        == "Ingest: 1 of 2 symbols, 1,200 calls, 30 left this minute, 2.0 KiB")
  }
}
