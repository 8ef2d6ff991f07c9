import Chronology
import Market

/// Compares what a provider says now of sessions that are stored with what it said before.
struct OverlapComparison {
  /// Closes that differ by less, relatively, are the same number written twice.
  private static let tolerance = 1e-6
  /// How near to a split's ratio a change lies that the split explains: prices are rounded.
  private static let splitTolerance = 0.01
  /// How near to a dividend's share of the price, as a fraction of that share.
  private static let dividendTolerance = 0.05

  /// What a comparison comes to.
  struct Verdict {
    /// Bars that the store lacks.
    var bars: BarSeries
    /// What differs, oldest first.
    var changes: [DataChange] = []
    /// How many of `bars` put right what is stored beside an unchanged close.
    var healed = 0
    /// True when a stored close is another now: nothing older can be trusted to be the same.
    var needsReload = false
  }

  /// Returns whether two closes are the same number.
  static func isSame(_ one: Double, _ other: Double) -> Bool {
    if one.isNaN || other.isNaN { return one.isNaN && other.isNaN }
    return abs(one - other) <= tolerance * max(abs(one), abs(other))
  }

  /// Returns whether a stored number may have been rounded to a given one.
  ///
  /// Tables of the whole market are written with fewer decimals than histories. At least two count,
  /// and of small numbers a hundredth at most, so that a correction to a whole number is one.
  static func isSame(_ stored: Double, roundedTo given: Double) -> Bool {
    if isSame(stored, given) { return true }
    guard stored.isFinite, given.isFinite else { return false }
    var unit = 0.01
    while unit > 1e-8, abs((given / unit).rounded() * unit - given) > unit * 1e-6 { unit /= 10 }
    return abs(stored - given) <= min(unit / 2 * (1 + 1e-9), abs(stored) / 100)
  }

  /// Compares one symbol's answer with the end of its stored bars.
  ///
  /// Other values than the close are corrected for days: they are put right once, when a session is
  /// compared for the last time, and make no change. Then, too, a stored bar that is not in the answer
  /// is reported; it stays. An answer without any bar says nothing about single bars. A split since
  /// the last bar is a reason to fetch the whole history, as it is where the market is fetched at once:
  /// what is recorded must not hang on the route.
  static func verdict(
    on answer: BarSeries, to request: IngestionRequest, stored: BarSeries,
    actions: [CorporateAction]
  ) -> Verdict {
    let known = stored.within(request.sessions)
    var verdict = Verdict(bars: answer)
    verdict.needsReload = known.count > 0 && newSplits(actions, to: request) != nil
    var kept: [Int] = []
    var row = 0
    func pass(before session: SessionDate?) {
      while row < known.count, session.map({ known.sessions[row] < $0 }) ?? true {
        if request.isLastComparison(of: known.sessions[row]) {
          verdict.changes.append(withdrawn(known, row))
        }
        row += 1
      }
    }
    for (index, session) in answer.sessions.enumerated() {
      pass(before: session)
      let after = answer.close[index]
      guard row < known.count, known.sessions[row] == session else {
        kept.append(index)
        if session < request.fresh {
          verdict.changes.append(late(answer.symbol, session, after))
        }
        continue
      }
      let before = known.close[row]
      defer { row += 1 }
      guard !isSame(before, after) else {
        if request.isLastComparison(of: session), isHealed(known, row, by: answer, index) {
          kept.append(index)
          verdict.healed += 1
        }
        continue
      }
      verdict.needsReload = true
      verdict.changes.append(
        DataChange(
          symbol: answer.symbol, session: session,
          cause: cause(from: before, to: after, on: session, stored: known, actions: actions),
          before: before, after: after))
    }
    if answer.count > 0 { pass(before: nil) }
    verdict.bars = answer.rows(kept)
    return verdict
  }

  /// What a whole history changes of the stored bars that it takes the place of.
  ///
  /// The store and the provider alone decide it, so that it is found again, the same, when a run was
  /// cut off before it was saved.
  ///
  /// - Parameters:
  ///   - request: The request whose overlap is compared; nil for a reload that was asked for, which
  ///     changes any stored bar.
  static func changes(
    by history: BarSeries, to request: IngestionRequest?, stored: BarSeries,
    actions: [CorporateAction]
  ) -> [DataChange] {
    let known = request.map { stored.within($0.sessions) } ?? stored
    guard let first = request?.sessions.lowerBound ?? known.sessions.first,
      let last = request?.sessions.upperBound ?? known.sessions.last,
      let begin = history.sessions.first
    else { return [] }
    let given = history.within(first...last)
    let fresh = request?.fresh ?? last
    let split = request.flatMap { newSplits(actions, to: $0) }
    var changes: [DataChange] = []
    var row = 0
    func pass(before session: SessionDate?) {
      while row < known.count, session.map({ known.sessions[row] < $0 }) ?? true {
        // An answer that reaches less far back says nothing of older bars, and they stay.
        if known.sessions[row] >= begin { changes.append(withdrawn(known, row)) }
        row += 1
      }
    }
    for (index, session) in given.sessions.enumerated() {
      pass(before: session)
      let after = given.close[index]
      guard row < known.count, known.sessions[row] == session else {
        if session < fresh { changes.append(late(history.symbol, session, after)) }
        continue
      }
      let before = known.close[row]
      row += 1
      let isSame = isSame(after, roundedTo: before)
      guard !isSame || split != nil else { continue }
      changes.append(
        DataChange(
          symbol: history.symbol, session: session,
          cause: isSame
            ? .split : cause(from: before, to: after, on: session, stored: known, actions: actions),
          before: before, after: isSame ? before * (split ?? 1) : after))
    }
    pass(before: nil)
    return changes
  }

  /// What the splits since a request's last stored bar make of prices as they were traded; nil when
  /// there is none, or when the provider states prices in other terms.
  private static func newSplits(
    _ actions: [CorporateAction], to request: IngestionRequest
  ) -> Double? {
    guard request.instrument.prices == .raw else { return nil }
    let ratios = actions.filter { $0.effectiveOn >= request.fresh }.compactMap(\.splitRatio)
      .filter { $0 != 1 }
    return ratios.isEmpty ? nil : ratios.reduce(1, *)
  }

  /// True when a value beside the close is another now. One that is missing now is no correction.
  private static func isHealed(
    _ stored: BarSeries, _ row: Int, by answer: BarSeries, _ index: Int
  ) -> Bool {
    [\BarSeries.open, \.high, \.low, \.volume].contains { field in
      let (before, after) = (stored[keyPath: field][row], answer[keyPath: field][index])
      return !after.isNaN && !isSame(before, after)
    }
  }

  static func late(_ symbol: Symbol, _ session: SessionDate, _ close: Double) -> DataChange {
    DataChange(symbol: symbol, session: session, cause: .lateBar, before: .nan, after: close)
  }

  private static func withdrawn(_ bars: BarSeries, _ row: Int) -> DataChange {
    DataChange(
      symbol: bars.symbol, session: bars.sessions[row], cause: .withdrawn,
      before: bars.close[row], after: .nan)
  }

  /// What made a close another number: a split or a dividend effective after the session, else a
  /// correction.
  static func cause(
    from before: Double, to after: Double, on session: SessionDate, stored: BarSeries,
    actions: [CorporateAction]
  ) -> DataChange.Cause {
    guard before > 0, after > 0 else { return .correction }
    let ratio = after / before
    let later = actions.filter { $0.effectiveOn > session }
    let splits = later.compactMap(\.splitRatio).filter { $0 != 1 }
    if explains(splits, ratio, tolerance: splitTolerance * ratio) { return .split }
    let dividends = later.compactMap { action -> Double? in
      guard let amount = action.cashAmount, amount > 0 else { return nil }
      let before = stored.firstIndex(from: action.effectiveOn) - 1
      guard before >= 0, stored.close[before] > amount else { return nil }
      return 1 - amount / stored.close[before]
    }
    let share = 1 - ratio
    return share > 0 && explains(dividends, ratio, tolerance: dividendTolerance * share)
      ? .dividend : .correction
  }

  /// True when one of the factors, or all of them together, make the ratio.
  private static func explains(_ factors: [Double], _ ratio: Double, tolerance: Double) -> Bool {
    guard !factors.isEmpty else { return false }
    return (factors + [factors.reduce(1, *)]).contains { abs($0 - ratio) <= tolerance }
  }

  /// True when a close is what stored prices become by splits.
  static func isExplained(_ before: Double, _ after: Double, bySplits ratio: Double) -> Bool {
    before > 0 && abs(after / before - ratio) <= splitTolerance * ratio
  }
}

extension BarSeries {
  /// The bars at some positions, which rise.
  func rows(_ indices: [Int]) -> BarSeries {
    if indices.count == count { return self }
    return BarSeries(
      symbol: symbol, sessions: indices.map { sessions[$0] }, open: indices.map { open[$0] },
      high: indices.map { high[$0] }, low: indices.map { low[$0] },
      close: indices.map { close[$0] }, volume: indices.map { volume[$0] })
  }
}
