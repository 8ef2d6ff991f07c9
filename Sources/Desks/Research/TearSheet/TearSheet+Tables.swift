import Chronology
import Performance
import Trading

extension TearSheet {
  private static func rows(_ rows: [(String, String)]) -> String {
    "<table>" + rows.map { "<tr><td>\($0)</td><td>\($1)</td></tr>" }.joined() + "</table>"
  }

  static func worstTable(_ report: BacktestReport) -> String {
    guard !report.worstDrawdowns.isEmpty else { return "<p>Equity never fell.</p>" }
    let head = "<tr><th>Depth</th><th>Peak</th><th>Trough</th><th>Recovered</th></tr>"
    let body = report.worstDrawdowns.prefix(5).map { fall in
      "<tr><td class=\"down\">\(Figure.percent(fall.depth))</td><td>\(fall.peak)</td>"
        + "<td>\(fall.trough)</td><td>\(fall.recovery.map { "\($0)" } ?? "not yet")</td></tr>"
    }
    return "<table>\(head)\(body.joined())</table>"
  }

  static func monthTable(_ report: BacktestReport) -> String {
    guard !report.months.isEmpty else { return "<p>No month has a return.</p>" }
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let largest = max(1e-9, report.months.map(\.value.magnitude).max() ?? 0)
    var years: [Int: [MonthlyReturn]] = [:]
    for month in report.months { years[month.year, default: []].append(month) }
    let head = "<tr><th>Year</th>" + names.map { "<th>\($0)</th>" }.joined() + "<th>Year</th></tr>"
    let body = years.keys.sorted().map { year -> String in
      let months = years[year] ?? []
      let cells = (1...12).map { number -> String in
        guard let month = months.first(where: { $0.month == number }) else { return "<td></td>" }
        return heatCell(month.value, largest: largest)
      }
      let total = months.reduce(1) { $0 * (1 + $1.value) } - 1
      return "<tr><td>\(year)</td>\(cells.joined())"
        + "<td class=\"\(toneClass(total))\">\(Figure.percent(total, places: 1))</td></tr>"
    }
    return "<div class=\"scroll\"><table>\(head)\(body.joined())</table></div>"
  }

  /// A cell whose colour grows with the size of the value: green for gains, red for losses.
  private static func heatCell(_ value: Double, largest: Double) -> String {
    let strength = Figure.number(0.08 + 0.47 * value.magnitude / largest)
    let colour = value >= 0 ? "61 220 151" : "255 107 122"
    return "<td style=\"background:rgb(\(colour) / \(strength))\">"
      + "\(Figure.percent(value, places: 1))</td>"
  }

  static func figureTable(_ report: BacktestReport) -> String {
    let risk = report.figures.performance
    let versus = report.figures.comparison
    let figures = report.figures
    return rows([
      ("Final equity, USD", Figure.amount(figures.finalEquity)),
      ("Annual return", Figure.percent(risk?.annualReturn)),
      ("Annual volatility", Figure.percent(risk?.annualVolatility)),
      ("Sortino ratio", Figure.number(risk?.sortino)),
      ("Calmar ratio", Figure.number(risk?.calmar)),
      ("Omega", Figure.number(risk?.omega)),
      ("Tail ratio", Figure.number(risk?.tailRatio)),
      ("Stability", Figure.number(risk?.stability)),
      ("Skewness", Figure.number(risk?.skewness)),
      ("Kurtosis (normal is 3)", Figure.number(risk?.kurtosis)),
      ("Alpha", Figure.percent(versus?.alpha)),
      ("Beta", Figure.number(versus?.beta)),
      ("Correlation with benchmark", Figure.number(versus?.correlation)),
      ("Up capture", Figure.percent(versus?.upCapture, places: 0)),
      ("Down capture", Figure.percent(versus?.downCapture, places: 0)),
      ("VaR 95, historical", Figure.percent(figures.historicalTail?.valueAtRisk)),
      ("ES 95, historical", Figure.percent(figures.historicalTail?.expectedShortfall)),
      ("VaR 95, normal", Figure.percent(figures.normalTail?.valueAtRisk)),
      ("VaR 95, Cornish-Fisher", Figure.percent(figures.cornishFisherTail?.valueAtRisk)),
      ("ES 95, Cornish-Fisher", Figure.percent(figures.cornishFisherTail?.expectedShortfall)),
    ])
  }

  static func luckTable(_ report: BacktestReport, _ record: RunRecord) -> String {
    let luck = report.significance
    let trials = record.figure(.distinctTrials)
    let interval = luck.map {
      "\(Figure.number($0.sharpeLow95)) to \(Figure.number($0.sharpeHigh95))"
    }
    return rows([
      ("Trial number", "\(record.trial)"),
      ("Distinct trials counted", Figure.amount(trials)),
      ("Deflated Sharpe ratio", Figure.probability(record.figure(.deflatedSharpe))),
      (
        "Best Sharpe expected from luck, a session",
        Figure.number(record.figure(.expectedMaximumSharpe), places: 4)
      ),
      ("Sharpe ratio, a session", Figure.number(record.figure(.sharpePerSession), places: 4)),
      ("Probability that Sharpe &gt; 0", Figure.probability(luck?.probabilisticSharpe)),
      ("p-value, block bootstrap", Figure.probability(luck?.pValue)),
      ("p-value, sign flips", Figure.probability(luck?.signFlipPValue)),
      ("Sharpe ratio, 95% interval", interval ?? Figure.undefined),
      ("Sessions needed for 95% confidence", Figure.amount(luck?.minimumTrackRecord)),
      ("Resampled series", Figure.amount(luck.map { Double($0.replications) })),
      ("Mean block, sessions", Figure.number(luck?.blockLength)),
    ])
  }

  static func tradeTable(_ report: BacktestReport) -> String {
    let figures = report.figures
    let trades = figures.trades
    return rows([
      ("Orders", "\(report.orders.count)"), ("Fills", "\(figures.fills)"),
      ("Finished round trips", "\(trades.count)"), ("Still open", "\(figures.openPositions)"),
      ("Win rate", Figure.percent(trades.winRate, places: 1)),
      ("Profit factor", Figure.number(trades.profitFactor)),
      ("Average win, USD", Figure.amount(trades.averageWin, places: 2)),
      ("Average loss, USD", Figure.amount(trades.averageLoss, places: 2)),
      ("Best, USD", Figure.amount(trades.best, places: 2)),
      ("Worst, USD", Figure.amount(trades.worst, places: 2)),
      ("Sessions held, mean", Figure.number(trades.averageSessionsHeld, places: 1)),
      ("Turnover a year, one-way", Figure.percent(figures.turnoverAnnual, places: 0)),
      ("Commissions, USD", Figure.amount(figures.commissions, places: 2)),
      ("Slippage, USD", Figure.amount(figures.slippage, places: 2)),
    ] + furtherCosts(figures))
  }

  private static func furtherCosts(_ figures: ReportFigures) -> [(String, String)] {
    guard let further = figures.further else { return [] }
    return [
      ("Fees, USD", Figure.amount(further.fees.double, places: 2)),
      ("Impact, USD", Figure.amount(further.impact.double, places: 2)),
      ("Borrow, USD", Figure.amount(further.borrow.double, places: 2)),
      ("Financing, USD", Figure.amount(further.financing.double, places: 2)),
      ("All costs, USD", Figure.amount(figures.costs, places: 2)),
    ]
  }
}
