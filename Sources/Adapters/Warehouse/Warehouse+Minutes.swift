public import Chronology
public import Connect
import DuckDB
public import Market

extension Warehouse: MinuteStore {
  /// Saves bars within sessions, in the place of all that is held of the symbol and interval between
  /// the first and the last of them.
  ///
  /// - Returns: The number of bars written.
  @discardableResult
  public func save(minutes bars: MinuteSeries, source: String) async throws(StoreError) -> Int {
    guard let first = bars.opensAt.first, let last = bars.opensAt.last else { return 0 }
    return try await write("save bars of \(bars.minutes) minutes of \(bars.symbol)") { connection in
      try connection.transaction {
        try connection.change(
          """
          DELETE FROM minutes
          WHERE symbol = ? AND interval_minutes = ? AND opens_at BETWEEN ? AND ?
          """,
          [
            .text(bars.symbol.ticker), .integer(bars.minutes),
            .timestamp(first.nanoseconds / 1000), .timestamp(last.nanoseconds / 1000),
          ])
        let table = MemoryTable(
          columns: [
            ("opens_at", .timestamp), ("open", .double), ("high", .double), ("low", .double),
            ("close", .double), ("volume", .double),
          ], parts: [bars.opensAt.count]
        ) { writer, _, start in
          writer.timestamps({ bars.opensAt[start + $0].nanoseconds / 1000 }, column: 0)
          for (offset, values) in [bars.open, bars.high, bars.low, bars.close, bars.volume]
            .enumerated()
          {
            writer.doubles(values, from: start, column: 1 + offset)
          }
        }
        return try connection.reading(table) { rows in
          try connection.change(
            "INSERT INTO minutes SELECT ?, opens_at, ?, open, high, low, close, volume, ? FROM "
              + rows, [.text(bars.symbol.ticker), .integer(bars.minutes), .text(source)])
        }
      }
    }
  }

  /// Bars within sessions that begin in a range of instants.
  public func minutes(
    of symbol: Symbol, every minutes: Int, from first: Timestamp, to last: Timestamp
  ) async throws(StoreError) -> MinuteSeries {
    try await read("read bars of \(minutes) minutes of \(symbol)") { connection in
      var micros: [Int64] = []
      var values = [[Double]](repeating: [], count: 5)
      try connection.chunks(
        """
        SELECT opens_at, open, high, low, close, volume FROM minutes
        WHERE symbol = ? AND interval_minutes = ? AND opens_at BETWEEN ? AND ? ORDER BY opens_at
        """,
        [
          .text(symbol.ticker), .integer(minutes), .timestamp(first.nanoseconds / 1000),
          .timestamp(last.nanoseconds / 1000),
        ]
      ) { chunk in
        try chunk.appendTimestamps(0, to: &micros)
        for column in values.indices { try chunk.appendDoubles(column + 1, to: &values[column]) }
      }
      return MinuteSeries(
        symbol: symbol, minutes: minutes,
        opensAt: micros.map { Timestamp(nanoseconds: $0 * 1000) }, open: values[0],
        high: values[1], low: values[2], close: values[3], volume: values[4])
    }
  }

  /// What is held of a symbol within sessions, the shortest bars first.
  public func minuteHoldings(of symbol: Symbol) async throws(StoreError) -> [MinuteHolding] {
    try await read("count bars within sessions of \(symbol)") { connection in
      try connection.rows(
        """
        SELECT interval_minutes, count(*), min(opens_at), max(opens_at) FROM minutes
        WHERE symbol = ? GROUP BY interval_minutes ORDER BY interval_minutes
        """, [.text(symbol.ticker)]
      ) { row in
        MinuteHolding(
          minutes: try row.count(0), bars: try row.count(1),
          first: Timestamp(nanoseconds: try row.timestamp(2) * 1000),
          last: Timestamp(nanoseconds: try row.timestamp(3) * 1000))
      }
    }
  }
}

/// What is held of one symbol's bars of one length.
public struct MinuteHolding: Hashable, Sendable {
  /// How long a bar lasts.
  public let minutes: Int
  public let bars: Int
  /// When the first and the last of them begin.
  public let first: Timestamp
  public let last: Timestamp
}
