import Chronology
import Executors
import Market
import Performance
import Strategies

/// One backtest from the store to its report; what `backtest` and `again` have in common.
struct BacktestStudy: Sendable {
  let settings: BacktestSettings
  let replications: Int
  let calendar: TradingCalendar
  let pool: ComputePool

  /// Checks what is wanted and reads the market for it.
  func read(
    from bars: SealedBars, _ progress: @Sendable (ResearchProgress) -> Void
  ) async throws(ResearchError) -> MarketSnapshot {
    try check()
    progress(ResearchProgress(stage: .reading, share: 0))
    try await bars.requireReadable(span)
    return try await snapshot(from: bars)
  }

  /// Simulates and judges.
  func report(
    of snapshot: MarketSnapshot, progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> BacktestReport {
    progress(ResearchProgress(stage: .simulating, share: 0))
    let outcome = try await simulate(snapshot, progress)
    progress(ResearchProgress(stage: .testing, share: 0))
    let origin = origin(of: snapshot)
    let caveats = DataCaveats.sentences(
      of: snapshot, for: settings.specification, sessions: outcome.sessions.map(\.session),
      asked: asked)
    let plain = try BacktestReport(
      of: outcome, origin: origin, actions: snapshot.actions, caveats: caveats, significance: nil)
    let significance = try await judge(plain, progress)
    return try BacktestReport(
      of: outcome, origin: origin, actions: snapshot.actions, caveats: caveats,
      significance: significance)
  }

  func check() throws(ResearchError) {
    let faults = settings.specification.faults()
    guard faults.isEmpty else {
      throw ResearchError(
        .invalid, faults.joined(separator: " "), remedy: "Correct the specification.")
    }
    guard settings.from <= settings.to else {
      throw ResearchError(
        .invalid, "The backtest ends on \(settings.to), before it begins on \(settings.from).",
        remedy: "Choose an end after the beginning.")
    }
    let known = calendar.bounds
    guard known.contains(settings.from), known.contains(settings.to) else {
      throw ResearchError(
        .invalid,
        "The backtest from \(settings.from) to \(settings.to) leaves the calendar, which knows "
          + "\(known.lowerBound) to \(known.upperBound).",
        remedy: "Choose dates within the calendar.")
    }
  }

  /// The first and the last session of the calendar between the dates chosen.
  private var asked: ClosedRange<SessionDate> {
    let sessions = calendar.sessions(in: settings.from...settings.to)
    guard let first = sessions.first, let last = sessions.last else {
      return settings.from...settings.to
    }
    return first...last
  }

  /// The first session whose bar the strategy may want: its warm-up before `from`.
  private var firstBar: SessionDate {
    var session = settings.from
    for _ in 0..<settings.specification.makeStrategy().warmUpBars {
      guard let before = calendar.session(before: session) else {
        return calendar.bounds.lowerBound
      }
      session = before
    }
    return session
  }

  /// Every session that is read.
  var span: ClosedRange<SessionDate> { min(firstBar, settings.to)...settings.to }

  private func snapshot(from bars: SealedBars) async throws(ResearchError) -> MarketSnapshot {
    let specification = settings.specification
    var symbols = specification.universe
    if let benchmark = specification.benchmark, !symbols.contains(benchmark) {
      symbols.append(benchmark)
    }
    do throws(StoreError) {
      return try await bars.snapshot(of: symbols, over: span)
    } catch {
      if error.code == .missing {
        throw ResearchError(.noMarketData, error.message, remedy: error.remedy, store: error)
      }
      throw ResearchError(error)
    }
  }

  private func simulate(
    _ snapshot: MarketSnapshot, _ progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> BacktestOutcome {
    do {
      return try await pool.run { [settings, calendar] in
        try BacktestDriver.run(
          specification: settings.specification, snapshot: snapshot, from: settings.from,
          to: settings.to, calendar: calendar
        ) { done, total in
          progress(
            ResearchProgress(stage: .simulating, share: Double(done) / Double(max(1, total))))
          return !Task.isCancelled
        }
      }
    } catch let error as BacktestError {
      let code: ResearchError.Code =
        switch error.code {
        case .invalidSpecification, .notTradable: .invalid
        case .noData: .noMarketData
        case .malformedData: .simulation
        case .cancelled: .cancelled
        }
      throw ResearchError(code, error.message, remedy: error.remedy)
    } catch {
      throw Self.cancelled(settings)
    }
  }

  private func judge(
    _ report: BacktestReport, _ progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> SignificanceFigures? {
    guard let returns = report.returns,
      let study = SignificanceStudy(
        of: returns.returns, replications: replications, seed: settings.seed)
    else { return nil }
    do {
      return try await study.run(on: pool) {
        progress(ResearchProgress(stage: .testing, share: $0))
      }
    } catch {
      // The chunks themselves cannot fail: only cancellation ends them early.
      throw Self.cancelled(settings)
    }
  }

  /// What the ledger is told of it, as far as it is known before the simulation.
  func draft(
    of snapshot: MarketSnapshot?, hypothesis: String, at began: Timestamp
  ) -> TrialDraft {
    let specification = settings.specification
    return TrialDraft(
      at: began, by: settings.by, specificationHash: specification.contentHash,
      hypothesis: hypothesis, parent: settings.parent,
      engineVersion: BacktestDriver.engineVersion, snapshot: snapshot?.id,
      universeHash: TrialDraft.hash(of: specification.universe), from: settings.from,
      to: settings.to, seed: settings.seed, role: settings.role, seconds: 0, sharpe: nil)
  }

  private func origin(of snapshot: MarketSnapshot) -> ReportOrigin {
    let specification = settings.specification
    return ReportOrigin(
      name: specification.name, specificationHash: specification.contentHash,
      snapshot: snapshot.id, engineVersion: BacktestDriver.engineVersion, seed: settings.seed,
      replications: replications, from: settings.from, to: settings.to,
      universe: specification.universe, benchmark: specification.benchmark)
  }

  static func cancelled(_ settings: BacktestSettings) -> ResearchError {
    ResearchError(
      .cancelled, "The backtest of \(settings.specification.name) was cancelled; nothing is saved.",
      remedy: "Start it again when you want its result.")
  }
}
