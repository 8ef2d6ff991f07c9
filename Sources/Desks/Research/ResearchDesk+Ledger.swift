import Chronology
import Market
import Performance
import Significance

extension ResearchDesk {
  /// Trials read from the ledger at a time.
  private static let page = 10_000

  /// Returns what the run's Sharpe ratio is worth after every distinct trial of its family.
  ///
  /// Making the same evaluation again is no new trial: it chose nothing. What this says depends on the
  /// day, so it belongs to the record, never to the report; `current` works it out anew.
  func deflation(
    of report: BacktestReport, _ draft: TrialDraft
  ) async throws(ResearchError) -> [RunFigure: Double] {
    guard let returns = report.returns, let evidence = SharpeEvidence(of: returns.returns) else {
      return [:]
    }
    let family = TrialFamily(of: draft, among: try await ledger(), declared: try await declared())
    return Self.deflation(of: evidence, by: family)
  }

  private static func deflation(
    of evidence: SharpeEvidence, by family: TrialFamily
  ) -> [RunFigure: Double] {
    let best = family.expectedMaximum(observations: evidence.observations)
    var verdict: [RunFigure: Double] = [.distinctTrials: Double(family.count)]
    verdict[.deflatedSharpe] = evidence.probability(above: best ?? 0)
    verdict[.expectedMaximumSharpe] = best
    return verdict
  }

  /// Returns saved runs with the figures of the ledger as they are now, in the same order.
  ///
  /// A run that was convincing among ten trials need not be so among a thousand.
  public func current(_ records: [RunRecord]) async throws(ResearchError) -> [RunRecord] {
    guard !records.isEmpty else { return [] }
    let ledger = try await ledger()
    let declared = try await declared()
    let returns: [Int: TrialReturns]
    do throws(StoreError) {
      returns = try await store.returns(of: records.map(\.trial))
    } catch {
      throw ResearchError(error)
    }
    return records.map { record in
      guard let trial = ledger.first(where: { $0.number == record.trial }),
        let own = returns[record.trial], let evidence = SharpeEvidence(of: own.values)
      else { return record }
      let family = TrialFamily(of: trial.entry, among: ledger, declared: declared)
      var figures = record.figures
      for figure in [RunFigure.distinctTrials, .deflatedSharpe, .expectedMaximumSharpe] {
        figures[figure.rawValue] = nil
      }
      // Distinct keys into a dictionary: their order reaches no result.
      for (name, value) in Self.deflation(of: evidence, by: family) where value.isFinite {
        figures[name.rawValue] = value
      }
      return record.with(figures: figures)
    }
  }

  /// The hypothesis that an evaluation asks: its parent's, where it has one.
  func hypothesis(of settings: BacktestSettings) async throws(ResearchError) -> String {
    if let named = settings.hypothesis, named.isEmpty || named.count > 80 {
      throw ResearchError(
        .invalid, "A hypothesis is called by 1 to 80 characters, not \(named.count).",
        remedy: "Choose a short name.")
    }
    guard let parent = settings.parent else { return settings.hypothesis ?? TrialDraft.general }
    let hypothesis: String
    do throws(StoreError) {
      hypothesis = try await store.trial(parent).entry.hypothesis
    } catch {
      throw ResearchError(error)
    }
    guard settings.hypothesis == nil || settings.hypothesis == hypothesis else {
      throw ResearchError(
        .invalid,
        "Trial \(parent) asks \"\(hypothesis)\"; what is derived from it asks the same.",
        remedy: "Leave the hypothesis out, or name no parent.")
    }
    return hypothesis
  }

  /// Counts an evaluation that did not come to its end, after the market was read.
  func note(_ error: ResearchError, of draft: TrialDraft) async throws(ResearchError) {
    var draft = draft
    switch error.code {
    case .cancelled: draft.outcome = .stoppedEarly
    case .simulation: draft.outcome = .failed
    case .invalid, .noMarketData, .store, .unreadable, .sealed: return
    }
    draft.note = error.message
    // A task of its own: this one may have been cancelled, and the entry must be written all the same.
    let written = Task { [store, draft] in
      do throws(StoreError) {
        return Result<Trial, StoreError>.success(try await store.append(draft))
      } catch {
        return .failure(error)
      }
    }
    if case .failure(let error) = await written.value { throw ResearchError(error) }
  }

  func declared() async throws(ResearchError) -> [DeclaredTrials] {
    do throws(StoreError) {
      return try await store.declaredTrials()
    } catch {
      throw ResearchError(error)
    }
  }

  /// Every trial by number.
  func ledger() async throws(ResearchError) -> [Trial] {
    var trials: [Trial] = []
    do throws(StoreError) {
      while true {
        let page = try await store.trials(limit: Self.page, offset: trials.count)
        trials += page
        guard page.count == Self.page else { break }
      }
    } catch {
      throw ResearchError(error)
    }
    return trials.sorted { $0.number < $1.number }
  }

  /// Returns the label of sample data, or nil when none of the run's symbols comes from it.
  ///
  /// It names the last session held of what was traded; a benchmark often goes on for longer and
  /// counts only when nothing traded is sample data.
  func dataLabel(of origin: ReportOrigin) async throws(ResearchError) -> String? {
    do throws(StoreError) {
      let samples = try await bars().coverage().filter { $0.provider == "sample" }
      let traded = samples.filter { origin.universe.contains($0.symbol) }
      let shown = traded.isEmpty ? samples.filter { $0.symbol == origin.benchmark } : traded
      guard let last = shown.compactMap(\.last).max() else { return nil }
      return "Sample data, ends \(last)"
    } catch {
      throw ResearchError(error)
    }
  }
}
