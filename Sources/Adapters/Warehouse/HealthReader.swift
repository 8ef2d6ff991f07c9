import Chronology
import Connect
import DuckDB
import Market

/// Reads everything the health rules need of many symbols in one go, inside the transaction of its
/// caller.
struct HealthReader {
  let connection: Connection

  private static let always = SessionDate(day: -719_162)...SessionDate(day: 2_932_896)

  /// In the order of `symbols`.
  ///
  /// - Throws: `missing` for a symbol that is not known, `query` for one asked for twice.
  func readings(of symbols: [Symbol]) throws -> [HealthReading] {
    let instruments = try BarReader(connection: connection).instruments(of: symbols)
    let bars = try series(of: symbols, from: "bars", where: "")
    let actions = Dictionary(
      grouping: try ActionTable(connection: connection).actions(of: symbols, over: Self.always),
      by: \.symbol)
    let notes = Dictionary(grouping: try notes(of: symbols), by: \.symbol)
    let profiles = try ProfileTable(connection: connection).profiles(of: symbols)
    let sources = try secondSources(of: symbols)
    // Where several others are kept, the one with the most bars of a symbol is compared.
    let second = try series(
      of: symbols, from: "second_bars",
      where: """
         AND b.source = (
          SELECT arg_min(source, (-bars, source)) FROM (
            SELECT source, count(*) AS bars FROM second_bars o WHERE o.symbol = b.symbol
            GROUP BY source))
        """)
    let revisions = try HoldingRows(connection: connection).revisions(of: symbols)
    return symbols.indices.map { index in
      let symbol = symbols[index]
      var reading = HealthReading(
        series: bars[index].series, instrument: instruments[index],
        actions: actions[symbol, default: []], notes: notes[symbol, default: []],
        profile: profiles[symbol],
        second: sources[symbol] == nil ? nil : second[index].series,
        secondSource: sources[symbol], doubled: bars[index].doubled)
      reading.revision = revisions[symbol, default: 0]
      return reading
    }
  }

  /// Bars of each symbol, of those of one session the first, and how many there are where there are
  /// more.
  private func series(
    of symbols: [Symbol], from table: SQL, where condition: SQL
  ) throws -> [(series: BarSeries, doubled: [SessionDate: Int])] {
    var places: [Int64] = []
    var days: [Int32] = []
    var counts: [Int64] = []
    var columns = [[Double]](repeating: [], count: 5)
    try connection.chunks(
      """
      SELECT p.place, b.session, count(*), first(b.open), first(b.high), first(b.low),
        first(b.close), first(b.volume)
      FROM
      """ + " " + table + " " + """
        b JOIN (
          SELECT unnest(tickers) AS ticker, generate_subscripts(tickers, 1) AS place
          FROM (SELECT ?::VARCHAR[] AS tickers)
        ) p ON b.symbol = p.ticker
        WHERE b.symbol BETWEEN ? AND ?
        """ + condition + " GROUP BY p.place, b.session ORDER BY p.place, b.session",
      // A block is a short piece of all symbols in order: with its ends DuckDB skips the row groups
      // of others, so that all blocks together read the table about once.
      [
        .texts(symbols.map(\.ticker)), .text(symbols.min()?.ticker ?? ""),
        .text(symbols.max()?.ticker ?? ""),
      ]
    ) { chunk in
      try chunk.appendIntegers(0, to: &places)
      try chunk.appendDays(1, to: &days)
      try chunk.appendIntegers(2, to: &counts)
      for column in columns.indices { try chunk.appendDoubles(column + 3, to: &columns[column]) }
    }
    var start = 0
    return symbols.enumerated().map { index, symbol in
      let end = places[start...].firstIndex { $0 != Int64(index + 1) } ?? places.count
      defer { start = end }
      let rows = start..<end
      var doubled: [SessionDate: Int] = [:]
      for row in rows where counts[row] > 1 {
        doubled[SessionDate(day: days[row])] = Int(counts[row])
      }
      let series = BarSeries(
        symbol: symbol, sessions: days[rows].map { SessionDate(day: $0) },
        open: Array(columns[0][rows]), high: Array(columns[1][rows]),
        low: Array(columns[2][rows]), close: Array(columns[3][rows]),
        volume: Array(columns[4][rows]))
      return (series, doubled)
    }
  }

  private func notes(of symbols: [Symbol]) throws -> [SourceNote] {
    try connection.rows(
      """
      SELECT symbol, session, kind, detail FROM source_notes WHERE symbol = ANY(?)
      ORDER BY symbol, session NULLS FIRST, kind, detail
      """, [.texts(symbols.map(\.ticker))]
    ) { row in
      SourceNote(
        symbol: Symbol(try row.text(0)), session: try row.sessionOrNull(1),
        kind: try row.word(2), detail: try row.text(3))
    }
  }

  private func secondSources(of symbols: [Symbol]) throws -> [Symbol: String] {
    let rows = try connection.rows(
      """
      SELECT symbol, arg_min(source, (-bars, source)) FROM (
        SELECT symbol, source, count(*) AS bars FROM second_bars WHERE symbol = ANY(?)
        GROUP BY symbol, source)
      GROUP BY symbol
      """, [.texts(symbols.map(\.ticker))]
    ) { row in (Symbol(try row.text(0)), try row.text(1)) }
    return Dictionary(rows) { first, _ in first }
  }
}
