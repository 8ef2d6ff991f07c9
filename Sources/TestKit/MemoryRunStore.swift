public import Chronology
public import Market
public import Research

/// A run store that keeps everything in memory, for tests of what uses one.
public actor MemoryRunStore: RunStore {
  private struct Delivery {
    let run: String
    var attempts = 0
    var lastError: String?
    var link: String?
  }

  private var records: [RunRecord] = []
  private var reports: [String: [UInt8]] = [:]
  private var ledger: [Trial] = []
  private var series: [Int: TrialReturns] = [:]
  private var declarations: [DeclaredTrials] = []
  private var seals: VaultSeal?
  private var openings: [VaultOpening] = []
  private var isVaultBroken = false
  private var deliveries: [Delivery] = []

  public init() {}

  /// Replaces the saved bytes of a run, as a fault of the disk would.
  public func damage(_ run: String, with bytes: [UInt8]) { reports[run] = bytes }

  /// How often the delivery of a run has failed, and why the last time.
  public func failures(of run: String) -> (attempts: Int, lastError: String?)? {
    deliveries.first { $0.run == run }.map { ($0.attempts, $0.lastError) }
  }

  public func trialCount() async throws(StoreError) -> Int { ledger.count }

  public func trials(limit: Int, offset: Int) async throws(StoreError) -> [Trial] {
    Array(ledger.reversed().dropFirst(offset).prefix(limit))
  }

  public func trialSharpes() async throws(StoreError) -> [Double] { ledger.compactMap(\.sharpe) }

  public func trial(_ number: Int) async throws(StoreError) -> Trial {
    guard ledger.indices.contains(number - 1) else { throw Self.unknown(trial: number) }
    return ledger[number - 1]
  }

  public func append(_ draft: TrialDraft) async throws(StoreError) -> Trial {
    let trial = Trial(number: ledger.count + 1, run: nil, entry: draft)
    ledger.append(trial)
    return trial
  }

  public func returns(of trials: [Int]) async throws(StoreError) -> [Int: TrialReturns] {
    series.filter { trials.contains($0.key) }
  }

  public func declare(_ declared: DeclaredTrials) async throws(StoreError) {
    declarations.append(declared)
  }

  public func declaredTrials() async throws(StoreError) -> [DeclaredTrials] { declarations }

  public func bury(
    _ trial: Int, by: String, because: String, at now: Timestamp
  ) async throws(StoreError) {
    let held = try await self.trial(trial)
    ledger[trial - 1] = Trial(number: trial, run: held.run, entry: held.entry, isBuried: true)
  }

  public func save(
    report: [UInt8], trial: TrialDraft, returns: TrialReturns?, delivers: Bool,
    make: @Sendable (_ trial: Int) -> RunRecord
  ) async throws(StoreError) -> RunRecord {
    let number = ledger.count + 1
    let record = make(number)
    records.append(record)
    reports[record.id] = report
    ledger.append(Trial(number: number, run: record.id, entry: trial))
    series[number] = returns
    if delivers { deliveries.append(Delivery(run: record.id)) }
    return record
  }

  // MARK: Vault

  /// Makes every question about the vault fail, as a fault of the disk would.
  public func breakVault() { isVaultBroken = true }

  public func vault() async throws(StoreError) -> VaultState {
    guard !isVaultBroken else {
      throw StoreError(.corrupt, "The vault's table is damaged.", remedy: "Restore a backup.")
    }
    return VaultState(seal: seals, openings: openings)
  }

  public func seal(_ seal: VaultSeal) async throws(StoreError) {
    if let seals, seal.from > seals.from { throw seals.refusal(of: seal.from) }
    seals = seal
  }

  public func open(_ opening: VaultOpening) async throws(StoreError) -> VaultOpening {
    let earlier = openings.firstIndex {
      $0.subject == opening.subject && $0.from <= opening.to && $0.to >= opening.from
    }
    if let earlier {
      let held = openings[earlier]
      openings[earlier] = held.kept(as: held.number, run: held.run, refusals: held.refusals + 1)
      throw held.refusal
    }
    let kept = opening.kept(as: openings.count + 1)
    openings.append(kept)
    return kept
  }

  public func conclude(_ opening: Int, run: String) async throws(StoreError) {
    guard openings.indices.contains(opening - 1), openings[opening - 1].run == nil else {
      throw StoreError(.missing, "No opening \(opening) waits for a run.", remedy: "List them.")
    }
    let held = openings[opening - 1]
    openings[opening - 1] = held.kept(as: opening, run: run, refusals: held.refusals)
  }

  public func runs(limit: Int, offset: Int) async throws(StoreError) -> [RunRecord] {
    Array(records.reversed().dropFirst(offset).prefix(limit))
  }

  public func run(_ id: String) async throws(StoreError) -> RunRecord {
    guard let record = records.first(where: { $0.id == id }) else { throw Self.unknown(id) }
    return record
  }

  public func report(of run: String) async throws(StoreError) -> [UInt8] {
    guard let report = reports[run] else { throw Self.unknown(run) }
    return report
  }

  public func waitingDeliveries() async throws(StoreError) -> [TrackingDelivery] {
    deliveries.filter { $0.link == nil }.map {
      TrackingDelivery(run: $0.run, attempts: $0.attempts, lastError: $0.lastError)
    }
  }

  public func markDelivered(
    _ run: String, link: String, at now: Timestamp
  ) async throws(StoreError) {
    let index = try place(of: run)
    deliveries[index].link = link
    deliveries[index].lastError = nil
  }

  public func markFailed(
    _ run: String, error: String, at now: Timestamp
  ) async throws(StoreError) {
    let index = try place(of: run)
    deliveries[index].attempts += 1
    deliveries[index].lastError = error
  }

  public func deliveries(of runs: [String]) async throws(StoreError) -> [String: String] {
    var links: [String: String] = [:]
    for delivery in deliveries where runs.contains(delivery.run) {
      links[delivery.run] = delivery.link
    }
    return links
  }

  private func place(of run: String) throws(StoreError) -> Int {
    guard let index = deliveries.firstIndex(where: { $0.run == run }) else {
      throw Self.unknown(run)
    }
    return index
  }

  private static func unknown(trial: Int) -> StoreError {
    StoreError(.missing, "There is no trial \(trial).", remedy: "List the trials.")
  }

  private static func unknown(_ run: String) -> StoreError {
    StoreError(.missing, "There is no run \(run).", remedy: "List the runs to see their names.")
  }
}

extension RunStore {
  /// Saves a run with an entry in the ledger of which only the Sharpe ratio matters.
  public func save(
    report: [UInt8], sharpe: Double?, delivers: Bool, make: @Sendable (_ trial: Int) -> RunRecord
  ) async throws(StoreError) -> RunRecord {
    try await save(
      report: report, trial: .made(sharpe: sharpe), returns: nil, delivers: delivers, make: make)
  }
}

extension TrialDraft {
  /// An entry with made-up particulars.
  public static func made(
    specification: String = "5pec", hypothesis: String = general, parent: Int? = nil,
    from: SessionDate = SessionDate(day: 0), to: SessionDate = SessionDate(day: 9),
    outcome: TrialOutcome = .finished, sharpe: Double? = 0.1
  ) -> TrialDraft {
    TrialDraft(
      at: Timestamp(seconds: 1_700_000_000), by: "ada", specificationHash: specification,
      hypothesis: hypothesis, parent: parent, engineVersion: "1",
      snapshot: SnapshotID(hex: "5na9"), universeHash: "un1", from: from, to: to, seed: 1,
      outcome: outcome, note: outcome == .finished ? "" : "It broke.", seconds: 1, sharpe: sharpe)
  }
}
