import ArgumentParser
import Contract
import Foundation
import Testing

@testable import qs

struct CommandTests {
  @Test(arguments: [
    "backtest Strategies/buy-and-hold.json --from 2005-01-03 --to 2012-12-28", "runs",
    "runs compare r1 r2", "ingest AAPL --provider fmp", "data bars aapl --csv", "audit verify",
    "trade order buy AAPL 10 --limit 20.5", "halt --because stop", "account add sam --role risk",
    "approve p1 --because sound --days 20", "up --core --port-api 8001 --detach", "down",
    "backtest --again r1", "schema --check", "config --json", "doctor --preflight",
    "ingest --provider fmp --what fundamentals --route symbols --first AAPL,MSFT --plan",
    "ingest AAPL --provider fmp --reload", "jobs pause j1", "jobs resume j1", "jobs retry j1",
    "jobs first j1 AAPL MSFT", "jobs faults j1 --limit 5",
    "data coverage --search app --rule missing-session --sort findings --falling --limit 5",
    "data findings AAPL --rule stale-series --severity fault --state all", "data tally",
    "data repair f1 --accept reasonable", "data repair f1 --refetch", "data check",
    "data symbol AAPL", "data facts AAPL --as-of 2020-01-31 --statement income",
    "data members sp500 --on 2010-01-04", "data changes AAPL", "data quarantine",
    "data watch AAPL", "data unwatch AAPL", "data watchlist", "data tables", "data ask", "data ask -",
    "data import a.csv --source vendor --map close=Adj_Close,date=Day --date-format yyyyMMdd",
    "data import a.csv --source vendor --dry-run --second --symbol-of-file AAPL", "data inbox",
    "data export bars", "data export bars out.parquet", "data backup", "data backups",
    "data bars AAPL --as-of 2020-01-31",
  ])
  func `a command is understood`(line: String) throws {
    _ = try QS.parseAsRoot(line.split(separator: " ").map(String.init))
  }

  @Test(arguments: [
    "backtest", "backtest s.json --from 2005-01-03", "backtest --again r1 --from 2005-01-03",
    "runs compare r1", "trade order buy AAPL 0", "trade order buy AAPL 1 --limit 2 --stop 3",
    "up --port-api 70000", "up --port-api 9000 --port-dashboard 9000", "halt",
    "schema --write --check",
    "account add sam --role king", "no-such-command", "ingest --route sideways",
    "ingest --what dreams", "jobs first j1", "data repair f1", "data repair f1 --accept ok",
    "data repair f1 --accept reasonable --refetch", "data import a.csv",
    "data import a.csv --source v --map close", "data import a.csv --source v --map price=Close",
    "data import a.csv --source v --map close=A,close=B", "data coverage --sort luck",
  ])
  func `a wrong command is refused before anything is sent`(line: String) {
    #expect(throws: (any Error).self) {
      _ = try QS.parseAsRoot(line.split(separator: " ").map(String.init))
    }
  }

  @Test func `a mapping names the file's columns by field`() throws {
    let mapping = try DataCommand.Import.mapping(
      ["close=Adj_Close,date=Day", "open=O"], symbolOfFile: "aapl", dateFormat: "yyyyMMdd")

    #expect(mapping?.symbolOfFile == "AAPL")
    #expect(mapping?.dateFormat == "yyyyMMdd")
    #expect([mapping?.date, mapping?.open, mapping?.close] == ["Day", "O", "Adj_Close"])
    let unnamed = [mapping?.symbol, mapping?.high, mapping?.low, mapping?.volume]
    #expect(unnamed == [nil, nil, nil, nil])
    let none = try DataCommand.Import.mapping([], symbolOfFile: nil, dateFormat: nil)
    #expect(none.map(\.date) == nil)
  }

  @Test func `a repair sends the decision with its reason`() throws {
    let command = try QS.parseAsRoot(["data", "repair", "f1", "--quarantine", "a bad print"])

    let repair = try #require(command as? DataCommand.Repair)
    #expect(repair.request.action == .quarantine)
    #expect(repair.request.reason == "a bad print")
  }

  @Test(arguments: ["2012-1-3", "03.01.2012", "yesterday", ""])
  func `a date that is none is a usage error`(text: String) {
    let failure = #expect(throws: CommandFailure.self) { try Typed.date(text, "--from") }
    #expect(failure?.outcome == .usage)
  }

  @Test func `symbols may be separated by spaces or commas, in any case`() {
    #expect(Typed.symbols(["aapl,msft", "IBM"]) == ["AAPL", "MSFT", "IBM"])
    #expect(Typed.symbols([]) == nil)
  }

  @Test(arguments: [
    (401, "session.missing", CommandFailure.Outcome.refused),
    (403, "permission.missing", .refused), (422, "risk.denied", .refused),
    (409, "governance.selfApproval", .refused), (404, "proposal.missing", .failed),
    (400, "body.invalid", .failed), (500, "internal", .failed),
  ])
  func `what the API refuses decides the exit code`(
    status: Int, code: String, outcome: CommandFailure.Outcome
  ) {
    let problem = Problem(
      type: "about:blank", title: "Title", status: status, detail: "Detail.", code: code,
      remedy: "Remedy.", request: "r")

    #expect(CommandFailure(problem).outcome == outcome)
    #expect(CommandFailure(problem).message == "Title: Detail.")
  }

  @Test func `every file that is written from the code is as it would be written now`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for file in Schema.files() {
      let contents = FileManager.default.contents(atPath: root.appending(path: file.path).path)
      let text = String(decoding: contents ?? Data(), as: UTF8.self)
      #expect(text == file.contents, "\(file.path) is stale: qs schema --write")
    }
  }
}
