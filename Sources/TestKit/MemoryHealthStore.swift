public import Chronology
public import Connect
public import Market

/// A store of readings and findings in memory, for tests of what uses one.
public actor MemoryHealthStore: HealthStore, CoverageSource {
  private struct Mark: Equatable {
    let version: Int
    let through: SessionDate
  }

  private var readings: [Symbol: HealthReading] = [:]
  private var checked: [Symbol: Mark] = [:]
  private var stored: [String: StoredFinding] = [:]
  private var aside: [String: HealthReading] = [:]
  private var failure: StoreError?
  private var revision: Int64 = 0

  /// The symbols of each block that was replaced, in order.
  public private(set) var blocks: [[Symbol]] = []

  public init() {}

  /// Holds a reading; what was held of the symbol goes, and it counts as changed.
  public func put(_ reading: HealthReading) {
    revision += 1
    readings[reading.series.symbol] = reading
    readings[reading.series.symbol]?.revision = revision
    checked[reading.series.symbol] = nil
  }

  /// Makes every later write fail, until called with nil.
  public func fail(with error: StoreError?) { failure = error }

  public func uncheckedSymbols(
    rules version: Int, through: SessionDate
  ) async throws(StoreError) -> [Symbol] {
    readings.keys.filter { checked[$0] != Mark(version: version, through: through) }.sorted()
  }

  public func healthReadings(of symbols: [Symbol]) async throws(StoreError) -> [HealthReading] {
    var found: [HealthReading] = []
    for symbol in symbols {
      guard let reading = readings[symbol] else {
        throw StoreError(.missing, "The store does not know \(symbol).", remedy: "Ingest it first.")
      }
      found.append(reading)
    }
    return found
  }

  public func replaceFindings(
    of symbols: [Symbol], with findings: [HealthFinding], revisions: [Symbol: Int64],
    rules version: Int, through: SessionDate, at now: Timestamp
  ) async throws(StoreError) {
    if let failure { throw failure }
    blocks.append(symbols)
    let unchanged = symbols.filter { symbol in
      revisions[symbol].map { $0 == readings[symbol]?.revision } ?? true
    }
    let current = findings.filter { unchanged.contains($0.symbol) }
    let found = Dictionary(current.map { (Self.id($0), $0) }) { first, _ in first }
    for (id, old) in stored where unchanged.contains(old.finding.symbol) {
      guard found[id] == nil, old.state == .open || old.state == .accepted else { continue }
      stored[id] = Self.stored(old, .resolved, nil, now, "")
    }
    for (id, finding) in found {
      let old = stored[id]
      let isNew = old == nil || old?.state == .resolved
      stored[id] = StoredFinding(
        id: id, finding: finding, state: isNew ? .open : old?.state ?? .open,
        foundAt: isNew ? now : old?.foundAt ?? now, decidedBy: isNew ? nil : old?.decidedBy,
        decidedAt: isNew ? nil : old?.decidedAt, reason: isNew ? "" : old?.reason ?? "")
    }
    for symbol in unchanged { checked[symbol] = Mark(version: version, through: through) }
  }

  public func findings(
    _ filter: FindingFilter, limit: Int, offset: Int
  ) async throws(StoreError) -> (findings: [StoredFinding], total: Int) {
    let order = HealthFinding.Severity.allCases
    let all = stored.values.filter { one in
      (filter.symbol ?? one.finding.symbol) == one.finding.symbol
        && (filter.rule ?? one.finding.rule) == one.finding.rule
        && (filter.severity ?? one.finding.severity) == one.finding.severity
        && (filter.state ?? one.state) == one.state
    }.sorted { left, right in
      let (first, second) = (left.finding, right.finding)
      return (
        order.firstIndex(of: second.severity) ?? 0, first.symbol, first.session, left.id
      ) < (order.firstIndex(of: first.severity) ?? 0, second.symbol, second.session, right.id)
    }
    return (Array(all.dropFirst(offset).prefix(limit)), all.count)
  }

  public func finding(_ id: String) async throws(StoreError) -> StoredFinding {
    guard let found = stored[id] else {
      throw StoreError(.missing, "There is no finding \(id).", remedy: "List the findings.")
    }
    return found
  }

  public func findingCounts(state: FindingState) async throws(StoreError) -> [FindingCount] {
    let own = stored.values.filter { $0.state == state }.map(\.finding)
    return HealthFinding.Rule.allCases.flatMap { rule in
      HealthFinding.Severity.allCases.compactMap { severity in
        let some = own.filter { $0.rule == rule && $0.severity == severity }
        guard !some.isEmpty else { return nil }
        return FindingCount(
          rule: rule, severity: severity, findings: some.count,
          symbols: Set(some.map(\.symbol)).count)
      }
    }
  }

  public func decide(
    finding id: String, state: FindingState, by account: String, reason: String,
    at now: Timestamp
  ) async throws(StoreError) -> StoredFinding {
    if let failure { throw failure }
    let decided = Self.stored(try await finding(id), state, account, now, reason)
    stored[id] = decided
    let (symbol, session) = (decided.finding.symbol, decided.finding.session)
    if let back = aside.removeValue(forKey: id) { put(back) }
    if state == .quarantined, let reading = readings[symbol] {
      aside[id] = reading
      put(reading.without(session))
    }
    return decided
  }

  public func save(
    second bars: BarBlock, source: String, at now: Timestamp
  ) async throws(StoreError) {
    if let failure { throw failure }
    for series in bars.series {
      guard let old = readings[series.symbol] else { continue }
      put(old.beside(series, source))
    }
  }

  public func spans(of symbols: [Symbol]) async throws(StoreError) -> [SymbolSpan] {
    Set(symbols).sorted().compactMap { symbol in
      guard let sessions = readings[symbol]?.series.sessions, let first = sessions.first,
        let last = sessions.last
      else { return nil }
      return SymbolSpan(symbol: symbol, first: first, last: last)
    }
  }

  public func barCounts(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> [SessionDate: Int] {
    var counts: [SessionDate: Int] = [:]
    for symbol in Set(symbols) {
      for session in readings[symbol]?.series.sessions ?? [] where sessions.contains(session) {
        counts[session, default: 0] += 1
      }
    }
    return counts
  }

  private static func id(_ finding: HealthFinding) -> String {
    "\(finding.symbol)|\(finding.session)|\(finding.rule.rawValue)"
  }

  private static func stored(
    _ old: StoredFinding, _ state: FindingState, _ account: String?, _ now: Timestamp,
    _ reason: String
  ) -> StoredFinding {
    StoredFinding(
      id: old.id, finding: old.finding, state: state, foundAt: old.foundAt, decidedBy: account,
      decidedAt: now, reason: reason)
  }
}

extension HealthReading {
  fileprivate func without(_ session: SessionDate) -> HealthReading {
    var block = BarBlock()
    block.append(series.within(SessionDate(day: -40_000)...session.advanced(by: -1)))
    let rest = series.within(session.advanced(by: 1)...SessionDate(day: 60_000))
    let before = block.series.first ?? BarSeries(emptyOf: series.symbol)
    let joined = BarSeries(
      symbol: series.symbol, sessions: before.sessions + rest.sessions,
      open: before.open + rest.open, high: before.high + rest.high, low: before.low + rest.low,
      close: before.close + rest.close, volume: before.volume + rest.volume)
    return HealthReading(
      series: joined, instrument: instrument, actions: actions, notes: notes, profile: profile,
      second: second, secondSource: secondSource, doubled: doubled, adjusted: adjusted)
  }

  fileprivate func beside(_ other: BarSeries, _ source: String) -> HealthReading {
    HealthReading(
      series: series, instrument: instrument, actions: actions, notes: notes, profile: profile,
      second: other, secondSource: source, doubled: doubled, adjusted: adjusted)
  }
}
