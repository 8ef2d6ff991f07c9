import Chronology
import Connect
import Contract
import Market
import Warehouse

extension Platform {
  /// Symbols that one retry takes at most; more than fail in any run that went on.
  private static let mostRetried = 5000

  /// Begins an ingestion of the symbols that failed in an earlier one.
  func retry(_ id: String, by caller: Caller) async throws -> JobView {
    let job = try await jobs.job(id)
    guard job.kind == .ingest else { throw Self.noIngestion(job) }
    guard job.finishedAt != nil else {
      throw Refusal(
        409, "job.underWay", "The job is still under way", detail: "Job \(id) has not finished.",
        remedy: "Wait for its end, or cancel it.")
    }
    let failed = try await failed(in: id, limit: Self.mostRetried, offset: 0)
    guard let failed, !failed.outcomes.isEmpty else {
      throw Refusal(
        409, "job.nothingFailed", "There is nothing to try again",
        detail: "No symbol of job \(id) failed and is still missing.",
        remedy: "Begin the same ingestion again; it goes on where it was.")
    }
    guard var order = Self.order(ledger: failed.provider) else { throw Self.noIngestion(job) }
    order.symbols = failed.outcomes.map(\.symbol.ticker)
    if order.interval != nil {
      order.from = failed.outcomes.compactMap(\.from).min()?.description
      order.to = failed.outcomes.map(\.upTo).max()?.description
    }
    return try await ingest(order, by: caller)
  }

  /// What an ingestion was for whose outcomes are kept under a name; nil when it cannot be told.
  static func order(ledger: String) -> IngestRequest? {
    for word in ProviderWord.allCases {
      if ledger == word.rawValue { return IngestRequest(provider: word) }
      if ledger == FundamentalsRun.ledger(of: word.rawValue) {
        return IngestRequest(provider: word, what: .fundamentals)
      }
      for interval in IntervalWord.allCases {
        guard let length = MinuteInterval(rawValue: interval.rawValue) else { continue }
        if ledger == MinuteRun.ledger(of: word.rawValue, length) {
          return IngestRequest(provider: word, interval: interval)
        }
      }
    }
    return nil
  }

  func moveToFront(_ list: SymbolList, in id: String) async throws -> JobView {
    let symbols = try Self.symbols(list.symbols, field: "symbols")
    return try await jobs.moveToFront(symbols, in: id)
  }

  /// A page of what failed in an ingestion, by symbol.
  func faults(of id: String, limit: Int, offset: Int) async throws -> [JobFault] {
    let job = try await jobs.job(id)
    guard job.kind == .ingest else { throw Self.noIngestion(job) }
    return try await failed(in: id, limit: limit, offset: offset)?.outcomes.map { outcome in
      JobFault(
        symbol: outcome.symbol.ticker, message: outcome.message,
        at: outcome.recordedAt?.millisecondsSinceEpoch ?? job.createdAt)
    } ?? []
  }

  /// What failed in a job's ingestion; nil for one that ended before it planned anything.
  private func failed(
    in job: String, limit: Int, offset: Int
  ) async throws -> FailedSymbols? {
    do {
      return try await warehouse.failedSymbols(ofRun: job, limit: limit, offset: offset)
    } catch let error where error.code == .missing {
      return nil
    }
  }

  private static func noIngestion(_ job: JobView) -> Refusal {
    Refusal(
      409, "job.noIngestion", "The job is no ingestion that can be tried again",
      detail: "Job \(job.id) is of the kind \(job.kind.rawValue).",
      remedy: "Choose an ingestion; list the jobs with GET /api/jobs.")
  }

  /// 1 to 5000 symbols of a request.
  static func symbols(_ texts: [String], field: String) throws -> [Symbol] {
    guard (1...5000).contains(texts.count) else {
      throw Refusal.invalid(
        field, "holds \(texts.count); it must hold 1 to 5000.",
        remedy: "Leave it out for everything that the provider lists.")
    }
    return try texts.enumerated().map { try Call.symbol($1, field: "\(field)[\($0)]") }
  }
}
