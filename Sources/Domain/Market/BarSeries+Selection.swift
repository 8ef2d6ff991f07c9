public import Chronology

extension BarSeries {
  /// Creates a series without bars.
  public init(emptyOf symbol: Symbol) {
    self.init(symbol: symbol, sessions: [], open: [], high: [], low: [], close: [], volume: [])
  }

  /// Creates a series of closes alone; the other columns are missing.
  public init(symbol: Symbol, sessions: [SessionDate], closes: [Double]) {
    let missing = [Double](repeating: .nan, count: sessions.count)
    self.init(
      symbol: symbol, sessions: sessions, open: missing, high: missing, low: missing,
      close: closes, volume: missing)
  }

  /// Returns the position of the first bar on or after `session`; `count` when there is none.
  ///
  /// - Complexity: O(log bars).
  public func firstIndex(from session: SessionDate) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if sessions[middle] < session { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Returns the bars whose sessions lie in `range`.
  public func within(_ range: ClosedRange<SessionDate>) -> BarSeries {
    let bounds =
      firstIndex(
        from: range.lowerBound)..<firstIndex(
        from: range.upperBound.advanced(by: 1))
    return BarSeries(
      symbol: symbol, sessions: Array(sessions[bounds]), open: Array(open[bounds]),
      high: Array(high[bounds]), low: Array(low[bounds]), close: Array(close[bounds]),
      volume: Array(volume[bounds]))
  }

  /// Returns the values of one field; shape: bars.
  public func column(_ field: BarField) -> [Double] {
    switch field {
    case .open: open
    case .high: high
    case .low: low
    case .close: close
    case .volume: volume
    }
  }
}
