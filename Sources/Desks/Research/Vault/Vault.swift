public import Chronology
public import Market
public import Strategies
import Trading

/// From when on the data are sealed from research.
public struct VaultSeal: Hashable, Sendable, Codable {
  /// The first session that no research may read.
  public let from: SessionDate
  public let by: String
  public let at: Timestamp
  public let because: String

  public init(from: SessionDate, by: String, at: Timestamp, because: String) {
    self.from = from
    self.by = by
    self.at = at
    self.because = because
  }

  /// Returns the first session of the last `share` of a history; nil when nothing would be sealed, or
  /// nothing left to research.
  ///
  /// - Parameters:
  ///   - share: Between 0 and 1.
  ///   - sessions: The history, rising.
  public static func date(sealing share: Double, of sessions: [SessionDate]) -> SessionDate? {
    guard share > 0, share < 1 else { return nil }
    let kept = Int((Double(sessions.count) * (1 - share)).rounded(.down))
    return kept > 0 && kept < sessions.count ? sessions[kept] : nil
  }
}

/// The one look at sealed data that a frozen specification had.
public struct VaultOpening: Hashable, Sendable, Codable {
  /// Its place among the openings, from 1.
  public let number: Int
  /// What was opened: a specification without its name; see `VaultOpening.subject(of:)`.
  public let subject: String
  public let specificationHash: String
  /// The first sealed session that was read.
  public let from: SessionDate
  /// The last sealed session that was read.
  public let to: SessionDate
  public let by: String
  public let at: Timestamp
  public let because: String
  /// How many evaluations the ledger had counted for it by then.
  public let trials: Int
  /// The run that it led to; nil while it is made, and when it failed.
  public let run: String?
  /// How often somebody asked for a second look; each was refused.
  public let refusals: Int

  public init(
    number: Int, subject: String, specificationHash: String, from: SessionDate, to: SessionDate,
    by: String, at: Timestamp, because: String, trials: Int, run: String?, refusals: Int
  ) {
    self.number = number
    self.subject = subject
    self.specificationHash = specificationHash
    self.from = from
    self.to = to
    self.by = by
    self.at = at
    self.because = because
    self.trials = trials
    self.run = run
    self.refusals = refusals
  }

  /// True once a second look was asked for: what is learnt from this data about this specification
  /// is used up.
  public var isSpent: Bool { refusals > 0 }

  /// Names what a specification does, by its rule and its universe alone.
  ///
  /// Another name, another benchmark, other costs or another capital make no new strategy of it, and
  /// no second look.
  public static func subject(of specification: StrategySpecification) -> String {
    StrategySpecification(
      name: "vault", summary: "", rule: specification.rule, universe: specification.universe,
      benchmark: nil, capital: 1_000_000,
      costs: ExecutionCosts(commissionPerShare: 0, slippageBasisPoints: 0, volumeLimit: nil)
    ).contentHash
  }
}

/// What the vault is at a moment.
public struct VaultState: Hashable, Sendable {
  /// nil when nothing is sealed.
  public let seal: VaultSeal?
  /// The oldest first.
  public let openings: [VaultOpening]

  public init(seal: VaultSeal?, openings: [VaultOpening]) {
    self.seal = seal
    self.openings = openings
  }

  /// What of a range is sealed; nil for nothing.
  public func sealed(of range: ClosedRange<SessionDate>) -> ClosedRange<SessionDate>? {
    guard let seal, range.upperBound >= seal.from else { return nil }
    return max(range.lowerBound, seal.from)...range.upperBound
  }
}

/// Keeps the seal of the vault and who looked into it.
public protocol VaultStore: Sendable {
  /// - Throws: When it cannot be read; nothing is open then.
  func vault() async throws(StoreError) -> VaultState
  /// Seals the data from a session on; a seal may be moved to an earlier session, never to a later.
  ///
  /// - Throws: `conflict` when sealed data would be freed.
  func seal(_ seal: VaultSeal) async throws(StoreError)
  /// Notes an opening before anything is read, with its entry in the audit trail.
  ///
  /// A second one of the same subject over any of the same sessions is noted on the first, and
  /// refused.
  ///
  /// - Parameter opening: Its number, run and refusals are the store's own.
  /// - Throws: `conflict` for a second look.
  func open(_ opening: VaultOpening) async throws(StoreError) -> VaultOpening
  /// Notes which run an opening led to.
  ///
  /// - Throws: `missing` for an opening that there is not, or that has led to a run already.
  func conclude(_ opening: Int, run: String) async throws(StoreError)
}

/// The bars that research may read: none from the vault.
///
/// Every path of research reads through it: backtests, sweeps, the evaluation of factors. The desk for
/// data and its console read the store itself, since somebody has to look after the data.
public struct SealedBars: BarStore {
  private let bars: any BarStore
  private let vault: any VaultStore
  private let opening: VaultOpening?

  /// - Parameter opening: What may be read of the vault; nil for nothing.
  public init(_ bars: any BarStore, vault: any VaultStore, opening: VaultOpening? = nil) {
    self.bars = bars
    self.vault = vault
    self.opening = opening
  }

  /// What there is, not what it says: dates and counts, of sealed sessions too.
  public func coverage() async throws(StoreError) -> [Coverage] { try await bars.coverage() }

  /// - Throws: `conflict` for a range that reaches into the vault.
  public func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> MarketSnapshot {
    try await check(sessions)
    return try await bars.snapshot(of: symbols, over: sessions)
  }

  /// - Throws: `conflict` for a range that reaches into the vault.
  public func panel(
    _ field: BarField, of symbols: [Symbol], over sessions: ClosedRange<SessionDate>,
    adjusted adjustment: Adjustment
  ) async throws(StoreError) -> Panel {
    try await check(sessions)
    return try await bars.panel(field, of: symbols, over: sessions, adjusted: adjustment)
  }

  /// Asks whether a range may be read, as the readings themselves do.
  ///
  /// - Throws: `sealed` for a range that reaches into the vault, `store` when the vault cannot be
  ///   asked.
  public func requireReadable(_ range: ClosedRange<SessionDate>) async throws(ResearchError) {
    let state: VaultState
    do throws(StoreError) {
      state = try await vault.vault()
    } catch {
      throw ResearchError(error)
    }
    guard let seal = state.seal, let sealed = state.sealed(of: range) else { return }
    if let opening, sealed.lowerBound >= opening.from, sealed.upperBound <= opening.to { return }
    throw ResearchError.sealed(seal, asked: range)
  }

  private func check(_ range: ClosedRange<SessionDate>) async throws(StoreError) {
    do throws(ResearchError) {
      try await requireReadable(range)
    } catch {
      throw error.store ?? StoreError(.conflict, error.message, remedy: error.remedy)
    }
  }
}

extension ResearchError {
  static func sealed(_ seal: VaultSeal, asked: ClosedRange<SessionDate>) -> ResearchError {
    ResearchError(
      .sealed,
      "The data from \(seal.from) on are sealed; \(asked.lowerBound) to \(asked.upperBound) "
        + "reaches into them.",
      remedy: "End before \(seal.from), or freeze the specification and open the vault for it once.")
  }
}
