public import Chronology
public import Market

/// One finished backtest as the store keeps it: enough to find it, show it and make it again.
public struct RunRecord: Hashable, Sendable, Codable, Identifiable {
  /// The first 16 hex digits of `digest` with the trial number: `r12-9f31c2ae01b45d77`.
  public let id: String
  /// Its place in the trial ledger, from 1.
  public let trial: Int
  public let name: String
  public let specificationHash: String
  /// The specification as canonical JSON.
  public let specification: String
  public let snapshot: SnapshotID
  public let engineVersion: String
  public let seed: UInt64
  public let from: SessionDate
  public let to: SessionDate
  public let by: String
  public let createdAt: Timestamp
  /// Wall time of the run in seconds; not part of the digest.
  public let seconds: Double
  /// SHA-256, lower-case hex, over `report`.
  public let digest: String
  /// The figures, as JSON with sorted keys; see `RunFigures`.
  public let figures: [String: Double]
  public let dataLabel: String?
  public let caveats: [String]

  public init(
    id: String, trial: Int, name: String, specificationHash: String, specification: String,
    snapshot: SnapshotID, engineVersion: String, seed: UInt64, from: SessionDate, to: SessionDate,
    by: String, createdAt: Timestamp, seconds: Double, digest: String, figures: [String: Double],
    dataLabel: String?, caveats: [String]
  ) {
    self.id = id
    self.trial = trial
    self.name = name
    self.specificationHash = specificationHash
    self.specification = specification
    self.snapshot = snapshot
    self.engineVersion = engineVersion
    self.seed = seed
    self.from = from
    self.to = to
    self.by = by
    self.createdAt = createdAt
    self.seconds = seconds
    self.digest = digest
    self.figures = figures
    self.dataLabel = dataLabel
    self.caveats = caveats
  }
}

extension RunRecord {
  /// The same record with other figures.
  public func with(figures: [String: Double]) -> RunRecord {
    RunRecord(
      id: id, trial: trial, name: name, specificationHash: specificationHash,
      specification: specification, snapshot: snapshot, engineVersion: engineVersion, seed: seed,
      from: from, to: to, by: by, createdAt: createdAt, seconds: seconds, digest: digest,
      figures: figures, dataLabel: dataLabel, caveats: caveats)
  }
}

/// A delivery that waits for the experiment tracker.
public struct TrackingDelivery: Hashable, Sendable {
  public let run: String
  public let attempts: Int
  public let lastError: String?

  public init(run: String, attempts: Int, lastError: String?) {
    self.run = run
    self.attempts = attempts
    self.lastError = lastError
  }
}

/// Keeps runs, the trial ledger and the deliveries to the experiment tracker.
///
/// A run, its trial and its waiting delivery are saved in one transaction: none without the others.
/// There is no way to remove or change a trial.
public protocol RunStore: TrialLedger, VaultStore {
  /// Saves a run with its full report (canonical JSON bytes) and queues its delivery.
  ///
  /// - Parameters:
  ///   - trial: What the ledger notes of it.
  ///   - returns: Kept with the entry, for tests of the whole family; nil for none.
  ///   - make: Builds the record for the trial number that the ledger gives it; called inside the
  ///     transaction.
  func save(
    report: [UInt8], trial: TrialDraft, returns: TrialReturns?, delivers: Bool,
    make: @Sendable (_ trial: Int) -> RunRecord
  ) async throws(StoreError) -> RunRecord
  func runs(limit: Int, offset: Int) async throws(StoreError) -> [RunRecord]
  /// - Throws: `missing`.
  func run(_ id: String) async throws(StoreError) -> RunRecord
  /// The report's bytes, exactly as saved.
  func report(of run: String) async throws(StoreError) -> [UInt8]

  func waitingDeliveries() async throws(StoreError) -> [TrackingDelivery]
  func markDelivered(_ run: String, link: String, at now: Timestamp) async throws(StoreError)
  func markFailed(_ run: String, error: String, at now: Timestamp) async throws(StoreError)
  /// Links of delivered runs, by run.
  func deliveries(of runs: [String]) async throws(StoreError) -> [String: String]
}
