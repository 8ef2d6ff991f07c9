import Chronology
import Executors
import Fingerprint
import Kernels
import Market
import Research
import Strategies
import Synchronization
import TestKit
import Trading

/// A market that a seed draws, behind the store's port.
struct DrawnMarket: BarStore {
  var series: [BarSeries]
  let instruments: [Instrument]
  var provider = "drawn"
  var actions: [CorporateAction] = []

  /// - Parameters:
  ///   - drift: Mean return of a session.
  ///   - closeOnly: Leaves out open, high, low and volume.
  init(
    symbols: [Symbol], sessions: [SessionDate], seed: UInt64, drift: Double,
    closeOnly: Bool = false
  ) {
    series = symbols.enumerated().map { index, symbol in
      var generator = SeededGenerator(seed: seed).fork(stream: UInt64(index))
      var close = 50.0
      var closes: [Double] = []
      for _ in sessions {
        let noise = (0..<4).reduce(0.0) { sum, _ in sum + generator.uniform() } - 2
        close = max(1, close * (1 + drift + 0.017 * noise))
        closes.append((close * 100).rounded() / 100)
      }
      let blank = [Double](repeating: .nan, count: closes.count)
      return BarSeries(
        symbol: symbol, sessions: sessions, open: closeOnly ? blank : closes,
        high: closeOnly ? blank : closes, low: closeOnly ? blank : closes, close: closes,
        volume: closeOnly ? blank : closes.map { _ in 5_000_000 })
    }
    instruments = symbols.map {
      Instrument(
        symbol: $0, name: "Drawn \($0)",
        prices: $0.ticker.hasPrefix("^") ? .index : closeOnly ? .adjustedClose : .raw)
    }
  }

  func coverage() async throws(StoreError) -> [Coverage] {
    zip(series, instruments).map { series, instrument in
      Coverage(
        symbol: series.symbol, name: instrument.name, prices: instrument.prices,
        provider: provider, first: series.sessions.first, last: series.sessions.last,
        bars: series.count)
    }
  }

  func snapshot(
    of symbols: [Symbol], over range: ClosedRange<SessionDate>
  ) async throws(StoreError) -> MarketSnapshot {
    var found: [BarSeries] = []
    var digest = SHA256()
    for symbol in symbols {
      guard let whole = series.first(where: { $0.symbol == symbol }) else {
        throw StoreError(.missing, "The store does not know \(symbol).", remedy: "Ingest it first.")
      }
      let part = whole.within(range)
      for close in part.close { digest.update("\(close.bitPattern) ") }
      found.append(part)
    }
    return MarketSnapshot(
      id: SnapshotID(hex: SHA256.text(of: digest.finalize())), series: found,
      instruments: instruments.filter { symbols.contains($0.symbol) },
      actions: actions.filter { range.contains($0.effectiveOn) })
  }

  func panel(
    _ field: BarField, of symbols: [Symbol], over sessions: ClosedRange<SessionDate>,
    adjusted adjustment: Adjustment
  ) async throws(StoreError) -> Panel {
    throw StoreError(.query, "A drawn market has no panels.", remedy: "Use a snapshot.")
  }
}

/// A research desk over a drawn market and a store in memory.
struct Bench {
  static let first = Self.day("2015-01-02")
  static let from = Self.day("2016-01-04")
  static let to = Self.day("2019-12-31")
  static let sessions = TradingCalendar.xnys.sessions(in: first...to)
  static func day(_ text: String) -> SessionDate {
    guard let date = SessionDate(text) else { preconditionFailure("A test names a real date.") }
    return date
  }

  static let universe: [Symbol] = ["AAA", "BBB", "CCC"]

  let market: DrawnMarket
  let runs: MemoryRunStore
  let desk: ResearchDesk
  let saved = Counter()

  init(
    drift: Double = 0.0004, seed: UInt64 = 11, lanes: Int = 2, day: Int64 = 0,
    runs: MemoryRunStore = MemoryRunStore(), closeOnly: Bool = false,
    change: (inout DrawnMarket) -> Void = { _ in }
  ) {
    var market = DrawnMarket(
      symbols: Self.universe + ["^IDX"], sessions: Self.sessions, seed: seed, drift: drift,
      closeOnly: closeOnly)
    change(&market)
    self.market = market
    self.runs = runs
    let counter = saved
    desk = ResearchDesk(
      bars: market, store: runs, pool: ComputePool(width: lanes, label: "test"),
      calendar: .xnys, clock: ManualClock(at: Timestamp(seconds: 1_700_000_000 + day * 86_400)),
      replications: 600, delivers: true,
      onSaved: { _ in counter.increment() })
  }

  static func specification(
    _ rule: StrategyRule = .movingAverageCrossover(fast: 10, slow: 30, weight: 0.3),
    name: String = "Crossover", benchmark: Symbol? = "^IDX", universe: [Symbol] = universe,
    costs: ExecutionCosts = ExecutionCosts(
      commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: nil)
  ) -> StrategySpecification {
    StrategySpecification(
      name: name, summary: "", rule: rule, universe: universe, benchmark: benchmark,
      capital: 1_000_000, costs: costs)
  }

  func run(
    _ specification: StrategySpecification = specification(), from: SessionDate = from,
    to: SessionDate = to, seed: UInt64 = 7
  ) async throws(ResearchError) -> RunRecord {
    try await desk.backtest(
      BacktestSettings(
        specification: specification, from: from, to: to, seed: seed, by: "ada"),
      progress: { _ in })
  }

  func report(of record: RunRecord) async throws -> BacktestReport {
    try CanonicalJSON.value(BacktestReport.self, from: try await runs.report(of: record.id))
  }
}

/// Counts from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock(\.self) }
  func increment() { count.withLock { $0 += 1 } }
}
