import Contract
import Foundation
import Platform
import Server
import Testing

/// From bars to an approved strategy, on one symbol of the sample pack.
@Suite(
  .staged,
  .enabled(
    if: FileManager.default.fileExists(
      atPath: Stage.root.appending(path: ".qs/sample/manifest.json").path),
    "The sample pack is fetched by scripts/setup.sh."))
struct ResearchFlowTests {
  private let stage: Stage

  init() throws { stage = try #require(Stage.current) }

  private func client(_ role: RoleWord) throws -> APIClient {
    APIClient(
      InProcessTransport(
        gateway: Gateway(platform: stage.platform, hosts: [], isTLS: false),
        token: try stage.token(role)))
  }

  private func end(of job: JobView, _ client: APIClient) async throws -> JobView {
    var job = job
    while job.finishedAt == nil {
      try await Task.sleep(for: .milliseconds(5))
      job = try await client.one(JobView.self, "job", path: ["id": job.id])
    }
    return job
  }

  @Test func `ingest, backtest, reproduce, propose, approve`() async throws {
    let researcher = try client(.researcher)
    let ingested = try await end(
      of: researcher.one(
        JobView.self, "ingest",
        sending: IngestRequest(provider: .sample, symbols: ["AAPL", "^GSPC"])), researcher)
    #expect(ingested.state == .done, "\(ingested.message)")
    #expect(ingested.completed == 2)

    let bars = try await researcher.one(
      BarsView.self, "bars", path: ["symbol": "AAPL"],
      query: ["from": "2005-02-25", "to": "2005-02-28", "adjustment": "raw"])
    #expect(bars.sessions == ["2005-02-25", "2005-02-28"])
    #expect(bars.actions.map(\.value) == ["2:1"])

    let specification = """
      {"schema":1,"name":"One","summary":"","strategy":{"kind":"buyAndHold","weight":0.9},
      "universe":["AAPL"],"benchmark":"^GSPC","capital":100000,
      "costs":{"commissionPerShare":0.001,"slippageBasisPoints":5,"volumeLimit":0.1}}
      """
    let tested = try await end(
      of: researcher.one(
        JobView.self, "backtest",
        sending: BacktestRequest(
          specification: specification, from: "2009-01-05", to: "2009-12-31", seed: 3)), researcher)
    let run = try #require(tested.result, "\(tested.message)")
    let detail = try await researcher.one(RunDetail.self, "run", path: ["id": run])
    // 2009 had 252 sessions; the first, 2 January, is left out.
    #expect(detail.sessions.count == 251)
    #expect(detail.run.trial == 1)
    #expect(detail.run.dataLabel != nil)
    #expect(try await researcher.many(TrialView.self, "trials").map(\.run) == [run])
    #expect(try await !researcher.many(TradeView.self, "trades", path: ["id": run]).isEmpty)
    let sheet = try await researcher.raw("tearSheet", path: ["id": run])
    #expect(String(decoding: sheet, as: UTF8.self).contains("<svg"))

    let again = try await end(
      of: researcher.one(JobView.self, "reproduce", path: ["id": run]), researcher)
    #expect(again.state == .done, "\(again.message)")

    let proposal = try await researcher.one(
      ProposalView.self, "propose",
      sending: NewProposal(run: run, rationale: "A baseline for the desk."))
    let decision = NewDecision(approve: true, rationale: "Costs and limits checked.", days: 30)
    let decided = try await client(.risk).one(
      ProposalView.self, "decide", path: ["id": proposal.id], sending: decision)
    #expect(decided.state == .approved)
    #expect(decided.decidedBy == "risk")
    stage.clock.advance(by: .seconds(30 * 86_400))
    let later = try await stage.platform.answer(
      Call(endpoint: try #require(Endpoint.named("proposals")), caller: nil))
    guard case .json(let json) = later else {
      Issue.record("Expected JSON")
      return
    }
    #expect(try PayloadText.decode([ProposalView].self, from: json).map(\.state) == [.expired])
  }

  @Test func `one does not approve one's own proposal`() async throws {
    let admin = try client(.admin)
    _ = try await end(
      of: admin.one(
        JobView.self, "ingest", sending: IngestRequest(provider: .sample, symbols: ["AAPL"])), admin
    )
    let specification = """
      {"schema":1,"name":"One","summary":"","strategy":{"kind":"buyAndHold","weight":0.9},
      "universe":["AAPL"],"benchmark":null,"capital":100000,
      "costs":{"commissionPerShare":0,"slippageBasisPoints":0,"volumeLimit":null}}
      """
    let run = try #require(
      try await end(
        of: admin.one(
          JobView.self, "backtest",
          sending: BacktestRequest(
            specification: specification, from: "2009-01-05", to: "2009-03-31", seed: 3)), admin
      ).result)
    let proposal = try await admin.one(
      ProposalView.self, "propose",
      sending: NewProposal(run: run, rationale: "A baseline for the desk."))

    do {
      _ = try await admin.one(
        ProposalView.self, "decide", path: ["id": proposal.id],
        sending: NewDecision(approve: true, rationale: "I trust myself a lot.", days: 30))
      Issue.record("An account approved its own proposal.")
    } catch APIFailure.problem(let problem) {
      #expect(problem.code == "governance.refused")
      #expect(problem.status == 403)
    }
  }
}
