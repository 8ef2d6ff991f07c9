import Chronology
import Market
import Performance
import Research
import Significance
import Strategies
import TestKit
import Testing

@Suite struct TrialFamilyTests {
  private static func ledger(_ drafts: TrialDraft...) -> [Trial] {
    drafts.enumerated().map { Trial(number: $0 + 1, run: nil, entry: $1) }
  }
  private static func day(_ number: Int32) -> SessionDate { SessionDate(day: number) }

  @Test func `the same evaluation again counts once, and another seed makes no other of it`() {
    var again = TrialDraft.made(specification: "a")
    again.seed = 99
    again.by = "somebody else"
    let ledger = Self.ledger(.made(specification: "a"), again, .made(specification: "b"))

    let family = TrialFamily(of: ledger[0].entry, among: ledger, declared: [])

    #expect(family.trials.map(\.number) == [1, 3])
    #expect(family.count == 2)
  }

  @Test func `failed and stopped evaluations count, without a ratio`() {
    let ledger = Self.ledger(
      .made(specification: "a", sharpe: 0.1), .made(specification: "b", outcome: .failed, sharpe: nil),
      .made(specification: "c", outcome: .stoppedEarly, sharpe: nil),
      .made(specification: "d", sharpe: 0.2))

    let family = TrialFamily(of: ledger[3].entry, among: ledger, declared: [])

    #expect(family.count == 4)
    #expect(family.sharpes == [0.1, 0.2])
  }

  @Test func `one of which only the data, the engine or the span differs is another`() {
    var data = TrialDraft.made()
    data.snapshot = SnapshotID(hex: "other")
    var engine = TrialDraft.made()
    engine.engineVersion = "2"
    let ledger = Self.ledger(.made(), data, engine, .made(to: Self.day(8)))

    #expect(TrialFamily(of: ledger[0].entry, among: ledger, declared: []).count == 4)
  }

  @Test func `spans that do not overlap are not one search`() {
    let ledger = Self.ledger(
      .made(specification: "a", from: Self.day(0), to: Self.day(9)),
      .made(specification: "b", from: Self.day(10), to: Self.day(20)),
      .made(specification: "c", from: Self.day(9), to: Self.day(10)))

    #expect(TrialFamily(of: ledger[0].entry, among: ledger, declared: []).trials.map(\.number) == [1, 3])
    #expect(TrialFamily(of: ledger[2].entry, among: ledger, declared: []).count == 3)
  }

  @Test func `what is derived from a trial asks its hypothesis, whatever it is called`() {
    let ledger = Self.ledger(
      .made(specification: "a", hypothesis: "momentum"),
      .made(specification: "b", hypothesis: "quite new", parent: 1),
      .made(specification: "c", hypothesis: "newer still", parent: 2),
      .made(specification: "d", hypothesis: "value"))

    for trial in ledger.prefix(3) {
      #expect(TrialFamily(of: trial.entry, among: ledger, declared: []).count == 3)
    }
    #expect(TrialFamily(of: ledger[3].entry, among: ledger, declared: []).count == 1)
  }

  @Test func `an ancestry that turns in a circle ends`() {
    let ledger = Self.ledger(
      .made(specification: "a", hypothesis: "x", parent: 2),
      .made(specification: "b", hypothesis: "y", parent: 1))

    #expect(TrialFamily.hypothesis(of: ledger[1].entry, among: ledger) == "x")
    #expect(TrialFamily(of: ledger[1].entry, among: ledger, declared: []).count >= 1)
  }

  @Test func `declared trials raise the number, and only that of their hypothesis`() throws {
    let ledger = Self.ledger(
      .made(specification: "a", sharpe: 0.05), .made(specification: "b", sharpe: 0.15))
    func declared(_ hypothesis: String) -> [DeclaredTrials] {
      [
        DeclaredTrials(
          hypothesis: hypothesis, count: 98, by: "ada", at: Timestamp(seconds: 0),
          because: "A notebook of last year.")
      ]
    }
    let plain = TrialFamily(of: ledger[0].entry, among: ledger, declared: declared("value"))
    let raised = TrialFamily(of: ledger[0].entry, among: ledger, declared: declared("general"))

    #expect(plain.count == 2)
    #expect(raised.count == 100)
    let low = try #require(plain.expectedMaximum(observations: 500))
    let high = try #require(raised.expectedMaximum(observations: 500))
    #expect(high > low)
    #expect(high == expectedMaximumSharpe(trials: 100, variance: 0.005))
  }

  @Test func `an only ratio among many trials is judged by the spread of chance`() {
    let ledger = Self.ledger(
      .made(specification: "a", sharpe: 0.1),
      .made(specification: "b", outcome: .failed, sharpe: nil))

    let family = TrialFamily(of: ledger[0].entry, among: ledger, declared: [])

    #expect(
      family.expectedMaximum(observations: 401)
        == expectedMaximumSharpe(trials: 2, variance: 1.0 / 400))
    let alone = TrialFamily(of: ledger[0].entry, among: [], declared: [])
    #expect(alone.count == 1)
    #expect(alone.expectedMaximum(observations: 401) == nil)
  }
}

@Suite struct TrialLedgerTests {
  @Test func `an entry says what was evaluated, and keeps the returns of its sessions`() async throws
  {
    let bench = Bench()
    let record = try await bench.run()

    let trial = try await bench.runs.trial(record.trial)
    let entry = trial.entry
    #expect(trial.run == record.id)
    #expect(entry.specificationHash == record.specificationHash)
    #expect(entry.snapshot == record.snapshot)
    #expect(entry.engineVersion == record.engineVersion)
    #expect(entry.universeHash == TrialDraft.hash(of: Bench.universe))
    #expect(entry.from == Bench.from && entry.to == Bench.to && entry.seed == 7)
    #expect(entry.by == "ada" && entry.role == .train && entry.outcome == .finished)
    #expect(entry.hypothesis == TrialDraft.general && entry.parent == nil)
    #expect(entry.metrics["sharpe"] == record.figure(.sharpe))
    let returns = try #require(try await bench.runs.returns(of: [record.trial])[record.trial])
    let report = try await bench.report(of: record)
    #expect(returns.sessions == report.sessions)
    #expect(returns.values == report.returns?.returns)
  }

  @Test func `a run is judged anew whenever it is read, by all that was tried since`() async throws {
    let bench = Bench()
    let first = try await bench.run(
      Bench.specification(.movingAverageCrossover(fast: 5, slow: 20, weight: 0.3)))
    for slow in [40, 60, 80] {
      _ = try await bench.run(
        Bench.specification(.movingAverageCrossover(fast: 5, slow: slow, weight: 0.3)))
    }

    let saved = try await bench.runs.run(first.id)
    let now = try #require(try await bench.desk.current([saved]).first)

    #expect(saved.figure(.distinctTrials) == 1)
    #expect(now.figure(.distinctTrials) == 4)
    #expect(try #require(now.figure(.deflatedSharpe)) < #require(saved.figure(.deflatedSharpe)))
    #expect(now.figure(.sharpe) == saved.figure(.sharpe))
    #expect(now.digest == saved.digest)
  }

  @Test func `declared trials lower what a run is worth`() async throws {
    let bench = Bench()
    let record = try await bench.run()
    try await bench.runs.declare(
      DeclaredTrials(
        hypothesis: TrialDraft.general, count: 50, by: "ada", at: Timestamp(seconds: 0),
        because: "A sweep elsewhere."))

    let now = try #require(try await bench.desk.current([record]).first)

    #expect(now.figure(.distinctTrials) == 51)
    #expect(try #require(now.figure(.deflatedSharpe)) < #require(record.figure(.deflatedSharpe)))
  }

  @Test func `a trial with a parent asks its parent's hypothesis and may name no other`() async throws
  {
    let bench = Bench()
    func run(_ hypothesis: String?, _ parent: Int?, slow: Int) async throws -> RunRecord {
      try await bench.desk.backtest(
        BacktestSettings(
          specification: Bench.specification(
            .movingAverageCrossover(fast: 5, slow: slow, weight: 0.3)),
          from: Bench.from, to: Bench.to, seed: 1, by: "ada", hypothesis: hypothesis,
          parent: parent), progress: { _ in })
    }
    let first = try await run("trend", nil, slow: 20)
    let child = try await run(nil, first.trial, slow: 40)
    let stranger = try await run(nil, nil, slow: 60)

    #expect(try await bench.runs.trial(child.trial).entry.hypothesis == "trend")
    #expect(child.figure(.distinctTrials) == 2)
    #expect(stranger.figure(.distinctTrials) == 1)
    let error = await #expect(throws: ResearchError.self) {
      try await run("fresh", first.trial, slow: 80)
    }
    #expect(error?.code == .invalid)
    #expect(try await bench.runs.trialCount() == 3)
    await #expect(throws: ResearchError.self) { try await run(nil, 77, slow: 80) }
  }

  @Test func `a buried trial is still there and still counts`() async throws {
    let bench = Bench()
    _ = try await bench.run()
    try await bench.runs.bury(1, by: "ada", because: "A typing error.", at: Timestamp(seconds: 9))

    let second = try await bench.run(
      Bench.specification(.movingAverageCrossover(fast: 5, slow: 20, weight: 0.3)))

    #expect(try await bench.runs.trial(1).isBuried)
    #expect(try await bench.runs.trialCount() == 2)
    #expect(second.figure(.distinctTrials) == 2)
  }
}
