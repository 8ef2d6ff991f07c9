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

// MARK: Repairs

extension Platform {
  /// Decides about a finding, or fetches its symbol again; noted in the audit trail first: what cannot
  /// be recorded is not done.
  func repair(
    _ id: String, _ request: RepairRequest, by caller: Caller
  ) async throws -> RepairView {
    let finding = try await warehouse.finding(id)
    switch request.action {
    case .refetch: return try await refetch(finding, by: caller)
    case .accept: return try await decide(finding, .accepted, request.reason, by: caller)
    case .quarantine: return try await decide(finding, .quarantined, request.reason, by: caller)
    case .reopen: return try await decide(finding, .open, request.reason, by: caller)
    }
  }

  private func decide(
    _ stored: StoredFinding, _ state: FindingState, _ reason: String?, by caller: Caller
  ) async throws -> RepairView {
    let reason = try Self.reason(reason)
    let word =
      switch state {
      case .accepted: "accepted"
      case .quarantined: "quarantined"
      case .open, .resolved: "reopened"
      }
    try await noteData(
      "finding.\(word)", by: caller, because: reason, on: stored.finding.symbol.ticker,
      facts: Self.facts(stored))
    let decided = try await warehouse.decide(
      finding: stored.id, state: state, by: caller.account, reason: reason, at: clock.now)
    publishStatus()
    return RepairView(finding: FindingView(decided), job: nil)
  }

  private func refetch(_ stored: StoredFinding, by caller: Caller) async throws -> RepairView {
    let symbol = stored.finding.symbol
    let source = try await warehouse.providers(of: [symbol])[symbol] ?? ""
    guard let provider = ProviderWord(rawValue: source) else {
      throw Refusal(
        409, "finding.notFetchable", "The symbol cannot be fetched again",
        detail: source.isEmpty
          ? "\(symbol) has no provider." : "\(symbol) came from \(source), which is no provider.",
        remedy: "Import its file again, or accept or quarantine the finding with a reason.")
    }
    try await noteData(
      "finding.refetched", by: caller, because: stored.finding.evidence, on: symbol.ticker,
      facts: Self.facts(stored))
    let job = try await ingest(
      IngestRequest(provider: provider, symbols: [symbol.ticker], isReload: true), by: caller,
      isNoted: true)
    return RepairView(finding: FindingView(stored), job: job)
  }

  private static func facts(_ stored: StoredFinding) -> [String: AuditDetails.Fact] {
    [
      "finding": .text(stored.id), "rule": .text(stored.finding.rule.rawValue),
      "session": .text(stored.finding.session.description),
      "before": .text(stored.state.rawValue),
    ]
  }

  /// A reason as it is kept: trimmed, and long enough to be one.
  static func reason(_ text: String?) throws -> String {
    let reason = (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard (3...1000).contains(reason.count) else {
      throw Refusal.invalid(
        "reason", "must have 3 to 1000 characters.",
        remedy: "Say why, so that whoever reads it in a year understands.")
    }
    return reason
  }

  /// Writes a change of the data into the audit trail.
  func noteData(
    _ action: String, by caller: Caller, because reason: String, on subject: String,
    facts: [String: AuditDetails.Fact] = [:]
  ) async throws {
    _ = try await warehouse.record(
      AuditDraft(
        actor: caller.account, action: action, subject: subject,
        rationale: String(reason.prefix(1000)), details: AuditDetails(facts).json),
      at: clock.now)
  }
}
