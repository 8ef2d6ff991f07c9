import Chronology
import Contract
import Market
import Performance
import Research
import Trading

extension RunMetrics {
  init(_ run: RunRecord) {
    func figure(_ name: RunFigure) -> Double? { run.figure(name)?.figure }
    self.init(
      totalReturn: figure(.totalReturn), annualReturn: figure(.annualReturn),
      annualVolatility: figure(.annualVolatility), sharpe: figure(.sharpe),
      sortino: figure(.sortino), maximumDrawdown: figure(.maximumDrawdown),
      calmar: figure(.calmar), alpha: figure(.alpha), beta: figure(.beta),
      valueAtRisk95: figure(.valueAtRisk95), expectedShortfall95: figure(.expectedShortfall95),
      pValue: figure(.pValue), deflatedSharpe: figure(.deflatedSharpe),
      finalEquity: figure(.finalEquity), turnoverAnnual: figure(.turnoverAnnual),
      costs: figure(.costs), trades: Int(figure(.trades) ?? 0))
  }
}

extension RunView {
  /// - Parameters:
  ///   - link: The run's page in the tracker, once delivered.
  ///   - isWaiting: Whether its delivery is queued.
  init(_ run: RunRecord, link: String?, isWaiting: Bool) {
    self.init(
      id: run.id, name: run.name, specificationHash: run.specificationHash,
      snapshot: run.snapshot.hex, engineVersion: run.engineVersion,
      seed: Int(clamping: run.seed), from: run.from.description, to: run.to.description, by: run.by,
      createdAt: run.createdAt.millisecondsSinceEpoch, seconds: run.seconds, trial: run.trial,
      metrics: RunMetrics(run), digest: run.digest,
      tracking: link != nil ? .delivered : isWaiting ? .waiting : .off, trackingLink: link,
      dataLabel: run.dataLabel, caveats: run.caveats)
  }
}

extension RunDetail {
  init(_ run: RunView, specification: String, report: BacktestReport) {
    self.init(
      run: run, specification: specification, sessions: report.sessions.map(\.description),
      equity: report.equity, benchmark: report.benchmark, drawdown: report.drawdown,
      exposureGross: report.exposureGross, exposureNet: report.exposureNet,
      rollingSharpe: report.rollingSharpe.map { $0?.figure },
      months: report.months.map { MonthReturn(year: $0.year, month: $0.month, value: $0.value) },
      worstDrawdowns: report.worstDrawdowns.map {
        DrawdownView(
          peak: $0.peak.description, trough: $0.trough.description,
          recovered: $0.recovery?.description, depth: $0.depth)
      }, histogramEdges: report.histogram?.edges ?? [],
      histogramCounts: report.histogram?.counts ?? [])
  }
}

extension TradeView {
  init(_ fill: FillRow) {
    self.init(
      session: fill.session.description, symbol: fill.symbol.ticker, shares: fill.shares.double,
      price: fill.price.double, commission: fill.commission.double,
      order: fill.order?.description ?? "settled")
  }
}

extension TrialView {
  init(_ trial: Trial) {
    self.init(
      number: trial.number, at: trial.at.millisecondsSinceEpoch, by: trial.by, run: trial.run ?? "",
      specificationHash: trial.specificationHash, sharpe: trial.sharpe?.figure)
  }
}
