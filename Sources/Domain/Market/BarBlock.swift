public import Chronology

/// Daily bars of many symbols in flat columns, raw as traded: what a batch saves and a bulk answer gives.
///
/// A run is one symbol's stretch of rows, oldest first, at most one row a session. A symbol has one
/// run at most. A missing value is NaN. Columns are contiguous so that they are written to the store
/// without being taken apart again.
public struct BarBlock: Hashable, Sendable {
  /// One symbol's rows.
  public struct Run: Hashable, Sendable {
    public let symbol: Symbol
    /// Rows of the block's columns.
    public let rows: Range<Int>

    public init(symbol: Symbol, rows: Range<Int>) {
      self.symbol = symbol
      self.rows = rows
    }
  }

  public private(set) var runs: [Run] = []
  public private(set) var sessions: [SessionDate] = []
  public private(set) var open: [Double] = []
  public private(set) var high: [Double] = []
  public private(set) var low: [Double] = []
  public private(set) var close: [Double] = []
  public private(set) var volume: [Double] = []

  public init() {}

  /// A block of several series, those without bars left out.
  public init(_ series: [BarSeries]) {
    reserve(rows: series.reduce(0) { $0 + $1.count }, runs: series.count)
    for bars in series where bars.count > 0 { append(bars) }
  }

  /// The number of bars.
  public var count: Int { sessions.count }
  public var isEmpty: Bool { sessions.isEmpty }

  /// Makes room, so that a block that is filled bit by bit is not copied as it grows.
  public mutating func reserve(rows: Int, runs: Int) {
    self.runs.reserveCapacity(runs)
    sessions.reserveCapacity(rows)
    open.reserveCapacity(rows)
    high.reserveCapacity(rows)
    low.reserveCapacity(rows)
    close.reserveCapacity(rows)
    volume.reserveCapacity(rows)
  }

  /// Adds a symbol's bars as a run of their own.
  public mutating func append(_ bars: BarSeries) {
    guard bars.count > 0 else { return }
    runs.append(Run(symbol: bars.symbol, rows: count..<(count + bars.count)))
    sessions += bars.sessions
    open += bars.open
    high += bars.high
    low += bars.low
    close += bars.close
    volume += bars.volume
  }

  /// Adds one bar as a run of its own.
  public mutating func append(
    _ symbol: Symbol, _ session: SessionDate, open: Double, high: Double, low: Double,
    close: Double, volume: Double
  ) {
    runs.append(Run(symbol: symbol, rows: count..<(count + 1)))
    sessions.append(session)
    self.open.append(open)
    self.high.append(high)
    self.low.append(low)
    self.close.append(close)
    self.volume.append(volume)
  }

  /// Forgets the rows and keeps the memory.
  public mutating func removeAll() {
    runs.removeAll(keepingCapacity: true)
    sessions.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    high.removeAll(keepingCapacity: true)
    low.removeAll(keepingCapacity: true)
    close.removeAll(keepingCapacity: true)
    volume.removeAll(keepingCapacity: true)
  }

  /// The rows of one run as a series.
  public func series(_ run: Run) -> BarSeries {
    BarSeries(
      symbol: run.symbol, sessions: Array(sessions[run.rows]), open: Array(open[run.rows]),
      high: Array(high[run.rows]), low: Array(low[run.rows]), close: Array(close[run.rows]),
      volume: Array(volume[run.rows]))
  }

  /// Every run as a series, in the order of the runs.
  public var series: [BarSeries] { runs.map(series) }
}
