public import Chronology
import DuckDB
public import Market

/// Reading the past as it was seen then.
extension Warehouse {
  /// Reads bars and actions as they were known at an instant, in one transaction.
  ///
  /// A value that a provider replaced later is the former one, and a bar that came late is not
  /// there before it came. A bar of a first load counts as known since its session closed.
  ///
  /// - Throws: `missing` when a symbol is not known at all.
  public func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>, knownBy instant: Timestamp
  ) async throws(StoreError) -> MarketSnapshot {
    try await read("read a snapshot of \(symbols.count) symbols", isLong: true) { connection in
      try KnownBars(connection: connection, instant: instant).snapshot(of: symbols, over: sessions)
    }
  }

  /// One symbol's bars as they were known at an instant, adjusted by the actions known then.
  ///
  /// - Throws: `missing` when the symbol is not known.
  public func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>, adjusted adjustment: Adjustment,
    knownBy instant: Timestamp
  ) async throws(StoreError) -> BarsReading {
    try await read("read the bars of \(symbol)") { connection in
      let snapshot = try KnownBars(connection: connection, instant: instant)
        .snapshot(of: [symbol], over: sessions)
      return BarsReading(
        instrument: snapshot.instruments[0],
        series: try snapshot.adjustedSeries(adjustment, asOf: sessions.upperBound)[0],
        actions: snapshot.actions)
    }
  }
}
