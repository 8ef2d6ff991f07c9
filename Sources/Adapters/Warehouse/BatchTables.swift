import Chronology
import Connect
import DuckDB
import Market

/// The statements of the table `source_notes`: what was odd in the last answer of each symbol.
enum NoteTable {
  /// Puts the batch's notes in the place of former ones on the sessions that its bars answer and on
  /// whole answers; belongs inside the transaction.
  ///
  /// - Returns: The symbols with notes in the batch.
  static func save(
    _ batch: IngestionBatch, at now: Timestamp, on connection: Connection
  ) throws -> Set<Symbol> {
    let notes = batch.notes
    let runs = batch.bars.runs.filter { !$0.rows.isEmpty }
    guard !runs.isEmpty || !notes.isEmpty || !batch.reloaded.isEmpty else { return [] }
    try connection.reading(answers(of: batch, runs)) { rows in
      try connection.change(
        "DELETE FROM source_notes USING " + rows + """
           r WHERE source_notes.symbol = r.symbol
            AND (source_notes.session IS NULL OR source_notes.session BETWEEN r.first AND r.last)
          """)
    }
    guard !notes.isEmpty else { return [] }
    let table = MemoryTable(
      columns: [("symbol", .text), ("session", .date), ("kind", .text), ("detail", .text)],
      parts: [notes.count]
    ) { writer, _, start in
      writer.texts({ notes[start + $0].symbol.ticker }, column: 0)
      writer.days(orNull: { notes[start + $0].session?.day }, column: 1)
      writer.texts({ notes[start + $0].kind.rawValue }, column: 2)
      writer.texts({ notes[start + $0].detail }, column: 3)
    }
    try connection.reading(table) { rows in
      try connection.change(
        "INSERT INTO source_notes SELECT *, ?, ? FROM " + rows,
        [.text(batch.provider), .integer(now.nanoseconds)])
    }
    return Set(notes.map(\.symbol))
  }

  /// The sessions that a batch answers, by symbol: those from the first to the last of its bars and
  /// notes, and all of a symbol that was loaded again.
  private static func answers(
    of batch: IngestionBatch, _ runs: [BarBlock.Run]
  ) -> MemoryTable {
    var ranges: [Symbol: ClosedRange<SessionDate>] = [:]
    for run in runs {
      ranges[run.symbol] =
        batch.bars.sessions[run.rows.lowerBound]...batch.bars.sessions[run.rows.upperBound - 1]
    }
    for note in batch.notes {
      let session = note.session ?? ranges[note.symbol]?.lowerBound ?? SessionDate(day: 0)
      let range = ranges[note.symbol] ?? session...session
      ranges[note.symbol] = min(range.lowerBound, session)...max(range.upperBound, session)
    }
    for symbol in batch.reloaded { ranges[symbol] = CalendarDays.bounds }
    let rows = ranges.sorted { $0.key < $1.key }
    return MemoryTable(
      columns: [("symbol", .text), ("first", .date), ("last", .date)], parts: [rows.count]
    ) { writer, _, start in
      writer.texts({ rows[start + $0].key.ticker }, column: 0)
      writer.days({ rows[start + $0].value.lowerBound.day }, column: 1)
      writer.days({ rows[start + $0].value.upperBound.day }, column: 2)
    }
  }
}

/// The statements of the table `data_changes`: stored values that a provider no longer stood by.
enum ChangeTable {
  /// Keeps a batch's changes; a withdrawn bar once as long as its close is the same, for it is found
  /// missing again by every run that looks.
  static func save(
    _ batch: IngestionBatch, at now: Timestamp, on connection: Connection
  ) throws {
    let changes = batch.changes
    guard !changes.isEmpty else { return }
    let before = changes.map(\.before)
    let after = changes.map(\.after)
    let table = MemoryTable(
      columns: [
        ("symbol", .text), ("session", .date), ("cause", .text), ("before", .double),
        ("after", .double),
      ], parts: [changes.count]
    ) { writer, _, start in
      writer.texts({ changes[start + $0].symbol.ticker }, column: 0)
      writer.days({ changes[start + $0].session.day }, column: 1)
      writer.texts({ changes[start + $0].cause.rawValue }, column: 2)
      writer.doubles(before, from: start, column: 3)
      writer.doubles(after, from: start, column: 4)
    }
    try connection.reading(table) { rows in
      try connection.change(
        "INSERT INTO data_changes SELECT *, $1, $2, $3 FROM " + rows + """
           c WHERE c.cause <> $4 OR NOT EXISTS (
            SELECT 1 FROM data_changes d
            WHERE d.symbol = c.symbol AND d.session = c.session AND d.cause = $4
              AND d.provider = $1 AND d.before IS NOT DISTINCT FROM c.before)
          """,
        [
          .text(batch.provider), .text(batch.run), .integer(now.nanoseconds),
          .text(DataChange.Cause.withdrawn.rawValue),
        ])
    }
  }
}
