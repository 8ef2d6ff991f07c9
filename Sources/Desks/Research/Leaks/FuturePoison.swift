import Chronology
public import Factors
import Market

/// A way to falsify everything that was not known yet at an instant.
///
/// Three ways, because no single one shows every kind of peeking: a rule that asks whether tomorrow is
/// higher keeps its answer when tomorrow is enormous, and one that ranks drops out when it is missing.
public enum FuturePoison: String, Hashable, Sendable, Codable, CaseIterable {
  /// NaN everywhere, and no corporate action any more.
  case missing
  /// A thousand times as much and more, in another order of the symbols; gaps are filled.
  case huge
  /// Every rise is as great a fall.
  case mirrored

  /// Falsifies rows of row-major values.
  ///
  /// - Parameters:
  ///   - values: Rows × `width`.
  ///   - row: The first row that is falsified.
  func alter(_ values: inout [Double], width: Int, from row: Int) {
    guard width > 0 else { return }
    let rows = values.count / width
    for column in 0..<width {
      let known = stride(from: row - 1, through: 0, by: -1)
        .first { values[$0 * width + column].isFinite }
      let anchor = known.map { values[$0 * width + column] } ?? 1
      for place in row..<max(row, rows) {
        let cell = place * width + column
        values[cell] = altered(values[cell], anchor: anchor, column: column, place: place)
      }
    }
  }

  private func altered(_ value: Double, anchor: Double, column: Int, place: Int) -> Double {
    switch self {
    case .missing:
      return .nan
    case .huge:
      let scale = 1000 * Double(1 + (column * 7 + place * 3) % 11)
      return (value.isFinite ? value.magnitude + 1 : 1) * scale
    case .mirrored:
      guard value.isFinite else { return anchor }
      return value == 0 ? anchor : anchor * anchor / value
    }
  }

  /// Returns a plan of which everything from row `row` on is falsified.
  func poisoned(_ plan: BacktestPlan, from row: Int) -> BacktestPlan {
    let frame = plan.frame
    func falsified(_ column: [Double]) -> [Double] {
      var values = column
      alter(&values, width: frame.symbols.count, from: row)
      return values
    }
    var copy = plan
    copy.frame = MarketFrame(
      symbols: frame.symbols, interval: frame.interval, closesAt: frame.closesAt,
      sessions: frame.sessions, open: falsified(frame.open), high: falsified(frame.high),
      low: falsified(frame.low), close: falsified(frame.close), volume: falsified(frame.volume))
    let known = row > 0 ? frame.sessions[row - 1] : nil
    copy.actions = plan.actions.compactMap { action in
      if let known, action.effectiveOn <= known { return action }
      return self.altered(action)
    }
    if !plan.benchmark.isEmpty {
      var closes = plan.benchmark.map { $0 ?? .nan }
      alter(&closes, width: 1, from: max(0, row - plan.firstRow))
      copy.benchmark = closes.map { $0.isFinite ? $0 : nil }
    }
    return copy
  }

  private func altered(_ action: CorporateAction) -> CorporateAction? {
    guard self != .missing else { return nil }
    let kind: CorporateAction.Kind =
      switch action.kind {
      case .split(let new, let old): .split(new: old, old: new)
      case .dividend(let amount, let payDate): .dividend(amount: amount * 7 + 1, payDate: payDate)
      }
    return CorporateAction(symbol: action.symbol, effectiveOn: action.effectiveOn, kind: kind)
  }

  /// Returns a panel of which every value from row `row` on is falsified.
  public func poisoned(_ panel: FactorPanel, from row: Int) -> FactorPanel {
    let fields = panel.fields.mapValues { column in
      var values = column
      alter(&values, width: panel.width, from: row)
      return values
    }
    return FactorPanel(
      sessions: panel.sessions, symbols: panel.symbols, fields: fields, groups: panel.groups)
  }
}

extension BacktestPlan {
  /// The plan of a desk that stops after `rows` rows and knows nothing of later ones.
  func ending(after rows: Int) -> BacktestPlan {
    var copy = self
    copy.frame = frame.part(0..<rows)
    copy.actions = actions.filter { action in
      frame.sessions[..<rows].last.map { action.effectiveOn <= $0 } ?? false
    }
    copy.benchmark = Array(benchmark.prefix(max(0, rows - firstRow)))
    return copy
  }

  /// The plan of a desk whose bars begin `warmUp` rows before row `start`, where it begins to decide.
  func beginning(at start: Int, warmUp: Int, through last: Int) -> BacktestPlan {
    var copy = self
    copy.frame = frame.part((start - warmUp)..<last)
    copy.firstRow = warmUp
    copy.benchmark = []
    return copy
  }
}

extension MarketFrame {
  /// Some rows as a frame of their own.
  func part(_ rows: Range<Int>) -> MarketFrame {
    let width = symbols.count
    let cells = (rows.lowerBound * width)..<(rows.upperBound * width)
    return MarketFrame(
      symbols: symbols, interval: interval, closesAt: Array(closesAt[rows]),
      sessions: Array(sessions[rows]), open: Array(open[cells]), high: Array(high[cells]),
      low: Array(low[cells]), close: Array(close[cells]), volume: Array(volume[cells]))
  }
}
