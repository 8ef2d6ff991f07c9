import Chronology
import DuckDB
import Market

/// Reads bars as they were known at an instant.
///
/// What is stored is what the providers say now; `bar_versions` holds what they said before. A bar
/// that was never replaced counts as known since the close of its session, one on a day without a
/// session since that day ended in UTC. Actions count as known on the day on which they take effect.
struct KnownBars {
  let connection: Connection
  let instant: Timestamp

  func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) throws -> MarketSnapshot {
    let reader = BarReader(connection: connection)
    let instruments = try reader.instruments(of: symbols)
    guard let known = range(within: sessions) else {
      let series = symbols.map { BarSeries(emptyOf: $0) }
      return MarketSnapshot(
        id: SnapshotID(naming: series, instruments, []), series: series,
        instruments: instruments, actions: [])
    }
    let earlier = try versions(of: symbols, over: known)
    let series = try reader.series(of: symbols, over: known).map { series in
      earlier[series.symbol].map { series.replacing($0) } ?? series
    }
    let actions = try ActionTable(connection: connection).actions(of: symbols, over: known)
    return MarketSnapshot(
      id: SnapshotID(naming: series, instruments, actions), series: series,
      instruments: instruments, actions: actions)
  }

  /// The part of a range whose sessions had closed; nil when none had.
  private func range(
    within sessions: ClosedRange<SessionDate>
  ) -> ClosedRange<SessionDate>? {
    var last = min(sessions.upperBound, CalendarDays.bounds.upperBound)
    while last >= sessions.lowerBound, closed(last) > instant {
      // Far from the instant a day's step would be slow; its date is close enough to jump to.
      let date = SessionDate(day: Int32(clamping: instant.nanoseconds / 86_400_000_000_000 + 1))
      last = min(last.advanced(by: -1), date)
    }
    return last >= sessions.lowerBound ? sessions.lowerBound...last : nil
  }

  private func closed(_ session: SessionDate) -> Timestamp {
    TradingCalendar.xnys.closesAt(session)
      ?? Timestamp(seconds: (Int64(session.day) + 1) * 86_400)
  }

  /// What was held at the instant of sessions that changed later: values, or nil for no bar.
  private func versions(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) throws -> [Symbol: [SessionDate: [Double]?]] {
    var versions: [Symbol: [SessionDate: [Double]?]] = [:]
    let rows = try connection.rows(
      """
      SELECT v.symbol, v.session, v.existed, v.open, v.high, v.low, v.close, v.volume
      FROM bar_versions v
      JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = v.symbol
      WHERE v.session BETWEEN ? AND ? AND v.superseded_at > ?
      ORDER BY v.symbol, v.session, v.superseded_at DESC, v.revision DESC
      """,
      [
        .texts(symbols.map(\.ticker)), .date(sessions.lowerBound.day),
        .date(sessions.upperBound.day), .integer(instant.nanoseconds),
      ]
    ) { row in
      let values: [Double]? =
        try row.boolean(2) ? try (3..<8).map { try row.doubleOrNull($0) ?? .nan } : nil
      return (symbol: Symbol(try row.text(0)), session: try row.session(1), values: values)
    }
    // Newest first: the one that is left is the earliest that was superseded after the instant.
    for row in rows {
      versions[row.symbol, default: [:]].updateValue(row.values, forKey: row.session)
    }
    return versions
  }
}

extension BarSeries {
  /// The series with other values, or none, on some sessions.
  fileprivate func replacing(_ versions: [SessionDate: [Double]?]) -> BarSeries {
    var rows: [(session: SessionDate, values: [Double])] = sessions.indices.compactMap { index in
      versions.keys.contains(sessions[index])
        ? nil
        : (sessions[index], [open[index], high[index], low[index], close[index], volume[index]])
    }
    for case (let session, let values?) in versions { rows.append((session, values)) }
    rows.sort { $0.session < $1.session }
    return BarSeries(
      symbol: symbol, sessions: rows.map(\.session), open: rows.map { $0.values[0] },
      high: rows.map { $0.values[1] }, low: rows.map { $0.values[2] },
      close: rows.map { $0.values[3] }, volume: rows.map { $0.values[4] })
  }
}
