import Chronology
import Contract
import Market
import Research
import Strategies
import Warehouse

extension Platform {
  /// Begins a backtest.
  func backtest(_ request: BacktestRequest, by caller: Caller) async throws -> JobView {
    let specification: StrategySpecification
    do {
      specification = try StrategySpecification(parsing: request.specification)
    } catch {
      throw Refusal(
        422, "specification.invalid", "The specification is not valid",
        detail: error.faults.prefix(8).joined(separator: " "),
        remedy: "Correct it; POST /api/strategies/check says what is wrong.")
    }
    guard request.seed >= 0 else {
      throw Refusal.invalid("seed", "is \(request.seed).", remedy: "Choose zero or more.")
    }
    let from = try Call.date(request.from, field: "from")
    let to = try Call.date(request.to, field: "to")
    guard from <= to else {
      throw Refusal.invalid(
        "from", "is \(from), after to, which is \(to).", remedy: "Give the earlier date as from.")
    }
    let settings = BacktestSettings(
      specification: specification, from: from, to: to, seed: UInt64(request.seed),
      by: caller.account)
    return try await jobs.submit(
      .backtest, "Backtest \(specification.name), \(from) to \(to)", by: caller.account,
      unit: "percent"
    ) { [self] progress in
      let run = try await research.backtest(settings) { Self.report($0, to: progress) }
      return (run.id, "Run \(run.id) is trial \(run.trial).")
    }
  }

  /// Begins to run a saved run again.
  func reproduce(_ id: String, by caller: Caller) async throws -> JobView {
    let run = try await warehouse.run(id)
    return try await jobs.submit(
      .reproduce, "Run \(run.name) again, \(run.id)", by: caller.account, unit: "percent"
    ) { [self] progress in
      let result = try await research.again(id) { Self.report($0, to: progress) }
      guard result.isIdentical else {
        throw Refusal(
          409, "run.differs", "The run came out differently",
          detail: "Digest \(result.digestThen) then, \(result.digestNow) now. "
            + result.differences.joined(separator: " "),
          remedy: "Compare engine version and data with the run's record.")
      }
      return (id, "Identical to the byte: digest \(result.digestNow).")
    }
  }

  /// Runs with what the tracker knows of them.
  func views(of runs: [RunRecord]) async throws -> [RunView] {
    let runs = try await research.current(runs)
    let links = try await warehouse.deliveries(of: runs.map(\.id))
    let waiting = Set(try await warehouse.waitingDeliveries().map(\.run))
    return runs.map { RunView($0, link: links[$0.id], isWaiting: waiting.contains($0.id)) }
  }

  /// A run with its whole report.
  func report(of id: String) async throws -> (record: RunRecord, report: BacktestReport) {
    let record = try await research.current([warehouse.run(id)])[0]
    let bytes = try await warehouse.report(of: id)
    return (record, try CanonicalJSON.value(BacktestReport.self, from: bytes))
  }

  private static func report(_ reading: ResearchProgress, to progress: any JobProgress) {
    let words =
      switch reading.stage {
      case .reading: "Reading the market."
      case .simulating: "Simulating."
      case .testing: "Testing against luck."
      case .saving: "Saving."
      }
    progress.report(completed: Int(reading.total * 100), total: 100, message: words)
  }
}

extension Refusal {
  init(_ error: ResearchError) {
    if let store = error.store {
      self.init(store)
      return
    }
    let status =
      switch error.code {
      case .invalid, .noMarketData: 422
      case .sealed: 409
      case .cancelled, .store: 503
      case .simulation, .unreadable: 500
      }
    self.init(
      status, "research.\(error.code.rawValue)", "The research could not be done",
      detail: error.message, remedy: error.remedy)
  }
}
