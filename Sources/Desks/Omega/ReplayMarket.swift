import Chronology
import Market

/// The bars a replay walks over, with the history before them and the actions between them.
struct ReplayMarket: Sendable {
  let id: SnapshotID
  /// History first, then the sessions to trade; columns are the strategy's universe.
  let frame: MarketFrame
  /// Corporate actions that took effect after the row before and not after this one; shape: rows.
  let actions: [[CorporateAction]]
  /// The first row that the engine is fed: the strategy's warm-up begins here.
  let firstRow: Int
  /// The first row on which the strategy decides.
  let firstTradedRow: Int
  /// The last session with a close of each symbol that ends before the frame does; nil for others.
  let lastSessions: [SessionDate?]
  /// What each symbol returned, for risk figures.
  let returns: ReturnHistory
  /// The benchmark's last known close; shape: rows; NaN before its first, empty without one.
  let benchmark: [Double]
  /// Closes on the terms of the newest row, for trends; row-major.
  private let splitFactors: [Double]

  /// Lays out a snapshot as a replay.
  ///
  /// - Parameters:
  ///   - universe: The symbols to trade; the order of the columns.
  ///   - warmUpBars: How many rows before `from` the engine is fed.
  /// - Throws: `data` when there is no session to trade.
  init(
    _ snapshot: MarketSnapshot, universe: [Symbol], benchmark: Symbol?, from: SessionDate,
    to: SessionDate, warmUpBars: Int, calendar: TradingCalendar
  ) throws(DeskError) {
    let columns = universe.compactMap { symbol in
      snapshot.series.first { $0.symbol == symbol }
    }
    guard columns.count == universe.count else {
      throw DeskError(
        .data, "The store gave \(columns.count) of \(universe.count) symbols.",
        remedy: "Ingest the strategy's whole universe.")
    }
    if let index = snapshot.instruments.first(where: {
      $0.prices == .index && universe.contains($0.symbol)
    }) {
      throw DeskError(
        .data, "\(index.symbol) is an index, which nobody can buy.",
        remedy: "Take it out of the universe; it may be the benchmark.")
    }
    // Sessions after the universe's last bar are left out, as in a backtest.
    guard let first = columns.compactMap(\.sessions.first).min(),
      let last = columns.compactMap({ $0.sessions.last { $0 <= to } }).max(), from <= last
    else {
      throw DeskError(
        .data, "There are no bars of the strategy's universe from \(from) to \(to).",
        remedy: "Choose a range that the data covers, or ingest it.")
    }
    let frame = MarketFrame(daily: columns, over: first...last, calendar: calendar)
    if let found = frame.impossibleClose {
      throw DeskError(
        .data, "\(found.symbol) closed at \(found.close) on \(found.session), which is no price.",
        remedy: "Correct the bar with a new ingest, or leave \(found.symbol) out of the universe.")
    }
    guard let start = frame.sessions.firstIndex(where: { $0 >= from }) else {
      throw DeskError(
        .data, "There is no session from \(from) to \(last).", remedy: "Choose a longer range.")
    }
    id = snapshot.id
    self.frame = frame
    firstTradedRow = start
    lastSessions = Self.lastSessions(of: frame)
    firstRow = max(0, start - warmUpBars)
    actions = Self.byRow(snapshot.actions.filter { universe.contains($0.symbol) }, frame)
    returns = ReturnHistory(of: frame, actions: snapshot.actions)
    splitFactors = Self.splitFactors(actions, frame)
    self.benchmark =
      benchmark.flatMap { symbol in
        snapshot.series.first { $0.symbol == symbol }
      }.map { Self.lastCloses(of: $0, on: frame.sessions) } ?? []
  }

  /// The row of a session, or nil when it is none of these.
  func row(of session: SessionDate) -> Int? {
    var (low, high) = (0, frame.sessions.count)
    while low < high {
      let middle = (low + high) / 2
      if frame.sessions[middle] < session { low = middle + 1 } else { high = middle }
    }
    return low < frame.sessions.count && frame.sessions[low] == session ? low : nil
  }

  /// The benchmark at a row, scaled so that it was worth `deposit` before the first traded session.
  func benchmark(at row: Int, deposit: Double) -> Double? {
    guard benchmark.indices.contains(row) else { return nil }
    let before = firstTradedRow > 0 ? benchmark[firstTradedRow - 1] : .nan
    let base = before.isFinite ? before : benchmark[firstTradedRow]
    let value = benchmark[row] / base * deposit
    return value.isFinite ? value : nil
  }

  /// The newest closes of a symbol up to a row, oldest first, comparable across splits.
  func trend(of index: Int, upTo row: Int, length: Int) -> [Double] {
    let width = frame.symbols.count
    var closes: [Double] = []
    var place = row
    while place >= 0, closes.count < length {
      let close = frame.close[place * width + index]
      if close.isFinite {
        closes.append(
          close * splitFactors[place * width + index]
            / splitFactors[row * width + index])
      }
      place -= 1
    }
    return closes.reversed()
  }

  private static func lastSessions(of frame: MarketFrame) -> [SessionDate?] {
    let width = frame.symbols.count
    return (0..<width).map { index in
      let row = (0..<frame.rows).last { frame.close[$0 * width + index].isFinite }
      guard let row, row + 1 < frame.rows else { return nil }
      return frame.sessions[row]
    }
  }

  private static func byRow(
    _ actions: [CorporateAction], _ frame: MarketFrame
  ) -> [[CorporateAction]] {
    var rows = [[CorporateAction]](repeating: [], count: frame.rows)
    var next = 0
    for row in 0..<frame.rows {
      while next < actions.count, actions[next].effectiveOn <= frame.sessions[row] {
        rows[row].append(actions[next])
        next += 1
      }
    }
    return rows
  }

  /// How many shares of a row one share of the first row has become, inverted: prices of any two
  /// rows compare after multiplying each with its factor. Shape: rows × symbols.
  private static func splitFactors(
    _ actions: [[CorporateAction]], _ frame: MarketFrame
  ) -> [Double] {
    let width = frame.symbols.count
    var current = [Double](repeating: 1, count: width)
    var factors: [Double] = []
    factors.reserveCapacity(frame.rows * width)
    for row in 0..<frame.rows {
      for action in actions[row] {
        guard case .split(let new, let old) = action.kind,
          let index = frame.symbols.firstIndex(of: action.symbol), (new / old).isFinite, new > 0
        else { continue }
        current[index] *= new / old
      }
      factors += current
    }
    return factors
  }

  private static func lastCloses(of series: BarSeries, on sessions: [SessionDate]) -> [Double] {
    var next = 0
    var last = Double.nan
    return sessions.map { session in
      while next < series.count, series.sessions[next] <= session {
        if series.close[next].isFinite { last = series.close[next] }
        next += 1
      }
      return last
    }
  }
}
