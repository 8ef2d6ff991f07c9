import Chronology
import DuckDB
import Market
import Performance
import Research

/// The statements of the trial ledger. There is none that changes or removes an entry.
enum TrialTable {
  private static let select: SQL = """
    SELECT number, recorded_at, by_account, run, specification_hash, sharpe, hypothesis, parent,
      engine_version, snapshot, universe_hash, from_session, to_session, seed, role, outcome, note,
      seconds, number IN (SELECT trial FROM trial_tombstones) FROM trials
    """

  static func count(on connection: Connection) throws -> Int {
    try connection.first("SELECT coalesce(max(number), 0) FROM trials") { row in
      try row.count(0)
    } ?? 0
  }

  /// Writes an entry under `number`; belongs inside a transaction on the writer.
  static func insert(
    _ draft: TrialDraft, number: Int, run: String?, returns: TrialReturns?,
    on connection: Connection
  ) throws {
    try connection.change(
      "INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(number), .integer(draft.at.nanoseconds), .text(draft.by), .text(orNull: run),
        .text(draft.specificationHash),
        // NaN means undefined, which the ledger writes as nothing.
        .double(orNull: draft.sharpe.flatMap { $0.isNaN ? nil : $0 }),
        .text(draft.hypothesis), .integer(orNull: draft.parent.map { Int64($0) }),
        .text(draft.engineVersion), .text(orNull: draft.snapshot?.hex), .text(draft.universeHash),
        .date(draft.from.day), .date(draft.to.day), .integer(Int64(bitPattern: draft.seed)),
        .text(draft.role.rawValue), .text(draft.outcome.rawValue), .text(draft.note),
        .double(draft.seconds),
      ])
    let figure = try connection.prepare("INSERT INTO trial_figures VALUES (?, ?, ?)")
    for (name, value) in draft.metrics.sorted(by: { $0.key < $1.key }) where value.isFinite {
      try figure.change([.integer(number), .text(name), .double(value)])
    }
    if let returns {
      try connection.change(
        "INSERT INTO trial_returns VALUES (?, ?, ?)",
        [
          .integer(number), .blob(returns.sessions.flatMap { Self.bytes(of: $0.day) }),
          .blob(returns.values.flatMap { Self.bytes(of: $0.bitPattern) }),
        ])
    }
  }

  /// Entries with their figures, in the order of the clause.
  static func entries(
    _ clause: SQL, _ parameters: [Parameter], on connection: Connection
  ) throws -> [Trial] {
    let bare = try connection.rows(select + clause, parameters, trial)
    guard let first = bare.map(\.number).min(), let last = bare.map(\.number).max() else {
      return []
    }
    let figures = Dictionary(
      grouping: try connection.rows(
        "SELECT trial, name, value FROM trial_figures WHERE trial BETWEEN ? AND ?",
        [.integer(first), .integer(last)]
      ) { row in (trial: try row.count(0), name: try row.text(1), value: try row.double(2)) }
    ) { $0.trial }
    return bare.map { trial in
      var entry = trial.entry
      entry.metrics = Dictionary(
        figures[trial.number, default: []].map { ($0.name, $0.value) }
      ) { first, _ in first }
      return Trial(number: trial.number, run: trial.run, entry: entry, isBuried: trial.isBuried)
    }
  }

  @Sendable
  private static func trial(_ row: Row) throws -> Trial {
    Trial(
      number: try row.count(0), run: try row.textOrNull(3),
      entry: TrialDraft(
        at: try row.instant(1), by: try row.text(2), specificationHash: try row.text(4),
        hypothesis: try row.text(6), parent: try row.integerOrNull(7).map { Int($0) },
        engineVersion: try row.text(8),
        snapshot: try row.textOrNull(9).map { SnapshotID(hex: $0) },
        universeHash: try row.text(10), from: try row.session(11), to: try row.session(12),
        seed: UInt64(bitPattern: try row.integer(13)), role: try row.word(14),
        outcome: try row.word(15), note: try row.text(16), seconds: try row.double(17),
        sharpe: try row.doubleOrNull(5)),
      isBuried: try row.boolean(18))
  }

  static func returns(of trials: [Int], on connection: Connection) throws -> [Int: TrialReturns] {
    guard let first = trials.min(), let last = trials.max() else { return [:] }
    let wanted = Set(trials)
    let rows = try connection.rows(
      "SELECT trial, sessions, returns FROM trial_returns WHERE trial BETWEEN ? AND ?",
      [.integer(first), .integer(last)]
    ) { row in
      let number = try row.count(0)
      return wanted.contains(number)
        ? (number, try series(try row.blob(1), try row.blob(2))) : nil
    }
    return Dictionary(rows.compactMap(\.self)) { first, _ in first }
  }

  private static func series(_ days: [UInt8], _ values: [UInt8]) throws -> TrialReturns {
    guard days.count % 4 == 0, values.count == 2 * days.count else {
      throw DuckDBError(.corrupt, "The returns of a trial have \(days.count) bytes of sessions.")
    }
    return TrialReturns(
      sessions: stride(from: 0, to: days.count, by: 4).map {
        SessionDate(day: Int32(bitPattern: number(days, $0)))
      },
      values: stride(from: 0, to: values.count, by: 8).map {
        Double(bitPattern: number(values, $0))
      })
  }

  private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func number<Word: FixedWidthInteger>(_ bytes: [UInt8], _ start: Int) -> Word {
    (0..<(Word.bitWidth / 8)).reduce(0) { $0 | Word(bytes[start + $1]) << Word(8 * $1) }
  }

  // MARK: Entries of before

  private struct Earlier: Sendable {
    let number: Int
    let run: String
    let draft: TrialDraft
  }

  /// Takes over the entries that had only a number, a run and a ratio.
  ///
  /// They all belong to the general hypothesis, so that none of them stops counting.
  static func adopt(on connection: Connection) throws {
    let earlier = try connection.rows(
      """
      SELECT t.number, t.recorded_at, t.by_account, t.run, t.specification_hash, t.sharpe,
        coalesce(r.engine_version, ''), r.snapshot, coalesce(r.from_session, DATE '1900-01-01'),
        coalesce(r.to_session, DATE '2999-12-31'), coalesce(r.seed, 0), coalesce(r.seconds, 0)
      FROM earlier_trials AS t LEFT JOIN runs AS r ON r.id = t.run ORDER BY t.number
      """
    ) { row in
      Earlier(
        number: try row.count(0), run: try row.text(3),
        draft: TrialDraft(
          at: try row.instant(1), by: try row.text(2), specificationHash: try row.text(4),
          engineVersion: try row.text(6), snapshot: try row.textOrNull(7).map { SnapshotID(hex: $0) },
          universeHash: "", from: try row.session(8), to: try row.session(9),
          seed: UInt64(bitPattern: try row.integer(10)), seconds: try row.double(11),
          sharpe: try row.doubleOrNull(5)))
    }
    for trial in earlier {
      var draft = trial.draft
      let report = try report(of: trial.run, on: connection)
      if let report { draft.universeHash = TrialDraft.hash(of: report.origin.universe) }
      draft.metrics = try figures(of: trial.run, on: connection)
      let returns = report?.returns.map { TrialReturns(sessions: $0.sessions, values: $0.returns) }
      try insert(draft, number: trial.number, run: trial.run, returns: returns, on: connection)
    }
    try connection.execute("DROP TABLE earlier_trials")
  }

  /// A saved report; nil for one that is missing or that this version cannot read.
  private static func report(of run: String, on connection: Connection) throws -> BacktestReport? {
    let bytes = try connection.first(
      "SELECT report FROM run_reports WHERE run = ?", [.text(run)]
    ) { row in try row.blob(0) }
    // A report of another version, or a damaged one: its entry counts all the same, without returns.
    return bytes.flatMap { try? CanonicalJSON.value(BacktestReport.self, from: $0) }
  }

  private static func figures(of run: String, on connection: Connection) throws -> [String: Double] {
    let rows = try connection.rows(
      "SELECT name, value FROM run_figures WHERE run = ?", [.text(run)]
    ) { row in (try row.text(0), try row.double(1)) }
    return Dictionary(rows.filter { $0.1.isFinite }) { first, _ in first }
  }
}
