import Chronology
import Executors
import Market
import Research
import Strategies
import Synchronization
import TestKit
import Testing
import Trading

@Suite struct ResearchDeskTests {
  @Test func `a run is saved with its digest, its figures and its place in the ledger`()
    async throws
  {
    let bench = Bench()

    let record = try await bench.run()
    let bytes = try await bench.runs.report(of: record.id)
    let report = try await bench.report(of: record)

    #expect(record.trial == 1)
    #expect(record.digest == BacktestReport.digest(of: bytes))
    #expect(record.id == "r1-\(record.digest.prefix(16))")
    #expect(record.by == "ada")
    #expect(report.sessions.first == Bench.from)
    #expect(report.sessions.last == Bench.to)
    #expect(report.equity.first == 1_000_000)
    #expect(record.figure(.finalEquity) == report.equity.last)
    #expect(!report.fills.isEmpty)
    #expect(record.figure(.trades) == Double(report.fills.count))
    #expect(record.figure(.pValue) != nil)
    #expect(record.figure(.deflatedSharpe) != nil)
    #expect(try await bench.runs.trials(limit: 10, offset: 0).map(\.run) == [record.id])
    #expect(try await bench.runs.waitingDeliveries().map(\.run) == [record.id])
    #expect(bench.saved.value == 1)
  }

  @Test func `one lane, three lanes and another day give the same bytes`() async throws {
    let first = try await Bench(lanes: 1).run()
    let second = try await Bench(lanes: 3, day: 400).run()

    #expect(first.digest == second.digest)
    #expect(first.createdAt != second.createdAt)
  }

  @Test func `another seed changes the test of luck and nothing of the trading`() async throws {
    let bench = Bench()

    let first = try await bench.report(of: bench.run(seed: 1))
    let second = try await bench.report(of: bench.run(seed: 2))

    #expect(first.equity == second.equity)
    #expect(first.significance != second.significance)
  }

  @Test func `a saved run is made again to the byte, later, and counts as no new trial`()
    async throws
  {
    let runs = MemoryRunStore()
    let record = try await Bench(lanes: 2, runs: runs).run()
    _ = try await Bench(runs: runs).run(Bench.specification(.buyAndHold(weight: 0.9), name: "Hold"))

    let later = Bench(lanes: 1, day: 900, runs: runs)
    let repeated = try await later.desk.again(record.id, progress: { _ in })

    #expect(repeated.isIdentical, "\(repeated.differences)")
    #expect(repeated.digestNow == record.digest)
    #expect(try await runs.trialCount() == 2)
  }

  @Test func `a run over changed data says what differs`() async throws {
    let runs = MemoryRunStore()
    let record = try await Bench(seed: 11, runs: runs).run()

    let repeated = try await Bench(seed: 12, runs: runs).desk.again(
      record.id, progress: { _ in })

    #expect(!repeated.isIdentical)
    #expect(repeated.digestNow != record.digest)
    #expect(repeated.differences.contains { $0.hasPrefix("Market data snapshot: ") })
    #expect(repeated.differences.contains { $0.hasPrefix("First equity that differs: ") })
  }

  @Test func `a report that was changed on disk is not compared but refused`() async throws {
    let bench = Bench()
    let record = try await bench.run()
    await bench.runs.damage(record.id, with: Array("{}".utf8))

    let error = await #expect(throws: ResearchError.self) {
      try await bench.desk.again(record.id, progress: { _ in })
    }

    #expect(error?.code == .unreadable)
  }

  @Test func `every further distinct trial deflates, and the same one again does not`()
    async throws
  {
    let bench = Bench()
    func trial(_ slow: Int) async throws -> RunRecord {
      try await bench.run(
        Bench.specification(.movingAverageCrossover(fast: 5, slow: slow, weight: 0.3)))
    }
    let alone = try await trial(20)
    for slow in [40, 60, 80] { _ = try await trial(slow) }
    let among = try await trial(20)

    #expect(alone.figure(.distinctTrials) == 1)
    #expect(alone.figure(.deflatedSharpe) == alone.figure(.probabilisticSharpe))
    #expect(among.figure(.distinctTrials) == 4)
    #expect(among.digest == alone.digest)
    #expect(among.trial == 5)
    let before = try #require(alone.figure(.deflatedSharpe))
    let after = try #require(among.figure(.deflatedSharpe))
    #expect(after < before)
  }

  @Test func `a strategy that loses steadily is not significant`() async throws {
    let record = try await Bench(drift: -0.002).run(
      Bench.specification(.buyAndHold(weight: 1), name: "Catching knives"))

    let sharpe = try #require(record.figure(.sharpe))
    #expect(sharpe < -1)
    #expect(try #require(record.figure(.pValue)) > 0.5)
    #expect(try #require(record.figure(.signFlipPValue)) > 0.5)
    #expect(record.figure(.minimumTrackRecord) == nil)
  }

  @Test func `a strategy that holds nothing earns nothing and has no ratio`() async throws {
    let bench = Bench()
    let record = try await bench.run(
      Bench.specification(.buyAndHold(weight: 0), name: "Cash"))
    let report = try await bench.report(of: record)

    #expect(report.equity.allSatisfy { $0 == 1_000_000 })
    #expect(record.figure(.totalReturn) == 0)
    #expect(record.figure(.sharpe) == nil)
    #expect(report.significance == nil)
    #expect(record.figure(.deflatedSharpe) == nil)
    #expect(try await bench.runs.trials(limit: 1, offset: 0).first?.sharpe == nil)
  }

  @Test func `costs show: dearer trading leaves less, and the report says what it cost`()
    async throws
  {
    let bench = Bench()
    func equity(_ points: Double) async throws -> (final: Double, slippage: Double) {
      let costs = ExecutionCosts(
        commissionPerShare: 0.001, slippageBasisPoints: points, volumeLimit: nil)
      let record = try await bench.run(Bench.specification(costs: costs))
      return (
        try #require(record.figure(.finalEquity)), try #require(record.figure(.slippage))
      )
    }

    let cheap = try await equity(0)
    let dear = try await equity(50)

    #expect(cheap.slippage == 0)
    #expect(dear.slippage > 0)
    #expect(dear.final < cheap.final)
  }

  @Test func `what an account pays beside commissions and slippage is in its costs`() async throws {
    let costs = ExecutionCosts(
      commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: nil,
      financing: FinancingTerms(debitRate: 0.06, creditRate: 0.02))
    let bench = Bench()
    let record = try await bench.run(
      Bench.specification(.buyAndHold(weight: 1), name: "Charged", costs: costs))

    let parts: [RunFigure] = [.commissions, .slippage, .fees, .impact, .borrow, .financing]
    let sum = try parts.reduce(0) { try $0 + #require(record.figure($1)) }
    #expect(abs(try #require(record.figure(.costs)) - sum) < 1e-6)
    #expect(try #require(record.figure(.financing)) != 0)
  }

  @Test func `data without opens or volumes is named before the results`() async throws {
    let record = try await Bench(closeOnly: true).run()

    #expect(record.caveats.contains("All 3 symbols: closes only; fills are at closes."))
    #expect(record.caveats.contains { $0.contains("volume unknown") })
    #expect(record.caveats.contains { $0.contains("adjusted by the source") })
  }

  @Test func `a universe that nobody ever left is called one of survivors`() async throws {
    let record = try await Bench().run()

    #expect(record.caveats.contains { $0.hasPrefix("None of the 3 symbols left the market") })
  }

  @Test func `a volume limit on data without volumes is said to fill nothing`() async throws {
    let costs = ExecutionCosts(
      commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: 0.1)

    let record = try await Bench(closeOnly: true).run(Bench.specification(costs: costs))

    #expect(record.figure(.trades) == 0)
    #expect(record.caveats.contains { $0.contains("under costs.volumeLimit no order") })
  }

  @Test func `few sessions, sample data and a missing benchmark are said`() async throws {
    let bench = Bench { $0.provider = "sample" }

    let short = try await bench.run(
      Bench.specification(benchmark: nil), from: Bench.day("2019-11-01"))

    #expect(short.dataLabel == "Sample data, ends 2019-12-31")
    #expect(short.caveats.contains { $0.hasPrefix("Only 41 sessions") })
    #expect(short.figure(.beta) == nil)
  }

  @Test func `the label names the end of what was traded, not of a benchmark that goes on`()
    async throws
  {
    let end = Bench.day("2018-06-29")
    let bench = Bench { market in
      market.provider = "sample"
      market.series = market.series.map {
        $0.symbol == "^IDX" ? $0 : $0.within(Bench.first...end)
      }
    }

    let record = try await bench.run()

    #expect(record.dataLabel == "Sample data, ends 2018-06-29")
    #expect(record.caveats.contains { $0.contains("from 2016-01-04 to 2018-06-29") })
    #expect(try await Bench().run().caveats.contains { $0.contains("reach from") } == false)
  }

  @Test func `a symbol that nobody ingested is a refusal with a remedy, and counts no trial`()
    async throws
  {
    let bench = Bench()

    let error = await #expect(throws: ResearchError.self) {
      try await bench.run(Bench.specification(universe: ["AAA", "NOPE"]))
    }

    #expect(error?.code == .noMarketData)
    #expect(error?.message.contains("NOPE") == true)
    #expect(try await bench.runs.trialCount() == 0)
  }

  @Test func `an end before the beginning is refused`() async throws {
    let error = await #expect(throws: ResearchError.self) {
      try await Bench().run(from: Bench.to, to: Bench.from)
    }

    #expect(error?.code == .invalid)
  }

  @Test func `a backtest that is stopped after the market was read saves nothing, and counts`()
    async throws
  {
    let bench = Bench()
    let settings = BacktestSettings(
      specification: Bench.specification(), from: Bench.from, to: Bench.to, seed: 1, by: "ada")
    let task = Task { () throws(ResearchError) -> RunRecord in
      try await bench.desk.backtest(settings) { step in
        // From within: the first report of the simulation ends the task that runs it.
        if step.stage == .simulating { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }

    let error = await #expect(throws: ResearchError.self) { try await task.joined }

    #expect(error?.code == .cancelled)
    #expect(try await bench.runs.runs(limit: 1, offset: 0).isEmpty)
    #expect(bench.saved.value == 0)
    let trial = try #require(try await bench.runs.trials(limit: 2, offset: 0).first)
    #expect(trial.entry.outcome == .stoppedEarly)
    #expect(trial.run == nil && trial.sharpe == nil)
    #expect(trial.specificationHash == settings.specification.contentHash)
  }

  @Test func `progress passes every stage in order and ends at one`() async throws {
    let bench = Bench()
    let seen = Mutex<[ResearchProgress]>([])
    let settings = BacktestSettings(
      specification: Bench.specification(), from: Bench.from, to: Bench.to, seed: 1, by: "ada")

    _ = try await bench.desk.backtest(settings) { step in seen.withLock { $0.append(step) } }

    let steps = seen.withLock(\.self)
    var stages: [ResearchProgress.Stage] = []
    for step in steps where stages.last != step.stage { stages.append(step.stage) }
    #expect(stages == [.reading, .simulating, .testing, .saving])
    #expect(steps.last?.total == 1)
    #expect(steps.allSatisfy { (0...1).contains($0.total) })
  }
}
