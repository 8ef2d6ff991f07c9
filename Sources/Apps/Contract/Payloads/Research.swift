/// A strategy that can be run: shipped with QS, or kept from an earlier run.
public struct StrategyView: Payload {
  public var name: String
  /// Lower-case hex SHA-256 of the canonical specification.
  public var hash: String
  /// The specification as its canonical JSON text.
  public var specification: String
  public var summary: String
  public init(name: String, hash: String, specification: String, summary: String) {
    self.name = name; self.hash = hash; self.specification = specification; self.summary = summary
  }
}

/// A specification to be checked.
public struct SpecificationText: Payload {
  public var specification: String
  public init(specification: String) { self.specification = specification }
}

/// What is wrong with a specification, or its hash when nothing is.
public struct SpecificationCheck: Payload {
  public var hash: String?
  public var faults: [String]
  public init(hash: String?, faults: [String]) { self.hash = hash; self.faults = faults }
}

/// A backtest to be run.
public struct BacktestRequest: Payload {
  /// The specification's JSON text.
  public var specification: String
  public var from: String
  public var to: String
  /// Seeds the resampling of the significance test.
  public var seed: Int
  public init(specification: String, from: String, to: String, seed: Int) {
    self.specification = specification; self.from = from; self.to = to; self.seed = seed
  }
}

/// The figures of a run. Per-year figures use 252 sessions; null where undefined.
public struct RunMetrics: Payload {
  public var totalReturn: Double?
  public var annualReturn: Double?
  public var annualVolatility: Double?
  public var sharpe: Double?
  public var sortino: Double?
  public var maximumDrawdown: Double?
  public var calmar: Double?
  public var alpha: Double?
  public var beta: Double?
  /// One-day losses as positive fractions.
  public var valueAtRisk95: Double?
  public var expectedShortfall95: Double?
  /// Share of resampled runs at least as good; small is good.
  public var pValue: Double?
  /// The deflated Sharpe ratio: the probability that the true Sharpe ratio beats what the best of
  /// all counted trials would show by luck.
  public var deflatedSharpe: Double?
  public var finalEquity: Double?
  public var turnoverAnnual: Double?
  public var costs: Double?
  public var trades: Int
  public init(
    totalReturn: Double?, annualReturn: Double?, annualVolatility: Double?, sharpe: Double?,
    sortino: Double?, maximumDrawdown: Double?, calmar: Double?, alpha: Double?, beta: Double?,
    valueAtRisk95: Double?, expectedShortfall95: Double?, pValue: Double?, deflatedSharpe: Double?,
    finalEquity: Double?, turnoverAnnual: Double?, costs: Double?, trades: Int
  ) {
    self.totalReturn = totalReturn; self.annualReturn = annualReturn
    self.annualVolatility = annualVolatility; self.sharpe = sharpe; self.sortino = sortino
    self.maximumDrawdown = maximumDrawdown; self.calmar = calmar; self.alpha = alpha
    self.beta = beta; self.valueAtRisk95 = valueAtRisk95
    self.expectedShortfall95 = expectedShortfall95; self.pValue = pValue
    self.deflatedSharpe = deflatedSharpe; self.finalEquity = finalEquity
    self.turnoverAnnual = turnoverAnnual; self.costs = costs; self.trades = trades
  }
}

public enum TrackingState: String, PayloadWord { case delivered, waiting, off }

/// One finished backtest.
public struct RunView: Payload {
  public var id: String
  public var name: String
  public var specificationHash: String
  public var snapshot: String
  public var engineVersion: String
  public var seed: Int
  public var from: String
  public var to: String
  public var by: String
  public var createdAt: Int64
  /// Wall time of the run in seconds.
  public var seconds: Double
  /// How many runs the trial ledger had counted, this one included.
  public var trial: Int
  public var metrics: RunMetrics
  /// SHA-256 over the whole result: equal digests mean equal bytes.
  public var digest: String
  public var tracking: TrackingState
  /// The run's page in the experiment tracker; null until delivered.
  public var trackingLink: String?
  /// Such as `Sample data, ends 2022-12-28`; null for vendor data.
  public var dataLabel: String?
  /// What a reader must know: closes only, volume unknown, few sessions.
  public var caveats: [String]
  public init(
    id: String, name: String, specificationHash: String, snapshot: String, engineVersion: String,
    seed: Int, from: String, to: String, by: String, createdAt: Int64, seconds: Double, trial: Int,
    metrics: RunMetrics, digest: String, tracking: TrackingState, trackingLink: String?,
    dataLabel: String?, caveats: [String]
  ) {
    self.id = id; self.name = name; self.specificationHash = specificationHash
    self.snapshot = snapshot; self.engineVersion = engineVersion; self.seed = seed
    self.from = from; self.to = to; self.by = by; self.createdAt = createdAt
    self.seconds = seconds; self.trial = trial; self.metrics = metrics; self.digest = digest
    self.tracking = tracking; self.trackingLink = trackingLink; self.dataLabel = dataLabel
    self.caveats = caveats
  }
}

/// One run whole: its specification and its curves.
public struct RunDetail: Payload {
  public var run: RunView
  public var specification: String
  public var sessions: [String]
  public var equity: [Double]
  /// The benchmark's value scaled to begin at the same equity; empty without a benchmark.
  public var benchmark: [Double]
  /// Fractions, zero or negative.
  public var drawdown: [Double]
  public var exposureGross: [Double]
  public var exposureNet: [Double]
  /// One-year rolling Sharpe ratio; null until there is a year.
  public var rollingSharpe: [Double?]
  public var months: [MonthReturn]
  public var worstDrawdowns: [DrawdownView]
  /// Upper edges and counts of the return distribution.
  public var histogramEdges: [Double]
  public var histogramCounts: [Int]
  public init(
    run: RunView, specification: String, sessions: [String], equity: [Double],
    benchmark: [Double], drawdown: [Double], exposureGross: [Double], exposureNet: [Double],
    rollingSharpe: [Double?], months: [MonthReturn], worstDrawdowns: [DrawdownView],
    histogramEdges: [Double], histogramCounts: [Int]
  ) {
    self.run = run; self.specification = specification; self.sessions = sessions
    self.equity = equity; self.benchmark = benchmark; self.drawdown = drawdown
    self.exposureGross = exposureGross; self.exposureNet = exposureNet
    self.rollingSharpe = rollingSharpe; self.months = months
    self.worstDrawdowns = worstDrawdowns; self.histogramEdges = histogramEdges
    self.histogramCounts = histogramCounts
  }
}

/// A calendar month's compounded return.
public struct MonthReturn: Payload {
  public var year: Int
  public var month: Int
  public var value: Double
  public init(year: Int, month: Int, value: Double) {
    self.year = year; self.month = month; self.value = value
  }
}

/// A fall from a peak.
public struct DrawdownView: Payload {
  public var peak: String
  public var trough: String
  /// Null while not recovered.
  public var recovered: String?
  public var depth: Double
  public init(peak: String, trough: String, recovered: String?, depth: Double) {
    self.peak = peak; self.trough = trough; self.recovered = recovered; self.depth = depth
  }
}

/// One execution of a run.
public struct TradeView: Payload {
  public var session: String
  public var symbol: String
  /// Signed shares.
  public var shares: Double
  public var price: Double
  public var commission: Double
  public var order: String
  public init(
    session: String, symbol: String, shares: Double, price: Double, commission: Double,
    order: String
  ) {
    self.session = session; self.symbol = symbol; self.shares = shares; self.price = price
    self.commission = commission; self.order = order
  }
}

/// An entry of the trial ledger: every run ever counted.
public struct TrialView: Payload {
  public var number: Int
  public var at: Int64
  public var by: String
  public var run: String
  public var specificationHash: String
  public var sharpe: Double?
  public init(
    number: Int, at: Int64, by: String, run: String, specificationHash: String, sharpe: Double?
  ) {
    self.number = number; self.at = at; self.by = by; self.run = run
    self.specificationHash = specificationHash; self.sharpe = sharpe
  }
}
