import Chronology
import Market
import Strategies
import Synchronization
import Trading

/// What a strategy wished for at one bar.
struct Decision: Sendable {
  let at: Timestamp
  let intents: [Intent]
}

/// Gathers the wishes of a strategy that an engine owns.
final class DecisionLog: Sendable {
  private let entries = Mutex<[Decision]>([])
  var decisions: [Decision] { entries.withLock(\.self) }
  func append(_ decision: Decision) { entries.withLock { $0.append(decision) } }
}

/// A strategy of which every wish is noted.
struct TracedStrategy: Strategy {
  private var base: any Strategy
  private let log: DecisionLog

  init(_ base: any Strategy, log: DecisionLog) {
    self.base = base
    self.log = log
  }

  var warmUpBars: Int { base.warmUpBars }

  mutating func observe(_ slice: MarketSlice) { base.observe(slice) }

  mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    let before = intents.count
    base.decide(on: slice, holding: portfolio, into: &intents)
    log.append(Decision(at: slice.closesAt, intents: Array(intents[before...])))
  }

  mutating func rescale(_ symbolIndex: Int, by ratio: Double) {
    base.rescale(symbolIndex, by: ratio)
  }

  func appendState(to bytes: inout StateBytes) { base.appendState(to: &bytes) }
}

/// Everything a run did up to a row, so that two runs can be laid side by side.
struct BacktestTrace {
  /// How far orders and executions had come at the end of a row, and what the account was worth.
  struct Mark {
    let orders: Int
    let trades: Int
    let equity: Double
  }

  let frame: MarketFrame
  private(set) var decisions: [Decision] = []
  private(set) var orders: [Order] = []
  private(set) var trades: [BacktestTrade] = []
  private(set) var marks: [Mark] = []

  /// Runs `plan` for `rows` rows.
  ///
  /// - Parameter leaving: The last session of each symbol that leaves; the market tells of it, not
  ///   the bars, so it is the same however these are falsified.
  /// - Throws: `malformedData` for a bar that no ledger can book.
  init(
    of plan: BacktestPlan, rows: Int, leaving: [SessionDate?], hash: String,
    strategy: any Strategy
  ) throws(BacktestError) {
    frame = plan.frame
    let log = DecisionLog()
    var loop = BacktestLoop(
      plan, strategies: [(hash, TracedStrategy(strategy, log: log))], lastSessions: leaving)
    marks.reserveCapacity(rows)
    for row in 0..<rows {
      loop.step(row)
      marks.append(
        Mark(orders: loop.orders.count, trades: loop.trades.count, equity: loop.equity))
    }
    if let fault = loop.dataFault {
      throw BacktestError(
        .malformedData, fault, remedy: "Correct the data with a new ingest, then run again.")
    }
    decisions = log.decisions
    orders = loop.orders
    trades = loop.trades
  }

  /// Rows on which the strategy wished for something.
  var activeRows: [Int] {
    var rows: [Int] = []
    var row = 0
    for decision in decisions where !decision.intents.isEmpty {
      while row < frame.rows, frame.closesAt[row] < decision.at { row += 1 }
      rows.append(row)
    }
    return rows
  }

  /// Returns the first difference from `other` in rows before `row`; both have run so far.
  func firstDifference(from other: BacktestTrace, before row: Int) -> LeakFinding? {
    guard row > 0 else { return nil }
    let found = [
      decisionDifference(from: other, through: frame.closesAt[row - 1]),
      orderDifference(from: other, before: row), tradeDifference(from: other, before: row),
      equityDifference(from: other, before: row),
    ]
    return found.compactMap(\.self).min { ($0.session, $0.stage) < ($1.session, $1.stage) }
  }

  private func decisionDifference(
    from other: BacktestTrace, through last: Timestamp
  ) -> LeakFinding? {
    let mine = decisions.prefix { $0.at <= last }
    let theirs = other.decisions.prefix { $0.at <= last }
    for place in 0..<max(mine.count, theirs.count) {
      let here = place < mine.count ? mine[place] : nil
      let there = place < theirs.count ? theirs[place] : nil
      guard let at = [here?.at, there?.at].compactMap(\.self).min() else { continue }
      let left = here?.at == at ? here?.intents ?? [] : []
      let right = there?.at == at ? there?.intents ?? [] : []
      guard here?.at != there?.at || !Self.agree(left, right) else { continue }
      return difference(left, right, at: at)
    }
    return nil
  }

  private func difference(_ left: [Intent], _ right: [Intent], at: Timestamp) -> LeakFinding? {
    guard let row = frame.closesAt.firstIndex(of: at) else { return nil }
    let place = zip(left, right).enumerated().first { !Self.agree($1.0, $1.1) }?.offset
      ?? min(left.count, right.count)
    let before = place < left.count ? left[place] : nil
    let after = place < right.count ? right[place] : nil
    let symbol = (before ?? after)?.symbolIndex.map { frame.symbols[$0] }
    return LeakFinding(
      stage: .signal, session: frame.sessions[row], symbol: symbol,
      was: before.map { "\($0)" } ?? "nothing", now: after.map { "\($0)" } ?? "nothing")
  }

  private func orderDifference(from other: BacktestTrace, before row: Int) -> LeakFinding? {
    let mine = orders.prefix(marks[row - 1].orders)
    let theirs = other.orders.prefix(other.marks[row - 1].orders)
    for place in 0..<max(mine.count, theirs.count) {
      let here = place < mine.count ? mine[place] : nil
      let there = place < theirs.count ? theirs[place] : nil
      if here?.proposal == there?.proposal, here?.placedOn == there?.placedOn { continue }
      guard let order = here ?? there, let session = order.placedOn else { continue }
      return LeakFinding(
        stage: .order, session: session, symbol: order.symbol, was: Self.text(here?.proposal),
        now: Self.text(there?.proposal))
    }
    return nil
  }

  private func tradeDifference(from other: BacktestTrace, before row: Int) -> LeakFinding? {
    let mine = trades.prefix(marks[row - 1].trades)
    let theirs = other.trades.prefix(other.marks[row - 1].trades)
    for place in 0..<max(mine.count, theirs.count) {
      let here = place < mine.count ? mine[place] : nil
      let there = place < theirs.count ? theirs[place] : nil
      guard here != there, let trade = here ?? there else { continue }
      return LeakFinding(
        stage: .fill, session: trade.session, symbol: trade.symbol, was: Self.text(here),
        now: Self.text(there))
    }
    return nil
  }

  private func equityDifference(from other: BacktestTrace, before row: Int) -> LeakFinding? {
    let place = (0..<row).first {
      marks[$0].equity.bitPattern != other.marks[$0].equity.bitPattern
    }
    return place.map {
      LeakFinding(
        stage: .equity, session: frame.sessions[$0], symbol: nil, was: "\(marks[$0].equity)",
        now: "\(other.marks[$0].equity)")
    }
  }

  private static func text(_ proposal: OrderProposal?) -> String {
    proposal.map { "\($0.side) \($0.quantity) \($0.symbol)" } ?? "nothing"
  }

  private static func text(_ trade: BacktestTrade?) -> String {
    trade.map { "\($0.shares) \($0.symbol) at \($0.price)" } ?? "nothing"
  }

  private static func agree(_ left: [Intent], _ right: [Intent]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { agree($0, $1) }
  }

  /// Equal, where a number that is none equals itself.
  private static func agree(_ left: Intent, _ right: Intent) -> Bool {
    left == right || "\(left)" == "\(right)"
  }
}

extension Intent {
  /// The symbol it is about; nil when it is about all.
  var symbolIndex: Int? {
    switch self {
    case .order(let index, _, _), .targetShares(let index, _), .targetWeight(let index, _): index
    case .cancelAll: nil
    }
  }

  /// The number it carries; nil for none.
  var amount: Double? {
    switch self {
    case .order(_, let amount, _), .targetShares(_, let amount), .targetWeight(_, let amount):
      amount
    case .cancelAll: nil
    }
  }
}
