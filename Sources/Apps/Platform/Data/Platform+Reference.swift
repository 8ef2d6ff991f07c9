import Chronology
import Connect
import Contract
import Market
import Warehouse
import Wire

extension Platform {
  /// Brings in symbol changes, delistings, profiles and index memberships.
  func ingestReference(
    from connection: ProviderConnection, _ progress: any JobProgress
  ) async throws -> String {
    let run = ReferenceRun(
      provider: try Self.reference(connection), store: warehouse, clock: clock, seed: 1,
      limiter: connection.limiter, meter: connection.meter)
    let report = try await withThrowingTaskGroup(of: ReferenceRun.Report?.self) { group in
      group.addTask { try await run.run() }
      group.addTask {
        for await reading in run.progress {
          progress.report(
            completed: reading.done, total: reading.planned,
            message: "\(IngestionWords.grouped(reading.rows)) rows"
              + (reading.part.map { "; now \($0.rawValue)." } ?? "."))
        }
        return nil
      }
      var report: ReferenceRun.Report?
      for try await result in group { report = result ?? report }
      return report
    }
    publishStatus()
    guard let report else { throw CancellationError() }
    switch report.ending {
    case .complete: return Self.words(report)
    case .cancelled: throw CancellationError()
    case .stopped(let error): throw error
    }
  }

  private static func words(_ report: ReferenceRun.Report) -> String {
    let done = report.parts.filter { $0.failure == nil }.map {
      "\(IngestionWords.grouped($0.rows)) of \($0.part.rawValue)"
    }
    let failed = report.parts.compactMap { part in
      part.failure.map { "\(part.part.rawValue) failed: \($0)" }
    }
    return (["Saved: \(done.joined(separator: ", "))."] + failed).joined(separator: " ")
  }

  /// Brings in company reports of the symbols asked for, or of every stock that has bars.
  func ingestReports(
    _ order: IngestOrder, from connection: ProviderConnection, _ progress: any JobProgress
  ) async throws -> String {
    let provider = try Self.reference(connection)
    let (due, wanted, refusals) = try await reports(order, from: provider)
    var options = FundamentalsRun.Settings(seed: 1)
    options.concurrency = connection.concurrency
    let run = FundamentalsRun(
      id: progress.job, symbols: due, provider: provider, store: warehouse, clock: clock,
      settings: options, refusals: refusals, limiter: connection.limiter,
      meter: connection.meter)
    progress.steer(by: ReportSteering(run: run))
    let report = try await follow(
      run.progress, route: .symbols, connection, progress,
      words: { "\(IngestionWords.grouped($0.saved)) companies settled." },
      run: { try await run.run() })
    progress.steer(by: nil)
    switch report.ending {
    case .complete: return Self.words(report, upToDate: wanted.count - due.count)
    case .cancelled: throw CancellationError()
    case .stopped(let error): throw error
    }
  }

  /// Symbols whose reports are to be fetched, those asked for, and what the provider refuses.
  private func reports(
    _ order: IngestOrder, from provider: any ReferenceProvider
  ) async throws -> (due: [Symbol], wanted: [Symbol], refusals: [StoredRefusal]) {
    let ledger = FundamentalsRun.ledger(of: provider.name)
    var wanted = order.symbols ?? []
    if order.symbols == nil {
      wanted = try await warehouse.coverage()
        .filter { $0.bars > 0 && $0.provider == provider.name }.map(\.symbol)
    }
    let refusals = try await warehouse.refusals(provider: ledger, at: clock.now)
    let due = FundamentalsRun.due(
      try await prioritized(wanted, first: order.first),
      outcomes: order.isReload ? [] : try await warehouse.lastOutcomes(provider: ledger),
      refusals: refusals, now: clock.now, days: max(1, settings.emptyRetryDays))
    return (due, wanted, refusals)
  }

  /// Says what fetching company reports would cost: one call for each kind of report.
  func planReports(
    _ order: IngestOrder, from connection: ProviderConnection
  ) async throws -> IngestPlanView {
    let (due, wanted, refusals) = try await reports(
      order, from: try Self.reference(connection))
    let kinds = StatementKind.allCases.filter { kind in
      !refusals.contains { $0.key == StoredRefusal.endpointPrefix + kind.rawValue }
    }
    let closed = Set(refusals.map(\.key))
    let skipped = wanted.count { closed.contains(StoredRefusal.symbolPrefix + $0.ticker) }
    let calls = due.count * kinds.count
    return IngestPlanView(
      provider: connection.provider.name, route: .symbols,
      reason: "Company reports come company by company, \(kinds.count) kinds of each.",
      symbols: due.count, sessions: 0, calls: calls,
      minutes: connection.callsPerMinute.map { Double(calls) / Double($0) },
      upToDate: wanted.count - due.count - skipped, skipped: skipped, unlisted: [])
  }

  private static func words(_ report: IngestionReport, upToDate: Int) -> String {
    let done = report.progress
    var text = "Reports of \(IngestionWords.grouped(done.kept)) companies saved."
    if upToDate > 0 { text += " \(IngestionWords.grouped(upToDate)) were up to date." }
    if done.empty > 0 { text += " \(IngestionWords.grouped(done.empty)) have none." }
    if let first = report.failures.first {
      text += " \(done.failed) failed; the first, \(first.symbol): \(first.message)"
    }
    return ([text] + report.notices).joined(separator: " ")
  }

  private static func reference(
    _ connection: ProviderConnection
  ) throws -> any ReferenceProvider {
    guard let provider = connection.provider as? any ReferenceProvider else {
      throw Refusal.invalid(
        "what", "is not among what \(connection.provider.name) offers.",
        remedy: "Choose bars, or the provider fmp.")
    }
    return provider
  }
}

/// Holds a run of company reports up and lets it go on; it takes no new order.
private struct ReportSteering: JobSteering {
  let run: FundamentalsRun

  func pause() async { await run.pause() }
  func resume() async { await run.resume() }
  func moveToFront(_ symbols: [Symbol]) async -> [Symbol]? { nil }
}
