import Chronology
import Connect
import Contract
import Market
import Warehouse

extension Platform.IngestOrder {
  /// Days that one ingestion of bars within sessions may span: five years.
  private static let mostDays = 1830

  /// The length of bars within sessions that a request asks for, checked with all it may be asked
  /// with; nil when it asks for none.
  static func interval(of request: IngestRequest) throws -> MinuteInterval? {
    guard let word = request.interval else { return nil }
    guard let interval = MinuteInterval(rawValue: word.rawValue) else {
      throw Refusal.invalid("interval", "is \(word.rawValue).", remedy: "Choose 1min to 4hour.")
    }
    guard request.what ?? .bars == .bars else {
      throw Refusal.invalid(
        "interval", "goes with bars only.", remedy: "Leave out the interval, or what.")
    }
    guard request.provider == .fmp else {
      throw Refusal.invalid(
        "interval", "is \(word.rawValue), which \(request.provider.rawValue) does not offer.",
        remedy: "Choose the provider fmp, or leave the interval out for daily bars.")
    }
    guard request.route != .market else {
      throw Refusal.invalid(
        "route", "is market, but bars within sessions come symbol by symbol only.",
        remedy: "Choose symbols or automatic.")
    }
    guard request.symbols != nil else {
      throw Refusal.invalid(
        "symbols", "is missing: bars within sessions are fetched of symbols named.",
        remedy: "Name the symbols; a whole market within sessions is more than is kept here.")
    }
    guard request.from != nil else {
      throw Refusal.invalid(
        "from", "is missing: bars within sessions are fetched over a range of days.",
        remedy: "Give the first day as YYYY-MM-DD.")
    }
    return interval
  }

  /// The days asked for, up to the last session that has closed.
  func minuteDays(
    _ calendar: TradingCalendar, at now: Timestamp
  ) throws -> ClosedRange<SessionDate> {
    guard let closed = calendar.lastClosedSession(at: now), range.lowerBound <= closed else {
      throw Refusal.invalid(
        "from", "is \(range.lowerBound), and no session since then has closed.",
        remedy: "Give an earlier day.")
    }
    let days = range.lowerBound...min(range.upperBound, closed)
    guard Int(days.upperBound.day - days.lowerBound.day) < Self.mostDays else {
      throw Refusal.invalid(
        "from", "is \(days.lowerBound), more than five years before \(days.upperBound).",
        remedy: "Fetch five years at a time.")
    }
    return days
  }
}

extension Platform {
  /// Brings in bars within sessions of the symbols named.
  func ingestMinutes(
    _ interval: MinuteInterval, _ order: IngestOrder, from connection: ProviderConnection,
    _ progress: any JobProgress
  ) async throws -> String {
    let provider = try Self.minutes(connection)
    let (due, _) = try await minutes(interval, order, from: provider)
    var options = MinuteRun.Settings(seed: 1)
    options.concurrency = connection.concurrency
    let run = MinuteRun(
      id: progress.job, requests: due, interval: interval, provider: provider, store: warehouse,
      clock: clock, settings: options, limiter: connection.limiter, meter: connection.meter)
    progress.steer(by: MinuteSteering(run: run))
    let report = try await follow(
      run.progress, route: .symbols, connection, progress, words: IngestionWords.progress,
      run: { try await run.run() })
    progress.steer(by: nil)
    switch report.ending {
    case .complete:
      let asked = Set(order.symbols ?? []).count
      return IngestionWords.summary(report, upToDate: asked - due.count, interval)
    case .cancelled: throw CancellationError()
    case .stopped(let error): throw error
    }
  }

  /// What is to be fetched, and the days asked for.
  private func minutes(
    _ interval: MinuteInterval, _ order: IngestOrder, from provider: any MinuteBarProvider
  ) async throws -> (due: [MinuteRun.Request], days: ClosedRange<SessionDate>) {
    let days = try order.minuteDays(calendar, at: clock.now)
    let ledger = MinuteRun.ledger(of: provider.name, interval)
    var seen: Set<Symbol> = []
    let symbols = (order.symbols ?? []).filter { seen.insert($0).inserted }
    let due = MinuteRun.due(
      try await prioritized(symbols, first: order.first), over: days,
      outcomes: order.isReload ? [] : try await warehouse.lastOutcomes(provider: ledger),
      refusals: try await warehouse.refusals(provider: ledger, at: clock.now), calendar: calendar,
      now: clock.now)
    return (due, days)
  }

  /// Says what fetching bars within sessions would cost.
  func planMinutes(
    _ interval: MinuteInterval, _ order: IngestOrder, from connection: ProviderConnection
  ) async throws -> IngestPlanView {
    let provider = try Self.minutes(connection)
    let (due, days) = try await minutes(interval, order, from: provider)
    let window = max(1, provider.daysInAnswer(of: interval))
    let calls = due.reduce(0) { sum, request in
      let span = Int(request.days.upperBound.day - request.days.lowerBound.day) + 1
      return sum + (span + window - 1) / window
    }
    return IngestPlanView(
      provider: provider.name, route: .symbols,
      reason: "Bars of \(interval.rawValue) come symbol by symbol, about \(window) days a call.",
      symbols: due.count, sessions: calendar.count(in: days), calls: calls,
      minutes: connection.callsPerMinute.map { Double(calls) / Double($0) },
      upToDate: Set(order.symbols ?? []).count - due.count, skipped: 0, unlisted: [])
  }

  private static func minutes(
    _ connection: ProviderConnection
  ) throws -> any MinuteBarProvider {
    guard let provider = connection.provider as? any MinuteBarProvider else {
      throw Refusal.invalid(
        "interval", "is nothing that \(connection.provider.name) offers.",
        remedy: "Leave it out for daily bars, or choose the provider fmp.")
    }
    return provider
  }
}

extension IngestionWords {
  static func summary(
    _ report: IngestionReport, upToDate: Int, _ interval: MinuteInterval
  ) -> String {
    let done = report.progress
    var text =
      done.planned == 0
      ? "Nothing was missing."
      : "\(grouped(done.bars)) bars of \(interval.rawValue) of \(grouped(done.kept)) symbols saved."
    if upToDate > 0 { text += " \(grouped(upToDate)) were up to date or rest." }
    if done.empty > 0 { text += " \(grouped(done.empty)) have no data." }
    if let first = report.failures.first {
      text += " \(grouped(done.failed)) failed; the first, \(first.symbol): \(first.message)"
    }
    return ([text] + report.notices).joined(separator: " ")
  }
}

/// Holds a run of bars within sessions up and lets it go on; it takes no new order.
private struct MinuteSteering: JobSteering {
  let run: MinuteRun

  func pause() async { await run.pause() }
  func resume() async { await run.resume() }
  func moveToFront(_ symbols: [Symbol]) async -> [Symbol]? { nil }
}

extension MinuteHoldingView {
  init(_ held: MinuteHolding) {
    self.init(
      minutes: held.minutes, bars: held.bars, first: held.first.millisecondsSinceEpoch,
      last: held.last.millisecondsSinceEpoch)
  }
}
