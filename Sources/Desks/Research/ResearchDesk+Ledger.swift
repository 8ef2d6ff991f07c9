import Chronology
import Market
import Performance
import Significance

extension ResearchDesk {
  /// Trials read from the ledger at a time.
  private static let page = 10_000

  /// Returns what the run's Sharpe ratio is worth after every distinct trial counted so far.
  ///
  /// Running the same specification to the same Sharpe ratio again is no new trial: it chose
  /// nothing. What this says depends on the day, so it belongs to the record, never to the report.
  func deflation(of report: BacktestReport) async throws(ResearchError) -> [RunFigure: Double] {
    guard let returns = report.returns, let evidence = SharpeEvidence(of: returns.returns) else {
      return [:]
    }
    var distinct: Set<Evaluation> = []
    var ratios: [Double] = []
    func count(_ hash: String, _ sharpe: Double) {
      if distinct.insert(Evaluation(hash: hash, sharpe: sharpe)).inserted { ratios.append(sharpe) }
    }
    for trial in try await ledger() {
      if let sharpe = trial.sharpe { count(trial.specificationHash, sharpe) }
    }
    count(report.origin.specificationHash, evidence.sharpe)
    var verdict: [RunFigure: Double] = [.distinctTrials: Double(ratios.count)]
    verdict[.deflatedSharpe] = evidence.deflated(by: ratios)
    verdict[.expectedMaximumSharpe] = expectedMaximumSharpe(ofTrials: ratios)
    return verdict
  }

  private struct Evaluation: Hashable {
    let hash: String
    let sharpe: Double
  }

  /// Every trial by number.
  private func ledger() async throws(ResearchError) -> [Trial] {
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
      let samples = try await bars.coverage().filter { $0.provider == "sample" }
      let traded = samples.filter { origin.universe.contains($0.symbol) }
      let shown = traded.isEmpty ? samples.filter { $0.symbol == origin.benchmark } : traded
      guard let last = shown.compactMap(\.last).max() else { return nil }
      return "Sample data, ends \(last)"
    } catch {
      throw ResearchError(error)
    }
  }
}
