public import Chronology
public import Market

/// Rules that stored bars must keep, and what of them does not.
///
///     let health = DataHealth(calendar: .xnys, through: lastSession)
///     let findings = health.findings(in: series, of: instrument, actions: actions)
///
/// Pure: nothing is repaired, and a finding is no proof of an error: a price may really halve in a
/// day. Duplicates cannot be seen in a series, which has none by construction; the store counts them,
/// and `duplicates(_:)` words them.
public struct DataHealth: Sendable {
  /// A close this many times the one before, or its inverse, is a jump.
  static let jump = 1.5
  /// A split by less than this changes prices too little to be told from a day's move.
  static let visibleSplit = 1.2
  /// Sessions a series may lag behind before it is stale.
  static let staleAfter = 5
  /// Findings of one rule for one symbol that are listed one by one.
  static let limitPerRule = 25

  private let calendar: TradingCalendar
  private let through: SessionDate

  /// Creates the rules.
  ///
  /// - Parameter through: The newest session that series should hold.
  public init(calendar: TradingCalendar, through: SessionDate) {
    self.calendar = calendar
    self.through = through
  }

  /// Returns what is wrong or strange with one symbol's raw bars, by session, then rule.
  ///
  /// - Complexity: O(bars + sessions).
  public func findings(
    in series: BarSeries, of instrument: Instrument, actions: [CorporateAction]
  ) -> [HealthFinding] {
    guard let first = series.sessions.first, let last = series.sessions.last else { return [] }
    let own = actions.filter { $0.symbol == series.symbol }
    var findings = missingSessions(series, from: first, to: last)
    findings += stale(series, last: last)
    findings += closedDays(series)
    findings += badValues(series, instrument)
    findings += priceOrder(series)
    findings += jumps(series, own)
    findings += silentSplits(series, own)
    return limited(findings)
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

  private func stale(_ series: BarSeries, last: SessionDate) -> [HealthFinding] {
    guard last < through else { return [] }
    let behind = calendar.count(in: last.advanced(by: 1)...through)
    guard behind > Self.staleAfter else { return [] }
    return [
      HealthFinding(
        symbol: series.symbol, session: last, rule: .staleSeries, severity: .warning,
        evidence: "The last bar is \(behind) sessions older than \(through).")
    ]
  }

  /// Joins the sessions without a bar into stretches, each one finding.
  private func missingSessions(
    _ series: BarSeries, from first: SessionDate, to last: SessionDate
  ) -> [HealthFinding] {
    var findings: [HealthFinding] = []
    var stretch: [SessionDate] = []
    var bar = 0
    func close() {
      guard let begins = stretch.first, let ends = stretch.last else { return }
      let evidence =
        stretch.count == 1
        ? "No bar." : "\(stretch.count) sessions without a bar, \(begins) to \(ends)."
      findings.append(
        HealthFinding(
          symbol: series.symbol, session: begins, rule: .missingSession, severity: .warning,
          evidence: evidence))
      stretch.removeAll()
    }
    for session in calendar.sessions(in: first...last) {
      while bar < series.count, series.sessions[bar] < session { bar += 1 }
      if bar < series.count, series.sessions[bar] == session {
        close()
      } else {
        stretch.append(session)
      }
    }
    close()
    return findings
  }

  private func closedDays(_ series: BarSeries) -> [HealthFinding] {
    series.sessions.filter { calendar.bounds.contains($0) && !calendar.isSession($0) }.map {
      HealthFinding(
        symbol: series.symbol, session: $0, rule: .closedDay, severity: .fault,
        evidence: "A bar, though the exchange was closed.")
    }
  }

  private func badValues(_ series: BarSeries, _ instrument: Instrument) -> [HealthFinding] {
    let isRaw = instrument.prices == .raw
    let prices = [
      ("open", series.open), ("high", series.high), ("low", series.low), ("close", series.close),
    ]
    var findings: [HealthFinding] = []
    for index in series.sessions.indices {
      // A close-only series has no other price, and nothing is wrong with that.
      var faults = prices.filter { name, column in
        let value = column[index]
        if value.isNaN { return name == "close" || isRaw }
        return !value.isFinite || value <= 0
      }.map { name, column in "\(name) \(column[index])" }
      let volume = series.volume[index]
      if volume.isInfinite || volume < 0 { faults.append("volume \(volume)") }
      guard !faults.isEmpty else { continue }
      findings.append(
        HealthFinding(
          symbol: series.symbol, session: series.sessions[index], rule: .badValue,
          severity: .fault, evidence: faults.joined(separator: ", ") + "."))
    }
    return findings
  }

  private func priceOrder(_ series: BarSeries) -> [HealthFinding] {
    series.sessions.indices.compactMap { index in
      let (open, high, low, close) = (
        series.open[index], series.high[index], series.low[index], series.close[index]
      )
      // A comparison with a missing price is false; those are the other rule's.
      guard high < low || open > high || open < low || close > high || close < low else {
        return nil
      }
      return HealthFinding(
        symbol: series.symbol, session: series.sessions[index], rule: .priceOrder,
        severity: .fault, evidence: "Open \(open), high \(high), low \(low), close \(close).")
    }
  }

  private func limited(_ findings: [HealthFinding]) -> [HealthFinding] {
    var kept: [HealthFinding] = []
    for rule in HealthFinding.Rule.allCases {
      let own = findings.filter { $0.rule == rule }
      kept += own.prefix(Self.limitPerRule)
      guard own.count > Self.limitPerRule else { continue }
      let next = own[Self.limitPerRule]
      kept.append(
        HealthFinding(
          symbol: next.symbol, session: next.session, rule: rule, severity: next.severity,
          evidence: "And \(own.count - Self.limitPerRule) more of this rule from here on."))
    }
    return kept.enumerated().sorted {
      ($0.element.session, $0.offset) < ($1.element.session, $1.offset)
    }.map(\.element)
  }
}
