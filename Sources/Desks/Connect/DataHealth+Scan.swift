import Chronology
import Market

/// One pass over a symbol's bars: every rule that looks at a bar and the ones just before it.
///
/// A bar that is right costs a few comparisons and no memory; only what is wrong is written down.
struct BarScan {
  /// A close far from the sound close before.
  struct Jump {
    let before: Int
    let index: Int
    /// The close over the one before, after corporate actions.
    let ratio: Double
  }

  let series: BarSeries
  let actions: [CorporateAction]
  let terms: TradingTerms
  let limits: HealthLimits
  let through: SessionDate
  /// Sessions whose bar was taken out on purpose.
  let quarantined: Set<SessionDate>

  private(set) var findings: [HealthFinding] = []
  private(set) var jumps: [Jump] = []
  /// Sessions of bars that are wrong in themselves.
  private(set) var wrong: Set<SessionDate> = []
  /// What prices before a bar are multiplied by to be comparable with it; bars after an action only.
  private(set) var factors: [Int: Double] = [:]

  private var nextAction = 0
  /// The factor of actions since the last sound bar.
  private var pending = 1.0
  private var before: Int?
  private var averageVolume = 0.0
  private var volumes = 0
  private var withoutVolume = Stretch()
  private var idle = Stretch()

  init(
    _ series: BarSeries, actions: [CorporateAction], _ terms: TradingTerms, _ limits: HealthLimits,
    through: SessionDate, quarantined: Set<SessionDate>
  ) {
    self.series = series
    self.actions = actions.sorted { $0.effectiveOn < $1.effectiveOn }
    self.terms = terms
    self.limits = limits
    self.through = through
    self.quarantined = quarantined
  }

  mutating func run() {
    for index in series.sessions.indices {
      let session = series.sessions[index]
      if index > 0 {
        gap(before: index)
      } else {
        // Actions before the first bar change nothing here.
        while nextAction < actions.count, actions[nextAction].effectiveOn <= session {
          nextAction += 1
        }
      }
      if nextAction < actions.count, actions[nextAction].effectiveOn <= session {
        apply(upTo: session, before: index)
      }
      guard isSound(index, session) else { continue }
      move(index)
      volume(index)
      before = index
      pending = 1
    }
    flush(\.withoutVolume, "No volume", .warning)
    flush(\.idle, "No volume traded, though the price moved", .warning)
  }

  // MARK: Days

  private mutating func gap(before index: Int) {
    let (former, latter) = (series.sessions[index - 1], series.sessions[index])
    guard let gap = terms.days.missing(between: former, latter) else { return }
    if gap.count == 1, quarantined.contains(gap.first) { return }
    add(
      .missingSession, .warning, at: gap.first,
      gap.count == 1
        ? "No bar." : "\(gap.count) sessions without a bar, \(gap.first) to \(gap.last).")
  }

  // MARK: One bar

  /// Checks a bar by itself; false when it may not be compared with others.
  private mutating func isSound(_ index: Int, _ session: SessionDate) -> Bool {
    let (open, high, low, close) = (
      series.open[index], series.high[index], series.low[index], series.close[index]
    )
    let volume = series.volume[index]
    var isSound = true
    if session > through || terms.days.isClosed(session) {
      let isEarly = session > through
      add(
        .closedDay, .fault, at: session,
        isEarly
          ? "A bar of a day after \(through), the newest session."
          : "A bar, though the exchange was closed.", .quarantine)
      isSound = false
    }
    // One chain of comparisons for a right bar; a missing price makes it false.
    let isOrdered =
      low > 0 && low <= open && low <= close && open <= high && close <= high && high < .infinity
    if !isOrdered || volume < 0 || volume == .infinity {
      isSound = explain(session, open, high, low, close, volume) && isSound
    }
    if !isSound { wrong.insert(session) }
    return isSound && close > 0
  }

  /// Says what is wrong with a bar; true when nothing is, as with closes alone.
  private mutating func explain(
    _ session: SessionDate, _ open: Double, _ high: Double, _ low: Double, _ close: Double,
    _ volume: Double
  ) -> Bool {
    var faults: [String] = []
    for (name, value) in [("open", open), ("high", high), ("low", low), ("close", close)] {
      // A close-only series has no other price, and nothing is wrong with that.
      let isWrong =
        value.isNaN
        ? name == "close" || terms.hasPrices
        : value.isInfinite || (value <= 0 && !terms.mayBeNegative)
      if isWrong { faults.append("\(name) \(value)") }
    }
    if volume.isInfinite || volume < 0 { faults.append("volume \(volume)") }
    if !faults.isEmpty {
      add(.badValue, .fault, at: session, faults.joined(separator: ", ") + ".")
    }
    // A comparison with a missing price is false; those are the other rule's.
    guard high < low || open > high || open < low || close > high || close < low else {
      return faults.isEmpty
    }
    if faults.isEmpty {
      add(
        .priceOrder, .fault, at: session,
        "Open \(open), high \(high), low \(low), close \(close).")
    }
    return false
  }

  // MARK: Moves

  private mutating func apply(upTo session: SessionDate, before index: Int) {
    while nextAction < actions.count, actions[nextAction].effectiveOn <= session {
      let action = actions[nextAction]
      nextAction += 1
      switch action.kind {
      case .split(let new, let old):
        if let ratio = action.splitRatio {
          pending *= ratio
        } else {
          add(
            .impossibleAction, .fault, at: action.effectiveOn,
            "The split is \(new) for \(old); both must be positive.")
        }
      case .dividend(let amount, _):
        guard let before else { continue }
        let close = series.close[before]
        let factor = 1 - amount / close
        if amount >= 0, factor > 0, factor <= 1 {
          pending *= factor
        } else {
          add(
            .impossibleAction, .fault, at: action.effectiveOn,
            "The dividend is \(amount) and the close before it \(close); a dividend must be at "
              + "least zero and below the price.")
        }
      }
    }
  }

  private mutating func move(_ index: Int) {
    if pending != 1 { factors[index] = pending }
    guard let before else { return }
    let (former, close) = (series.close[before] * pending, series.close[index])
    let ratio = close / former
    guard ratio >= terms.jump || ratio * terms.jump <= 1 else { return }
    let days = terms.days.count(after: series.sessions[before], upTo: series.sessions[index])
    let scale = Double(max(1, days)).squareRoot()
    guard HealthRatio.distance(ratio) >= scale * HealthRatio.distance(terms.jump),
      abs(close - former) > limits.smallestMove
    else { return }
    jumps.append(Jump(before: before, index: index, ratio: ratio))
  }

  // MARK: Volume

  private mutating func volume(_ index: Int) {
    guard terms.hasVolume else { return }
    let (session, volume) = (series.sessions[index], series.volume[index])
    if volume.isNaN {
      withoutVolume.add(session)
      return
    }
    if !withoutVolume.isEmpty { flush(\.withoutVolume, "No volume", .warning) }
    if volume == 0, hasMoved(index) {
      idle.add(session)
      return
    }
    if !idle.isEmpty { flush(\.idle, "No volume traded, though the price moved", .warning) }
    guard terms.isShares else { return }
    let isBurst = volumes >= 20 && volume > averageVolume * limits.volumeBurst && volume > 1e7
    if volume > limits.absurdVolume || isBurst {
      let average = averageVolume.rounded()
      add(
        .oddVolume, .warning, at: session,
        "The volume is \(volume); bars before it have about \(average).", .quarantine)
    } else {
      volumes += 1
      // One lively day must not hide the next absurd one.
      let counted = volumes == 1 ? volume : min(volume, averageVolume * 10 + 1000)
      averageVolume += (counted - averageVolume) / Double(min(volumes, 20))
    }
  }

  private func hasMoved(_ index: Int) -> Bool {
    if series.high[index] > series.low[index] { return true }
    guard let before, factors[index] == nil else { return false }
    return series.close[index] != series.close[before]
  }

  private mutating func flush(
    _ place: WritableKeyPath<BarScan, Stretch>, _ words: String,
    _ severity: HealthFinding.Severity
  ) {
    let stretch = self[keyPath: place]
    guard let first = stretch.first, let last = stretch.last else { return }
    let evidence =
      stretch.count == 1 ? "\(words)." : "\(words), on \(stretch.count) sessions to \(last)."
    add(.oddVolume, severity, at: first, evidence)
    self[keyPath: place] = Stretch()
  }

  private mutating func add(
    _ rule: HealthFinding.Rule, _ severity: HealthFinding.Severity, at session: SessionDate,
    _ evidence: String, _ repair: HealthFinding.Repair = .refetch
  ) {
    findings.append(
      HealthFinding(
        symbol: series.symbol, session: session, rule: rule, severity: severity,
        evidence: evidence, repair: repair))
  }
}

/// Bars in a row with the same fault.
private struct Stretch {
  private(set) var first: SessionDate?
  private(set) var last: SessionDate?
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func add(_ session: SessionDate) {
    if first == nil { first = session }
    last = session
    count += 1
  }
}
