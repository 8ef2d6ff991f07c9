import Contract
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Server
import Testing

/// The calls that change something, through the client that the command line uses.
@Suite(.staged) struct FlowTests: Conversation {
  let stage: Stage

  init() throws { stage = try #require(Stage.current) }

  @Test func `the same client speaks for the operator in this process`() async throws {
    let client = APIClient(
      InProcessTransport(gateway: Gateway(platform: stage.platform, hosts: [], isTLS: false)))

    let session = try await client.one(SessionView.self, "session")
    let problem = await problem { try await client.many(AccountView.self, "accounts") }

    #expect(session.account == "local")
    #expect(problem?.status == 403)
  }

  @Test func `a halt with a page of words halts, and the trail keeps the beginning`() async throws {
    let words = String(repeating: "x", count: 100_000)

    let desk = try await client(.trader).one(
      DeskView.self, "halt", sending: Reason(reason: words))

    #expect(desk.tradingState == .halted)
    let trail = try await client(.viewer).many(AuditView.self, "audit")
    #expect(trail.first { $0.action == "desk.halted" }?.rationale.count == 1000)
  }

  @Test func `the status tells what is held and what runs`() async throws {
    let status = try await client(.viewer).one(StatusView.self, "status")

    #expect(status.data.bars == 0)
    #expect(status.services.map(\.name) == ["api", "dashboard", "mlflow", "warehouse"])
    #expect(status.services.last?.state == .up)
    #expect(status.services.last?.latencyMilliseconds != nil)
    #expect(status.services[2].state == .off)
  }

  @Test func `shipped strategies are listed with their hashes`() async throws {
    let client = try client(.viewer)
    let strategies = try await client.many(StrategyView.self, "strategies")

    #expect(strategies.count >= 3)
    for strategy in strategies {
      let check = try await client.one(
        SpecificationCheck.self, "checkSpecification",
        sending: SpecificationText(specification: strategy.specification))
      #expect(check.hash == strategy.hash)
      #expect(check.faults.isEmpty)
    }
  }

  @Test func `a specification's faults are named`() async throws {
    let check = try await client(.viewer).one(
      SpecificationCheck.self, "checkSpecification", sending: SpecificationText(specification: "{}")
    )

    #expect(check.hash == nil)
    #expect(!check.faults.isEmpty)
  }

  @Test func `a backtest without data fails and says so`() async throws {
    let client = try client(.researcher)
    let strategy = try #require(try await client.many(StrategyView.self, "strategies").first)
    var job = try await client.one(
      JobView.self, "backtest",
      sending: BacktestRequest(
        specification: strategy.specification, from: "2010-01-04", to: "2012-12-28", seed: 1))
    while job.finishedAt == nil {
      try await Task.sleep(for: .milliseconds(5))
      job = try await client.one(JobView.self, "job", path: ["id": job.id])
    }

    #expect(job.state == .failed)
    #expect(!job.message.isEmpty)
    #expect(try await client.many(RunView.self, "runs").isEmpty)
    #expect(try await client.many(TrialView.self, "trials").isEmpty)
  }

  @Test(arguments: [
    ("{}", "2010-01-04", "2012-12-28", 1), ("", "2010-01-04", "2012-12-28", 1),
    ("good", "2012-12-28", "2010-01-04", 1), ("good", "2010-02-30", "2012-12-28", 1),
    ("good", "2010-01-04", "2012-12-28", -1),
  ])
  func `a backtest that cannot be is refused before it is queued`(
    specification: String, from: String, to: String, seed: Int
  ) async throws {
    let client = try client(.researcher)
    let good = try #require(try await client.many(StrategyView.self, "strategies").first)

    let problem = await problem {
      try await client.one(
        JobView.self, "backtest",
        sending: BacktestRequest(
          specification: specification == "good" ? good.specification : specification, from: from,
          to: to, seed: seed))
    }

    #expect(problem?.status == 422)
    #expect(try await client.many(JobView.self, "jobs").isEmpty)
  }

  @Test func `ingesting from the vendor without a key says what is missing`() async throws {
    let client = try client(.researcher)

    let problem = await problem {
      try await client.one(JobView.self, "ingest", sending: IngestRequest(provider: .fmp))
    }

    #expect(problem?.code == "provider.keyMissing")
    #expect(problem?.remedy.contains("FMP_API_KEY") == true)
  }

  @Test func `HALT holds, is written down, and only the risk officer lifts it`() async throws {
    let halted = try await client(.trader).one(
      DeskView.self, "halt", sending: Reason(reason: "The data look wrong"))
    #expect(halted.tradingState == .halted)
    #expect(halted.stateBy == "trader")
    #expect(halted.stateReason == "The data look wrong")

    let refused = await problem {
      try await client(.trader).one(DeskView.self, "resume", sending: Reason(reason: "Looks fine"))
    }
    #expect(refused?.status == 403)

    let resumed = try await client(.risk).one(
      DeskView.self, "resume", sending: Reason(reason: "Checked with the vendor"))
    #expect(resumed.tradingState == .active)

    let audit = try await client(.viewer).many(AuditView.self, "audit")
    #expect(
      audit.prefix(2).map { "\($0.actor) \($0.action)" } == [
        "risk desk.resumeAsked", "trader desk.halted",
      ])
    #expect(try await client(.viewer).one(AuditVerdict.self, "verifyAudit").isIntact)
  }

  @Test func `HALT is known after the process is gone`() async throws {
    _ = try await client(.trader).one(
      DeskView.self, "halt", sending: Reason(reason: "The data look wrong"))
    await stage.platform.close()

    let again = try await Platform.open(
      try await Stage.settings(in: stage.folder), clock: stage.clock,
      logger: stage.platform.logger, hashing: quickHashing)
    let desk = try await APIClient(
      InProcessTransport(gateway: Gateway(platform: again, hosts: [], isTLS: false))
    ).one(DeskView.self, "desk")
    await again.close()

    #expect(desk.tradingState == .halted)
    #expect(desk.stateReason == "The data look wrong")
  }

  @Test func `nothing trades that was not approved`() async throws {
    let client = try client(.trader)
    let strategy = try #require(try await client.many(StrategyView.self, "strategies").first)

    let problem = await problem {
      try await client.one(
        DeskView.self, "startDesk",
        sending: DeskStart(
          specificationHash: strategy.hash, from: "2010-01-04", to: "2012-12-28", speed: 10,
          capital: 1_000_000))
    }

    #expect(problem?.code == "approval.missing")
    #expect(problem?.status == 403)
  }

  @Test func `an order without a replay is refused, and a bad ticket before that`() async throws {
    let client = try client(.trader)
    func place(_ shares: Int, _ kind: OrderKindWord, _ price: Double?) async -> Problem? {
      await problem {
        try await client.one(
          OrderView.self, "placeOrder",
          sending: OrderTicket(
            symbol: "AAPL", side: .buy, shares: shares, kind: kind, price: price,
            idempotencyKey: "k"))
      }
    }

    #expect(await place(10, .market, nil)?.status == 409)
    #expect(await place(0, .market, nil)?.status == 422)
    #expect(await place(-5, .market, nil)?.status == 422)
    #expect(await place(10, .market, 5)?.status == 422)
    #expect(await place(10, .limit, nil)?.status == 422)
    #expect(await place(10, .limit, -1)?.status == 422)
    #expect(await place(10, .stop, 0)?.status == 422)
  }

  @Test func `what does not exist is missing, not a fault`() async throws {
    let client = try client(.admin)
    for (endpoint, path) in [
      ("run", "r1-x"), ("trades", "r1-x"), ("job", "j1"), ("cancelOrder", "1-1"),
      ("withdraw", "p-1"), ("reproduce", "r1-x"), ("revokeCredential", "000000000000"),
    ] {
      let problem = await problem { try await client.raw(endpoint, path: ["id": path]) }
      #expect(problem?.status == 404, "\(endpoint)")
    }
    let symbol = await problem { try await client.raw("bars", path: ["symbol": "NONE"]) }
    #expect(symbol?.status == 404)
  }
}
