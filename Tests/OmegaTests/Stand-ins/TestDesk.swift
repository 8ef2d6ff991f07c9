import Chronology
import Execution
import Governance
import Market
import Risk
import Strategies
import Synchronization
import TestKit
import Trading

@testable import Omega

/// Approvals as a test wants them.
final class TestRegister: ApprovalRegister {
  private let isApproved = Mutex(true)
  private let fails = Mutex(false)

  func revoke() { isApproved.withLock { $0 = false } }
  func breakDown() { fails.withLock { $0 = true } }

  func approval(
    of specificationHash: String, at now: Timestamp
  ) async throws(GovernanceError) -> Decision? {
    if fails.withLock({ $0 }) {
      throw GovernanceError(.store, "The register cannot be read.", remedy: "Restore it.")
    }
    guard isApproved.withLock({ $0 }) else { return nil }
    return Decision(
      isApproval: true, by: "oskar", at: now, rationale: "The evidence is sound.",
      expiresAt: now.advanced(by: .seconds(86_400)))
  }
}

/// Everything a desk told, in order.
final class Witness: Sendable {
  private let events = Mutex<[DeskEvent]>([])

  var all: [DeskEvent] { events.withLock { $0 } }

  var observe: @Sendable (DeskEvent) -> Void {
    { event in self.events.withLock { $0.append(event) } }
  }
}

/// A desk with all that is around it; its clock stands still, so a test makes each step itself.
struct TestDesk {
  static let start = Timestamp(seconds: 1_700_000_000)

  let bars: MemoryBars
  let specification: StrategySpecification
  let from: SessionDate
  let to: SessionDate
  var limits = RiskLimits.research
  let register = TestRegister()

  /// A market of five symbols and a benchmark, drawn from a seed.
  init(seed: UInt64, rule: StrategyRule, sessions count: Int = 60, history: Int = 40) {
    let calendar = TradingCalendar.xnys
    let first = SessionDate(day: 16_437)
    let sessions = Array(
      calendar.sessions(in: first...first.advanced(by: 2 * (count + history))).prefix(
        count + history))
    let universe: [Symbol] = ["AAA", "BBB", "CCC", "DDD"]
    bars = .drawn(from: seed, symbols: universe + ["^IDX"], sessions: sessions)
    specification = StrategySpecification(
      name: "Seeded", summary: "A strategy for tests.", rule: rule, universe: universe,
      benchmark: "^IDX", capital: 1_000_000,
      costs: ExecutionCosts(commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: 0.1))
    from = sessions[history]
    to = sessions[count + history - 1]
  }

  func make(
    _ journal: MemoryJournal, clock: any WallClock = ManualClock(at: start),
    bars other: MemoryBars? = nil, witness: Witness = Witness()
  ) -> TradingDesk {
    TradingDesk(
      journal: journal, bars: other ?? bars, approvals: register, clock: clock,
      settings: .init(limits: limits, calendar: .xnys, sessionsPerCheckpoint: 7),
      observe: witness.observe)
  }

  /// A desk that was started and stands before its first session.
  func started(
    _ journal: MemoryJournal = MemoryJournal(), clock: any WallClock = ManualClock(at: start),
    speed: Double = 1, witness: Witness = Witness()
  ) async throws -> TradingDesk {
    let desk = make(journal, clock: clock, witness: witness)
    try await desk.recover()
    try await desk.start(
      specification, from: from, to: to, speed: speed, capital: specification.capital, by: "tara")
    return desk
  }
}

extension TradingDesk {
  /// Runs `count` sessions at once.
  func run(_ count: Int) async throws {
    for _ in 0..<count where phase == .replaying {
      _ = try await inTurn { () throws(DeskError) in
        try await step()
        announce()
      }
    }
  }

  /// Runs to the end of the replay.
  func runOut() async throws {
    while phase == .replaying { try await run(1) }
  }

  /// What came of the replay: orders without the instants of their lives, equity, books.
  var result: Outcome {
    Outcome(
      orders: core?.engine.orders.map(Outcome.Line.init) ?? [],
      equity: core?.curve.map(\.equity) ?? [], cash: core?.engine.cash,
      isBalanced: core?.engine.books.isBalanced ?? true,
      reconciliation: core?.reconciliation().differences ?? [],
      replay: core?.differences ?? [])
  }
}

/// The end of a replay, to be compared.
struct Outcome: Hashable {
  struct Line: Hashable {
    let proposal: OrderProposal
    let state: OrderState
    let filled: Quantity
    let fills: [Fill]
    let commission: Money

    init(_ order: Order) {
      proposal = order.proposal
      state = order.state
      filled = order.filled
      fills = order.fills
      commission = order.commission
    }
  }

  let orders: [Line]
  let equity: [Double]
  let cash: Money?
  let isBalanced: Bool
  let reconciliation: [ReconciliationDifference]
  let replay: [ReconciliationDifference]
}
