import Chronology
import Columnar
import Foundation
import Market
import Research
import Strategies
import Testing
import Trading

/// Two engines that share no step must agree on every order, fill and cent.
///
/// `QS_FUZZ_CASES` and `QS_FUZZ_SEED` in the environment ask for more cases, or for others.
@Suite struct EngineAgreementTests {
  private static func setting(_ name: String, else usual: UInt64) -> UInt64 {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } ?? usual
  }

  /// What a run of cases met, so that none is left out by chance.
  private struct Coverage: Equatable {
    var orders = 0
    var trades = 0
    var partial = 0
    var settled = 0
    var shorts = 0
    var dividends = 0
    var refused = 0
    var endings: Set<ColumnarOrder.Ending> = []
    var kinds: Set<String> = []

    mutating func note(_ outcome: ColumnarOutcome, _ rule: StrategyRule) {
      orders += outcome.orders.count
      trades += outcome.trades.count
      partial += outcome.orders.count { $0.state == .partiallyFilled }
      settled += outcome.trades.count { $0.order == nil }
      shorts += outcome.holdings.count { $0.shares < 0 }
      if outcome.totals.dividends != .zero { dividends += 1 }
      endings.formUnion(outcome.orders.compactMap(\.ending))
      if !outcome.trades.isEmpty { kinds.insert(rule.kind) }
    }
  }

  @Test func `made-up markets end alike, order by order and cent by cent`() throws {
    let first = Self.setting("QS_FUZZ_SEED", else: 1)
    let count = Self.setting("QS_FUZZ_CASES", else: 400)
    var coverage = Coverage()
    var failures = 0
    for seed in first..<(first + count) {
      let made = try MadeUpCase(seed: seed)
      let events = try made.events()
      let columns: ColumnarOutcome
      do throws(ColumnarRefusal) {
        columns = try made.columns()
      } catch {
        coverage.refused += 1
        continue
      }
      coverage.note(columns, made.specification.rule)
      if let difference = Disagreement.first(columns, events, on: made.frame) {
        Issue.record("seed \(seed), \(made.specification.rule): \(difference)")
        failures += 1
        if failures == 5 { break }
      }
    }
    print("engine agreement: seeds \(first) to \(first + count - 1), \(coverage)")
    guard count >= 400 else { return }
    #expect(coverage.trades > 10 * Int(count))
    #expect(coverage.partial > 0 && coverage.settled > 0 && coverage.shorts > 0)
    #expect(coverage.dividends > 0)
    #expect(coverage.endings.count == 4)
    #expect(coverage.kinds == Set(StrategyRule.kinds))
    #expect(coverage.refused * 100 <= Int(count))
  }
}
