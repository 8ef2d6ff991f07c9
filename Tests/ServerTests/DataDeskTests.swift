import Contract
import Foundation
import Platform
import Server
import Testing

/// The data desk on an empty warehouse, and what hostile input does to it.
@Suite(.staged) struct DataDeskTests: Conversation {
  let stage: Stage

  init() throws { stage = try #require(Stage.current) }

  @Test func `a watched symbol is listed until it is taken off`() async throws {
    let client = try client(.researcher)

    _ = try await client.one(Done.self, "watch", path: ["symbol": "MSFT"])
    _ = try await client.one(Done.self, "watch", path: ["symbol": "AAPL"])
    _ = try await client.one(Done.self, "watch", path: ["symbol": "AAPL"])
    let both = try await client.many(WatchedSymbol.self, "watchlist")
    _ = try await client.one(Done.self, "unwatch", path: ["symbol": "AAPL"])
    let one = try await client.many(WatchedSymbol.self, "watchlist")

    #expect(both.map(\.symbol) == ["AAPL", "MSFT"])
    #expect(one.map(\.symbol) == ["MSFT"])
  }

  @Test func `a health check of an empty warehouse ends and finds nothing`() async throws {
    let client = try client(.researcher)

    let job = try await end(of: try await client.one(JobView.self, "checkHealth"), client)
    let page = try await client.one(FindingPage.self, "findings")

    #expect(job.kind == .health)
    #expect(job.state == .done, "\(job.message)")
    #expect(page.total == 0)
    #expect(try await client.many(FindingTally.self, "findingTally").isEmpty)
  }

  @Test(arguments: [
    "../quant.duckdb", "/etc/passwd", "..", ".", "", ".hidden.csv", "a/b.csv", "a\\b.csv",
    "a\u{0}.csv", "link.csv", "folder.csv", "not-there.csv",
    String(repeating: "a", count: 300) + ".csv",
  ])
  func `only a plain file of the inbox is taken in`(name: String) async throws {
    let client = try client(.researcher)
    _ = try await client.many(FileView.self, "inbox")
    let inbox = stage.folder.appending(path: "inbox")
    try FileManager.default.createSymbolicLink(
      at: inbox.appending(path: "link.csv"), withDestinationURL: URL(filePath: "/etc/passwd"))
    try FileManager.default.createDirectory(
      at: inbox.appending(path: "folder.csv"), withIntermediateDirectories: false)

    let problem = await problem {
      try await client.one(
        ImportReport.self, "takeIn",
        sending: ImportRequest(file: name, source: "vendor", isDryRun: true))
    }

    #expect([404, 422].contains(problem?.status), "\(problem?.detail ?? "")")
  }

  @Test func `the inbox shows plain files only, newest first, and nobody else may look in`()
    async throws
  {
    let client = try client(.viewer)
    #expect(try await client.many(FileView.self, "inbox").isEmpty)
    let inbox = stage.folder.appending(path: "inbox")
    for (number, name) in ["old.csv", "new.csv"].enumerated() {
      let file = inbox.appending(path: name)
      try Data("x".utf8).write(to: file)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(number) * 1000)],
        ofItemAtPath: file.path)
    }
    try FileManager.default.createSymbolicLink(
      at: inbox.appending(path: "link.csv"), withDestinationURL: URL(filePath: "/etc/passwd"))

    let files = try await client.many(FileView.self, "inbox")

    #expect(files.map(\.name) == ["new.csv", "old.csv"])
    #expect(files.map(\.bytes) == [1, 1])
    #expect(files.map(\.at) == [1_000_000, 0])
    let facts = try FileManager.default.attributesOfItem(atPath: inbox.path)
    #expect((facts[.posixPermissions] as? NSNumber)?.intValue == 0o700)
  }

  @Test func `an ingestion that cannot be is refused before it begins`() async throws {
    let client = try client(.researcher)
    let many = (0...5000).map { "S\($0)" }
    let requests = [
      IngestRequest(provider: .sample, what: .fundamentals),
      IngestRequest(provider: .sample, route: .market),
      IngestRequest(provider: .fmp, route: .market, isReload: true),
      IngestRequest(provider: .sample, symbols: []),
      IngestRequest(provider: .sample, symbols: many),
      IngestRequest(provider: .sample, first: ["'--"]),
      IngestRequest(provider: .sample, from: "2020-01-02", to: "2019-01-02"),
      IngestRequest(provider: .fmp), IngestRequest(provider: .alpaca),
      IngestRequest(
        provider: .sample, symbols: ["AAPL"], from: "2020-01-02", interval: .fiveMinutes),
      IngestRequest(provider: .fmp, from: "2020-01-02", interval: .fiveMinutes),
      IngestRequest(provider: .fmp, symbols: ["AAPL"], interval: .fiveMinutes),
      IngestRequest(
        provider: .fmp, symbols: ["AAPL"], from: "2020-01-02", what: .fundamentals,
        interval: .oneHour),
      IngestRequest(
        provider: .fmp, symbols: ["AAPL"], from: "2020-01-02", route: .market, interval: .oneHour),
    ]

    for request in requests {
      for name in ["ingest", "planIngest"] {
        let problem = await problem {
          try await client.one(JobView.self, name, sending: request)
        }
        #expect(problem?.status == 422, "\(name) \(request)")
      }
    }
    #expect(try await client.many(JobView.self, "jobs").isEmpty)
  }

  @Test func `a job that is no ingestion is neither tried again nor asked what failed`()
    async throws
  {
    let client = try client(.researcher)
    let job = try await end(of: try await client.one(JobView.self, "checkHealth"), client)

    for name in ["retryJob", "jobFaults", "pauseJob", "resumeJob"] {
      let problem = await problem { try await client.raw(name, path: ["id": job.id]) }
      #expect(problem?.status == 409, "\(name)")
    }
    let missing = await problem { try await client.raw("retryJob", path: ["id": "j1"]) }
    #expect(missing?.status == 404)
  }

  @Test func `a finding that is not there, and a decision without a reason`() async throws {
    let client = try client(.risk)

    let missing = await problem {
      try await client.one(
        RepairView.self, "repair", path: ["id": "f1"],
        sending: RepairRequest(action: .accept, reason: "It is as it should be."))
    }
    let empty = await problem {
      try await client.one(
        RepairView.self, "repair", path: ["id": "f1"],
        sending: RepairRequest(action: .quarantine, reason: " \n "))
    }

    #expect(missing?.status == 404)
    #expect(empty?.status == 422)
    let trail = try await client.many(AuditView.self, "audit").map(\.action)
    #expect(!trail.contains { $0.hasPrefix("data.") })
  }

  /// Puts a file of bars into the inbox: two symbols over four sessions, one close far off.
  private func layOut(_ name: String = "prices.csv", _ text: String? = nil) async throws {
    _ = try await client(.viewer).many(FileView.self, "inbox")
    let rows = """
      symbol,date,open,high,low,close,volume
      AAA,2023-11-06,10,11,9,10,1000
      AAA,2023-11-07,10,11,9,10.5,1000
      AAA,2023-11-08,10,11,9,10,1000
      BBB,2023-11-06,20,21,19,20,2000
      BBB,2023-11-08,20,21,19,20,2000

      """
    try Data((text ?? rows).utf8).write(
      to: stage.folder.appending(path: "inbox").appending(path: name))
  }

  private func takeIn(isDryRun: Bool = false) async throws -> ImportReport {
    try await client(.researcher).one(
      ImportReport.self, "takeIn",
      sending: ImportRequest(file: "prices.csv", source: "my-vendor", isDryRun: isDryRun))
  }

  /// Waits until no job is left.
  private func quiet() async throws {
    let client = try client(.viewer)
    while try await client.many(JobView.self, "jobs").contains(where: { $0.finishedAt == nil }) {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test(arguments: ["prices.xlsx", "prices", "prices.csv.zip", "prices.parquet.gz"])
  func `a file of another ending is refused, and told which may come`(name: String) async throws {
    try await layOut(name)

    let problem = await problem {
      try await client(.researcher).one(
        ImportReport.self, "takeIn",
        sending: ImportRequest(file: name, source: "my-vendor", isDryRun: true))
    }

    #expect(problem?.status == 422)
    #expect(problem?.remedy.contains(".csv, .csv.gz or .parquet") == true)
  }

  @Test func `a Parquet file is taken in like any other`() async throws {
    try await layOut("prices.csv")
    _ = try await takeIn()
    let viewer = try client(.viewer)
    let job = try await end(
      of: try await client(.admin).one(
        JobView.self, "exportTable", sending: ExportRequest(table: "bars")), viewer)
    let exported = try #require(try await client(.admin).many(FileView.self, "exports").first)
    #expect(job.state == .done, "\(job.message)")
    try FileManager.default.copyItem(
      at: stage.folder.appending(path: "exports").appending(path: exported.name),
      to: stage.folder.appending(path: "inbox").appending(path: "bars.parquet"))

    let report = try await client(.researcher).one(
      ImportReport.self, "takeIn",
      sending: ImportRequest(
        file: "bars.parquet", mapping: ImportMapping(date: "session"), source: "my-vendor",
        isDryRun: false))

    #expect(report.faultCount == 0, "\(report.faults)")
    #expect(report.bars == 5 && report.isSaved)
  }

  @Test func `a dry run says what a file holds and saves nothing`() async throws {
    try await layOut()

    let report = try await takeIn(isDryRun: true)

    #expect(report.bars == 5)
    #expect(report.symbols == 2)
    #expect(!report.isSaved)
    #expect(try await client(.viewer).one(CoveragePage.self, "coverage").total == 0)
    #expect(try await client(.viewer).many(JobView.self, "jobs").isEmpty)
  }

  @Test func `a file is taken in, covered, checked and noted in the trail`() async throws {
    try await layOut()
    let viewer = try client(.viewer)

    let report = try await takeIn()
    try await quiet()

    #expect(report.isSaved)
    let jobs = try await viewer.many(JobView.self, "jobs")
    #expect(Set(jobs.map(\.kind)) == [.takeIn, .health])
    #expect(jobs.allSatisfy { $0.state == .done }, "\(jobs.map(\.message))")
    let page = try await viewer.one(
      CoveragePage.self, "coverage", query: ["sort": "bars", "order": "falling", "limit": "1"])
    #expect(page.total == 2)
    #expect(page.rows.map(\.symbol) == ["AAA"])
    let found = try await viewer.one(CoveragePage.self, "coverage", query: ["search": "bb"])
    #expect(found.rows.map(\.missing) == [1])
    let strip = try await viewer.one(CoverageStrip.self, "coverageStrip")
    #expect(strip.months == ["2023-11"])
    #expect(strip.held == [5])
    #expect(strip.expected == [6])
    let detail = try await viewer.one(SymbolDetail.self, "symbolDetail", path: ["symbol": "BBB"])
    #expect(detail.coverage.bars == 2)
    #expect(detail.strip.held == [2])
    let gap = try await viewer.one(
      FindingPage.self, "findings", query: ["symbol": "BBB", "rule": "missing-session"])
    #expect(gap.rows.map(\.session) == ["2023-11-07"])
    let trail = try await viewer.many(AuditView.self, "audit")
    #expect(trail.contains { $0.action == "data.imported" && $0.actor == "researcher" })
  }

  @Test func `a finding is accepted with a reason, noted, and opened again`() async throws {
    try await layOut()
    _ = try await takeIn()
    try await quiet()
    let risk = try client(.risk)
    let finding = try #require(
      try await risk.one(
        FindingPage.self, "findings", query: ["rule": "missing-session"]
      ).rows.first)

    let accepted = try await risk.one(
      RepairView.self, "repair", path: ["id": finding.id],
      sending: RepairRequest(action: .accept, reason: "The exchange halted it that day."))
    let refetch = await problem {
      try await risk.one(
        RepairView.self, "repair", path: ["id": finding.id],
        sending: RepairRequest(action: .refetch))
    }
    let reopened = try await risk.one(
      RepairView.self, "repair", path: ["id": finding.id],
      sending: RepairRequest(action: .reopen, reason: "It was another symbol."))

    #expect(accepted.finding.state == .accepted)
    #expect(accepted.finding.decidedBy == "risk")
    #expect(refetch?.code == "finding.notFetchable")
    #expect(reopened.finding.state == .open)
    let trail = try await risk.many(AuditView.self, "audit").map(\.action)
    #expect(trail.contains("data.accepted") && trail.contains("data.reopened"))
    #expect(!trail.contains("data.refetched"))
  }

  @Test func `a file with a fault is refused by line and leaves nothing behind`() async throws {
    try await layOut("prices.csv", "symbol,date,open,high,low,close,volume\nAAA,x,1,1,1,NaN,1\n")

    let report = try await takeIn()

    #expect(!report.isSaved)
    #expect(report.faults.contains { $0.line == 2 })
    #expect(try await client(.viewer).one(CoveragePage.self, "coverage").total == 0)
  }

  @Test(arguments: ["fmp", "sample", "A", "My Vendor", "../x", "'; --", ""])
  func `a source's name is plain and no provider's`(source: String) async throws {
    try await layOut()

    let problem = await problem {
      try await client(.researcher).one(
        ImportReport.self, "takeIn",
        sending: ImportRequest(file: "prices.csv", source: source, isDryRun: true))
    }

    #expect(problem?.status == 422)
  }

  @Test func `the console answers a SELECT and refuses everything else`() async throws {
    let client = try client(.researcher)

    let answer = try await client.one(
      SQLAnswer.self, "ask", sending: SQLRequest(sql: "SELECT 1 AS one, NULL AS none"))
    #expect(answer.columns.map(\.name) == ["one", "none"])
    #expect(answer.rows == [["1", nil]])
    for sql in [
      "DROP TABLE bars", "SELECT * FROM accounts", "SELECT 1; SELECT 2", "",
      "SELECT * FROM read_csv('/etc/passwd')", "COPY bars TO '/tmp/x'", "SELEKT",
    ] {
      let problem = await problem {
        try await client.one(SQLAnswer.self, "ask", sending: SQLRequest(sql: sql))
      }
      #expect(problem?.status == 422, "\(sql)")
    }
    for request in [
      SQLRequest(sql: "SELECT 1", limit: 0), SQLRequest(sql: "SELECT 1", limit: 10_001),
      SQLRequest(sql: "SELECT 1", seconds: 61),
      SQLRequest(sql: "SELECT '" + String(repeating: "x", count: 200_000) + "'"),
    ] {
      let problem = await problem { try await client.one(SQLAnswer.self, "ask", sending: request) }
      #expect(problem?.code == "request.invalid")
    }
    let tables = try await client.many(TableView.self, "tables").map(\.name)
    #expect(tables.contains("bars"))
  }

  @Test func `a table is exported and the warehouse backed up, each as a job and in the trail`()
    async throws
  {
    let admin = try client(.admin)

    let export = try await end(
      of: try await admin.one(
        JobView.self, "exportTable", sending: ExportRequest(table: "bars")), admin)
    let backup = try await end(of: try await admin.one(JobView.self, "backUp"), admin)
    let secret = await problem {
      try await admin.one(JobView.self, "exportTable", sending: ExportRequest(table: "accounts"))
    }

    #expect(export.state == .done, "\(export.message)")
    #expect(backup.state == .done, "\(backup.message)")
    let exports = try await admin.many(FileView.self, "exports").map(\.name)
    let backups = try await admin.many(FileView.self, "backups").map(\.name)
    #expect(exports == [export.result])
    #expect(backups == [backup.result])
    #expect(secret?.status == 404)
    let trail = try await admin.many(AuditView.self, "audit").map(\.action)
    #expect(trail.contains("data.exported") && trail.contains("data.backedUp"))
  }

  @Test func `a body beyond the limit is refused before it is read as a question`() async throws {
    let text = String(repeating: "x", count: 10_000_000)

    let problem = await problem {
      try await client(.researcher).one(SQLAnswer.self, "ask", sending: SQLRequest(sql: text))
    }

    #expect([413, 422].contains(problem?.status))
  }
}

/// Questions that are refused before anything is read: all on one stage, which none of them changes.
@Suite struct DataDeskRefusalTests: Conversation {
  let stage: Stage

  init() async throws { stage = try await Stage.shared.value }

  @Test(arguments: [
    ("coverage", ["sort": "luck"]), ("coverage", ["order": "sideways"]),
    ("coverage", ["rule": "no-such-rule"]), ("coverage", ["severity": "grave"]),
    ("coverage", ["limit": "1001"]), ("coverage", ["offset": "-1"]),
    ("findings", ["rule": "' OR 1=1 --"]), ("findings", ["severity": "Fault"]),
    ("findings", ["state": "closed"]), ("findings", ["symbol": "A'; DROP TABLE bars; --"]),
    ("dataChanges", ["symbol": "../etc"]), ("dataChanges", ["limit": "0"]),
    ("quarantine", ["limit": "0"]), ("bars", ["from": "1899-12-31"]),
    ("bars", ["asOf": "9999-12-31"]), ("bars", ["asOf": "0001-01-01"]),
    ("facts", ["asOf": "2100-01-01"]), ("members", ["on": "9999-12-31"]),
  ])
  func `words and numbers that are none are refused`(
    name: String, query: [String: String]
  ) async throws {
    let client = try client(.viewer)

    // Unused where the endpoint has no such part in its path.
    let path = ["symbol": "AAPL", "index": "sp500"]
    let known = Endpoint.named(name)?.path ?? ""
    let problem = await self.problem {
      try await client.raw(
        name, path: path.filter { known.contains("{\($0.key)}") }, query: query)
    }

    #expect(problem?.status == 422, "\(problem?.detail ?? "")")
    #expect(problem?.remedy.isEmpty == false)
  }

  @Test(arguments: ["symbolDetail", "facts", "watch", "unwatch"])
  func `a symbol that is none is refused`(name: String) async throws {
    let client = try client(.researcher)

    for symbol in ["'; DROP TABLE bars; --", "a b", String(repeating: "A", count: 25), "<x>"] {
      let problem = await self.problem { try await client.raw(name, path: ["symbol": symbol]) }
      #expect(problem?.status == 422, "\(symbol)")
    }
  }

  @Test func `a date that is none, an index that is none and a statement that is none`()
    async throws
  {
    let client = try client(.viewer)

    let date = await self.problem {
      try await client.raw("facts", path: ["symbol": "AAPL"], query: ["asOf": "2020-02-30"])
    }
    let statement = await self.problem {
      try await client.raw("facts", path: ["symbol": "AAPL"], query: ["statement": "poem"])
    }
    let index = await self.problem { try await client.raw("members", path: ["index": "dax"]) }

    #expect(date?.status == 422)
    #expect(statement?.status == 422)
    #expect(index?.code == "index.missing")
  }
}
