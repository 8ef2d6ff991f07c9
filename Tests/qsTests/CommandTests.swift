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
  ])
  func `a command is understood`(line: String) throws {
    _ = try QS.parseAsRoot(line.split(separator: " ").map(String.init))
  }

  @Test(arguments: [
    "backtest", "backtest s.json --from 2005-01-03", "backtest --again r1 --from 2005-01-03",
    "runs compare r1", "trade order buy AAPL 0", "trade order buy AAPL 1 --limit 2 --stop 3",
    "up --port-api 70000", "up --port-api 9000 --port-dashboard 9000", "halt",
    "schema --write --check",
    "account add sam --role king", "no-such-command",
  ])
  func `a wrong command is refused before anything is sent`(line: String) {
    #expect(throws: (any Error).self) {
      _ = try QS.parseAsRoot(line.split(separator: " ").map(String.init))
    }
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
