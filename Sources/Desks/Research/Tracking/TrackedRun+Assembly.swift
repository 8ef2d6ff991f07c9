import Chronology
import Market

extension TrackedRun {
  /// Puts together what a tracker keeps of a saved run.
  ///
  /// Depends on its arguments alone, so that every attempt sends the same.
  ///
  /// - Parameter trades: The fills as a Parquet file.
  public init(record: RunRecord, report: BacktestReport, trades: [UInt8]) {
    let ended = record.createdAt
    let started = ended.advanced(by: .seconds(-record.seconds))
    let dates = "\(record.from) to \(record.to)"
    self.init(
      // The instant tells a run from one of the same number in a store that was begun afresh.
      key: "\(record.id)-\(record.createdAt.millisecondsSinceEpoch)", experiment: "QS backtests",
      name: "\(record.name) · trial \(record.trial)", author: record.by,
      note: Self.note(record, report, over: dates), startedAt: started, endedAt: ended,
      parameters: [
        TrackedText("benchmark", report.origin.benchmark?.ticker ?? "none"),
        TrackedText("capital", "\(report.capital)"),
        TrackedText("engine_version", record.engineVersion),
        TrackedText("from", "\(record.from)"),
        TrackedText("replications", "\(report.origin.replications)"),
        TrackedText("seed", "\(record.seed)"),
        TrackedText("snapshot", record.snapshot.hex),
        TrackedText("specification_hash", record.specificationHash),
        TrackedText("strategy", record.name),
        TrackedText("to", "\(record.to)"),
        TrackedText(
          "universe", Self.clipped(report.origin.universe.map(\.ticker).joined(separator: " "))),
        TrackedText("universe_size", "\(report.origin.universe.count)"),
      ],
      tags: [
        TrackedText("qs.data_label", record.dataLabel ?? "vendor data"),
        TrackedText("qs.digest", record.digest),
        TrackedText("qs.run", record.id),
        TrackedText("qs.specification_hash", record.specificationHash),
        TrackedText("qs.trial", "\(record.trial)"),
      ],
      metrics: record.figures.sorted { $0.key < $1.key }
        .filter { $0.value.isFinite }
        .map { TrackedMetric($0.key, $0.value) } + [TrackedMetric("trial", Double(record.trial))],
      curves: Self.curves(of: report),
      artifacts: [
        TrackedArtifact(
          path: "specification.json", contentType: "application/json",
          bytes: Array(record.specification.utf8)),
        TrackedArtifact(
          path: "tearsheet.html", contentType: "text/html; charset=utf-8",
          bytes: Array(TearSheet.html(of: report, record: record).utf8)),
        TrackedArtifact(
          path: "equity.svg", contentType: "image/svg+xml",
          bytes: Array(TearSheet.equityChart(of: report).utf8)),
        TrackedArtifact(
          path: "trades.parquet", contentType: "application/vnd.apache.parquet", bytes: trades),
      ])
  }

  private static func note(
    _ record: RunRecord, _ report: BacktestReport, over dates: String
  ) -> String {
    let lines =
      ["**\(record.name)**, \(dates), trial \(record.trial).", ""]
      + (record.dataLabel.map { ["\($0).", ""] } ?? []) + report.caveats.map { "- \($0)" }
    return clipped(lines.joined(separator: "\n"))
  }

  /// Trackers cut longer values without a word; ours end with an ellipsis.
  private static func clipped(_ text: String) -> String {
    text.count <= 5900 ? text : text.prefix(5900) + "…"
  }

  private static func curves(of report: BacktestReport) -> [TrackedCurve] {
    var curves = [
      curve("curve/equity", report.equity, over: report.sessions, keeping: .last),
      curve("curve/drawdown", report.drawdown, over: report.sessions, keeping: .lowest),
      curve("curve/exposure_gross", report.exposureGross, over: report.sessions, keeping: .last),
    ]
    if !report.benchmark.isEmpty {
      curves.append(
        curve("curve/benchmark", report.benchmark, over: report.sessions, keeping: .last))
    }
    return curves
  }

  /// Which value stands for a bucket of sessions when a curve has too many.
  enum Kept { case last, lowest }

  /// Returns at most `longestCurve` points; the first and the last session are always among them.
  static func curve(
    _ key: String, _ values: [Double], over sessions: [SessionDate], keeping: Kept
  ) -> TrackedCurve {
    func point(_ step: Int) -> TrackedCurve.Point {
      TrackedCurve.Point(
        step: step, at: Timestamp(seconds: Int64(sessions[step].day) * 86_400), value: values[step])
    }
    guard values.count > longestCurve else {
      return TrackedCurve(key: key, points: values.indices.map(point))
    }
    // The first and the last session stand for themselves; the rest is cut into even buckets.
    let (inner, buckets) = (values.count - 2, longestCurve - 2)
    let chosen = (0..<buckets).map { bucket -> Int in
      let range = (1 + bucket * inner / buckets)..<(1 + (bucket + 1) * inner / buckets)
      switch keeping {
      case .last: return range.upperBound - 1
      case .lowest:
        return range.min { (values[$0], $0) < (values[$1], $1) } ?? range.lowerBound
      }
    }
    return TrackedCurve(key: key, points: ([0] + chosen + [values.count - 1]).map(point))
  }
}
