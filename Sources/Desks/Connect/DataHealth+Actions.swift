import Chronology
import Market

extension DataHealth {
  /// Finds closes far from the close before, after corporate actions are taken into account.
  func jumps(_ series: BarSeries, _ actions: [CorporateAction]) -> [HealthFinding] {
    let closes: [Double]
    do {
      closes = try series.adjusted(.totalReturn, by: actions).close
    } catch {
      return [
        HealthFinding(
          symbol: series.symbol, session: error.effectiveOn, rule: .impossibleAction,
          severity: .fault, evidence: error.message)
      ]
    }
    var findings: [HealthFinding] = []
    var before: Int?
    for index in closes.indices {
      guard closes[index] > 0, closes[index].isFinite else { continue }
      defer { before = index }
      guard let before else { continue }
      let ratio = closes[index] / closes[before]
      guard ratio >= Self.jump || ratio <= 1 / Self.jump else { continue }
      let percent = ((ratio - 1) * 1000).rounded() / 10
      findings.append(
        HealthFinding(
          symbol: series.symbol, session: series.sessions[index], rule: .unexplainedJump,
          severity: .warning,
          evidence: "The close went from \(series.close[before]) to \(series.close[index]) "
            + "(\(percent) % after corporate actions), and no split or dividend explains it."))
    }
    return findings
  }

  /// Finds splits after which the price is nearer to the old terms than to the new.
  func silentSplits(_ series: BarSeries, _ actions: [CorporateAction]) -> [HealthFinding] {
    actions.compactMap { action in
      guard case .split(let new, let old) = action.kind, new > 0, old > 0 else { return nil }
      let ratio = new / old
      let index = series.firstIndex(from: action.effectiveOn)
      guard max(ratio, 1 / ratio) >= Self.visibleSplit, index > 0, index < series.count else {
        return nil
      }
      let (before, after) = (series.close[index - 1], series.close[index])
      guard before > 0, after > 0 else { return nil }
      // As ratios: |log| compared by dividing the larger by the smaller.
      let fromOld = max(after / before, before / after)
      let expected = before / ratio
      let fromNew = max(after / expected, expected / after)
      guard fromOld < fromNew else { return nil }
      return HealthFinding(
        symbol: series.symbol, session: action.effectiveOn, rule: .splitWithoutJump,
        severity: .fault,
        evidence: "A split of \(new) for \(old) is recorded, but the close went from \(before) to "
          + "\(after).")
    }
  }
}
