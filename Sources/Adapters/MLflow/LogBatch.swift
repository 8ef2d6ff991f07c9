import Chronology
import Research

/// One atomic request with parameters, tags and metrics of a run.
struct LogBatch: Encodable {
  struct Metric: Encodable, Hashable {
    let key: String
    let value: Double
    /// Milliseconds since the Unix epoch.
    let timestamp: Int64
    let step: Int64
  }

  let run_id: String
  var metrics: [Metric] = []
  var params: [KeyedText] = []
  var tags: [KeyedText] = []

  /// The most entries of a request, and the most metrics in it.
  static let largest = 1000
  /// The most parameters, and the most tags, of a request.
  private static let mostTexts = 100

  /// Returns the requests that carry a run: texts and figures first, then the curves.
  static func batches(of run: TrackedRun, to id: String) -> [LogBatch] {
    precondition(run.parameters.count <= mostTexts, "A run has at most 100 parameters.")
    precondition(run.tags.count <= mostTexts - 4, "A run has at most 96 tags of its own.")
    let ended = run.endedAt.millisecondsSinceEpoch
    var first = LogBatch(run_id: id)
    first.params = run.parameters.map { KeyedText(key: MLflowName.key($0.key), value: $0.value) }
    first.tags =
      run.tags.map { KeyedText(key: MLflowName.key($0.key), value: $0.value) } + [
        KeyedText(key: "mlflow.note.content", value: run.note),
        KeyedText(key: "mlflow.source.name", value: "qs backtest"),
        KeyedText(key: "mlflow.source.type", value: "JOB"),
        KeyedText(key: "mlflow.user", value: run.author),
      ]
    first.metrics = run.metrics.filter(\.value.isFinite).map {
      Metric(key: MLflowName.key($0.key), value: $0.value, timestamp: ended, step: 0)
    }
    let points = run.curves.flatMap { curve in
      curve.points.filter(\.value.isFinite).map {
        Metric(
          key: MLflowName.key(curve.key), value: $0.value,
          timestamp: $0.at.millisecondsSinceEpoch, step: Int64($0.step))
      }
    }
    let rest = stride(from: 0, to: points.count, by: largest).map { start in
      var batch = LogBatch(run_id: id)
      batch.metrics = Array(points[start..<min(start + largest, points.count)])
      return batch
    }
    return [first] + rest
  }
}
