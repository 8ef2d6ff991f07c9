public import Chronology
public import Connect
import DuckDB
public import Market

/// What the comparison of a provider's answers with the store needs, and the answers that a provider
/// refuses.
extension Warehouse {
  /// The stored bars of every symbol on some sessions, one answer a session in their order.
  public func marketBars(
    on sessions: [SessionDate], provider: String
  ) async throws(StoreError) -> [MarketSession] {
    try await read("read the bars of \(sessions.count) sessions") { connection in
      try sessions.map { session in
        var bars = BarColumns()
        try connection.chunks(
          """
          SELECT symbol, session, open, high, low, close, volume FROM bars
          WHERE session = ? AND source = ? ORDER BY symbol
          """, [.date(session.day), .text(provider)]
        ) { chunk in try bars.append(chunk) }
        return MarketSession(session: session, bars: bars.block)
      }
    }
  }

  /// The last stored bars of some symbols, at most `count` each, in their order.
  public func lastBars(
    of symbols: [Symbol], count: Int
  ) async throws(StoreError) -> [BarSeries] {
    guard count > 0 else { return symbols.map { BarSeries(emptyOf: $0) } }
    return try await read("read the last bars of \(symbols.count) symbols") { connection in
      try LastBars(connection: connection, count: count).series(of: symbols)
    }
  }

  /// What a provider need not be asked before an instant later than `now`, sorted by key.
  public func refusals(
    provider: String, at now: Timestamp
  ) async throws(StoreError) -> [StoredRefusal] {
    try await read("read the refusals of \(provider)") { connection in
      try connection.rows(
        "SELECT key, reason, until FROM refusals WHERE provider = ? AND until > ? ORDER BY key",
        [.text(provider), .integer(now.nanoseconds)]
      ) { row in
        StoredRefusal(
          key: try row.text(0), reason: try row.text(1), until: try row.instant(2))
      }
    }
  }

  /// Keeps refusals, each in the place of the former one of its key, and forgets those that ended.
  public func save(
    refusals: [StoredRefusal], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("save refusals of \(provider)") { connection in
      try connection.transaction {
        try connection.change(
          "DELETE FROM refusals WHERE provider = ? AND until <= ?",
          [.text(provider), .integer(now.nanoseconds)])
        let insert = try connection.prepare(
          """
          INSERT INTO refusals VALUES (?, ?, ?, ?) ON CONFLICT (provider, key) DO UPDATE SET
            reason = excluded.reason, until = excluded.until
          """)
        for refusal in refusals where refusal.until > now {
          try insert.change([
            .text(provider), .text(refusal.key), .text(refusal.reason),
            .integer(refusal.until.nanoseconds),
          ])
        }
      }
    }
  }
}

/// Rows of `bars` as a statement gives them: symbol, session, open, high, low, close, volume.
struct BarColumns {
  var symbols: [String] = []
  var days: [Int32] = []
  var values = [[Double]](repeating: [], count: 5)

  mutating func append(_ chunk: Chunk) throws {
    try chunk.appendTexts(0, to: &symbols)
    try chunk.appendDays(1, to: &days)
    for column in values.indices { try chunk.appendDoubles(column + 2, to: &values[column]) }
  }

  /// Each row as a run of its own.
  var block: BarBlock {
    var block = BarBlock()
    block.reserve(rows: days.count, runs: days.count)
    for row in days.indices {
      block.append(
        Symbol(symbols[row]), SessionDate(day: days[row]), open: values[0][row],
        high: values[1][row], low: values[2][row], close: values[3][row], volume: values[4][row])
    }
    return block
  }
}

/// Finds the last bars of symbols without reading their history.
struct LastBars {
  let connection: Connection
  let count: Int

  private struct Row {
    let day: Int32
    let values: (Double, Double, Double, Double, Double)
  }

  func series(of symbols: [Symbol]) throws -> [BarSeries] {
    let held = try HoldingRows(connection: connection).holdings(of: symbols)
    var found = [[Row]](repeating: [], count: symbols.count)
    let newest = held.values.map(\.last.day).max() ?? 0
    // A symbol that trades has its last bars in the last weeks; those of others are looked for on
    // their own, so that one delisted symbol does not widen the search for all.
    let span = Int32(count * 7 / 5 + 12)
    let places = symbols.indices.filter { held[symbols[$0]] != nil }
    let trading = places.filter { (held[symbols[$0]]?.last.day ?? 0) > newest - 30 }
    try fill(&found, symbols, trading, held, span: span + 30)
    let others = places.filter { (held[symbols[$0]]?.last.day ?? 0) <= newest - 30 }
    try fill(&found, symbols, others, held, span: span)
    let short = places.filter {
      found[$0].count < min(count, held[symbols[$0]]?.bars ?? 0)
    }
    for place in short { found[place] = [] }
    try fill(&found, symbols, short, held, span: nil)
    return zip(symbols, found).map { series($0, $1) }
  }

  private func fill(
    _ found: inout [[Row]], _ symbols: [Symbol], _ places: [Int], _ held: [Symbol: Holding],
    span: Int32?
  ) throws {
    guard !places.isEmpty else { return }
    let table = self.table(symbols, places, held, span: span)
    let lasts = places.compactMap { held[symbols[$0]]?.last.day }
    let firsts = places.compactMap { held[symbols[$0]]?.first.day }
    let first = span.map { (lasts.min() ?? 0) - $0 } ?? firsts.min() ?? 0
    try connection.reading(table) { rows in
      try connection.chunks(
        """
        SELECT w.place, b.session, b.open, b.high, b.low, b.close, b.volume
        FROM bars b JOIN 
        """ + " " + rows + """
           w ON w.symbol = b.symbol
          WHERE b.session BETWEEN ? AND ? AND b.session >= w.first
          """, [.date(first), .date(lasts.max() ?? 0)]
      ) { chunk in
        var places: [Int64] = []
        var days: [Int32] = []
        var values = [[Double]](repeating: [], count: 5)
        try chunk.appendIntegers(0, to: &places)
        try chunk.appendDays(1, to: &days)
        for column in 0..<5 { try chunk.appendDoubles(column + 2, to: &values[column]) }
        for row in days.indices {
          found[Int(places[row])].append(
            Row(
              day: days[row],
              values: (
                values[0][row], values[1][row], values[2][row], values[3][row], values[4][row]
              )))
        }
      }
    }
  }

  private func table(
    _ symbols: [Symbol], _ places: [Int], _ held: [Symbol: Holding], span: Int32?
  ) -> MemoryTable {
    MemoryTable(
      columns: [("symbol", .text), ("first", .date), ("place", .bigInteger)],
      parts: [places.count]
    ) { writer, _, start in
      writer.texts({ symbols[places[start + $0]].ticker }, column: 0)
      writer.days(
        { row in
          let holding = held[symbols[places[start + row]]]
          let first = holding?.first.day ?? 0
          return span.map { max(first, (holding?.last.day ?? 0) - $0) } ?? first
        }, column: 1)
      writer.integers({ Int64(places[start + $0]) }, column: 2)
    }
  }

  private func series(_ symbol: Symbol, _ rows: [Row]) -> BarSeries {
    let last = rows.sorted { $0.day < $1.day }.suffix(count)
    return BarSeries(
      symbol: symbol, sessions: last.map { SessionDate(day: $0.day) }, open: last.map(\.values.0),
      high: last.map(\.values.1), low: last.map(\.values.2), close: last.map(\.values.3),
      volume: last.map(\.values.4))
  }
}
