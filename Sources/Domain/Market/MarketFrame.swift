public import Chronology

/// Bars of fixed symbols over time, in columns; what a driver walks over and an engine is fed from.
///
/// Row-major: the value of symbol `s` in row `r` is at `r × symbols + s`. A close of NaN means that
/// the symbol did not trade in that row; a volume of NaN means that the source knows no volumes.
public final class MarketFrame: Sendable {
  public let symbols: [Symbol]
  public let interval: BarInterval
  /// The instant at which each row becomes known, rising strictly; shape: rows.
  public let closesAt: [Timestamp]
  /// The session each row belongs to; shape: rows.
  public let sessions: [SessionDate]
  public let open: [Double]
  public let high: [Double]
  public let low: [Double]
  public let close: [Double]
  public let volume: [Double]

  /// - Precondition: `closesAt` and `sessions` have one value a row; the columns rows × symbols.
  public init(
    symbols: [Symbol], interval: BarInterval, closesAt: [Timestamp], sessions: [SessionDate],
    open: [Double], high: [Double], low: [Double], close: [Double], volume: [Double]
  ) {
    let count = closesAt.count * symbols.count
    precondition(sessions.count == closesAt.count, "A frame has one session a row.")
    precondition(open.count == count, "The open column has rows × symbols values.")
    precondition(high.count == count, "The high column has rows × symbols values.")
    precondition(low.count == count, "The low column has rows × symbols values.")
    precondition(close.count == count, "The close column has rows × symbols values.")
    precondition(volume.count == count, "The volume column has rows × symbols values.")
    self.symbols = symbols
    self.interval = interval
    self.closesAt = closesAt
    self.sessions = sessions
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }

  /// The number of rows.
  @inlinable public var rows: Int { closesAt.count }

  /// Returns row `row` as a slice.
  @inlinable
  public func slice(_ row: Int) -> MarketSlice { MarketSlice(frame: self, row: row) }
}

extension MarketFrame {
  /// A close at which no share can have changed hands.
  public struct ImpossibleClose: Hashable, Sendable {
    public let symbol: Symbol
    public let session: SessionDate
    public let close: Double
  }

  /// The first close that is not above zero, or above a trillion; nil when all are prices.
  ///
  /// NaN is a missing close, and no fault.
  public var impossibleClose: ImpossibleClose? {
    close.firstIndex { $0 <= 0 || $0 > 1e12 }.map { place in
      ImpossibleClose(
        symbol: symbols[place % symbols.count], session: sessions[place / symbols.count],
        close: close[place])
    }
  }
}

/// All symbols at one instant: the newest known bar of each, and nothing later.
public struct MarketSlice: Sendable {
  @usableFromInline let frame: MarketFrame
  @usableFromInline let row: Int
  @usableFromInline let base: Int

  @inlinable
  init(frame: MarketFrame, row: Int) {
    precondition(frame.closesAt.indices.contains(row), "A slice is a row of its frame.")
    self.frame = frame
    self.row = row
    self.base = row * frame.symbols.count
  }

  /// The symbols, in the order of their index.
  @inlinable public var symbols: [Symbol] { frame.symbols }
  /// How long the bars lasted.
  @inlinable public var interval: BarInterval { frame.interval }
  /// The instant at which these bars became known.
  @inlinable public var closesAt: Timestamp { frame.closesAt[row] }
  /// The session these bars belong to.
  @inlinable public var session: SessionDate { frame.sessions[row] }
  /// The number of symbols.
  @inlinable public var count: Int { frame.symbols.count }

  /// The first price of symbol `index`; NaN when the source knows none.
  @inlinable
  public func open(_ index: Int) -> Double { frame.open[base + index] }
  /// The highest price of symbol `index`; NaN when the source knows none.
  @inlinable
  public func high(_ index: Int) -> Double { frame.high[base + index] }
  /// The lowest price of symbol `index`; NaN when the source knows none.
  @inlinable
  public func low(_ index: Int) -> Double { frame.low[base + index] }
  /// The close of symbol `index`; NaN when it did not trade.
  @inlinable
  public func close(_ index: Int) -> Double { frame.close[base + index] }
  /// The volume of symbol `index` in shares; NaN when the source knows none.
  @inlinable
  public func volume(_ index: Int) -> Double { frame.volume[base + index] }
}
