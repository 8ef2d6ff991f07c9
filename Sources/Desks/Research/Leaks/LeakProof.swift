import Chronology
import Market
public import Strategies

/// Proves by trying that a strategy, and the engine under it, use nothing from after a decision.
///
/// The run is repeated with everything from a row on falsified, for several rows and in several ways;
/// what comes before the row must stay the same to the bit. It works for any strategy, also one that
/// is code, because it looks only at what the strategy does. Falsifying can show a leak, never rule
/// out one that happens on other rows: rows right after decisions are tried first, since a rule that
/// reads one bar too far shows only there.
public struct LeakProof: Sendable {
  /// Wishes of one warm-up and of twice that may differ by this, relative to their size.
  static let tolerance = 1e-9
  /// Rows compared after the warm-up.
  static let comparedRows = 250

  private let plan: BacktestPlan
  private let hash: String
  private let cuts: Int
  private let make: @Sendable (BacktestPlan) -> any Strategy

  /// - Parameters:
  ///   - plan: What is run.
  ///   - hash: Names the strategy in orders.
  ///   - cuts: From how many rows the future is falsified, at most; at least 1.
  ///   - make: Creates the strategy for the plan it will run under, with all the data that it is
  ///     given in advance; a strategy that keeps data from elsewhere cannot be tested.
  public init(
    of plan: BacktestPlan, hash: String, cuts: Int = 12,
    make: @escaping @Sendable (BacktestPlan) -> any Strategy
  ) {
    precondition(cuts >= 1, "A proof tries at least one row.")
    self.plan = plan
    self.hash = hash
    self.cuts = cuts
    self.make = make
  }

  /// Runs every check.
  ///
  /// - Parameter progress: Told runs done and runs in all at most; returns whether to go on.
  /// - Throws: `cancelled`, `malformedData`.
  public func run(
    progress: (_ done: Int, _ total: Int) -> Bool = { _, _ in true }
  ) throws(BacktestError) -> LeakReport {
    if let found = plan.frame.impossibleClose {
      throw BacktestError(
        .malformedData,
        "\(found.symbol) closed at \(found.close) on \(found.session), which is no price.",
        remedy: "Correct the bar with a new ingest, or leave \(found.symbol) out of the universe.")
    }
    let leaving = BacktestPlan.lastSessions(of: plan.frame)
    let whole = try trace(plan, rows: plan.frame.rows, leaving: leaving)
    let rows = cutRows(of: whole)
    let total = rows.count * (FuturePoison.allCases.count + 1) + 2
    var done = 0
    func step() throws(BacktestError) {
      done += 1
      guard progress(done, total) else {
        throw BacktestError(
          .cancelled, "The leak tests were cancelled after \(done) of \(total) runs.",
          remedy: "Start them again when you want their result.")
      }
    }
    let poison = try poisonCheck(whole, rows, leaving, step)
    let prefix = try prefixCheck(whole, rows, leaving, step)
    let warmUp = try warmUpCheck(leaving, step)
    return LeakReport(checks: [poison, prefix, warmUp])
  }

  private func trace(
    _ plan: BacktestPlan, rows: Int, leaving: [SessionDate?]
  ) throws(BacktestError) -> BacktestTrace {
    try BacktestTrace(of: plan, rows: rows, leaving: leaving, hash: hash, strategy: make(plan))
  }

  /// The rows from which the future is falsified: half of them right after decisions, the others
  /// spread evenly, in rising order.
  private func cutRows(of whole: BacktestTrace) -> [Int] {
    let first = max(1, plan.firstRow + 1)
    guard first < plan.frame.rows else { return [] }
    let active = whole.activeRows.map { $0 + 1 }.filter { $0 >= first && $0 < plan.frame.rows }
    var chosen = Set(Self.spread((cuts + 1) / 2, over: active))
    let others = (first..<plan.frame.rows).filter { !chosen.contains($0) }
    chosen.formUnion(Self.spread(max(1, cuts - chosen.count), over: others))
    return chosen.sorted()
  }

  /// Takes `count` of `rows` at even distances, the middle of each stretch.
  private static func spread(_ count: Int, over rows: [Int]) -> [Int] {
    guard rows.count > count else { return rows }
    return (0..<count).map { rows[(2 * $0 + 1) * rows.count / (2 * count)] }
  }

  private func poisonCheck(
    _ whole: BacktestTrace, _ rows: [Int], _ leaving: [SessionDate?],
    _ step: () throws(BacktestError) -> Void
  ) throws(BacktestError) -> LeakCheck {
    var runs = 0
    for row in rows {
      for poison in FuturePoison.allCases {
        let other = try trace(poison.poisoned(plan, from: row), rows: row, leaving: leaving)
        runs += 1
        try step()
        guard let finding = whole.firstDifference(from: other, before: row) else { continue }
        return LeakCheck(
          .poison, .failed, runs: runs,
          evidence: "With all data from \(plan.frame.sessions[row]) on \(Self.word(for: poison)), "
            + "\(Self.place(finding)) changes from \(finding.was) to \(finding.now).",
          finding: finding)
      }
    }
    guard runs > 0 else { return Self.tooShort(.poison) }
    return LeakCheck(
      .poison, .passed, runs: runs,
      evidence: "Falsified from \(rows.count) rows on in \(FuturePoison.allCases.count) ways; "
        + "nothing before them changed.")
  }

  private func prefixCheck(
    _ whole: BacktestTrace, _ rows: [Int], _ leaving: [SessionDate?],
    _ step: () throws(BacktestError) -> Void
  ) throws(BacktestError) -> LeakCheck {
    var runs = 0
    for row in rows {
      let last = plan.frame.sessions[row - 1]
      let known = leaving.map { session in session.flatMap { $0 <= last ? $0 : nil } }
      let other = try trace(plan.ending(after: row), rows: row, leaving: known)
      runs += 1
      try step()
      guard let finding = whole.firstDifference(from: other, before: row) else { continue }
      return LeakCheck(
        .prefix, .failed, runs: runs,
        evidence: "With data that end on \(last), \(Self.place(finding)) changes from "
          + "\(finding.was) to \(finding.now).",
        finding: finding)
    }
    guard runs > 0 else { return Self.tooShort(.prefix) }
    return LeakCheck(
      .prefix, .passed, runs: runs,
      evidence: "Ended after \(rows.count) rows; each was the beginning of the whole run.")
  }

  private func warmUpCheck(
    _ leaving: [SessionDate?], _ step: () throws(BacktestError) -> Void
  ) throws(BacktestError) -> LeakCheck {
    let bars = make(plan).warmUpBars
    guard bars > 0 else {
      return LeakCheck(.warmUp, .passed, runs: 0, evidence: "The strategy needs no warm-up.")
    }
    let start = max(plan.firstRow, 2 * bars)
    let last = min(plan.frame.rows, start + Self.comparedRows)
    guard start < last else {
      return LeakCheck(
        .warmUp, .notRun, runs: 0,
        evidence: "Twice the warm-up is \(2 * bars) bars; the data have \(plan.frame.rows).")
    }
    let once = plan.beginning(at: start, warmUp: bars, through: last)
    let twice = plan.beginning(at: start, warmUp: 2 * bars, through: last)
    let short = try trace(once, rows: once.frame.rows, leaving: leaving)
    try step()
    let long = try trace(twice, rows: twice.frame.rows, leaving: leaving)
    try step()
    guard let finding = Self.difference(short, long) else {
      return LeakCheck(
        .warmUp, .passed, runs: 2,
        evidence: "\(bars) and \(2 * bars) bars of warm-up give the same wishes.")
    }
    return LeakCheck(
      .warmUp, .failed, runs: 2,
      evidence: "With \(2 * bars) bars of warm-up instead of \(bars), \(Self.place(finding)) "
        + "changes from \(finding.was) to \(finding.now).",
      finding: finding)
  }

  /// The first wish that differs by more than the tolerance.
  private static func difference(_ left: BacktestTrace, _ right: BacktestTrace) -> LeakFinding? {
    for (here, there) in zip(left.decisions, right.decisions) {
      let count = max(here.intents.count, there.intents.count)
      let place = (0..<count).first { place in
        guard place < here.intents.count, place < there.intents.count else { return true }
        return !isNear(here.intents[place], there.intents[place])
      }
      guard let place, let row = left.frame.closesAt.firstIndex(of: here.at) else { continue }
      let was = place < here.intents.count ? here.intents[place] : nil
      let now = place < there.intents.count ? there.intents[place] : nil
      return LeakFinding(
        stage: .signal, session: left.frame.sessions[row],
        symbol: (was ?? now)?.symbolIndex.map { left.frame.symbols[$0] },
        was: was.map { "\($0)" } ?? "nothing", now: now.map { "\($0)" } ?? "nothing")
    }
    return nil
  }

  private static func isNear(_ left: Intent, _ right: Intent) -> Bool {
    if left == right { return true }
    guard left.symbolIndex == right.symbolIndex, let a = left.amount, let b = right.amount else {
      return false
    }
    if a.isNaN, b.isNaN { return true }
    return (a - b).magnitude <= tolerance * max(a.magnitude, b.magnitude)
  }

  private static func word(for poison: FuturePoison) -> String {
    switch poison {
    case .missing: "missing"
    case .huge: "enormous"
    case .mirrored: "mirrored"
    }
  }

  private static func place(_ finding: LeakFinding) -> String {
    let what =
      switch finding.stage {
      case .signal: "the wish"
      case .order: "the order"
      case .fill: "the execution"
      case .equity: "the equity"
      }
    let symbol = finding.symbol.map { " for \($0)" } ?? ""
    return "\(what)\(symbol) on \(finding.session)"
  }

  private static func tooShort(_ kind: LeakCheck.Kind) -> LeakCheck {
    LeakCheck(
      kind, .notRun, runs: 0, evidence: "The data have no row after the first decision.")
  }
}
