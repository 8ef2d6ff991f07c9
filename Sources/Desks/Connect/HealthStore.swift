public import Chronology
public import Market

/// What was decided about a finding.
public enum FindingState: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nobody has decided yet.
  case open
  /// Somebody said that the data are right, and why.
  case accepted
  /// The bar was taken out of the data.
  case quarantined
  /// The rules no longer find it.
  case resolved
}

/// A finding as the store keeps it.
public struct StoredFinding: Hashable, Sendable, Codable {
  /// Stable over checks: the same symbol, session and rule have the same id.
  public let id: String
  public let finding: HealthFinding
  public let state: FindingState
  public let foundAt: Timestamp
  /// Who decided, when and why; nil and empty while it is open.
  public let decidedBy: String?
  public let decidedAt: Timestamp?
  public let reason: String

  public init(
    id: String, finding: HealthFinding, state: FindingState, foundAt: Timestamp,
    decidedBy: String?, decidedAt: Timestamp?, reason: String
  ) {
    self.id = id
    self.finding = finding
    self.state = state
    self.foundAt = foundAt
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
    self.reason = reason
  }
}

/// Which findings are asked for; nil is any.
public struct FindingFilter: Hashable, Sendable {
  public var symbol: Symbol?
  public var rule: HealthFinding.Rule?
  public var severity: HealthFinding.Severity?
  public var state: FindingState?

  public init(
    symbol: Symbol? = nil, rule: HealthFinding.Rule? = nil,
    severity: HealthFinding.Severity? = nil, state: FindingState? = nil
  ) {
    self.symbol = symbol
    self.rule = rule
    self.severity = severity
    self.state = state
  }
}

/// Findings of one rule.
public struct FindingCount: Hashable, Sendable {
  public let rule: HealthFinding.Rule
  public let severity: HealthFinding.Severity
  /// Findings in this state, and the symbols that have them.
  public let findings: Int
  public let symbols: Int

  public init(
    rule: HealthFinding.Rule, severity: HealthFinding.Severity, findings: Int, symbols: Int
  ) {
    self.rule = rule
    self.severity = severity
    self.findings = findings
    self.symbols = symbols
  }
}

/// Symbols whose data changed since the rules last read them, with everything the rules need.
public struct HealthReading: Sendable {
  public let series: BarSeries
  public let instrument: Instrument
  public let actions: [CorporateAction]
  public let notes: [SourceNote]
  public let profile: InstrumentProfile?
  /// Closes of a second source, where one is kept.
  public let second: BarSeries?
  public let secondSource: String?
  /// Bars the store holds more than once, by session.
  public let doubled: [SessionDate: Int]
  /// The source's own closes, adjusted for splits and dividends, where they are kept.
  public var adjusted: BarSeries?
  /// Sessions whose bar somebody took out of the data.
  public var quarantined: Set<SessionDate> = []
  /// The revision of the symbol's data that was read.
  public var revision: Int64 = 0

  public init(
    series: BarSeries, instrument: Instrument, actions: [CorporateAction], notes: [SourceNote],
    profile: InstrumentProfile?, second: BarSeries?, secondSource: String?,
    doubled: [SessionDate: Int], adjusted: BarSeries? = nil
  ) {
    self.series = series
    self.instrument = instrument
    self.actions = actions
    self.notes = notes
    self.profile = profile
    self.second = second
    self.secondSource = secondSource
    self.doubled = doubled
    self.adjusted = adjusted
  }
}

/// Keeps what the health rules found and what was decided about it.
public protocol HealthStore: Sendable {
  /// Symbols with bars whose data changed since they were last checked, or that were checked by
  /// another version of the rules or for an earlier session; sorted.
  func uncheckedSymbols(rules version: Int, through: SessionDate) async throws(StoreError)
    -> [Symbol]
  /// Everything that the rules need of some symbols, in their order.
  func healthReadings(of symbols: [Symbol]) async throws(StoreError) -> [HealthReading]
  /// Puts the findings of some symbols in the place of the former ones: those found again keep what
  /// was decided, those no longer found become resolved.
  ///
  /// - Parameter revisions: The data that the rules read, by symbol. One whose data changed since is
  ///   left as it was and stays unchecked; one that is not named here has no bars to change.
  func replaceFindings(
    of symbols: [Symbol], with findings: [HealthFinding], revisions: [Symbol: Int64],
    rules version: Int, through: SessionDate, at now: Timestamp
  ) async throws(StoreError)
  /// A page of findings, by severity (worst first), symbol, session, and how many there are in all.
  func findings(
    _ filter: FindingFilter, limit: Int, offset: Int
  ) async throws(StoreError) -> (findings: [StoredFinding], total: Int)
  func finding(_ id: String) async throws(StoreError) -> StoredFinding
  func findingCounts(state: FindingState) async throws(StoreError) -> [FindingCount]
  /// Notes a decision; with `quarantined` the bar leaves the data in the same transaction and is
  /// kept aside.
  func decide(
    finding id: String, state: FindingState, by account: String, reason: String, at now: Timestamp
  ) async throws(StoreError) -> StoredFinding
  /// Keeps a second source's bars aside, to be compared with the first's and never traded on.
  func save(second bars: BarBlock, source: String, at now: Timestamp) async throws(StoreError)
}

extension HealthStore {
  /// Replaces findings whatever the revision of the data is.
  public func replaceFindings(
    of symbols: [Symbol], with findings: [HealthFinding], rules version: Int,
    through: SessionDate, at now: Timestamp
  ) async throws(StoreError) {
    try await replaceFindings(
      of: symbols, with: findings, revisions: [:], rules: version, through: through, at: now)
  }
}
