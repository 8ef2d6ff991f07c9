import Chronology
import Market
import Performance

/// A run on one page: self-contained HTML and SVG, without scripts or anything from outside.
///
/// Pure functions of the report and its record: every number on the page is one of theirs.
public enum TearSheet {
  /// Returns the whole page.
  public static func html(of report: BacktestReport, record: RunRecord) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(record.name)) · \(escaped(record.id))</title>
    <style>\(style)</style></head><body><main>
    \(heading(report, record))
    \(cards(report, record))
    \(caveats(report))
    \(panel("Equity\(report.benchmark.isEmpty ? "" : " against benchmark")", equityChart(of: report) + legend(report)))
    \(panel("Drawdown, worst five shaded", drawdownChart(of: report) + worstTable(report)))
    \(panel("Returns by month", monthTable(report)))
    <div class="pair">\(panel("Rolling Sharpe ratio, 252 sessions", rollingChart(of: report)))\
    \(panel("Exposure", exposureChart(of: report)))</div>
    <div class="pair">\(panel("Distribution of session returns", histogram(report)))\
    \(panel("Trades", tradeTable(report)))</div>
    <div class="pair">\(panel("Return and risk", figureTable(report)))\
    \(panel("Is it luck?", luckTable(report, record)))</div>
    \(panel("Provenance", provenance(report, record)))
    </main></body></html>
    """
  }

  static func panel(_ title: String, _ content: String) -> String {
    "<section><h2>\(escaped(title))</h2>\(content)</section>"
  }

  private static func heading(_ report: BacktestReport, _ record: RunRecord) -> String {
    let label = record.dataLabel.map { "<span class=\"label\">\(escaped($0))</span>" } ?? ""
    return "<header><h1>\(escaped(record.name))</h1>"
      + "<span class=\"sub n\">\(record.from) to \(record.to) · "
      + "\(Figure.amount(Double(report.sessions.count))) sessions · "
      + "trial \(record.trial)</span>\(label)</header>"
  }

  private static func cards(_ report: BacktestReport, _ record: RunRecord) -> String {
    let risk = report.figures.performance
    let all: [(String, String, Double?)] = [
      ("Total return", Figure.percent(risk?.totalReturn), risk?.totalReturn),
      ("Annual return", Figure.percent(risk?.annualReturn), risk?.annualReturn),
      ("Volatility", Figure.percent(risk?.annualVolatility), nil),
      ("Sharpe ratio", Figure.number(risk?.sharpe), risk?.sharpe),
      ("Max drawdown", Figure.percent(risk?.maximumDrawdown), risk?.maximumDrawdown),
      ("p-value", Figure.probability(report.significance?.pValue), nil),
      ("Deflated Sharpe", Figure.probability(record.figure(.deflatedSharpe)), nil),
    ]
    let cells = all.map { title, value, tone in
      "<section><h2>\(title)</h2><div class=\"value\(toneClass(tone))\">\(value)</div></section>"
    }
    return "<div class=\"cards\">\(cells.joined())</div>"
  }

  static func toneClass(_ value: Double?) -> String {
    guard let value, value != 0 else { return "" }
    return value > 0 ? " up" : " down"
  }

  private static func caveats(_ report: BacktestReport) -> String {
    guard !report.caveats.isEmpty else { return "" }
    let items = report.caveats.map { "<li>\(escaped($0))</li>" }
    return panel("Read this first", "<ul>\(items.joined())</ul>")
  }

  private static func legend(_ report: BacktestReport) -> String {
    guard let benchmark = report.origin.benchmark, !report.benchmark.isEmpty else { return "" }
    return "<p class=\"legend\"><i style=\"background:\(Ink.accent)\"></i>Strategy"
      + "<i style=\"background:\(Ink.third)\"></i>\(escaped(benchmark.ticker)), "
      + "scaled to the same capital</p>"
  }

  private static func provenance(_ report: BacktestReport, _ record: RunRecord) -> String {
    let rows: [(String, String)] = [
      ("Run", record.id), ("Trial", "\(record.trial)"), ("Digest", record.digest),
      ("Specification", record.specificationHash), ("Snapshot", record.snapshot.hex),
      ("Seed", "\(record.seed)"), ("Engine", record.engineVersion),
      ("Data", record.dataLabel ?? "Vendor data"),
      ("Universe", report.origin.universe.map(\.ticker).joined(separator: " ")),
      ("Benchmark", report.origin.benchmark?.ticker ?? "none"),
      ("Capital", Figure.amount(report.capital) + " USD"), ("Run by", record.by),
    ]
    let items = rows.map { "<dt>\($0)</dt><dd><code>\(escaped($1))</code></dd>" }
    return "<dl>\(items.joined())</dl>"
  }
}
