import Chronology
import Connect
import Contract
import Files
import Market
import Warehouse

extension Double {
  /// The figure, or nil where there is none: NaN and the infinities never leave the server.
  var figure: Double? { isFinite ? self : nil }
}

extension DataSummary {
  init(_ holdings: Holdings) {
    let sample = holdings.lastByProvider.first { $0.provider == "sample" }
    self.init(
      symbols: holdings.symbols, bars: holdings.bars, firstSession: holdings.first?.description,
      lastSession: holdings.last?.description,
      label: sample.map { SamplePack.label(endingOn: $0.last) })
  }
}

extension CoverageView {
  /// - Parameter findings: How many findings are open against the symbol.
  init(_ coverage: Coverage, calendar: TradingCalendar, findings: Int) {
    var missing = 0
    if let first = coverage.first, let last = coverage.last {
      missing = max(0, calendar.count(in: first...last) - coverage.bars)
    }
    self.init(
      symbol: coverage.symbol.ticker, name: coverage.name, provider: coverage.provider,
      prices: PriceBasisWord(coverage.prices), first: coverage.first?.description,
      last: coverage.last?.description, bars: coverage.bars, missing: missing, findings: findings,
      worst: nil, updatedAt: nil, delistedOn: nil)
  }
}

extension PriceBasisWord {
  init(_ basis: Instrument.PriceBasis) {
    self =
      switch basis {
      case .raw: .raw
      case .adjustedClose: .adjustedClose
      case .index: .index
      }
  }
}

extension Severity {
  init(_ severity: HealthFinding.Severity) {
    self =
      switch severity {
      case .notice: .notice
      case .warning: .warning
      case .fault: .fault
      }
  }
}

extension FindingView {
  init(_ stored: StoredFinding) {
    let finding = stored.finding
    let repair: RepairWord =
      switch finding.repair {
      case .refetch: .refetch
      case .quarantine: .quarantine
      case .accept: .accept
      }
    let state: FindingStateWord =
      switch stored.state {
      case .open: .open
      case .accepted: .accepted
      case .quarantined: .quarantined
      case .resolved: .resolved
      }
    self.init(
      id: stored.id, symbol: finding.symbol.ticker, session: finding.session.description,
      rule: finding.rule.rawValue, severity: Severity(finding.severity),
      evidence: finding.evidence, repair: repair, state: state,
      foundAt: stored.foundAt.millisecondsSinceEpoch, decidedBy: stored.decidedBy,
      decidedAt: stored.decidedAt?.millisecondsSinceEpoch,
      reason: stored.reason.isEmpty ? nil : stored.reason)
  }
}

extension FactView {
  init(_ fact: Fact) {
    self.init(
      statement: fact.kind.rawValue, item: fact.item, periodEnd: fact.periodEnd.description,
      fiscalYear: fact.fiscalYear, period: fact.period, value: fact.value,
      knownOn: fact.knownOn.description)
  }
}

extension QuarantineView {
  init(_ answer: QuarantinedAnswer) {
    self.init(
      id: answer.id, provider: answer.provider, subject: answer.subject, reason: answer.reason,
      excerpt: answer.excerpt, bytes: answer.bytes, at: answer.at.millisecondsSinceEpoch)
  }
}

extension BarsView {
  init(_ reading: BarsReading, adjustment: AdjustmentWord) {
    let series = reading.series
    self.init(
      symbol: series.symbol.ticker, adjustment: adjustment,
      sessions: series.sessions.map(\.description), open: series.open.map(\.figure),
      high: series.high.map(\.figure), low: series.low.map(\.figure),
      close: series.close.map(\.figure), volume: series.volume.map(\.figure),
      actions: reading.actions.map(ActionView.init))
  }
}

extension ActionView {
  init(_ action: CorporateAction) {
    switch action.kind {
    case .split(let new, let old):
      self.init(
        session: action.effectiveOn.description, kind: "split",
        value: "\(Self.short(new)):\(Self.short(old))")
    case .dividend(let amount, _):
      self.init(
        session: action.effectiveOn.description, kind: "dividend", value: Self.short(amount))
    }
  }

  private static func short(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : value.description
  }
}
