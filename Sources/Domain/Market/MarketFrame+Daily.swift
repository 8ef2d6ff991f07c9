public import Chronology

extension MarketFrame {
  /// Creates a frame of daily bars, one row for each session of `calendar` in `range`.
  ///
  /// A symbol without a bar on a session has NaN there, in every column. Bars on days that are not
  /// sessions have no row and are left out; `DataHealth` reports them.
  ///
  /// - Precondition: The series are of distinct symbols.
  public convenience init(
    daily series: [BarSeries], over range: ClosedRange<SessionDate>, calendar: TradingCalendar
  ) {
    let sessions = calendar.sessions(in: range)
    self.init(daily: series, on: sessions, closesAt: sessions.compactMap { calendar.closesAt($0) })
  }

  /// Creates a frame of daily bars, one row for each of `sessions`.
  ///
  /// - Parameters:
  ///   - series: One a symbol; the order becomes the order of the columns.
  ///   - sessions: The rows, rising strictly.
  ///   - closesAt: The instant at which each row becomes known; shape: sessions.
  /// - Precondition: The series are of distinct symbols; the sessions rise strictly.
  /// - Complexity: O(series × (bars + sessions)).
  public convenience init(
    daily series: [BarSeries], on sessions: [SessionDate], closesAt: [Timestamp]
  ) {
    let symbols = series.map(\.symbol)
    precondition(Set(symbols).count == symbols.count, "A frame has one series a symbol.")
    precondition(
      zip(sessions, sessions.dropFirst()).allSatisfy { $0 < $1 }, "Sessions rise strictly.")
    let width = series.count
    var columns = [[Double]](
      repeating: [Double](repeating: .nan, count: sessions.count * width), count: 5)
    for (column, bars) in series.enumerated() {
      var bar = sessions.first.map { bars.firstIndex(from: $0) } ?? bars.count
      for row in sessions.indices {
        while bar < bars.count, bars.sessions[bar] < sessions[row] { bar += 1 }
        guard bar < bars.count, bars.sessions[bar] == sessions[row] else { continue }
        let cell = row * width + column
        columns[0][cell] = bars.open[bar]
        columns[1][cell] = bars.high[bar]
        columns[2][cell] = bars.low[bar]
        columns[3][cell] = bars.close[bar]
        columns[4][cell] = bars.volume[bar]
      }
    }
    self.init(
      symbols: symbols, interval: .day, closesAt: closesAt, sessions: sessions, open: columns[0],
      high: columns[1], low: columns[2], close: columns[3], volume: columns[4])
  }
}
