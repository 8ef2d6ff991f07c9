public import Chronology
public import Connect
import DuckDB
public import Market

extension Warehouse: IngestionStore {
  public func beginIngestion(
    run: String, provider: String, planned: Int, at now: Timestamp
  ) async throws(StoreError) {
    try await write("begin ingestion \(run)") { connection in
      try connection.change(
        "INSERT INTO ingestions VALUES (?, ?, ?, ?, ?, 0, false)",
        [
          .text(run), .text(provider), .integer(now.nanoseconds), .integer(now.nanoseconds),
          .integer(planned),
        ])
    }
  }

  public func save(
    _ batch: IngestionBatch, at now: Timestamp
  ) async throws(StoreError) -> WriteReceipt {
    try await write("save a batch of ingestion \(batch.run)", isCancellable: true) { connection in
      let actions = ActionTable(connection: connection)
      try actions.stage(batch.actions)
      return try connection.transaction {
        try InstrumentTable.save(
          batch.instruments, provider: batch.provider, at: now, on: connection)
        try InstrumentTable.requireKnown(batch.bars.runs.map(\.symbol), on: connection)
        var touched = try actions.save(batch)
        touched.formUnion(try NoteTable.save(batch, at: now, on: connection))
        let saved = try BarTable(connection: connection).save(
          batch.bars, reloaded: batch.reloaded, touched: touched, source: batch.provider, at: now)
        try ChangeTable.save(batch, at: now, on: connection)
        try QuarantineTable.save(
          batch.quarantine, provider: batch.provider, at: now, on: connection)
        try IngestionTable.save(batch, at: now, on: connection)
        try RefusalTable.save(batch.refusals, provider: batch.provider, at: now, on: connection)
        return saved.receipt
      }
    }
  }

  public func completeIngestion(run: String, at now: Timestamp) async throws(StoreError) {
    try await write("complete ingestion \(run)") { connection in
      let changed = try connection.change(
        "UPDATE ingestions SET is_complete = true, updated_at = ? WHERE run = ?",
        [.integer(now.nanoseconds), .text(run)])
      guard changed == 1 else { throw IngestionTable.unknown(run) }
    }
  }

  /// The newest first.
  public func checkpoints() async throws(StoreError) -> [IngestionCheckpoint] {
    try await read("list ingestions") { connection in
      try connection.rows(
        """
        SELECT run, provider, started_at, updated_at, planned, finished, is_complete
        FROM ingestions ORDER BY started_at DESC, run DESC
        """
      ) { row in
        IngestionCheckpoint(
          run: try row.text(0), provider: try row.text(1), startedAt: try row.instant(2),
          updatedAt: try row.instant(3), planned: try row.count(4), finished: try row.count(5),
          isComplete: try row.boolean(6))
      }
    }
  }

  /// Sorted by symbol.
  public func lastOutcomes(provider: String) async throws(StoreError) -> [SymbolOutcome] {
    try await read("read the last outcomes of \(provider)") { connection in
      try connection.rows(
        """
        SELECT symbol, result, bars, message, asked_to, asked_from, recorded_at FROM outcomes
        WHERE provider = ? ORDER BY symbol
        """, [.text(provider)]
      ) { row in
        SymbolOutcome(
          symbol: Symbol(try row.text(0)), result: try row.word(1), bars: try row.count(2),
          message: try row.text(3), upTo: try row.session(4), from: try row.sessionOrNull(5),
          recordedAt: try row.instant(6))
      }
    }
  }

  /// Puts bars in the place of what is held of the same symbols and sessions, outside any ingestion.
  ///
  /// - Parameters:
  ///   - source: A provider's name, kept beside each bar.
  ///   - now: When values that are replaced ceased to hold.
  /// - Throws: `conflict` when a symbol is not a known instrument or comes twice.
  public func replaceBars(
    with series: [BarSeries], source: String, at now: Timestamp
  ) async throws(StoreError) -> WriteReceipt {
    try await write("save bars of \(source)", isCancellable: true) { connection in
      try connection.transaction {
        try InstrumentTable.requireKnown(series.map(\.symbol), on: connection)
        return try BarTable(connection: connection).save(
          BarBlock(series), source: source, at: now
        ).receipt
      }
    }
  }

  /// Inserts instruments, or replaces those of the same symbols.
  public func save(
    instruments: [Instrument], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("save instruments of \(provider)") { connection in
      try connection.transaction {
        try InstrumentTable.save(instruments, provider: provider, at: now, on: connection)
      }
    }
  }
}

/// The statements of the tables `ingestions` and `outcomes`.
private enum IngestionTable {
  static func save(
    _ batch: IngestionBatch, at now: Timestamp, on connection: Connection
  ) throws {
    let changed = try connection.change(
      "UPDATE ingestions SET finished = finished + ?, updated_at = ? WHERE run = ?",
      [.integer(batch.outcomes.count), .integer(now.nanoseconds), .text(batch.run)])
    guard changed == 1 else { throw unknown(batch.run) }
    let outcomes = lastOfEach(batch.outcomes, by: \.symbol)
    let table = MemoryTable(
      columns: [
        ("symbol", .text), ("result", .text), ("bars", .bigInteger), ("message", .text),
        ("from_day", .bigInteger), ("to_day", .bigInteger),
      ], parts: [outcomes.count]
    ) { writer, _, start in
      writer.texts({ outcomes[start + $0].symbol.ticker }, column: 0)
      writer.texts({ outcomes[start + $0].result.rawValue }, column: 1)
      writer.integers({ Int64(outcomes[start + $0].bars) }, column: 2)
      writer.texts({ outcomes[start + $0].message }, column: 3)
      writer.integers({ outcomes[start + $0].from.map { Int64($0.day) } }, column: 4)
      writer.integers({ Int64(outcomes[start + $0].upTo.day) }, column: 5)
    }
    try connection.reading(table) { rows in
      try connection.change(
        """
        INSERT INTO outcomes
        SELECT ?, symbol, ?, result, bars, message, DATE '1970-01-01' + from_day::INTEGER,
          DATE '1970-01-01' + to_day::INTEGER, ? FROM
        """ + " " + rows + " " + """
          ON CONFLICT (provider, symbol) DO UPDATE SET
            run = excluded.run, result = excluded.result, bars = excluded.bars,
            message = excluded.message, asked_from = excluded.asked_from,
            asked_to = excluded.asked_to, recorded_at = excluded.recorded_at
          """,
        [.text(batch.provider), .text(batch.run), .integer(now.nanoseconds)])
    }
  }

  static func unknown(_ run: String) -> StoreError {
    StoreError(
      .missing, "There is no ingestion \(run).", remedy: "Begin the ingestion before saving to it.")
  }
}

/// The statements of the table `instruments`.
private enum InstrumentTable {
  static func save(
    _ instruments: [Instrument], provider: String, at now: Timestamp, on connection: Connection
  ) throws {
    let instruments = lastOfEach(instruments, by: \.symbol)
    let table = MemoryTable(
      columns: [("symbol", .text), ("name", .text), ("prices", .text)], parts: [instruments.count]
    ) { writer, _, start in
      writer.texts({ instruments[start + $0].symbol.ticker }, column: 0)
      writer.texts({ instruments[start + $0].name }, column: 1)
      writer.texts({ instruments[start + $0].prices.rawValue }, column: 2)
    }
    try connection.reading(table) { rows in
      try connection.change(
        "INSERT INTO instruments SELECT symbol, name, prices, ?, ? FROM " + rows + " " + """
          ON CONFLICT (symbol) DO UPDATE SET
            name = excluded.name, prices = excluded.prices, provider = excluded.provider,
            updated_at = excluded.updated_at
          """, [.text(provider), .integer(now.nanoseconds)])
    }
  }

  /// Refuses bars of a symbol that no instrument describes: nobody could read them right.
  static func requireKnown(_ symbols: [Symbol], on connection: Connection) throws {
    let unknown = try connection.first(
      """
      SELECT symbol FROM (SELECT unnest(?::VARCHAR[]) AS symbol)
      WHERE symbol NOT IN (SELECT symbol FROM instruments) ORDER BY symbol LIMIT 1
      """, [.texts(symbols.map(\.ticker))]
    ) { row in try row.text(0) }
    guard let unknown else { return }
    throw StoreError(
      .conflict, "There are bars of \(unknown), but no instrument says how to read its prices.",
      remedy: "Save the instrument with its bars.")
  }
}

/// The last element of each symbol, in the order in which the symbols first came.
private func lastOfEach<Element>(
  _ elements: [Element], by symbol: (Element) -> Symbol
) -> [Element] {
  var places: [Symbol: Int] = [:]
  var kept: [Element] = []
  for element in elements {
    if let place = places[symbol(element)] {
      kept[place] = element
    } else {
      places[symbol(element)] = kept.count
      kept.append(element)
    }
  }
  return kept
}
