public import Chronology
public import Executors
public import Market
import Performance
import Significance
public import Strategies

/// A backtest that somebody wants.
public struct BacktestSettings: Sendable {
  public let specification: StrategySpecification
  /// The first session that counts; earlier bars warm the strategy up.
  public let from: SessionDate
  public let to: SessionDate
  /// Seeds the resampling of the significance test.
  public let seed: UInt64
  /// The account that runs it.
  public let by: String
  /// What is being asked; nil counts it with everything for which nobody said.
  public let hypothesis: String?
  /// The number of the trial it was derived from; it asks its parent's hypothesis.
  public let parent: Int?
  /// What part of the data it is made on.
  public let role: SplitRole

  public init(
    specification: StrategySpecification, from: SessionDate, to: SessionDate, seed: UInt64,
    by: String, hypothesis: String? = nil, parent: Int? = nil, role: SplitRole = .train
  ) {
    self.specification = specification
    self.from = from
    self.to = to
    self.seed = seed
    self.by = by
    self.hypothesis = hypothesis
    self.parent = parent
    self.role = role
  }
}

/// How far a backtest is.
public struct ResearchProgress: Hashable, Sendable {
  /// What a backtest does, one after the other.
  public enum Stage: String, Sendable, Codable, CaseIterable {
    case reading, simulating, testing, saving
  }
  public let stage: Stage
  /// Of this stage, 0 to 1.
  public let share: Double

  public init(stage: Stage, share: Double) {
    self.stage = stage
    self.share = share
  }

  /// Of the whole backtest, 0 to 1; the stages weigh as much as they usually take.
  public var total: Double {
    let (start, width) =
      switch stage {
      case .reading: (0.0, 0.1)
      case .simulating: (0.1, 0.55)
      case .testing: (0.65, 0.3)
      case .saving: (0.95, 0.05)
      }
    return start + width * min(1, max(0, share))
  }
}

/// Runs backtests: reads the market, simulates, judges, counts the trial and saves the run.
///
/// What it reads it reads past the vault, which keeps back the data that were sealed.
public actor ResearchDesk {
  private let market: any BarStore
  let store: any RunStore
  let pool: ComputePool
  let calendar: TradingCalendar
  let clock: any WallClock
  let replications: Int
  let delivers: Bool
  private let onSaved: @Sendable (RunRecord) async -> Void

  /// - Parameters:
  ///   - replications: Resampled series of each significance test; 10,000 settles a p-value of 5 %
  ///     to within half a point.
  ///   - delivers: Whether runs are queued for an experiment tracker.
  ///   - onSaved: Told each run once it is saved; wakes the delivery.
  public init(
    bars: any BarStore, store: any RunStore, pool: ComputePool, calendar: TradingCalendar,
    clock: any WallClock, replications: Int, delivers: Bool,
    onSaved: @Sendable @escaping (RunRecord) async -> Void
  ) {
    market = bars
    self.store = store
    self.pool = pool
    self.calendar = calendar
    self.clock = clock
    self.replications = replications
    self.delivers = delivers
    self.onSaved = onSaved
  }

  /// The bars that may be read.
  ///
  /// - Parameter opening: What may be read of the vault; nil for nothing.
  func bars(opened opening: VaultOpening? = nil) -> SealedBars {
    SealedBars(market, vault: store, opening: opening)
  }

  /// Runs a backtest and saves it as a counted trial.
  ///
  /// Cancel the calling task to cancel it; nothing is saved then. Once the market has been read it
  /// counts, however it ends: a failed or a stopped one has been looked at.
  ///
  /// - Parameter progress: Called from several threads, in no strict order.
  /// - Throws: `invalid`, `noMarketData`, `sealed`, `simulation`, `cancelled`, `store`.
  public func backtest(
    _ settings: BacktestSettings, progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> RunRecord {
    guard settings.role != .vault else {
      throw ResearchError(
        .sealed, "A backtest cannot take the role of a look into the vault by itself.",
        remedy: "Open the vault for the specification.")
    }
    return try await evaluate(settings, opening: nil, progress)
  }

  /// Reads, then counts whatever happens.
  func evaluate(
    _ settings: BacktestSettings, opening: VaultOpening?,
    _ progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> RunRecord {
    let began = clock.now
    let hypothesis = try await hypothesis(of: settings)
    let study = study(of: settings)
    let snapshot = try await study.read(from: bars(opened: opening), progress)
    var draft = study.draft(of: snapshot, hypothesis: hypothesis, at: began)
    do throws(ResearchError) {
      return try await save(study, snapshot, &draft, progress)
    } catch {
      draft.at = clock.now
      draft.seconds = Self.seconds(from: began, to: draft.at)
      try await note(error, of: draft)
      throw error
    }
  }

  func study(of settings: BacktestSettings) -> BacktestStudy {
    BacktestStudy(
      settings: settings, replications: replications, calendar: calendar, pool: pool)
  }

  private func save(
    _ study: BacktestStudy, _ snapshot: MarketSnapshot, _ draft: inout TrialDraft,
    _ progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> RunRecord {
    let settings = study.settings
    let began = draft.at
    let report = try await study.report(of: snapshot, progress: progress)
    progress(ResearchProgress(stage: .saving, share: 0))
    let bytes = try Self.bytes(of: report)
    draft.sharpe = report.figures.performance?.sharpePerSession
    draft.metrics = Self.figures(report, [:])
    let label = try await dataLabel(of: report.origin)
    let verdict = try await deflation(of: report, draft)
    guard !Task.isCancelled else { throw BacktestStudy.cancelled(settings) }
    let now = clock.now
    let seconds = Self.seconds(from: began, to: now)
    draft.at = now
    draft.seconds = seconds
    let digest = BacktestReport.digest(of: bytes)
    let returns = report.returns.map {
      TrialReturns(sessions: $0.sessions, values: $0.returns)
    }
    let record: RunRecord
    do throws(StoreError) {
      record = try await store.save(
        report: bytes, trial: draft, returns: returns, delivers: delivers
      ) { trial in
        RunRecord(
          id: "r\(trial)-\(digest.prefix(16))", trial: trial, name: report.origin.name,
          specificationHash: report.origin.specificationHash,
          specification: settings.specification.canonicalJSON, snapshot: report.origin.snapshot,
          engineVersion: report.origin.engineVersion, seed: settings.seed, from: settings.from,
          to: settings.to, by: settings.by, createdAt: now, seconds: seconds, digest: digest,
          figures: Self.figures(report, verdict), dataLabel: label, caveats: report.caveats)
      }
    } catch {
      throw ResearchError(error)
    }
    await onSaved(record)
    progress(ResearchProgress(stage: .saving, share: 1))
    return record
  }

  static func bytes(of report: BacktestReport) throws(ResearchError) -> [UInt8] {
    do throws(EncodingError) {
      return try report.bytes()
    } catch {
      throw ResearchError(
        .simulation, "The report of \(report.origin.name) holds a number that is not finite.",
        remedy: "Look for broken prices in the data's health report.")
    }
  }

  private static func seconds(from start: Timestamp, to end: Timestamp) -> Double {
    let (seconds, attoseconds) = start.duration(to: end).components
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  private static func figures(
    _ report: BacktestReport, _ verdict: [RunFigure: Double]
  ) -> [String: Double] {
    var figures: [String: Double] = [:]
    // Distinct keys into a dictionary: the order of the two loops reaches no result.
    for (name, value) in report.namedFigures { figures[name.rawValue] = value }
    for (name, value) in verdict { figures[name.rawValue] = value }
    return figures.filter { $0.value.isFinite }
  }
}
