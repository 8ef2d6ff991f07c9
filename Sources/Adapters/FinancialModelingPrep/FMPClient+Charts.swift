public import Chronology
public import Market

extension FMPClient {
  /// Windows that one range of a chart may take.
  private static let maximumWindows = 1000

  /// Bars of parts of days, oldest first, however many requests they take.
  ///
  /// The service cuts a long window silently: what is missing before the oldest bar is asked for
  /// again, until an answer brings nothing older.
  public func intraday(
    of symbol: Symbol, _ interval: MinuteInterval, over range: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [FMPIntradayBar] {
    var found: [Int: FMPIntradayBar] = [:]
    var upper = range.upperBound
    for _ in 0..<Self.maximumWindows {
      let rows = try await rows(.chart(of: symbol, interval, over: range.lowerBound...upper))
      for row in rows where range.contains(row.date) {
        let stamp = Int(row.date.day) * 86_400 + row.secondOfDay
        if found[stamp] == nil { found[stamp] = row }
      }
      // The oldest day may be cut in the middle, so it is asked for once more.
      guard let oldest = rows.map(\.date).min(), oldest > range.lowerBound else { break }
      let next = oldest < upper ? oldest : oldest.advanced(by: -1)
      guard next <= upper, next >= range.lowerBound else { break }
      upper = next
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }
}
