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

  public func save(
    report: [UInt8], sharpe: Double?, delivers: Bool, make: @Sendable (_ trial: Int) -> RunRecord
  ) async throws(StoreError) -> RunRecord {
    let number = ledger.count + 1
    let record = make(number)
    records.append(record)
    reports[record.id] = report
    ledger.append(
      Trial(
        number: number, at: record.createdAt, by: record.by, run: record.id,
        specificationHash: record.specificationHash, sharpe: sharpe))
    if delivers { deliveries.append(Delivery(run: record.id)) }
    return record
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

  private static func unknown(_ run: String) -> StoreError {
    StoreError(.missing, "There is no run \(run).", remedy: "List the runs to see their names.")
  }
}
