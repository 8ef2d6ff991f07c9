import Chronology
import DuckDB
import Market

/// Reads bars by columns, inside the transaction of its caller.
struct BarReader {
  let connection: Connection

  func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) throws -> MarketSnapshot {
    let instruments = try instruments(of: symbols)
    let series = try series(of: symbols, over: sessions)
    let actions = try ActionTable(connection: connection).actions(of: symbols, over: sessions)
    return MarketSnapshot(
      id: SnapshotID(naming: series, instruments, actions), series: series,
      instruments: instruments, actions: actions)
  }

  /// The instruments of `symbols`, in their order.
  ///
  /// - Throws: `missing` for a symbol that is not known, `query` for one asked for twice.
  func instruments(of symbols: [Symbol]) throws -> [Instrument] {
    let known = try connection.rows(
      """
      SELECT i.symbol, i.name, i.prices
      FROM instruments i JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = i.symbol
      """,
      [.texts(symbols.map(\.ticker))]
    ) { row in
      Instrument(symbol: Symbol(try row.text(0)), name: try row.text(1), prices: try row.word(2))
    }
    let bySymbol = Dictionary(known.map { ($0.symbol, $0) }) { first, _ in first }
    let unknown = symbols.filter { bySymbol[$0] == nil }
    guard unknown.isEmpty else {
      let names = unknown.prefix(5).map(\.ticker).joined(separator: ", ")
      throw StoreError(
        .missing,
        "The warehouse holds nothing of \(names)\(unknown.count > 5 ? " and others" : "").",
        remedy: "Ingest the missing symbols first, or leave them out.")
    }
    guard Set(symbols).count == symbols.count else {
      throw StoreError(
        .query, "A symbol is asked for twice among \(symbols.count).",
        remedy: "Name each symbol once.")
    }
    return symbols.compactMap { bySymbol[$0] }
  }

  /// Bars of each symbol, in the order asked for; an empty series where there are none.
  func series(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) throws -> [BarSeries] {
    var places: [Int64] = []
    var days: [Int32] = []
    var columns = [[Double]](repeating: [], count: 5)
    try connection.chunks(
      """
      SELECT p.place, b.session, b.open, b.high, b.low, b.close, b.volume
      FROM bars b JOIN (
        SELECT unnest(tickers) AS ticker, generate_subscripts(tickers, 1) AS place
        FROM (SELECT ?::VARCHAR[] AS tickers)
      ) p ON b.symbol = p.ticker
      WHERE b.session BETWEEN ? AND ?
      ORDER BY p.place, b.session
      """, Self.parameters(symbols, sessions)
    ) { chunk in
      try chunk.appendIntegers(0, to: &places)
      try chunk.appendDays(1, to: &days)
      for column in columns.indices { try chunk.appendDoubles(column + 2, to: &columns[column]) }
    }

    var start = 0
    return try symbols.enumerated().map { index, symbol in
      let end = places[start...].firstIndex { $0 != Int64(index + 1) } ?? places.count
      defer { start = end }
      try requireRising(days[start..<end], of: symbol)
      return BarSeries(
        symbol: symbol, sessions: days[start..<end].map { SessionDate(day: $0) },
        open: Array(columns[0][start..<end]), high: Array(columns[1][start..<end]),
        low: Array(columns[2][start..<end]), close: Array(columns[3][start..<end]),
        volume: Array(columns[4][start..<end]))
    }
  }

  private static func parameters(
    _ symbols: [Symbol], _ sessions: ClosedRange<SessionDate>
  ) -> [Parameter] {
    [
      .texts(symbols.map(\.ticker)), .date(sessions.lowerBound.day),
      .date(sessions.upperBound.day),
    ]
  }

  /// Checks what the table has no key for; two bars of a session would be a fault of the file.
  private func requireRising(_ days: ArraySlice<Int32>, of symbol: Symbol) throws(StoreError) {
    for index in days.indices.dropFirst() where days[index - 1] >= days[index] {
      throw StoreError(
        .corrupt,
        "There are two bars of \(symbol) on \(SessionDate(day: days[index])) in the warehouse.",
        remedy: "Something else wrote to the file; ingest \(symbol) again.")
    }
  }
}
