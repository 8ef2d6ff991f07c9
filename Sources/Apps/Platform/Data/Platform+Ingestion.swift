import Chronology
import Connect
import Contract
import Files
import Logging
import Market
import Omega
import Warehouse
import Wire

extension Platform {
  /// What an ingestion was asked for, checked.
  struct IngestOrder: Sendable {
    let provider: ProviderWord
    let what: IngestWhat
    let route: IngestRoute
    /// Nil for everything that the provider lists.
    let symbols: [Symbol]?
    let range: ClosedRange<SessionDate>
    let isReload: Bool
    /// Symbols to fetch before all others, as the request names them.
    let first: [Symbol]
    /// How long bars within sessions last; nil for daily bars and what is not bars.
    let interval: MinuteInterval?

    init(_ request: IngestRequest) throws {
      provider = request.provider
      what = request.what ?? .bars
      route = request.route ?? .automatic
      symbols = try request.symbols.map { try Platform.symbols($0, field: "symbols") }
      first = try request.first.map { try Platform.symbols($0, field: "first") } ?? []
      range = try Call.sessions(from: request.from, to: request.to)
      isReload = request.isReload ?? false
      interval = try Self.interval(of: request)
      guard what == .bars || provider == .fmp else {
        throw Refusal.invalid(
          "what", "is \(what.rawValue), which \(provider.rawValue) does not offer.",
          remedy: "Choose bars, or the provider fmp.")
      }
      guard route != .market || provider == .fmp else {
        throw Refusal.invalid(
          "route", "is market, which \(provider.rawValue) does not offer.",
          remedy: "Choose symbols or automatic, or the provider fmp.")
      }
      guard route != .market || !isReload else {
        throw Refusal.invalid(
          "route", "is market, but whole histories come symbol by symbol only.",
          remedy: "Choose symbols or automatic for a reload.")
      }
    }

    /// The symbols in words.
    var subject: String {
      symbols.map { $0.count == 1 ? $0[0].ticker : "\($0.count) symbols" } ?? "everything"
    }

    /// A title for its job.
    var title: String {
      let from = "from \(provider.rawValue)"
      let length = interval.map { "\($0.rawValue) bars of " } ?? ""
      return switch what {
      case .bars: "\(isReload ? "Reload" : "Ingest") \(length)\(subject) \(from)"
      case .reference: "Ingest reference data \(from)"
      case .fundamentals: "Ingest company reports of \(subject) \(from)"
      }
    }
  }

  /// Begins to fetch what is missing.
  ///
  /// - Parameter isNoted: Whether the audit trail knows of it already.
  func ingest(
    _ request: IngestRequest, by caller: Caller, isNoted: Bool = false
  ) async throws -> JobView {
    let order = try IngestOrder(request)
    let connection = try providers.connect(to: order.provider)
    if order.isReload, !isNoted {
      try await noteData(
        "data.reloadAsked", by: caller, because: order.title, on: order.subject,
        facts: ["provider": order.provider.rawValue])
    }
    return try await jobs.submit(
      .ingest, order.title, by: caller.account, unit: "symbols", place: order.what.rawValue
    ) { [self] progress in
      let message = try await ingest(order, from: connection, progress)
      await checkHealthAfterChange(by: caller.account)
      return (nil, message)
    }
  }

  private func ingest(
    _ order: IngestOrder, from connection: ProviderConnection, _ progress: any JobProgress
  ) async throws -> String {
    switch order.what {
    case .bars:
      if let interval = order.interval {
        try await ingestMinutes(interval, order, from: connection, progress)
      } else {
        try await ingestBars(order, from: connection, progress)
      }
    case .reference: try await ingestReference(from: connection, progress)
    case .fundamentals: try await ingestReports(order, from: connection, progress)
    }
  }

  private func ingestBars(
    _ order: IngestOrder, from connection: ProviderConnection, _ progress: any JobProgress
  ) async throws -> String {
    let provider = connection.provider
    progress.report(completed: 0, total: 0, message: "Reading what \(provider.name) lists.")
    try await refreshNames(for: order, from: connection, progress)
    let plan = try await planBars(order, from: provider)
    let run = IngestionRun(
      id: progress.job, plan: plan, provider: provider, store: warehouse, clock: clock,
      settings: IngestionSettings(
        concurrency: connection.concurrency, batchSize: settings.batchSize, seed: 1),
      limiter: connection.limiter, meter: connection.meter)
    progress.steer(by: RunSteering(run: run))
    let report = try await follow(
      run.progress, route: plan.market == nil ? .symbols : .market, connection, progress,
      words: IngestionWords.progress
    ) { try await run.run() }
    progress.steer(by: nil)
    if provider.name == "sample" {
      try await warehouse.save(universes: SamplePack.universes, at: clock.now)
    }
    publishStatus()
    switch report.ending {
    case .complete: return IngestionWords.summary(report, plan)
    case .cancelled: throw CancellationError()
    case .stopped(let error): throw error
    }
  }

  /// Symbols in the order of their priority: those the request names, those the desk holds, those
  /// watched, then the others.
  func prioritized(_ symbols: [Symbol], first: [Symbol]) async throws -> [Symbol] {
    let wanted = Set(symbols)
    let held = await desk.snapshot().positions.map(\.symbol).sorted()
    var seen: Set<Symbol> = []
    let front = (first + held + (try await warehouse.watchlist())).filter {
      wanted.contains($0) && seen.insert($0).inserted
    }
    return front + symbols.filter { !seen.contains($0) }
  }

  private func planBars(
    _ order: IngestOrder, from provider: any MarketDataProvider
  ) async throws -> IngestionPlan {
    let retired = try await warehouse.retiredNames()
    var listed = try await IngestionPlan.instruments(of: provider, symbols: order.symbols)
    if order.symbols == nil { listed = IngestionPlan.offered(listed, retired: retired) }
    var options = IngestionOptions(
      route: IngestionRoute(order.route), isMarketWide: provider is any MarketWideProvider)
    options.emptyDays = settings.emptyRetryDays
    options.first = order.first
    options.positions = Set(await desk.snapshot().positions.map(\.symbol))
    options.watched = Set(try await warehouse.watchlist())
    options.refusals = try await warehouse.refusals(provider: provider.name, at: clock.now)
    if order.symbols == nil {
      options.delistings = try await warehouse.delistings(provider: provider.name)
    }
    // What a ticker stood for before it was given up is kept under the new name already.
    options.bearsFrom = try await warehouse.bearers()
      .merging(retired.mapValues(\.on)) { borne, _ in borne }
    if order.isReload { options.reload = Set(order.symbols ?? listed.map(\.symbol)) }
    return IngestionPlan(
      provider: provider.name, listed: listed, symbols: order.symbols, over: order.range,
      coverage: try await warehouse.coverage(),
      outcomes: try await warehouse.lastOutcomes(provider: provider.name), calendar: calendar,
      now: clock.now, options: options)
  }

  /// Brings in what was renamed and delisted before the whole market's bars are planned: survivors
  /// are not the universe, and bars of a new name belong to the old one's.
  ///
  /// A part that the subscription does not cover is passed over and named in the log; the bars do not
  /// wait for it.
  private func refreshNames(
    for order: IngestOrder, from connection: ProviderConnection, _ progress: any JobProgress
  ) async throws {
    guard order.symbols == nil, let provider = connection.provider as? any ReferenceProvider else {
      return
    }
    progress.report(completed: 0, total: 0, message: "Reading symbol changes and delistings.")
    let run = ReferenceRun(
      parts: [.symbolChanges, .delistings], provider: provider, store: warehouse, clock: clock,
      seed: 1, limiter: connection.limiter, meter: connection.meter)
    let report = try await run.run()
    switch report.ending {
    case .complete: break
    case .cancelled: throw CancellationError()
    case .stopped(let error): throw error
    }
    for part in report.parts {
      guard let failure = part.failure else { continue }
      logger.warning(
        "Bars are planned without it", metadata: ["part": "\(part.part)", "error": "\(failure)"])
    }
  }

  /// Carries a run out and passes its progress on.
  ///
  /// - Parameter words: What a reading says to a person.
  func follow(
    _ readings: AsyncStream<IngestionProgress>, route: IngestRoute,
    _ connection: ProviderConnection, _ progress: any JobProgress,
    words: @escaping @Sendable (IngestionProgress) -> String,
    run: @escaping @Sendable () async throws -> IngestionReport
  ) async throws -> IngestionReport {
    let before = connection.meter?.reading
    let report = try await withThrowingTaskGroup(of: IngestionReport?.self) { group in
      group.addTask { try await run() }
      group.addTask { [clock] in
        for await reading in readings {
          let left = await connection.limiter?.remaining(clock.now)
          progress.report(
            completed: reading.fetched, total: reading.planned, message: words(reading),
            ingestion: IngestionDetail(
              reading, route: route, since: before, callsLeft: left))
        }
        return nil
      }
      var report: IngestionReport?
      for try await result in group { report = result ?? report }
      return report
    }
    guard let report else { throw CancellationError() }
    return report
  }

  /// Says what an ingestion would fetch and cost.
  func plan(_ request: IngestRequest) async throws -> IngestPlanView {
    let order = try IngestOrder(request)
    let connection = try providers.connect(to: order.provider)
    switch order.what {
    case .bars: break
    case .reference:
      throw Refusal.invalid(
        "what", "is reference, which has no plan.", remedy: "Choose bars or fundamentals.")
    case .fundamentals: return try await planReports(order, from: connection)
    }
    if let interval = order.interval {
      return try await planMinutes(interval, order, from: connection)
    }
    let plan = try await planBars(order, from: connection.provider)
    return IngestPlanView(
      provider: plan.provider, route: plan.market == nil ? .symbols : .market,
      reason: plan.reason, symbols: plan.symbolCount,
      sessions: plan.market?.missing.count
        ?? plan.requests.map { calendar.count(in: $0.sessions) }.max() ?? 0,
      calls: plan.calls,
      minutes: connection.callsPerMinute.map { plan.minutes(callsPerMinute: $0) },
      upToDate: plan.upToDate.count, skipped: plan.skipped.count,
      unlisted: plan.unlisted.map(\.ticker))
  }
}

extension IngestionRoute {
  init(_ word: IngestRoute) {
    self =
      switch word {
      case .automatic: .automatic
      case .market: .market
      case .symbols: .symbols
      }
  }
}

/// Holds a run up, lets it go on, and changes its order.
struct RunSteering: JobSteering {
  let run: IngestionRun

  func pause() async { await run.pause() }
  func resume() async { await run.resume() }

  func moveToFront(_ symbols: [Symbol]) async -> [Symbol]? {
    await run.moveToFront(symbols)
    let planned = Set(
      (run.plan.requests + (run.plan.market?.requests ?? [])).map(\.instrument.symbol))
    return symbols.filter { !planned.contains($0) }
  }
}
