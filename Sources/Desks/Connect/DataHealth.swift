public import Chronology
public import Market

/// Rules that stored bars must keep, and what of them does not.
///
///     let health = DataHealth(calendar: .xnys, through: lastSession)
///     let findings = health.findings(in: reading)
///
/// Pure: nothing is repaired, and a finding is no proof of an error: a price may really halve in a
/// day. One cause makes one finding: a bar that is wrong in itself is no jump too, a price that
/// jumps and comes back is one spike, a split that the prices do not show is not an unexplained
/// jump beside it, a row that could not be read is not a missing session.
public struct DataHealth: Sendable {
  /// Rises when the rules change, so that everything is checked again.
  public static let version = 3

  let calendar: TradingCalendar
  let through: SessionDate
  let limits: HealthLimits

  /// Creates the rules.
  ///
  /// - Parameter through: The newest session that series should hold.
  public init(
    calendar: TradingCalendar, through: SessionDate, limits: HealthLimits = HealthLimits()
  ) {
    self.calendar = calendar
    self.through = through
    self.limits = limits
  }

  /// Returns what is wrong or strange with one symbol's raw bars, by session, then rule.
  ///
  /// - Complexity: O(bars + days).
  public func findings(
    in series: BarSeries, of instrument: Instrument, actions: [CorporateAction]
  ) -> [HealthFinding] {
    findings(
      in: HealthReading(
        series: series, instrument: instrument, actions: actions, notes: [], profile: nil,
        second: nil, secondSource: nil, doubled: [:]))
  }

  /// Returns what is wrong or strange with everything known of one symbol, by session, then rule;
  /// at most one finding of a rule a session.
  ///
  /// - Complexity: O(bars + days).
  public func findings(in reading: HealthReading) -> [HealthFinding] {
    let series = reading.series
    let duplicates = Self.duplicates(
      reading.doubled.sorted { $0.key < $1.key }.map { (series.symbol, $0.key, $0.value) })
    guard let first = series.sessions.first, let last = series.sessions.last else {
      return limited(duplicates)
    }
    let terms = TradingTerms(
      of: reading.instrument, reading.profile,
      days: TradingDays(of: reading.instrument, reading.profile, calendar: calendar), limits)
    var scan = BarScan(
      series, actions: reading.actions.filter { $0.symbol == series.symbol }, terms, limits,
      through: through, quarantined: reading.quarantined)
    scan.run()
    let splits = silentSplits(series, scan)
    let jumps = jumps(series, scan, explainedBy: splits)
    // Sessions of which something is known to be wrong already.
    let explained = scan.wrong.union(jumps.spikes).union(splits.map(\.finding.session))
    var findings = scan.findings.filter { !isEcho($0, of: jumps.spikes, in: series) }
    findings += duplicates
    findings += splits.map(\.finding)
    findings += jumps.findings
    findings += ending(series, reading.profile, terms, last: last)
    findings += disagreements(reading, explained)
    findings += adjustmentDisagreements(reading, explained)
    return limited(join(findings, with: reading.notes, first: first))
  }

  /// Returns the findings for bars that a store holds more than once.
  ///
  /// - Parameter counts: Symbol, session and number of bars, each number at least two.
  public static func duplicates(
    _ counts: [(symbol: Symbol, session: SessionDate, bars: Int)]
  ) -> [HealthFinding] {
    counts.map { count in
      HealthFinding(
        symbol: count.symbol, session: count.session, rule: .duplicateSession, severity: .fault,
        evidence: "The store holds \(count.bars) bars of this session.")
    }
  }

  /// True for an action that cannot be applied only because the close before it is a spike.
  private func isEcho(
    _ finding: HealthFinding, of spikes: Set<SessionDate>, in series: BarSeries
  ) -> Bool {
    guard finding.rule == .impossibleAction else { return false }
    let index = series.firstIndex(from: finding.session)
    return index > 0 && spikes.contains(series.sessions[index - 1])
  }

  /// Puts findings of one rule and session together, cuts long lists off, and sorts.
  private func limited(_ findings: [HealthFinding]) -> [HealthFinding] {
    guard findings.count > 1 else { return findings }
    let sorted = findings.enumerated().sorted {
      ($0.element.session, Self.order($0.element.rule), $0.offset)
        < ($1.element.session, Self.order($1.element.rule), $1.offset)
    }.map(\.element)
    var kept: [HealthFinding] = []
    var counts: [HealthFinding.Rule: Int] = [:]
    var cuts: [HealthFinding.Rule: Int] = [:]
    for finding in sorted {
      if let last = kept.last, last.session == finding.session, last.rule == finding.rule {
        kept[kept.count - 1] = last.saying("\(last.evidence) \(finding.evidence)")
        continue
      }
      counts[finding.rule, default: 0] += 1
      let count = counts[finding.rule, default: 0]
      guard count <= limits.findingsPerRule + 1 else { continue }
      if count > limits.findingsPerRule { cuts[finding.rule] = kept.count }
      kept.append(finding)
    }
    for (rule, place) in cuts {
      let more = counts[rule, default: 0] - limits.findingsPerRule
      kept[place] = kept[place].saying("And \(more) more of this rule from here on.")
    }
    return kept
  }

  private static func order(_ rule: HealthFinding.Rule) -> Int {
    HealthFinding.Rule.allCases.firstIndex(of: rule) ?? 0
  }
}

extension HealthFinding {
  /// The same finding with other evidence.
  func saying(_ evidence: String) -> HealthFinding {
    HealthFinding(
      symbol: symbol, session: session, rule: rule, severity: severity, evidence: evidence,
      repair: repair)
  }
}
