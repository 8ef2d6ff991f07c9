import Chronology
import Kernels
import Market
import Significance

/// The search that an evaluation was part of: what its luck has to be measured against.
///
/// Evaluations belong together when they ask the same hypothesis of data that overlap. One that was
/// derived from another asks its parent's hypothesis, whatever it calls it; so a new name does not
/// begin a new count.
public struct TrialFamily: Sendable {
  /// One entry for each distinct evaluation, the first of those that are the same.
  public let trials: [Trial]
  /// How many evaluations were declared on top.
  public let declared: Int

  /// Gathers the family of an entry or of one that is about to be written.
  ///
  /// - Parameters:
  ///   - entry: The evaluation; it need not be among `ledger`, and counts in any case.
  ///   - ledger: Every entry by number.
  public init(of entry: TrialDraft, among ledger: [Trial], declared: [DeclaredTrials]) {
    let hypothesis = Self.hypothesis(of: entry, among: ledger)
    let span = entry.from...max(entry.from, entry.to)
    var seen: Set<Evaluation> = []
    var members: [Trial] = []
    for trial in ledger {
      let other = trial.entry
      guard span.overlaps(other.from...max(other.from, other.to)),
        Self.hypothesis(of: other, among: ledger) == hypothesis
      else { continue }
      if seen.insert(Evaluation(other)).inserted { members.append(trial) }
    }
    if seen.insert(Evaluation(entry)).inserted {
      members.append(Trial(number: (ledger.last?.number ?? 0) + 1, run: nil, entry: entry))
    }
    trials = members
    self.declared = declared.filter { $0.hypothesis == hypothesis }.reduce(0) { $0 + $1.count }
  }

  /// The number of trials that luck had; failed and stopped ones and declared ones count.
  public var count: Int { trials.count + declared }

  /// Per-session Sharpe ratios of those that have one.
  public var sharpes: [Double] { trials.compactMap { $0.sharpe.flatMap { $0.isNaN ? nil : $0 } } }

  /// The highest per-session Sharpe ratio that luck alone is expected to show; nil when there was no
  /// choice.
  ///
  /// The variance across trials needs two ratios; with fewer it is that of one ratio's estimate
  /// without skill, 1 / (T − 1).
  ///
  /// - Parameter observations: T, the returns behind the ratio that is judged.
  public func expectedMaximum(observations: Int) -> Double? {
    guard count >= 2, observations > 1 else { return nil }
    let ratios = sharpes
    let spread = ratios.count >= 2 ? variance(of: ratios) : 1 / Double(observations - 1)
    return expectedMaximumSharpe(trials: count, variance: spread)
  }

  /// The hypothesis at the root of an entry's ancestry.
  ///
  /// A parent has a lower number than its child, so that the walk ends.
  public static func hypothesis(of entry: TrialDraft, among ledger: [Trial]) -> String {
    var current = entry
    var bound = Int.max
    while let parent = current.parent, parent < bound {
      bound = parent
      guard let found = Self.entry(parent, in: ledger) else { break }
      current = found
    }
    return current.hypothesis
  }

  /// Looks where the number says, since a ledger has no gaps, and elsewhere only for a part of one.
  private static func entry(_ number: Int, in ledger: [Trial]) -> TrialDraft? {
    if ledger.indices.contains(number - 1), ledger[number - 1].number == number {
      return ledger[number - 1].entry
    }
    return ledger.first { $0.number == number }?.entry
  }

  /// What makes two evaluations the same: then the second one chose nothing.
  ///
  /// The seed is left out, since it drives the tests of luck and not the trading.
  private struct Evaluation: Hashable {
    let specification: String
    let engine: String
    let snapshot: String?
    let universe: String
    let from: Int32
    let to: Int32

    init(_ entry: TrialDraft) {
      specification = entry.specificationHash
      engine = entry.engineVersion
      snapshot = entry.snapshot?.hex
      universe = entry.universeHash
      from = entry.from.day
      to = entry.to.day
    }
  }
}
