public import Chronology
public import Executors
public import Market

/// How far a health check is.
public struct HealthProgress: Hashable, Sendable {
  /// Symbols checked so far, and to be checked in all.
  public let checked: Int
  public let total: Int
  /// Findings so far.
  public let findings: Int

  public init(checked: Int, total: Int, findings: Int) {
    self.checked = checked
    self.total = total
    self.findings = findings
  }
}

/// Applies the health rules to everything that changed since they were last applied.
///
///     let check = HealthCheck(store: store, coverage: store, calendar: .xnys, pool: pool)
///     let result = try await check.run(through: last, universes: universes, clock: clock) { … }
///
/// Symbols are taken in blocks: read, checked on the compute threads, and their findings put in the
/// place of the former ones, block by block. A check that is cancelled or fails keeps what it has
/// saved and goes on from there the next time.
public struct HealthCheck: Sendable {
  /// Symbols read and saved at once: the memory that a check takes.
  public static let blockSize = 200
  /// Symbols that one compute thread takes at once.
  private static let partSize = 10
  /// Decisions read at once.
  private static let pageSize = 1000

  private let store: any HealthStore
  private let coverage: any CoverageSource
  private let calendar: TradingCalendar
  private let pool: ComputePool
  private let limits: HealthLimits

  /// Creates a check.
  ///
  /// - Parameter pool: The threads on which the rules run.
  public init(
    store: any HealthStore, coverage: any CoverageSource, calendar: TradingCalendar,
    pool: ComputePool, limits: HealthLimits = HealthLimits()
  ) {
    self.store = store
    self.coverage = coverage
    self.calendar = calendar
    self.pool = pool
    self.limits = limits
  }

  /// Checks every symbol that needs it, then the coverage of the universes.
  ///
  /// - Parameters:
  ///   - session: The newest session that series should hold.
  ///   - universes: Those whose coverage by date is checked.
  ///   - progress: Told after each block.
  ///   - isCancelled: Asked before each block, beside the task's own cancellation.
  /// - Returns: What was done in all.
  /// - Throws: `cancelled` when it was; whatever the store throws.
  @discardableResult
  public func run(
    through session: SessionDate, universes: [Universe] = [], clock: any WallClock,
    progress: @Sendable (HealthProgress) -> Void = { _ in },
    isCancelled: @Sendable () -> Bool = { false }
  ) async throws(StoreError) -> HealthProgress {
    let rules = DataHealth(calendar: calendar, through: session, limits: limits)
    let unchecked = try await store.uncheckedSymbols(rules: DataHealth.version, through: session)
    let due = try await withRawTwins(unchecked)
    let twins = Set(try await coverage.spans(of: due.map(Self.adjustedTwin)).map(\.symbol))
    let quarantined = try await quarantinedSessions()
    var found = 0
    progress(HealthProgress(checked: 0, total: due.count, findings: 0))
    for start in stride(from: 0, to: due.count, by: Self.blockSize) {
      guard !Task.isCancelled, !isCancelled() else { throw Self.cancelled }
      let block = Array(due[start..<min(start + Self.blockSize, due.count)])
      let readings = try await readings(of: block, twins: twins, quarantined: quarantined)
      let findings = try await check(readings, rules)
      let revisions = Dictionary(readings.map { ($0.series.symbol, $0.revision) }) { $1 }
      try await store.replaceFindings(
        of: block, with: findings, revisions: revisions, rules: DataHealth.version,
        through: session, at: clock.now)
      found += findings.count
      progress(
        HealthProgress(checked: start + block.count, total: due.count, findings: found))
    }
    for universe in universes {
      guard !Task.isCancelled, !isCancelled() else { throw Self.cancelled }
      found += try await check(universe, rules, through: session, at: clock.now)
    }
    return HealthProgress(checked: due.count, total: due.count, findings: found)
  }

  // MARK: Symbols

  private func check(
    _ readings: [HealthReading], _ rules: DataHealth
  ) async throws(StoreError) -> [HealthFinding] {
    let parts = (readings.count + Self.partSize - 1) / Self.partSize
    do {
      return try await pool.map(parts: parts) { part in
        let start = part * Self.partSize
        return readings[start..<min(start + Self.partSize, readings.count)].flatMap {
          rules.findings(in: $0)
        }
      }.flatMap(\.self)
    } catch {
      // The rules throw nothing: only a cancelled task ends here.
      throw Self.cancelled
    }
  }

  private func readings(
    of block: [Symbol], twins: Set<Symbol>, quarantined: [Symbol: Set<SessionDate>]
  ) async throws(StoreError) -> [HealthReading] {
    var readings = try await store.healthReadings(of: block)
    let wanted = block.map(Self.adjustedTwin).filter(twins.contains)
    let adjusted = wanted.isEmpty ? [] : try await store.healthReadings(of: wanted)
    let series = Dictionary(adjusted.map { ($0.series.symbol, $0.series) }) { first, _ in first }
    for index in readings.indices {
      let symbol = readings[index].series.symbol
      readings[index].quarantined = quarantined[symbol] ?? []
      if readings[index].adjusted == nil, readings[index].instrument.prices == .raw {
        readings[index].adjusted = series[Self.adjustedTwin(symbol)]
      }
    }
    return readings
  }

  /// The symbol under which a source's own adjusted closes are kept beside the raw bars.
  static func adjustedTwin(_ symbol: Symbol) -> Symbol { Symbol(symbol.ticker + ".ADJ") }

  /// Adds the raw series whose adjusted closes changed.
  private func withRawTwins(_ symbols: [Symbol]) async throws(StoreError) -> [Symbol] {
    let raw = symbols.filter { $0.ticker.hasSuffix(".ADJ") }
      .map { Symbol(String($0.ticker.dropLast(".ADJ".count))) }
    guard !raw.isEmpty else { return symbols }
    return Set(symbols).union(try await coverage.spans(of: raw).map(\.symbol)).sorted()
  }

  /// Sessions whose bar somebody took out of the data: it is not missing.
  private func quarantinedSessions() async throws(StoreError) -> [Symbol: Set<SessionDate>] {
    var sessions: [Symbol: Set<SessionDate>] = [:]
    var offset = 0
    while true {
      let page = try await store.findings(
        FindingFilter(state: .quarantined), limit: Self.pageSize, offset: offset)
      for stored in page.findings {
        sessions[stored.finding.symbol, default: []].insert(stored.finding.session)
      }
      offset += page.findings.count
      guard !page.findings.isEmpty, offset < page.total else { return sessions }
    }
  }

  // MARK: Universes

  private func check(
    _ universe: Universe, _ rules: DataHealth, through session: SessionDate, at now: Timestamp
  ) async throws(StoreError) -> Int {
    let spans = try await coverage.spans(of: universe.symbols)
    var findings: [HealthFinding] = []
    if let first = spans.map(\.first).min(), first <= session {
      let counts = try await coverage.barCounts(of: universe.symbols, over: first...session)
      findings = rules.thinCoverage(of: universe.name, spans: spans, counts: counts)
    }
    try await store.replaceFindings(
      of: [HealthFinding.subject(ofUniverse: universe.name)], with: findings,
      rules: DataHealth.version, through: session, at: now)
    return findings.count
  }

  private static let cancelled = StoreError(
    .cancelled, "The health check was cancelled.",
    remedy: "Start it again; it goes on with what is not checked yet.")
}
