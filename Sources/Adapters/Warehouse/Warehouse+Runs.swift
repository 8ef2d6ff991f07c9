public import Chronology
import DuckDB
public import Market
public import Research

extension Warehouse: RunStore {
  public func save(
    report: [UInt8], trial: TrialDraft, returns: TrialReturns?, delivers: Bool,
    make: @Sendable (_ trial: Int) -> RunRecord
  ) async throws(StoreError) -> RunRecord {
    try await write("save a run") { connection in
      try connection.transaction {
        let number = try TrialTable.count(on: connection) + 1
        let record = make(number)
        precondition(record.trial == number, "A run carries the trial number it was given.")
        try RunTable.insert(record, report: report, on: connection)
        try TrialTable.insert(
          trial, number: number, run: record.id, returns: returns, on: connection)
        if delivers {
          try connection.change(
            "INSERT INTO deliveries VALUES (?, ?, 0, NULL, NULL, NULL)",
            [.text(record.id), .integer(number)])
        }
        return record
      }
    }
  }

  /// The newest first.
  public func runs(limit: Int, offset: Int) async throws(StoreError) -> [RunRecord] {
    try await read("list the runs") { connection in
      try RunTable.records(
        " ORDER BY trial DESC LIMIT ? OFFSET ?", [.integer(limit), .integer(offset)],
        on: connection)
    }
  }

  public func run(_ id: String) async throws(StoreError) -> RunRecord {
    try await read("read run \(id)") { connection in
      guard
        let record = try RunTable.records(" WHERE id = ?", [.text(id)], on: connection).first
      else { throw RunTable.unknown(id) }
      return record
    }
  }

  public func report(of run: String) async throws(StoreError) -> [UInt8] {
    try await read("read the report of run \(run)") { connection in
      guard
        let report = try connection.first(
          "SELECT report FROM run_reports WHERE run = ?", [.text(run)], { row in try row.blob(0) })
      else { throw RunTable.unknown(run) }
      return report
    }
  }

  // MARK: Deliveries

  /// The oldest first.
  public func waitingDeliveries() async throws(StoreError) -> [TrackingDelivery] {
    try await read("list the waiting deliveries") { connection in
      try connection.rows(
        "SELECT run, attempts, last_error FROM deliveries WHERE link IS NULL ORDER BY trial"
      ) { row in
        TrackingDelivery(
          run: try row.text(0), attempts: try row.count(1), lastError: try row.textOrNull(2))
      }
    }
  }

  public func markDelivered(
    _ run: String, link: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("note the delivery of run \(run)") { connection in
      let changed = try connection.change(
        "UPDATE deliveries SET link = ?, last_error = NULL, updated_at = ? WHERE run = ?",
        [.text(link), .integer(now.nanoseconds), .text(run)])
      guard changed == 1 else { throw RunTable.undeliverable(run) }
    }
  }

  public func markFailed(
    _ run: String, error: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("note the failed delivery of run \(run)") { connection in
      let changed = try connection.change(
        """
        UPDATE deliveries SET attempts = attempts + 1, last_error = ?, updated_at = ?
        WHERE run = ? AND link IS NULL
        """, [.text(error), .integer(now.nanoseconds), .text(run)])
      guard changed == 1 else { throw RunTable.undeliverable(run) }
    }
  }

  public func deliveries(of runs: [String]) async throws(StoreError) -> [String: String] {
    try await read("read the deliveries of \(runs.count) runs") { connection in
      let links = try connection.rows(
        "SELECT run, link FROM deliveries WHERE link IS NOT NULL AND run = ANY(?)",
        [.texts(runs)]
      ) { row in (try row.text(0), try row.text(1)) }
      return Dictionary(links) { first, _ in first }
    }
  }
}

/// The statements of the tables of runs. There is none that changes or removes a run or a trial.
private enum RunTable {
  static func insert(_ record: RunRecord, report: [UInt8], on connection: Connection) throws {
    try connection.change(
      "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .text(record.id), .integer(record.trial), .text(record.name),
        .text(record.specificationHash), .text(record.specification), .text(record.snapshot.hex),
        .text(record.engineVersion), .integer(Int64(bitPattern: record.seed)),
        .date(record.from.day), .date(record.to.day), .text(record.by),
        .integer(record.createdAt.nanoseconds), .double(record.seconds), .text(record.digest),
        .text(orNull: record.dataLabel),
      ])
    let figure = try connection.prepare("INSERT INTO run_figures VALUES (?, ?, ?)")
    for (name, value) in record.figures.sorted(by: { $0.key < $1.key }) {
      try figure.change([.text(record.id), .text(name), .double(value)])
    }
    let caveat = try connection.prepare("INSERT INTO run_caveats VALUES (?, ?, ?)")
    for (place, text) in record.caveats.enumerated() {
      try caveat.change([.text(record.id), .integer(place), .text(text)])
    }
    try connection.change(
      "INSERT INTO run_reports VALUES (?, ?)", [.text(record.id), .blob(report)])
  }

  static func records(
    _ clause: SQL, _ parameters: [Parameter], on connection: Connection
  ) throws -> [RunRecord] {
    let select: SQL = """
      SELECT id, trial, name, specification_hash, specification, snapshot, engine_version, seed,
        from_session, to_session, by_account, created_at, seconds, digest, data_label FROM runs
      """
    let partial = try connection.rows(select + clause, parameters) { row in
      try record(row, figures: [:], caveats: [])
    }
    let ids = Parameter.texts(partial.map(\.id))
    let figures = Dictionary(
      grouping: try connection.rows(
        "SELECT run, name, value FROM run_figures WHERE run = ANY(?)", [ids]
      ) { row in (run: try row.text(0), name: try row.text(1), value: try row.double(2)) }
    ) { $0.run }
    let caveats = Dictionary(
      grouping: try connection.rows(
        "SELECT run, caveat FROM run_caveats WHERE run = ANY(?) ORDER BY run, place", [ids]
      ) { row in (run: try row.text(0), text: try row.text(1)) }
    ) { $0.run }
    return partial.map { record in
      record.with(
        figures: Dictionary(
          figures[record.id, default: []].map { ($0.name, $0.value) }
        ) { first, _ in first },
        caveats: caveats[record.id, default: []].map(\.text))
    }
  }

  private static func record(
    _ row: Row, figures: [String: Double], caveats: [String]
  ) throws -> RunRecord {
    RunRecord(
      id: try row.text(0), trial: try row.count(1), name: try row.text(2),
      specificationHash: try row.text(3), specification: try row.text(4),
      snapshot: SnapshotID(hex: try row.text(5)), engineVersion: try row.text(6),
      seed: UInt64(bitPattern: try row.integer(7)), from: try row.session(8),
      to: try row.session(9), by: try row.text(10), createdAt: try row.instant(11),
      seconds: try row.double(12), digest: try row.text(13), figures: figures,
      dataLabel: try row.textOrNull(14), caveats: caveats)
  }

  static func unknown(_ id: String) -> StoreError {
    StoreError(.missing, "There is no run \(id).", remedy: "List the runs to see which there are.")
  }

  static func undeliverable(_ id: String) -> StoreError {
    StoreError(
      .missing, "Run \(id) has no delivery that waits.",
      remedy: "List the waiting deliveries to see which there are.")
  }
}

extension RunRecord {
  fileprivate func with(figures: [String: Double], caveats: [String]) -> RunRecord {
    RunRecord(
      id: id, trial: trial, name: name, specificationHash: specificationHash,
      specification: specification, snapshot: snapshot, engineVersion: engineVersion, seed: seed,
      from: from, to: to, by: by, createdAt: createdAt, seconds: seconds, digest: digest,
      figures: figures, dataLabel: dataLabel, caveats: caveats)
  }
}
