import Chronology
import Performance

extension TearSheet {
  /// Returns the equity curve, and the benchmark's where there is one, as an SVG picture.
  public static func equityChart(of report: BacktestReport) -> String {
    var curves: [TimeChart.Curve] = []
    if !report.benchmark.isEmpty {
      curves.append(
        TimeChart.Curve(values: report.benchmark, colour: Ink.third, isDashed: true))
    }
    curves.append(
      TimeChart.Curve(values: report.equity, colour: Ink.accent, filledTo: report.capital))
    return TimeChart(
      title: "Equity of \(report.origin.name)", sessions: report.sessions, curves: curves,
      including: [report.capital], height: 320,
      label: { Figure.amount($0) }
    ).svg
  }

  /// Returns the drawdown with its worst five falls shaded, as an SVG picture.
  static func drawdownChart(of report: BacktestReport) -> String {
    let places = Dictionary(
      uniqueKeysWithValues: report.sessions.enumerated().map { ($0.element, $0.offset) })
    let spans = report.worstDrawdowns.prefix(5).compactMap { fall -> ClosedRange<Int>? in
      guard let start = places[fall.peak] else { return nil }
      let end = fall.recovery.flatMap { places[$0] } ?? report.sessions.count - 1
      return start...max(start, end)
    }
    return TimeChart(
      title: "Drawdown of \(report.origin.name)", sessions: report.sessions,
      curves: [TimeChart.Curve(values: report.drawdown, colour: Ink.down, filledTo: 0)],
      spans: spans, including: [0], height: 200, label: { Figure.percent($0, places: 1) }
    ).svg
  }

  /// Returns the rolling Sharpe ratio as an SVG picture.
  static func rollingChart(of report: BacktestReport) -> String {
    TimeChart(
      title: "Rolling Sharpe ratio", sessions: report.sessions,
      curves: [TimeChart.Curve(values: report.rollingSharpe, colour: Ink.accent, filledTo: 0)],
      including: report.rollingSharpe.contains { $0 != nil } ? [0] : [], height: 240,
      width: 560, label: { Figure.number($0, places: 1) }
    ).svg
  }

  /// Returns gross and net exposure as an SVG picture.
  static func exposureChart(of report: BacktestReport) -> String {
    TimeChart(
      title: "Exposure, gross and net", sessions: report.sessions,
      curves: [
        TimeChart.Curve(values: report.exposureGross, colour: Ink.warn, filledTo: 0),
        TimeChart.Curve(values: report.exposureNet, colour: Ink.accent),
      ],
      including: [0, 1], height: 240, width: 560, label: { Figure.percent($0, places: 0) }
    ).svg
      + "<p class=\"legend\"><i style=\"background:\(Ink.warn)\"></i>Gross"
      + "<i style=\"background:\(Ink.accent)\"></i>Net, of equity</p>"
  }

  /// Returns the return distribution with value at risk and expected shortfall, as SVG.
  static func histogram(_ report: BacktestReport) -> String {
    guard let histogram = report.histogram else { return "<p>The returns do not vary.</p>" }
    var marks: [(label: String, loss: Double, colour: String)] = []
    if let tail = report.figures.historicalTail {
      marks = [
        ("VaR 95", tail.valueAtRisk, Ink.warn), ("ES 95", tail.expectedShortfall, Ink.down),
      ]
    }
    return HistogramChart(histogram: histogram, marks: marks).svg
  }
}
