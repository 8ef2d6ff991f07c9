import Chronology
import Connect
import Contract
import Files
import Market
import Warehouse

extension Platform {
  /// Plans what is missing and begins to fetch it.
  func ingest(_ request: IngestRequest, by caller: Caller) async throws -> JobView {
    let symbols = try request.symbols.map { texts in
      guard (1...5000).contains(texts.count) else {
        throw Refusal.invalid(
          "symbols", "holds \(texts.count); it must hold 1 to 5000.",
          remedy: "Leave it out for everything that the provider lists.")
      }
      return try texts.enumerated().map { try Call.symbol($1, field: "symbols[\($0)]") }
    }
    let range = try Call.sessions(from: request.from, to: request.to)
    let connection = try providers.connect(to: request.provider)
    let what = symbols.map { $0.count == 1 ? $0[0].ticker : "\($0.count) symbols" } ?? "everything"
    return try await jobs.submit(
      .ingest, "Ingest \(what) from \(request.provider.rawValue)", by: caller.account,
      unit: "symbols"
    ) { [self] progress in
      let message = try await ingest(symbols, over: range, from: connection, progress)
      return (nil, message)
    }
  }

  private func ingest(
    _ symbols: [Symbol]?, over range: ClosedRange<SessionDate>, from connection: ProviderConnection,
    _ progress: any JobProgress
  ) async throws -> String {
    let provider = connection.provider
    progress.report(completed: 0, total: 0, message: "Reading what \(provider.name) lists.")
    let plan = IngestionPlan(
      provider: provider.name,
      listed: try await IngestionPlan.instruments(of: provider, symbols: symbols),
      symbols: symbols, over: range, coverage: try await warehouse.coverage(),
      outcomes: try await warehouse.lastOutcomes(provider: provider.name), calendar: calendar,
      now: clock.now)
    let run = IngestionRun(
      id: progress.job, plan: plan, provider: provider, store: warehouse, clock: clock,
      settings: IngestionSettings(batchSize: batchSize, seed: 1), limiter: connection.limiter,
      meter: connection.meter)
    let report = try await withThrowingTaskGroup(of: IngestionReport?.self) { group in
      group.addTask { try await run.run() }
      group.addTask {
        for await reading in run.progress {
          progress.report(
            completed: reading.fetched, total: reading.planned, message: Self.words(reading))
        }
        return nil
      }
      var report: IngestionReport?
      for try await result in group { report = result ?? report }
      return report
    }
    await health.forget()
    if provider.name == "sample" {
      try await warehouse.save(universes: SamplePack.universes, at: clock.now)
    }
    publishStatus()
    guard let report else { throw CancellationError() }
    switch report.ending {
    case .complete: return Self.summary(report, plan)
    case .cancelled: throw CancellationError()
    case .stopped(let error): throw error
    }
  }

  private static func words(_ reading: IngestionProgress) -> String {
    "\(reading.fetched) of \(reading.planned) symbols, "
      + "\(grouped(reading.bars)) bars; \(grouped(reading.saved)) saved."
  }

  /// A count with its thousands grouped.
  private static func grouped(_ count: Int) -> String {
    let digits = String(count)
    let lead = digits.count % 3
    var text = digits.prefix(lead)
    for (index, digit) in digits.dropFirst(lead).enumerated() {
      if index % 3 == 0, !text.isEmpty { text.append(",") }
      text.append(digit)
    }
    return String(text)
  }

  private static func summary(_ report: IngestionReport, _ plan: IngestionPlan) -> String {
    let done = report.progress
    guard done.planned > 0 else {
      return "Nothing was missing: \(plan.upToDate.count) symbols are up to date."
    }
    let symbols = done.planned - done.failed - done.empty
    var text = "\(grouped(done.bars)) bars of \(symbols) symbols saved."
    if !plan.upToDate.isEmpty { text += " \(plan.upToDate.count) were up to date." }
    if done.empty > 0 { text += " \(done.empty) have no data." }
    if !plan.unlisted.isEmpty {
      text += " Not listed: \(plan.unlisted.prefix(5).map(\.ticker).joined(separator: ", "))."
    }
    if let first = report.failures.first {
      text += " \(done.failed) failed; the first, \(first.symbol): \(first.message)"
    }
    return text
  }
}
