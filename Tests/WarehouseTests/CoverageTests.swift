import Chronology
import Connect
import DuckDB
import Market
import TestKit
import Testing

@testable import Warehouse

/// Pages, strips and last bars: what is answered from summaries.
@Suite struct CoverageTests {
  private func warehouse() async throws -> Warehouse {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    _ = try await warehouse.save(
      .made([
        .made("AAPL", days: 0..<60), .made("KO", days: 0..<50, missing: [4, 5, 6, 7]),
        .made("MSFT", days: 20..<60),
      ]), at: .after(1))
    return warehouse
  }

  @Test func `a page is searched, sorted and cut, and counts all that match`() async throws {
    let warehouse = try await warehouse()
    try await warehouse.save(
      universes: [Universe(name: "two", title: "", symbols: ["KO", "MSFT"])], at: .start)

    let fewest = try await warehouse.coveragePage(sort: .bars, limit: 2, offset: 0)
    let found = try await warehouse.coveragePage(
      CoverageFilter(search: "aap"), limit: 10, offset: 0)
    let members = try await warehouse.coveragePage(
      CoverageFilter(universe: "two"), sort: .missing, isFalling: true, limit: 1, offset: 0)
    let beyond = try await warehouse.coveragePage(limit: 10, offset: 5)

    #expect(fewest.rows.map(\.coverage.symbol) == ["MSFT", "KO"])
    #expect(fewest.total == 3)
    #expect(found.rows.map(\.coverage) == [try await warehouse.coverage()[0]])
    #expect(members.rows.map(\.coverage.symbol) == ["KO"])
    #expect(members.total == 2)
    #expect(members.rows[0].missing > 0)
    #expect(members.rows[0].updatedAt == .after(1))
    #expect(beyond.rows.isEmpty && beyond.total == 3)
    #expect(try await warehouse.coverageRow(of: "KO") == members.rows[0])
    await warehouse.close()
  }

  @Test func `a search takes its text as it is`() async throws {
    let warehouse = try await warehouse()

    for text in ["'; DROP TABLE bars; --", "%", "_", "\u{0}", String(repeating: "A", count: 9_999)] {
      let page = try await warehouse.coveragePage(
        CoverageFilter(search: text, provider: text), limit: 1, offset: 0)
      #expect(page.total == 0)
    }
    #expect(try await warehouse.holdings().bars == 146)
    await warehouse.close()
  }

  @Test func `the strip says what is held of what could be, month by month`() async throws {
    let warehouse = try await warehouse()

    let all = try await warehouse.coverageStrip()
    let one = try await warehouse.coverageStrip(of: "KO")
    let row = try await warehouse.coverageRow(of: "KO")

    let sessions = TradingCalendar.xnys
    #expect(one.reduce(0) { $0 + $1.expected - $1.held } == row.missing)
    #expect(
      one.reduce(0) { $0 + $1.expected }
        == sessions.count(in: SessionDate.day(0)...SessionDate.day(49)))
    #expect(all.reduce(0) { $0 + $1.held } <= 146)
    #expect(all.allSatisfy { $0.held <= $0.expected })
    #expect(all.first?.year == 2000 && all.first?.month == 1)
    await warehouse.close()
  }

  @Test func `a new name or a bar taken out changes the months by its own bars alone`()
    async throws
  {
    let old = BarSeries.made("FB", days: 0..<30)
    let new = BarSeries(
      symbol: "META", sessions: old.sessions, open: old.open, high: old.high, low: old.low,
      close: old.close, volume: old.volume)
    let warehouse = try await Warehouse.holding(
      [old, new, .made("KO", days: 0..<30)], in: try ScratchFolder())
    func differences() async throws -> [Int: Int] {
      try await warehouse.read("compare the months") { connection in
        let months = BarMonths(connection: connection)
        return try months.bars().merging(try months.count()) { $0 - $1 }.filter { $0.value != 0 }
      }
    }
    // A month without bars shows that nothing was counted again.
    try await warehouse.write("plant") { connection in
      try connection.change("INSERT INTO bar_months VALUES (7, 5)")
    }
    try await warehouse.replaceFindings(
      of: ["KO"], with: [.made("KO", 1)], rules: 1, through: .day(30), at: .after(2))
    let id = try await warehouse.findings(FindingFilter(), limit: 1, offset: 0).findings[0].id

    _ = try await warehouse.decide(
      finding: id, state: .quarantined, by: "ada", reason: "No trade.", at: .after(3))
    let taken = try await differences()
    _ = try await warehouse.decide(
      finding: id, state: .open, by: "ada", reason: "", at: .after(4))
    let back = try await differences()
    let applied = try await warehouse.apply(
      symbolChanges: [.made("FB", "META", on: 31)], provider: "fmp", at: .after(5))

    #expect(taken == [7: 5])
    #expect(back == [7: 5])
    #expect(applied.count == 1)
    #expect(try await differences() == [7: 5])
    #expect(try await warehouse.coverage().map(\.bars) == [30, 30])
    await warehouse.close()
  }

  @Test func `the last bars come in the order asked for, also of symbols that ended long ago`()
    async throws
  {
    let warehouse = try await warehouse()
    _ = try await warehouse.save(
      .made([.made("OLD", days: -900 ..< -897), .made("THIN", days: 0..<300, missing: Set(3..<297))]),
      at: .after(2))

    let last = try await warehouse.lastBars(of: ["OLD", "NONE", "THIN", "AAPL"], count: 5)

    #expect(last.map(\.symbol) == ["OLD", "NONE", "THIN", "AAPL"])
    #expect(last[0] == .made("OLD", days: -900 ..< -897))
    #expect(last[1].count == 0)
    #expect(last[2].sessions == [1, 2, 297, 298, 299].map { .day($0) })
    #expect(last[3] == .made("AAPL", days: 55..<60))
    await warehouse.close()
  }

  @Test func `refusals end when they said they would`() async throws {
    let warehouse = try await warehouse()
    let refusal = StoredRefusal(key: "endpoint:eod-bulk", reason: "Not paid", until: .after(9))
    try await warehouse.save(refusals: [refusal], provider: "fmp", at: .start)
    try await warehouse.save(refusals: [refusal], provider: "fmp", at: .after(1))

    #expect(try await warehouse.refusals(provider: "fmp", at: .after(8)) == [refusal])
    #expect(try await warehouse.refusals(provider: "fmp", at: .after(9)).isEmpty)
    #expect(try await warehouse.refusals(provider: "other", at: .start).isEmpty)
    await warehouse.close()
  }

  @Test func `changes and notes of a batch are kept, and notes of a session answered again go`()
    async throws
  {
    let warehouse = try await warehouse()
    let change = DataChange(
      symbol: "AAPL", session: .day(3), cause: .split, before: 10, after: .nan)
    func note(_ day: Int?, _ kind: SourceNote.Kind) -> SourceNote {
      SourceNote(symbol: "AAPL", session: day.map { .day($0) }, kind: kind, detail: "seen")
    }
    func save(_ days: Range<Int>, _ notes: [SourceNote], _ changes: [DataChange]) async throws {
      _ = try await warehouse.save(
        IngestionBatch(
          run: "i1", instruments: [.made("AAPL")], provider: "sample",
          bars: BarBlock([.made("AAPL", days: days)]), actions: [], notes: notes,
          changes: changes, outcomes: []), at: .after(2))
    }
    try await save(0..<9, [note(3, .missingVolume), note(8, .textNumber), note(nil, .unexpectedOrder)],
      [change])
    try await save(7..<9, [note(7, .duplicateSession)], [])

    let kept = try await warehouse.read("read") { connection in
      try connection.rows("SELECT kind FROM source_notes ORDER BY kind") { try $0.text(0) }
    }
    let changes = try await warehouse.dataChanges(symbol: "AAPL", limit: 9, offset: 0)

    #expect(kept == ["duplicate-session", "missing-volume"])
    #expect(changes.map(\.change.cause) == [.split])
    #expect(changes[0].change.after.isNaN && changes[0].run == "i1")
    await warehouse.close()
  }

  @Test func `a bar that stays away is a change once, and again when its close was another`()
    async throws
  {
    let warehouse = try await warehouse()
    func save(_ run: String, before: Double, _ cause: DataChange.Cause = .withdrawn) async throws {
      try await warehouse.beginIngestion(run: run, provider: "sample", planned: 0, at: .start)
      _ = try await warehouse.save(
        IngestionBatch(
          run: run, instruments: [], provider: "sample", bars: BarBlock(), actions: [],
          changes: [
            DataChange(symbol: "AAPL", session: .day(3), cause: cause, before: before, after: .nan)
          ], outcomes: []), at: .after(2))
    }
    for run in ["r1", "r2"] { try await save(run, before: 10) }
    for run in ["r3", "r4"] { try await save(run, before: 11) }
    for run in ["r5", "r6"] { try await save(run, before: 11, .correction) }

    let changes = try await warehouse.dataChanges(symbol: "AAPL", limit: 9, offset: 0)

    #expect(changes.map(\.run).sorted() == ["r1", "r3", "r5", "r6"])
    await warehouse.close()
  }

  @Test func `bars within sessions come back, later ones in the place of former ones`() async throws {
    let warehouse = try await warehouse()
    func series(_ start: Int64, _ values: [Double]) -> MinuteSeries {
      MinuteSeries(
        symbol: "AAPL", minutes: 5,
        opensAt: values.indices.map { Timestamp(seconds: start + Int64($0) * 300) }, open: values,
        high: values, low: values, close: values, volume: values)
    }
    try await warehouse.save(minutes: series(0, [1, 2, 3]), source: "sample")
    try await warehouse.save(minutes: series(300, [8, 9, 10]), source: "sample")

    let read = try await warehouse.minutes(
      of: "AAPL", every: 5, from: Timestamp(seconds: 0), to: Timestamp(seconds: 9_000))
    let other = try await warehouse.minutes(
      of: "AAPL", every: 1, from: Timestamp(seconds: 0), to: Timestamp(seconds: 9_000))

    let held = try await warehouse.minuteHoldings(of: "AAPL")
    #expect(read == series(0, [1, 8, 9, 10]))
    #expect(other.opensAt.isEmpty)
    #expect(held.map(\.minutes) == [5] && held.map(\.bars) == [4])
    #expect(held.first?.first == Timestamp(seconds: 0))
    #expect(held.first?.last == Timestamp(seconds: 900))
    await warehouse.close()
  }

  /// Makes a file as the program that knew nothing of later versions made it.
  private static func makeFile(
    ofVersion version: Int64, with series: [BarSeries], at path: String
  ) throws {
    let connection = try Database(.file(path)).connect()
    try Schema(path: path).migrate(connection, at: .start, through: version)
    let bar = try connection.prepare("INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?, ?, 'sample')")
    for one in series {
      try connection.change(
        "INSERT INTO instruments VALUES (?, ?, 'raw', 'sample', 0)",
        [.text(one.symbol.ticker), .text("\(one.symbol) Corporation")])
      for row in one.sessions.indices {
        try bar.change([
          .text(one.symbol.ticker), .date(one.sessions[row].day), .double(one.open[row]),
          .double(one.high[row]), .double(one.low[row]), .double(one.close[row]),
          .double(one.volume[row]),
        ])
      }
    }
  }

  @Test func `a file of before the summaries gets them when it is opened`() async throws {
    let series = [
      BarSeries.made("AAPL", days: 0..<60), .made("KO", days: 0..<50, missing: [4, 5]),
    ]
    let newer = try await Warehouse.holding(series, in: try ScratchFolder())
    let strip = try await newer.coverageStrip()
    let page = try await newer.coveragePage(limit: 9, offset: 0).rows.map(\.missing)
    await newer.close()
    let folder = try ScratchFolder()
    try Self.makeFile(ofVersion: 4, with: series, at: folder.file)

    let second = try await folder.open()

    #expect(try await second.coverageStrip() == strip)
    #expect(try await second.coveragePage(limit: 9, offset: 0).rows.map(\.missing) == page)
    #expect(try await second.coverage().map(\.bars) == [60, 48])
    await second.close()
  }

  @Test func `two equal dividends of one day are two, and one taken back goes`() async throws {
    let warehouse = try await warehouse()
    let dividend = CorporateAction(
      symbol: "AAPL", effectiveOn: .day(9), kind: .dividend(amount: 0.5, payDate: .day(20)))
    let other = CorporateAction(
      symbol: "AAPL", effectiveOn: .day(19), kind: .dividend(amount: 0.7, payDate: .day(20)))
    func save(_ actions: [CorporateAction], over range: ClosedRange<Int>) async throws {
      _ = try await warehouse.save(
        IngestionBatch(
          run: "i1", instruments: [.made("AAPL")], provider: "sample", bars: BarBlock(),
          actions: actions,
          actionsCompleteOver: ["AAPL": .day(range.lowerBound)...(.day(range.upperBound))],
          outcomes: []), at: .after(2))
    }
    func held() async throws -> [CorporateAction] {
      try await warehouse.snapshot(of: ["AAPL"], over: .always).actions
    }

    try await save([dividend, dividend, other], over: 0...59)
    #expect(try await held() == [dividend, dividend, other])
    try await save([dividend, dividend, other], over: 0...59)
    #expect(try await held() == [dividend, dividend, other])
    try await save([dividend], over: 0...12)
    #expect(try await held() == [dividend, other])
    try await save([], over: 13...59)
    #expect(try await held() == [dividend])
    await warehouse.close()
  }

  @Test func `only an instrument whose splits and dividends changed has a new revision`()
    async throws
  {
    func dividend(_ symbol: Symbol, _ day: Int, _ amount: Double) -> CorporateAction {
      CorporateAction(
        symbol: symbol, effectiveOn: .day(day), kind: .dividend(amount: amount, payDate: .day(90)))
    }
    let symbols: [Symbol] = ["AAPL", "KO", "PEP"]
    let warehouse = try await Warehouse.holding(
      symbols.map { .made($0, days: 0..<60) },
      actions: symbols.flatMap { [dividend($0, 9, 0.5), dividend($0, 50, 0.5)] },
      in: try ScratchFolder())
    func revisions() async throws -> [Int64] {
      try await warehouse.healthReadings(of: symbols).map(\.revision)
    }
    let before = try await revisions()

    // The same bars of one session for all; AAPL's dividend is another, KO's is taken back.
    _ = try await warehouse.save(
      IngestionBatch(
        run: "i1", instruments: symbols.map { .made($0) }, provider: "sample",
        bars: BarBlock(symbols.map { .made($0, days: 50..<51) }),
        actions: [dividend("AAPL", 50, 0.6), dividend("PEP", 50, 0.5)],
        actionsCompleteOver: ["KO": .day(40)...(.day(59)), "PEP": .day(40)...(.day(59))],
        outcomes: []), at: .after(2))

    let after = try await revisions()
    #expect(zip(before, after).map { $0 < $1 } == [true, true, false])
    let actions = try await warehouse.snapshot(of: symbols, over: .always).actions
    #expect(
      actions == [
        dividend("AAPL", 9, 0.5), dividend("KO", 9, 0.5), dividend("PEP", 9, 0.5),
        dividend("AAPL", 50, 0.6), dividend("PEP", 50, 0.5),
      ])
    await warehouse.close()
  }

  @Test func `a session that no market had is refused whole`() async throws {
    let warehouse = try await warehouse()
    for day in [Int32.min, -70_000, 90_000, Int32.max] {
      let bars = BarSeries(symbol: "AAPL", sessions: [SessionDate(day: day)], closes: [1])
      let error = await #expect(throws: StoreError.self) {
        try await warehouse.save(.made([bars]), at: .after(2))
      }
      #expect(error?.code == .query)
    }
    #expect(try await warehouse.holdings().bars == 146)
    await warehouse.close()
  }
}
