import Chronology
import Connect
import Contract
import Governance
import Logging
import Market
import Warehouse

extension Platform {
  /// A page of findings, worst first.
  func findings(_ call: Call) async throws -> FindingPage {
    let page = try call.page()
    var filter = FindingFilter(state: .open)
    filter.symbol = try call.symbol()
    filter.rule = try call.word("rule", HealthFinding.Rule.self)
    filter.severity = try call.word("severity", HealthFinding.Severity.self)
    if let state = call.query["state"] {
      filter.state = state == "all" ? nil : try Self.state(state)
    }
    let (found, total) = try await warehouse.findings(
      filter, limit: page.limit, offset: page.offset)
    return FindingPage(total: total, rows: found.map(FindingView.init))
  }

  private static func state(_ text: String) throws -> FindingState {
    guard let state = FindingState(rawValue: text) else {
      throw Refusal.invalid(
        "state", "is \"\(text.prefix(40))\".",
        remedy: "Choose \(FindingState.allCases.map(\.rawValue).joined(separator: ", ")) or all.")
    }
    return state
  }

  /// Counts the open findings of each rule.
  func findingTally() async throws -> [FindingTally] {
    try await warehouse.findingCounts(state: .open).map { count in
      FindingTally(
        rule: count.rule.rawValue, meaning: count.rule.meaning, severity: Severity(count.severity),
        findings: count.findings, symbols: count.symbols)
    }
  }

  /// Begins to check what changed since the last check.
  ///
  /// One check waits at most: it will see whatever changes until it begins.
  func checkHealth(by account: String) async throws -> JobView {
    if let waiting = await jobs.unfinished(.health).first(where: { $0.state == .waiting }) {
      return waiting
    }
    return try await jobs.submit(
      .health, "Check the data's health", by: account, unit: "symbols"
    ) { [self] progress in
      (nil, try await runHealthCheck(progress))
    }
  }

  /// The same after the data changed, by account of whoever changed them; that it could not begin is
  /// no fault of the change.
  func checkHealthAfterChange(by account: String) async {
    do {
      _ = try await checkHealth(by: account)
    } catch is CancellationError {
      // The server stops; the next check finds what changed.
    } catch {
      logger.warning("Health check not begun", metadata: ["error": "\(error)"])
    }
  }
}

// MARK: The check itself

extension Platform {
  /// Applies the rules to what changed, with the progress in the job.
  func runHealthCheck(_ progress: any JobProgress) async throws -> String {
    guard let last = calendar.lastClosedSession(at: clock.now) else {
      return "No session has closed yet."
    }
    let check = HealthCheck(
      store: warehouse, coverage: warehouse, calendar: calendar, pool: pool)
    let done = try await check.run(
      through: last, universes: try await warehouse.universes(), clock: clock,
      progress: { reading in
        progress.report(
          completed: reading.checked, total: reading.total,
          message: "\(IngestionWords.grouped(reading.findings)) findings so far.")
      }, isCancelled: { Self.isStopped(progress) })
    publishStatus()
    guard done.total > 0 || done.findings > 0 else {
      return "Nothing changed since the last check."
    }
    return "\(IngestionWords.grouped(done.total)) symbols checked, "
      + "\(IngestionWords.grouped(done.findings)) findings."
  }

  private static func isStopped(_ progress: any JobProgress) -> Bool {
    do {
      try progress.checkCancellation()
      return false
    } catch {
      return true
    }
  }
}

// MARK: Repairs

extension Platform {
  /// Decides about a finding, or fetches its symbol again; in the audit trail either way.
  func repair(
    _ id: String, _ request: RepairRequest, by caller: Caller
  ) async throws -> RepairView {
    let reason = try Self.reason(request)
    // What cannot be fetched again must be known before the trail says that it was.
    var provider: ProviderWord?
    if request.action == .refetch {
      provider = try await self.provider(of: try await warehouse.finding(id).finding.symbol)
    }
    let repair = HealthRepair(
      store: warehouse, audit: DataTrail(store: warehouse, clock: clock))
    let outcome = try await repair.apply(
      HealthRepair.Action(request.action), to: id, by: caller.account, because: reason,
      at: clock.now)
    publishStatus()
    guard let provider, !outcome.reload.isEmpty else {
      return RepairView(finding: FindingView(outcome.finding), job: nil)
    }
    let job = try await ingest(
      IngestRequest(
        provider: provider, symbols: outcome.reload.map(\.ticker), isReload: true), by: caller,
      isNoted: true)
    return RepairView(finding: FindingView(outcome.finding), job: job)
  }

  private func provider(of symbol: Symbol) async throws -> ProviderWord {
    let source = try await warehouse.providers(of: [symbol])[symbol] ?? ""
    guard let provider = ProviderWord(rawValue: source) else {
      throw Refusal(
        409, "finding.notFetchable", "The symbol cannot be fetched again",
        detail: source.isEmpty
          ? "\(symbol) has no provider." : "\(symbol) came from \(source), which is no provider.",
        remedy: "Import its file again, or accept or quarantine the finding with a reason.")
    }
    return provider
  }

  /// A reason as it is kept; long enough to be one where a decision needs it.
  private static func reason(_ request: RepairRequest) throws -> String {
    let reason = (request.reason ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let least = request.action == .refetch ? 0 : HealthRepair.shortestReason
    guard (least...HealthRepair.longestReason).contains(reason.count) else {
      throw Refusal.invalid(
        "reason",
        "has \(reason.count) characters; it must have \(least) to \(HealthRepair.longestReason).",
        remedy: "Say why, so that whoever reads it in a year understands.")
    }
    return reason
  }

  /// Writes a change of the data into the audit trail.
  func noteData(
    _ action: String, by caller: Caller, because reason: String, on subject: String,
    facts: [String: String] = [:]
  ) async throws {
    try await DataTrail(store: warehouse, clock: clock).record(
      action: action, subject: subject, by: caller.account,
      rationale: String(reason.prefix(1000)), details: facts)
  }
}

/// The audit trail as those see it who decide about data.
struct DataTrail: DataAudit {
  let store: any GovernanceStore
  let clock: any WallClock

  func record(
    action: String, subject: String, by account: String, rationale: String,
    details: [String: String]
  ) async throws(StoreError) {
    let draft = AuditDraft(
      actor: account, action: action, subject: subject, rationale: rationale,
      details: AuditDetails(details.mapValues { .text($0) }).json)
    do {
      _ = try await store.record(draft, at: clock.now)
    } catch {
      throw StoreError(.query, error.message, remedy: error.remedy)
    }
  }
}

extension HealthRepair.Action {
  init(_ word: RepairWord) {
    self =
      switch word {
      case .refetch: .refetch
      case .quarantine: .quarantine
      case .accept: .accept
      case .reopen: .reopen
      }
  }
}

extension Refusal {
  init(_ error: HealthRepairError) {
    switch error {
    case .store(let error): self.init(error)
    case .refused(let message, let remedy):
      self.init(
        409, "finding.refused", "The finding does not allow this", detail: message, remedy: remedy)
    }
  }
}
