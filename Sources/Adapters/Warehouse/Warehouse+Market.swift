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
    try await read("read the bars of \(sessions.count) sessions", isLong: true) { connection in
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
        try RefusalTable.save(refusals, provider: provider, at: now, on: connection)
      }
    }
  }
}

/// The statements of the table `refusals`.
enum RefusalTable {
  /// Keeps refusals and forgets those that ended; belongs inside a transaction.
  static func save(
    _ refusals: [StoredRefusal], provider: String, at now: Timestamp, on connection: Connection
  ) throws {
    guard !refusals.isEmpty else { return }
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
