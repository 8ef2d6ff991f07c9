import Chronology
import Factors
import Market
import Research
import Strategies
import Testing
import Trading

@Suite struct LeakProofTests {
  @Test func `a hundred rules that look ahead are all caught, with session and symbol`() throws {
    let plan = BacktestPlan.drawn()
    let planted = FrameStrategy.make(isAhead: true)
    var missed: [String] = []
    for (name, make) in planted {
      let report = try LeakProof(of: plan, hash: "planted", cuts: 6, make: make).run()
      let finding = report.check(.poison)?.finding
      if report.check(.poison)?.status != .failed || finding?.symbol == nil { missed.append(name) }
    }
    #expect(planted.count == 100)
    #expect(missed.isEmpty, "\(missed.count) missed: \(missed)")
  }

  @Test func `a hundred rules that ask the past the same questions are all clean`() throws {
    let plan = BacktestPlan.drawn()
    let honest = FrameStrategy.make(isAhead: false)
    var accused: [String] = []
    for (name, make) in honest {
      let report = try LeakProof(of: plan, hash: "honest", cuts: 3, make: make).run()
      if !report.isComplete { accused.append("\(name): \(report.checks.map(\.evidence))") }
    }
    #expect(honest.count == 100)
    #expect(accused.isEmpty, "\(accused.count) accused: \(accused.prefix(3))")
  }

  @Test(arguments: [
    StrategyRule.buyAndHold(weight: 0.9), .movingAverageCrossover(fast: 5, slow: 15, weight: 0.2),
    .crossSectionalMomentum(lookback: 20, skip: 2, holdings: 2, weight: 0.9),
    .shortTermReversal(lookback: 5, names: 1, weight: 0.3),
  ])
  func `the built-in rules are clean`(rule: StrategyRule) throws {
    let plan = BacktestPlan.drawn()
    let specification = Bench.specification(rule, universe: plan.frame.symbols)

    let report = try LeakProof(of: plan, hash: specification.contentHash) { _ in
      specification.makeStrategy()
    }.run()

    #expect(report.isComplete, "\(report.checks.map(\.evidence))")
    #expect(report.checks.map(\.kind) == LeakCheck.Kind.allCases)
  }

  @Test func `what is found is the wish before the falsified rows, and the words say where`() throws
  {
    let plan = BacktestPlan.drawn()
    let report = try LeakProof(of: plan, hash: "planted", cuts: 4) { plan in
      FrameStrategy(plan.frame, .returnSign, distance: 1, isAhead: true, isWeekly: false)
    }.run()

    let check = try #require(report.check(.poison))
    let finding = try #require(check.finding)
    #expect(finding.stage == .signal)
    #expect(finding.was != finding.now)
    #expect(check.evidence.contains(finding.session.description))
    #expect(check.evidence.contains("on \(finding.session) changes from"))
    #expect(!report.isClean)
    #expect(report.check(.prefix)?.status == .failed)
  }

  @Test func `an average that never forgets fails on a longer warm-up and on nothing else`() throws {
    let report = try LeakProof(of: .drawn(), hash: "endless") { _ in EndlessAverage() }.run()

    #expect(report.check(.poison)?.status == .passed)
    #expect(report.check(.prefix)?.status == .passed)
    #expect(report.check(.warmUp)?.status == .failed)
    #expect(report.check(.warmUp)?.finding?.symbol == "AAA")
  }

  @Test func `data too short for twice the warm-up leave that check undone, not passed`() throws {
    let specification = Bench.specification(
      .movingAverageCrossover(fast: 5, slow: 40, weight: 0.2), universe: ["AAA", "BBB"])

    let report = try LeakProof(of: .drawn(rows: 60, first: 45), hash: "short") { _ in
      specification.makeStrategy()
    }.run()

    #expect(report.check(.warmUp)?.status == .notRun)
    #expect(report.isClean && !report.isComplete)
  }

  @Test func `the proof can be cancelled, and says after how many runs`() throws {
    let error = #expect(throws: BacktestError.self) {
      try LeakProof(of: .drawn(), hash: "x") { _ in BuyAndHold(symbolCount: 4, weight: 0.9) }
        .run { done, _ in done < 3 }
    }
    #expect(error?.code == .cancelled)
    #expect(error?.message.contains("after 3 of") == true)
  }

  @Test func `a report comes back from its JSON`() throws {
    let report = try LeakProof(of: .drawn(), hash: "endless") { _ in EndlessAverage() }.run()

    let bytes = try CanonicalJSON.bytes(of: report)

    #expect(try CanonicalJSON.value(LeakReport.self, from: bytes) == report)
  }
}

@Suite struct FactorLeakTests {
  private static let panel: FactorPanel = {
    let frame = BacktestPlan.drawn(rows: 40).frame
    return FactorPanel(
      sessions: frame.sessions, symbols: frame.symbols,
      fields: [.close: frame.close, .volume: frame.volume])
  }()

  /// rank(−Δ(close)) × volume; node 2 is the difference.
  private static let tree = FactorTree(
    nodes: [
      FactorNode(.field(.close)), FactorNode(.field(.volume)),
      FactorNode(.apply(.delta), arguments: [0], window: 3),
      FactorNode(.apply(.negate), arguments: [2]),
      FactorNode(.apply(.multiply), arguments: [3, 1]),
    ], rowsNeeded: 4)

  /// A small evaluation; with `shift` below zero the difference looks ahead, as a wrong sign does.
  private static func values(_ tree: FactorTree, _ panel: FactorPanel, shift: Int) -> [Double] {
    var results: [[Double]] = []
    let width = panel.width
    for node in tree.nodes {
      let arguments = node.arguments.map { results[$0] }
      results.append(
        (0..<(panel.rows * width)).map { cell in
          switch node.kind {
          case .field(let field): return panel.fields[field]?[cell] ?? .nan
          case .apply(.delta):
            let other = cell - shift * node.window * width
            return arguments[0].indices.contains(other)
              ? arguments[0][cell] - arguments[0][other] : .nan
          case .apply(.negate): return -arguments[0][cell]
          case .apply(.multiply): return arguments[0][cell] * arguments[1][cell]
          default: return .nan
          }
        })
    }
    return results[results.count - 1]
  }

  @Test func `the first node that looks ahead is named, not those that only pass it on`() throws {
    let leak = FactorLeak.first(in: Self.tree, over: Self.panel, from: 25) { tree, panel in
      Self.values(tree, panel, shift: -1)
    }

    let found = try #require(leak)
    #expect(found.node == 2)
    #expect(found.session == Self.panel.sessions[22])
    #expect(found.symbol == "AAA")
  }

  @Test func `an expression of the past has no leak`() {
    let leak = FactorLeak.first(in: Self.tree, over: Self.panel, from: 25) { tree, panel in
      Self.values(tree, panel, shift: 1)
    }
    #expect(leak == nil)
  }
}

@Suite struct DelayedStrategyTests {
  private static func executions(delay: Int) throws -> [BacktestTrade] {
    try BacktestDriver.run(
      .drawn(),
      strategies: [("x", DelayedStrategy(BuyAndHold(symbolCount: 4, weight: 0.8), by: delay))],
      caveats: [], progress: { _, _ in true }
    ).trades
  }

  @Test func `each bar of delay moves the first execution by a bar`() throws {
    let sessions = BacktestPlan.drawn().frame.sessions
    for delay in 0...3 {
      #expect(try Self.executions(delay: delay).first?.session == sessions[31 + delay])
    }
  }

  @Test func `without delay nothing changes`() throws {
    let plain = try BacktestDriver.run(
      .drawn(), strategies: [("x", BuyAndHold(symbolCount: 4, weight: 0.8))], caveats: [],
      progress: { _, _ in true })

    #expect(try Self.executions(delay: 0) == plain.trades)
  }

  @Test func `a rule that reads tomorrow's close loses what it earned by waiting`() throws {
    func final(_ delay: Int) throws -> Double {
      let plan = BacktestPlan.drawn()
      let peek = FrameStrategy(plan.frame, .returnSign, distance: 2, isAhead: true, isWeekly: false)
      let outcome = try BacktestDriver.run(
        plan, strategies: [("x", DelayedStrategy(peek, by: delay))], caveats: [],
        progress: { _, _ in true })
      return try #require(outcome.sessions.last).equity
    }
    #expect(try final(0) > 1.1 * final(2))
  }
}
