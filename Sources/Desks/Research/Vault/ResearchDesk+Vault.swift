public import Chronology
public import Market
import Strategies

extension ResearchDesk {
  /// What is sealed, and who looked into it.
  public func vault() async throws(ResearchError) -> VaultState {
    do throws(StoreError) {
      return try await store.vault()
    } catch {
      throw ResearchError(error)
    }
  }

  /// Seals the data from a session on, for every path of research.
  ///
  /// - Throws: `sealed` when it would free sealed data, `store`.
  public func sealVault(
    from session: SessionDate, by account: String, because reason: String
  ) async throws(ResearchError) {
    do throws(StoreError) {
      try await store.seal(
        VaultSeal(from: session, by: account, at: clock.now, because: reason))
    } catch {
      throw Self.refusal(error)
    }
  }

  /// Lets a frozen specification look at the sealed data, once, and saves what it saw as a run.
  ///
  /// The look is noted before anything is read, so that it is used up however it ends.
  ///
  /// - Parameters:
  ///   - settings: A specification of which a run is saved, and a range that reaches into the vault.
  ///   - reason: Why now, for the audit trail.
  /// - Throws: `invalid` for a specification that nobody has evaluated or a range outside the vault,
  ///   `sealed` for a second look, and whatever `backtest` throws.
  public func openVault(
    for settings: BacktestSettings, because reason: String,
    progress: @Sendable @escaping (ResearchProgress) -> Void
  ) async throws(ResearchError) -> RunRecord {
    let look = BacktestSettings(
      specification: settings.specification, from: settings.from, to: settings.to,
      seed: settings.seed, by: settings.by, hypothesis: settings.hypothesis,
      parent: settings.parent, role: .vault)
    let study = study(of: look)
    try study.check()
    guard let sealed = try await vault().sealed(of: study.span) else {
      throw ResearchError(
        .invalid, "Nothing from \(settings.from) to \(settings.to) is sealed.",
        remedy: "Run an ordinary backtest.")
    }
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw ResearchError(
        .invalid, "The vault is not opened without a reason.", remedy: "Say why now.")
    }
    let hash = settings.specification.contentHash
    let ledger = try await ledger()
    guard ledger.contains(where: { $0.specificationHash == hash && $0.run != nil }) else {
      throw ResearchError(
        .invalid,
        "Specification \(hash.prefix(12)) has no saved run: only a specification that research is "
          + "done with is opened on sealed data.",
        remedy: "Run it on the data before the vault first.")
    }
    let draft = study.draft(
      of: nil, hypothesis: try await hypothesis(of: look), at: clock.now)
    let family = TrialFamily(of: draft, among: ledger, declared: try await declared())
    let opening: VaultOpening
    do throws(StoreError) {
      opening = try await store.open(
        VaultOpening(
          number: 0, subject: VaultOpening.subject(of: settings.specification),
          specificationHash: hash, from: sealed.lowerBound, to: sealed.upperBound,
          by: settings.by, at: clock.now, because: reason, trials: family.count, run: nil,
          refusals: 0))
    } catch {
      throw Self.refusal(error)
    }
    let record = try await evaluate(look, opening: opening, progress)
    do throws(StoreError) {
      try await store.conclude(opening.number, run: record.id)
    } catch {
      throw ResearchError(error)
    }
    return record
  }

  /// A refusal of the vault's as research says it.
  private static func refusal(_ error: StoreError) -> ResearchError {
    error.code == .conflict
      ? ResearchError(.sealed, error.message, remedy: error.remedy) : ResearchError(error)
  }
}

extension VaultOpening {
  /// Why a second look is refused.
  public var refusal: StoreError {
    StoreError(
      .conflict,
      "\(by) has opened the vault for this strategy on \(at), from \(from) to \(to); its look is "
        + "spent.",
      remedy: "Wait for data that it has not seen, or accept what was found then.")
  }

  /// The opening as the store keeps it.
  public func kept(as number: Int, run: String? = nil, refusals: Int = 0) -> VaultOpening {
    VaultOpening(
      number: number, subject: subject, specificationHash: specificationHash, from: from, to: to,
      by: by, at: at, because: because, trials: trials, run: run, refusals: refusals)
  }
}

extension VaultSeal {
  /// Why a seal is not moved to a later session.
  public func refusal(of later: SessionDate) -> StoreError {
    StoreError(
      .conflict, "The data are sealed from \(from) on; a seal from \(later) would free some.",
      remedy: "Keep the seal, or choose an earlier session.")
  }
}
