public import Chronology
import DuckDB
public import Market

extension Warehouse: BarStore {
  public func coverage() async throws(StoreError) -> [Coverage] {
    try await read("read the coverage") { connection in
      try connection.rows(
        """
        SELECT i.symbol, i.name, i.prices, i.provider, h.first, h.last, coalesce(h.bars, 0)
        FROM instruments i LEFT JOIN holdings h ON h.symbol = i.symbol
        ORDER BY i.symbol
        """
      ) { row in
        Coverage(
          symbol: Symbol(try row.text(0)), name: try row.text(1), prices: try row.word(2),
          provider: try row.text(3), first: try row.sessionOrNull(4),
          last: try row.sessionOrNull(5), bars: try row.count(6))
      }
    }
  }

  public func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> MarketSnapshot {
    try await read("read a snapshot of \(symbols.count) symbols", isLong: true) { connection in
      try BarReader(connection: connection).snapshot(of: symbols, over: sessions)
    }
  }

  public func panel(
    _ field: BarField, of symbols: [Symbol], over sessions: ClosedRange<SessionDate>,
    adjusted adjustment: Adjustment
  ) async throws(StoreError) -> Panel {
    let request = PanelRequest(
      field: field, symbols: symbols, sessions: sessions, adjustment: adjustment)
    let doing = "read a panel of \(symbols.count) symbols"
    guard let cache = panelCache, request.isWorthKeeping else {
      return try await read(doing, isLong: true) { connection in
        try PanelReader(connection: connection).panel(request)
      }
    }
    let name = try await read(doing) { connection in
      try PanelReader(connection: connection).name(of: request)
    }
    if let panel = await cache.panel(name) { return panel }
    // The name again, in the transaction of the values: they belong together.
    let (named, panel) = try await read(doing, isLong: true) { connection in
      let reader = PanelReader(connection: connection)
      return (try reader.name(of: request), try reader.panel(request))
    }
    await cache.keep(panel, as: named)
    return panel
  }

  /// One symbol's bars, adjusted as asked, with its actions in the range.
  ///
  /// Adjusted prices are stated in the terms of the range's last session. Only raw prices are
  /// adjusted: the others are so at their source.
  ///
  /// - Throws: `missing` when the symbol is not known.
  public func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>, adjusted adjustment: Adjustment
  ) async throws(StoreError) -> BarsReading {
    try await read("read the bars of \(symbol)") { connection in
      let snapshot = try BarReader(connection: connection).snapshot(of: [symbol], over: sessions)
      return BarsReading(
        instrument: snapshot.instruments[0],
        series: try snapshot.adjustedSeries(adjustment, asOf: sessions.upperBound)[0],
        actions: snapshot.actions)
    }
  }
}

/// One symbol's bars as asked for.
public struct BarsReading: Hashable, Sendable {
  public let instrument: Instrument
  public let series: BarSeries
  /// Oldest first.
  public let actions: [CorporateAction]
}

extension MarketSnapshot {
  /// The series, in their order, those of raw prices adjusted.
  func adjustedSeries(_ adjustment: Adjustment, asOf: SessionDate) throws -> [BarSeries] {
    try zip(series, instruments).map { series, instrument in
      guard instrument.prices == .raw else { return series }
      do throws(AdjustmentFault) {
        return try series.adjusted(adjustment, by: actions, asOf: asOf)
      } catch {
        throw StoreError(adjusting: error)
      }
    }
  }
}
