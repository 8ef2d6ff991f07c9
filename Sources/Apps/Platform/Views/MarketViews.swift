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

extension FindingView {
  init(_ finding: HealthFinding) {
    let severity: Severity =
      switch finding.severity {
      case .notice: .notice
      case .warning: .warning
      case .fault: .fault
      }
    self.init(
      id: "", symbol: finding.symbol.ticker, session: finding.session.description,
      rule: finding.rule.rawValue, severity: severity, evidence: finding.evidence,
      repair: .refetch, state: .open, foundAt: 0, decidedBy: nil, decidedAt: nil, reason: nil)
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
