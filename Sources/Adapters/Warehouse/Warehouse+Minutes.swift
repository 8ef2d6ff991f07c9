public import Chronology
import DuckDB
public import Market

/// One symbol's bars within sessions, oldest first; prices in its currency, volume in shares.
public struct MinuteSeries: Hashable, Sendable {
  public let symbol: Symbol
  /// How long a bar lasts.
  public let minutes: Int
  /// When each bar begins, rising strictly, to the microsecond; shape: bars.
  public let opensAt: [Timestamp]
  public let open: [Double]
  public let high: [Double]
  public let low: [Double]
  public let close: [Double]
  public let volume: [Double]

  /// - Precondition: Columns have one length and instants rise strictly.
  public init(
    symbol: Symbol, minutes: Int, opensAt: [Timestamp], open: [Double], high: [Double],
    low: [Double], close: [Double], volume: [Double]
  ) {
    for column in [open, high, low, close, volume] {
      precondition(column.count == opensAt.count, "A column has one value a bar.")
    }
    precondition(zip(opensAt, opensAt.dropFirst()).allSatisfy { $0 < $1 }, "Instants rise.")
    self.symbol = symbol
    self.minutes = minutes
    self.opensAt = opensAt
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

extension Warehouse {
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
}
