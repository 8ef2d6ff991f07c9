import Chronology
import Market

extension DataHealth {
  // MARK: The end of a series

  /// Finds a series that ends too early, or after its delisting.
  func ending(
    _ series: BarSeries, _ profile: InstrumentProfile?, _ terms: TradingTerms, last: SessionDate
  ) -> [HealthFinding] {
    // A series that begins later is another company's, which has the ticker of one that is gone.
    let isOthers =
      if let delisted = profile?.delistedOn, let first = series.sessions.first { first > delisted }
      else { false }
    let profile = isOthers ? nil : profile
    if let delisted = profile?.delistedOn, delisted <= through {
      return delisting(series, terms, last: last, on: delisted)
    }
    // Of one that trades no longer, without a date, nobody knows which bar should be its last.
    guard last < through, profile?.isActive ?? true else { return [] }
    let behind = terms.days.count(after: last, upTo: through)
    guard behind > limits.staleAfter else { return [] }
    return [
      HealthFinding(
        symbol: series.symbol, session: last, rule: .staleSeries, severity: .warning,
        evidence: "The last bar is \(behind) sessions older than \(through).")
    ]
  }

  private func delisting(
    _ series: BarSeries, _ terms: TradingTerms, last: SessionDate, on delisted: SessionDate
  ) -> [HealthFinding] {
    let after = series.count - series.firstIndex(from: delisted.advanced(by: 1))
    let behind = terms.days.count(after: last, upTo: delisted)
    guard after > 0 || behind > limits.delistingSlack else { return [] }
    let session = after > 0 ? series.sessions[series.count - after] : last
    let evidence =
      after > 0
      ? "\(after == 1 ? "A bar follows" : "\(after) bars follow") its delisting on \(delisted); "
        + "the last is of \(last)."
      : "It was delisted on \(delisted), \(behind) sessions after its last bar: the loss or gain of "
        + "its owners at the end is missing."
    return [
      HealthFinding(
        symbol: series.symbol, session: session, rule: .delistedWithoutLastPrice,
        severity: .warning, evidence: evidence)
    ]
  }

  // MARK: Another source

  /// Finds closes on which two sources do not agree, sessions in a row together.
  func disagreements(_ reading: HealthReading, _ explained: Set<SessionDate>) -> [HealthFinding] {
    guard let second = reading.second else { return [] }
    let series = reading.series
    let source = reading.secondSource ?? "the second source"
    var findings: [HealthFinding] = []
    var stretch: [(index: Int, other: Double)] = []
    func close() {
      guard let worst = stretch.max(by: { distance($0) < distance($1) }), let first = stretch.first
      else { return }
      func distance(_ pair: (index: Int, other: Double)) -> Double {
        HealthRatio.distance(series.close[pair.index] / pair.other)
      }
      let share = ((abs(series.close[worst.index] / worst.other - 1)) * 10_000).rounded() / 100
      var evidence =
        "The close is \(series.close[worst.index]), \(source) has \(worst.other): \(share) % apart"
      if stretch.count > 1 {
        evidence +=
          " on \(series.sessions[worst.index]), the worst of \(stretch.count) sessions in a row"
      }
      findings.append(
        HealthFinding(
          symbol: series.symbol, session: series.sessions[first.index], rule: .sourceDisagreement,
          severity: .warning, evidence: evidence + ".", repair: .refetch))
      stretch.removeAll()
    }
    var place = 0
    for index in series.sessions.indices {
      let session = series.sessions[index]
      while place < second.count, second.sessions[place] < session { place += 1 }
      guard place < second.count, second.sessions[place] == session else { continue }
      let (own, other) = (series.close[index], second.close[place])
      guard own > 0, other > 0, !explained.contains(session) else { continue }
      if abs(own / other - 1) > limits.disagreement {
        stretch.append((index, other))
      } else {
        close()
      }
    }
    close()
    return findings
  }

  // MARK: The source's own adjusted prices

  /// Finds returns of adjusted prices that raw prices with corporate actions do not give.
  ///
  /// Returns are compared, not levels: one wrong dividend would else be found on every session
  /// before it. Adjusted prices are often rounded to a cent, so a cent's rounding is allowed for.
  func adjustmentDisagreements(
    _ reading: HealthReading, _ explained: Set<SessionDate>
  ) -> [HealthFinding] {
    guard let adjusted = reading.adjusted else { return [] }
    let series = reading.series
    let own: [Double]
    do {
      own = try series.adjusted(.totalReturn, by: reading.actions).close
    } catch {
      // The action is a finding already; without it there is nothing to compare.
      return []
    }
    var findings: [HealthFinding] = []
    var place = 0
    var former: (own: Double, theirs: Double, session: SessionDate)?
    for index in series.sessions.indices {
      let session = series.sessions[index]
      while place < adjusted.count, adjusted.sessions[place] < session { place += 1 }
      guard place < adjusted.count, adjusted.sessions[place] == session else { continue }
      let theirs = adjusted.close[place]
      guard own[index] > 0, theirs > 0, !explained.contains(session) else { continue }
      defer { former = (own[index], theirs, session) }
      guard let former else { continue }
      let (ours, other) = (own[index] / former.own, theirs / former.theirs)
      let rounding = 0.005 / theirs + 0.005 / former.theirs
      guard abs(ours / other - 1) > limits.disagreement + rounding else { continue }
      findings.append(
        HealthFinding(
          symbol: series.symbol, session: session, rule: .adjustmentDisagreement,
          severity: .warning,
          evidence: "From \(former.session) the raw prices with their corporate actions return "
            + "\(Self.share(ours)) %, the source's adjusted prices \(Self.share(other)) %."))
    }
    return findings
  }

  private static func share(_ ratio: Double) -> Double { ((ratio - 1) * 10_000).rounded() / 100 }

  // MARK: Notes of the reader

  /// Adds what the reader of the answers noted, once for what the rules found themselves.
  func join(
    _ findings: [HealthFinding], with notes: [SourceNote], first: SessionDate
  ) -> [HealthFinding] {
    guard !notes.isEmpty else { return findings }
    var findings = findings
    for note in notes {
      let session = note.session ?? first
      guard let (rule, severity) = Self.rule(of: note.kind) else { continue }
      if note.kind == .unreadableRow {
        // The row that could not be read is the bar that is missing.
        findings.removeAll {
          $0.rule == .missingSession && $0.session == session && $0.evidence == "No bar."
        }
      }
      if rule != .oddAnswer,
        findings.contains(where: { $0.rule == rule && $0.session == session })
      {
        continue
      }
      findings.append(
        HealthFinding(
          symbol: note.symbol, session: session, rule: rule, severity: severity,
          evidence: note.detail, repair: severity == .notice ? .accept : .refetch))
    }
    return findings
  }

  private static func rule(
    of kind: SourceNote.Kind
  ) -> (HealthFinding.Rule, HealthFinding.Severity)? {
    switch kind {
    case .duplicateSession: (.duplicateSession, .warning)
    case .unexpectedOrder, .textNumber: (.oddAnswer, .notice)
    case .unreadableRow: (.oddAnswer, .warning)
    case .missingVolume: (.oddVolume, .warning)
    // Asked for before the close, an open session is no oddity.
    case .unfinishedSession: nil
    }
  }
}
