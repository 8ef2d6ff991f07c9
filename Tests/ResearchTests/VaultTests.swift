import Chronology
import Market
import Research
import Strategies
import TestKit
import Testing
import Trading

/// The vault: what is sealed is read by no path of research, until a frozen specification looks once.
@Suite struct VaultTests {
  private static let seal = Bench.day("2019-01-02")
  private static let before = Bench.day("2018-12-31")

  private static func sealed() async throws -> Bench {
    let bench = Bench()
    try await bench.desk.sealVault(from: seal, by: "ada", because: "The last year is for the end.")
    return bench
  }

  private static func settings(
    _ specification: StrategySpecification = Bench.specification(), from: SessionDate = Bench.from,
    to: SessionDate = Bench.to
  ) -> BacktestSettings {
    BacktestSettings(specification: specification, from: from, to: to, seed: 7, by: "ada")
  }

  private static func open(
    _ bench: Bench, _ settings: BacktestSettings = settings(), because: String = "It is frozen."
  ) async throws(ResearchError) -> RunRecord {
    try await bench.desk.openVault(for: settings, because: because, progress: { _ in })
  }

  @Test func `without a seal nothing is kept back`() async throws {
    let bench = Bench()

    #expect(try await bench.desk.vault().seal == nil)
    #expect(try await bench.run().trial == 1)
  }

  @Test func `a backtest that reaches into the vault is refused, says from when, and counts nothing`()
    async throws
  {
    let bench = try await Self.sealed()

    let error = await #expect(throws: ResearchError.self) { try await bench.run() }

    #expect(error?.code == .sealed)
    #expect(error?.message.contains("2019-01-02") == true)
    #expect(error?.remedy.isEmpty == false)
    #expect(try await bench.runs.trialCount() == 0)
    #expect(try await bench.run(to: Self.before).trial == 1)
    await #expect(throws: ResearchError.self) { try await bench.run(to: Self.seal) }
    await #expect(throws: ResearchError.self) {
      try await bench.run(from: Bench.day("2019-06-03"))
    }
  }

  @Test func `no reading of research's bars gives a sealed one`() async throws {
    let bench = try await Self.sealed()
    let bars = SealedBars(bench.market, vault: bench.runs)

    for range in [Bench.first...Self.seal, Self.seal...Bench.to, Bench.first...Bench.to] {
      let snapshot = await #expect(throws: StoreError.self) {
        try await bars.snapshot(of: ["AAA"], over: range)
      }
      let panel = await #expect(throws: StoreError.self) {
        try await bars.panel(.close, of: ["AAA"], over: range, adjusted: .raw)
      }
      #expect(snapshot?.code == .conflict && panel?.code == .conflict)
      let error = await #expect(throws: ResearchError.self) {
        try await bars.requireReadable(range)
      }
      #expect(error?.code == .sealed)
    }
    let read = try await bars.snapshot(of: ["AAA"], over: Bench.first...Self.before)
    #expect(read.series[0].sessions.last == Self.before)
  }

  @Test func `a backtest cannot give itself the role of a look`() async throws {
    let bench = Bench()
    let settings = BacktestSettings(
      specification: Bench.specification(), from: Bench.from, to: Bench.to, seed: 1, by: "ada",
      role: .vault)

    let error = await #expect(throws: ResearchError.self) {
      try await bench.desk.backtest(settings, progress: { _ in })
    }

    #expect(error?.code == .sealed)
  }

  @Test func `a frozen specification looks once; the second look is refused and spends the vault`()
    async throws
  {
    let bench = try await Self.sealed()
    _ = try await bench.run(to: Self.before)

    let look = try await Self.open(bench)

    let report = try await bench.report(of: look)
    #expect(report.sessions.last == Bench.to)
    #expect(try await bench.runs.trial(look.trial).entry.role == .vault)
    let opening = try #require(try await bench.desk.vault().openings.first)
    #expect(opening.run == look.id && !opening.isSpent && opening.trials == 2)
    #expect(opening.from == Self.seal && opening.to == Bench.to)

    let error = await #expect(throws: ResearchError.self) { try await Self.open(bench) }
    #expect(error?.code == .sealed)
    #expect(try await bench.desk.vault().openings.map(\.isSpent) == [true])
    #expect(try await bench.runs.trialCount() == 2)
  }

  @Test func `another name, benchmark, capital or cost is no other strategy`() async throws {
    let bench = try await Self.sealed()
    _ = try await bench.run(to: Self.before)
    _ = try await Self.open(bench)
    let dear = ExecutionCosts(commissionPerShare: 0.01, slippageBasisPoints: 9, volumeLimit: nil)

    for disguise in [
      Bench.specification(name: "Quite new"), Bench.specification(benchmark: nil),
      Bench.specification(costs: dear),
    ] {
      _ = try await bench.run(disguise, to: Self.before)
      let error = await #expect(throws: ResearchError.self) {
        try await Self.open(bench, Self.settings(disguise))
      }
      #expect(error?.code == .sealed)
    }
    let other = Bench.specification(.movingAverageCrossover(fast: 5, slow: 20, weight: 0.3))
    _ = try await bench.run(other, to: Self.before)
    #expect(try await Self.open(bench, Self.settings(other)).figure(.sharpe) != nil)
  }

  @Test func `a part of what was seen is not shown again, and later data is shown once`() async throws {
    let bench = try await Self.sealed()
    _ = try await bench.run(to: Self.before)
    let middle = Bench.day("2019-06-28")
    _ = try await Self.open(bench, Self.settings(to: middle))

    await #expect(throws: ResearchError.self) {
      try await Self.open(bench, Self.settings(to: Bench.to))
    }
    let later = Self.settings(Bench.specification(), from: Bench.day("2019-09-03"))
    #expect(try await Self.open(bench, later).from == later.from)
    #expect(try await bench.desk.vault().openings.count == 2)
  }

  @Test func `what was never evaluated, lies outside or has no reason is not opened`() async throws {
    let bench = try await Self.sealed()

    let unknown = await #expect(throws: ResearchError.self) { try await Self.open(bench) }
    _ = try await bench.run(to: Self.before)
    let outside = await #expect(throws: ResearchError.self) {
      try await Self.open(bench, Self.settings(to: Self.before))
    }
    let silent = await #expect(throws: ResearchError.self) {
      try await Self.open(bench, because: "  ")
    }

    #expect([unknown?.code, outside?.code, silent?.code] == [.invalid, .invalid, .invalid])
    #expect(try await bench.desk.vault().openings.isEmpty)
  }

  @Test func `a look that was stopped is used up, and counts`() async throws {
    let bench = try await Self.sealed()
    _ = try await bench.run(to: Self.before)
    let task = Task { () throws(ResearchError) -> RunRecord in
      try await bench.desk.openVault(for: Self.settings(), because: "Now.") { step in
        if step.stage == .simulating { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }

    await #expect(throws: ResearchError.self) { try await task.joined }
    await #expect(throws: ResearchError.self) { try await Self.open(bench) }

    let trials = try await bench.runs.trials(limit: 9, offset: 0)
    #expect(trials.map(\.entry.outcome) == [.stoppedEarly, .finished])
    #expect(trials[0].entry.role == .vault)
  }

  @Test func `a run of before the seal is not made again over sealed data, the look's own run is`()
    async throws
  {
    let bench = Bench()
    let early = try await bench.run(Bench.specification(.buyAndHold(weight: 0.5), name: "Early"))
    try await bench.desk.sealVault(from: Self.seal, by: "ada", because: "Better late.")
    _ = try await bench.run(to: Self.before)
    let look = try await Self.open(bench)

    let error = await #expect(throws: ResearchError.self) {
      try await bench.desk.again(early.id, progress: { _ in })
    }

    #expect(error?.code == .sealed)
    #expect(try await bench.desk.again(look.id, progress: { _ in }).isIdentical)
  }

  @Test func `a seal moves to an earlier session and never to a later one`() async throws {
    let bench = try await Self.sealed()

    let error = await #expect(throws: ResearchError.self) {
      try await bench.desk.sealVault(
        from: Bench.day("2019-06-03"), by: "bob", because: "I want more data.")
    }
    try await bench.desk.sealVault(
      from: Bench.day("2018-07-02"), by: "bob", because: "More for the end.")

    #expect(error?.code == .sealed)
    #expect(try await bench.desk.vault().seal?.from == Bench.day("2018-07-02"))
  }

  @Test func `a vault that cannot be read keeps everything back`() async throws {
    let bench = try await Self.sealed()
    await bench.runs.breakVault()

    let error = await #expect(throws: ResearchError.self) { try await bench.run(to: Self.before) }

    #expect(error?.code == .store)
    #expect(error?.store?.code == .corrupt)
  }

  @Test(arguments: [(0.2, 8), (0.25, 7), (0.01, 9), (0, nil), (1, nil), (0.95, nil)])
  func `a share of the history is sealed from its session on`(share: Double, first: Int?) {
    let sessions = Array(Bench.sessions.prefix(10))

    #expect(VaultSeal.date(sealing: share, of: sessions) == first.map { sessions[$0] })
  }
}
