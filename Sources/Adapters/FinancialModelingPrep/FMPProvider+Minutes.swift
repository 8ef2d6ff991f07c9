public import Chronology
public import Market

extension FMPProvider: MinuteBarProvider {
  /// Bars of `historical-chart`: of regular hours, and divided by every split since.
  public func minuteBars(
    of symbol: Symbol, _ interval: MinuteInterval, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedMinutes {
    let rows = try await client.intraday(of: symbol, interval, over: sessions)
    var opensAt: [Timestamp] = []
    var kept: [FMPIntradayBar] = []
    for row in rows {
      let midnight = NewYorkTime.instant(on: row.date, minute: 0)
      let instant = midnight.advanced(by: .seconds(row.secondOfDay))
      // On the night that clocks go forward, what trades all night has an hour twice.
      guard row.isUsable, opensAt.last.map({ $0 < instant }) ?? true else { continue }
      opensAt.append(instant)
      kept.append(row)
    }
    return FetchedMinutes(
      series: MinuteSeries(
        symbol: symbol, minutes: interval.minutes, opensAt: opensAt, open: kept.map(\.open),
        high: kept.map(\.high), low: kept.map(\.low), close: kept.map(\.close),
        volume: kept.map { $0.volume ?? .nan }),
      leftOut: rows.count - kept.count)
  }

  /// As the service is known to cut its answers.
  public func daysInAnswer(of interval: MinuteInterval) -> Int {
    switch interval {
    case .oneMinute: 3
    case .fiveMinutes: 10
    case .fifteenMinutes: 45
    case .thirtyMinutes: 30
    case .oneHour: 90
    case .fourHours: 180
    }
  }
}

extension FMPIntradayBar {
  /// True when prices are positive and the bar encloses its open and its close.
  fileprivate var isUsable: Bool {
    [open, high, low, close].allSatisfy { $0.isFinite && $0 > 0 }
      && low <= min(open, close) && max(open, close) <= high && (volume ?? 0) >= 0
  }
}
