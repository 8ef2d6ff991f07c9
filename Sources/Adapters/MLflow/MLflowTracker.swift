import Chronology
public import Logging
public import Research
public import Wire

/// Records runs on an MLflow 3 server over its REST interface.
///
/// One run is a handful of requests: find or create the experiment, find or create the run by its
/// key, parameters with tags and figures in one batch, a batch for each curve, the artifacts, the
/// end. Each of them may be sent again without harm, so an attempt that broke off is completed by
/// the next. At last the run is read back: the server answers 200 even to what it dropped.
public struct MLflowTracker: ExperimentTracker {
  private let client: MLflowClient
  private let address: MLflowAddress
  private let logger: Logger

  /// The tag by which a run is found again.
  static let keyTag = "qs.run_key"

  public init(transport: any HTTPTransport, address: MLflowAddress, logger: Logger) {
    client = MLflowClient(transport: transport, address: address)
    self.address = address
    self.logger = logger
  }

  public func record(_ run: TrackedRun) async throws(TrackingError) -> String {
    let experiment = try await experiment(named: run.experiment)
    let info = try await self.run(for: run, in: experiment)
    for batch in LogBatch.batches(of: run, to: info.run_id) {
      try await client.post("runs/log-batch", batch)
    }
    for artifact in run.artifacts { try await client.put(artifact, under: info.artifact_uri) }
    try await client.post(
      "runs/update",
      RunUpdate(
        run_id: info.run_id, status: .finished, end_time: run.endedAt.millisecondsSinceEpoch))
    try await confirm(run, as: info.run_id)
    logger.debug(
      "Run recorded", metadata: ["run.key": "\(run.key)", "mlflow.run": "\(info.run_id)"])
    return "\(address.link)/#/experiments/\(experiment)/runs/\(info.run_id)"
  }

  private func experiment(named name: String) async throws(TrackingError) -> String {
    if let known = try await client.experiment(named: name) { return try usable(known) }
    do {
      return try await client.post(
        "experiments/create", ExperimentCreation(name: name), answer: ExperimentCreated.self
      ).experiment_id
    } catch  where error.code == .refused {
      // Somebody else may have created it in between.
      guard let known = try await client.experiment(named: name) else { throw error }
      return try usable(known)
    }
  }

  private func usable(_ experiment: Experiment) throws(TrackingError) -> String {
    guard experiment.lifecycle_stage != "deleted" else {
      throw TrackingError(
        .refused, "The MLflow experiment \(experiment.name ?? "") was deleted.",
        remedy: "Restore it in MLflow; its name stays taken while it is deleted.")
    }
    return experiment.experiment_id
  }

  /// Finds the run that an earlier attempt created, or creates it.
  private func run(
    for run: TrackedRun, in experiment: String
  ) async throws(TrackingError) -> RunInfo {
    let found = try await client.post(
      "runs/search",
      RunSearch(
        experiment_ids: [experiment], filter: "tags.`\(Self.keyTag)` = '\(run.key)'",
        max_results: 1),
      answer: RunsFound.self)
    if let first = found.runs?.first { return first.info }
    let tags = [KeyedText(key: Self.keyTag, value: run.key)]
    return try await client.post(
      "runs/create",
      RunCreation(
        experiment_id: experiment, run_name: run.name,
        start_time: run.startedAt.millisecondsSinceEpoch, tags: tags),
      answer: RunEnvelope.self
    ).run.info
  }

  /// Reads the run back and compares it with what was sent.
  private func confirm(_ run: TrackedRun, as id: String) async throws(TrackingError) {
    let kept = try await client.run(id)
    let parameters = Set((kept.data?.params ?? []).map(\.key))
    let metrics = Set((kept.data?.metrics ?? []).map(\.key))
    let lost =
      run.parameters.map { MLflowName.key($0.key) }.filter { !parameters.contains($0) }
      + (run.metrics.map(\.key) + run.curves.filter { !$0.points.isEmpty }.map(\.key))
      .map(MLflowName.key).filter { !metrics.contains($0) }
    guard lost.isEmpty else {
      throw TrackingError(
        .malformed, "MLflow took run \(run.name) without \(lost.joined(separator: ", ")).",
        remedy: "Check that the server is MLflow 3.17 or later; the run stays queued.")
    }
    guard kept.info.status == RunUpdate.Status.finished.rawValue else {
      throw TrackingError(
        .malformed, "MLflow still shows run \(run.name) as \(kept.info.status ?? "unknown").",
        remedy: "Check the server's log; the run stays queued.")
    }
  }
}
