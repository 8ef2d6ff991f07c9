import Chronology
import Contract
import Market
import Synchronization
import Warehouse

/// Keeps jobs in the warehouse; what an ingestion cost and brought, of recently finished ones, in
/// memory.
final class WarehouseJobs: JobStore {
  private static let kept = 256
  private let warehouse: Warehouse
  private let recent = Mutex<[String: JobView]>([:])

  init(warehouse: Warehouse) { self.warehouse = warehouse }

  func save(_ job: JobView) async throws {
    recent.withLock { recent in
      recent[job.id] = job
      // Ids sort by time: the oldest goes.
      if recent.count > Self.kept, let oldest = recent.keys.min() { recent[oldest] = nil }
    }
    try await warehouse.save(
      JobRecord(
        id: job.id, kind: job.kind.rawValue, title: job.title, state: Self.state(job.state),
        by: job.by, createdAt: Timestamp(nanoseconds: job.createdAt * 1_000_000),
        finishedAt: job.finishedAt.map { Timestamp(nanoseconds: $0 * 1_000_000) },
        message: job.message, result: job.result, completed: job.completed, total: job.total,
        unit: job.unit))
  }

  func jobs(limit: Int, offset: Int) async throws -> [JobView] {
    try await warehouse.jobs(limit: limit, offset: offset).map(view)
  }

  func job(_ id: String) async throws -> JobView? {
    do {
      return view(try await warehouse.job(id))
    } catch let error where error.code == .missing {
      return nil
    }
  }

  private func view(_ record: JobRecord) -> JobView {
    if let view = recent.withLock({ $0[record.id] }) { return view }
    let state = JobState(rawValue: record.state.rawValue) ?? .interrupted
    return JobView(
      id: record.id, kind: JobKind(rawValue: record.kind) ?? .ingest, title: record.title,
      state: state, by: record.by, createdAt: record.createdAt.millisecondsSinceEpoch,
      finishedAt: record.finishedAt?.millisecondsSinceEpoch, completed: record.completed,
      total: record.total, unit: record.unit, rate: nil, secondsLeft: nil, message: record.message, result: record.result)
  }

  private static func state(_ state: JobState) -> JobRecord.State {
    switch state {
    case .waiting: .waiting
    case .running, .paused: .running
    case .done: .done
    case .failed: .failed
    case .cancelled: .cancelled
    case .interrupted: .interrupted
    }
  }
}
