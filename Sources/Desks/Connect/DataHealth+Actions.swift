import Chronology
import Foundation
import Market

/// Ratios compared by how far they are from one, up and down alike.
enum HealthRatio {
  /// |ln ratio|.
  static func distance(_ ratio: Double) -> Double { abs(log(ratio)) }
  /// How far two ratios are apart: |ln (a / b)|.
  static func distance(_ ratio: Double, _ other: Double) -> Double { abs(log(ratio / other)) }
}

extension DataHealth {
  /// A split that the prices do not show where it is dated.
  struct SilentSplit {
    let finding: HealthFinding
    /// The first bar on the split's terms by its date, and the bar that shows it if another does.
    let index: Int
    let shownAt: Int?
  }

  /// Finds splits after which the price is nearer to the old terms than to the new.
  func silentSplits(_ series: BarSeries, _ scan: BarScan) -> [SilentSplit] {
    scan.actions.compactMap { action in
      guard case .split(let new, let old) = action.kind, let expected = action.splitRatio,
        max(expected, 1 / expected) >= limits.visibleSplit,
        let (before, index) = soundBars(around: action.effectiveOn, series, scan),
        isSilent(expected, series, before, index)
      else { return nil }
      let shownAt = otherBar(showing: expected, near: index, series, scan)
      let place = shownAt.map { "; the prices show it on \(series.sessions[$0])" } ?? ""
      let finding = HealthFinding(
        symbol: series.symbol, session: action.effectiveOn, rule: .splitWithoutJump,
        severity: .fault,
        evidence: "A split of \(Self.words(new)) for \(Self.words(old)) is recorded, but the close "
          + "went from \(series.close[before]) to \(series.close[index])\(place).")
      return SilentSplit(finding: finding, index: index, shownAt: shownAt)
    }
  }

  /// The last sound bar before a date and the first one from it on.
  private func soundBars(
    around date: SessionDate, _ series: BarSeries, _ scan: BarScan
  ) -> (Int, Int)? {
    let place = series.firstIndex(from: date)
    func isSound(_ index: Int) -> Bool {
      series.close[index] > 0 && !scan.wrong.contains(series.sessions[index])
    }
    guard let before = (max(0, place - 5)..<place).last(where: isSound),
      let index = (place..<min(series.count, place + 5)).first(where: isSound)
    else { return nil }
    return (before, index)
  }

  private func isSilent(
    _ expected: Double, _ series: BarSeries, _ before: Int, _ index: Int
  ) -> Bool {
    let former = series.close[before]
    func isNearerToOld(_ price: Double) -> Bool {
      HealthRatio.distance(price / former) < HealthRatio.distance(price / former, expected)
    }
    let close = series.close[index]
    // A price far from both the old and the new terms is wrong itself, and says nothing of the split.
    guard isNearerToOld(close), HealthRatio.distance(close / former) < log(limits.jump) else {
      return false
    }
    // The open is nearer to the close before than the close is: it has had less time to move.
    let open = series.open[index]
    return !(open > 0) || isNearerToOld(open)
  }

  /// A bar near by on which the price moves as the split would move it.
  private func otherBar(
    showing expected: Double, near place: Int, _ series: BarSeries, _ scan: BarScan
  ) -> Int? {
    let range = max(1, place - limits.longestSpike)...min(
      series.count - 1, place + limits.longestSpike)
    return range.first { index in
      guard index != place, series.close[index] > 0, series.close[index - 1] > 0 else {
        return false
      }
      let ratio = series.close[index] / series.close[index - 1]
      return HealthRatio.distance(ratio, expected) < HealthRatio.distance(expected) / 3
    }
  }

  /// Turns jumps into findings: spikes that come back are one, and what a silent split makes is none.
  func jumps(
    _ series: BarSeries, _ scan: BarScan, explainedBy splits: [SilentSplit]
  ) -> (findings: [HealthFinding], spikes: Set<SessionDate>) {
    let silent = Set(splits.flatMap { [$0.index, $0.shownAt ?? $0.index] })
    var findings: [HealthFinding] = []
    var spikes: Set<SessionDate> = []
    var consumed = -1
    for jump in scan.jumps where jump.index > consumed && !silent.contains(jump.index) {
      if let back = comeback(of: jump, series, scan) {
        consumed = back
        spikes.formUnion(series.sessions[jump.index..<back])
        findings.append(spike(jump, back, series))
      } else {
        findings.append(plainJump(jump, series))
      }
    }
    return (findings, spikes)
  }

  /// The first bar, soon after a jump, whose close is near the one before the jump again.
  private func comeback(of jump: BarScan.Jump, _ series: BarSeries, _ scan: BarScan) -> Int? {
    let size = HealthRatio.distance(jump.ratio)
    var factor = scan.factors[jump.index] ?? 1
    var index = jump.index + 1
    while index < series.count, index - jump.index <= limits.longestSpike {
      factor *= scan.factors[index] ?? 1
      let close = series.close[index]
      if close > 0, !scan.wrong.contains(series.sessions[index]) {
        let net = HealthRatio.distance(close / (series.close[jump.before] * factor))
        if net <= size / 3 { return index }
      }
      index += 1
    }
    return nil
  }

  private func spike(_ jump: BarScan.Jump, _ back: Int, _ series: BarSeries) -> HealthFinding {
    let bars = back - jump.index
    let isCertain = HealthRatio.distance(jump.ratio) >= log(3)
    return HealthFinding(
      symbol: series.symbol, session: series.sessions[jump.index], rule: .unexplainedJump,
      severity: isCertain ? .fault : .warning,
      evidence: "A spike of \(bars == 1 ? "one bar" : "\(bars) bars"): the close went from "
        + "\(series.close[jump.before]) to \(series.close[jump.index]) "
        + "(\(Self.percent(jump.ratio)) after corporate actions) and was back at "
        + "\(series.close[back]) on \(series.sessions[back]).",
      repair: bars == 1 ? .quarantine : .refetch)
  }

  private func plainJump(_ jump: BarScan.Jump, _ series: BarSeries) -> HealthFinding {
    let split = Self.usualSplits.first { ratio in
      HealthRatio.distance(jump.ratio, ratio) < 0.05
        || HealthRatio.distance(jump.ratio, 1 / ratio) < 0.05
    }
    let guess = split.map { " An unrecorded split by \(Self.words($0)) would look so." } ?? ""
    let isGreat = HealthRatio.distance(jump.ratio) >= log(3)
    return HealthFinding(
      symbol: series.symbol, session: series.sessions[jump.index], rule: .unexplainedJump,
      severity: .warning,
      evidence: "The close went from \(series.close[jump.before]) to \(series.close[jump.index]) "
        + "(\(Self.percent(jump.ratio)) after corporate actions), and no split or dividend "
        + "explains it.\(guess)",
      repair: split != nil || isGreat ? .refetch : .accept)
  }

  private static let usualSplits = [1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0]

  private static func percent(_ ratio: Double) -> String {
    "\(((ratio - 1) * 1000).rounded() / 10) %"
  }

  /// A number without the `.0` of a whole one.
  static func words(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }
}
