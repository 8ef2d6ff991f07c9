import Chronology
import Connect
import DuckDB
import Market

/// The statements of the table `findings`; one row an id.
struct FindingTable {
  /// Who found it.
  enum Origin: String {
    /// The health rules, which resolve it when they no longer find it.
    case rules
    /// The upkeep of names, which does not look at it again.
    case identity
  }

  let connection: Connection

  /// The id of a row: the same symbol, session and rule have the same one.
  static let id: SQL = "left(sha256(symbol || '|' || session::VARCHAR || '|' || rule), 16)"

  /// Adds one finding, or takes its newest words over; what was decided stays.
  func add(_ finding: HealthFinding, origin: Origin, at now: Timestamp) throws {
    try stage([finding])
    try merge(origin: origin, at: now)
  }

  /// Puts the findings of some symbols in the place of the former ones; belongs inside a
  /// transaction.
  func replace(
    of symbols: [Symbol], with findings: [HealthFinding], at now: Timestamp
  ) throws {
    try stage(findings)
    try connection.change(
      """
      UPDATE findings SET state = 'resolved', decided_by = NULL, decided_at = $2, reason = ''
      WHERE symbol = ANY($1) AND origin = 'rules' AND state IN ('open', 'accepted')
        AND id NOT IN (SELECT id FROM staged_findings)
      """, [.texts(symbols.map(\.ticker)), .integer(now.nanoseconds)])
    try merge(origin: .rules, at: now)
  }

  private func stage(_ findings: [HealthFinding]) throws {
    let table = MemoryTable(
      columns: [
        ("symbol", .text), ("session", .date), ("rule", .text), ("severity", .text),
        ("evidence", .text), ("repair", .text), ("weight", .bigInteger), ("place", .bigInteger),
      ], parts: [findings.count]
    ) { writer, _, start in
      writer.texts({ findings[start + $0].symbol.ticker }, column: 0)
      writer.days({ findings[start + $0].session.day }, column: 1)
      writer.texts({ findings[start + $0].rule.rawValue }, column: 2)
      writer.texts({ findings[start + $0].severity.rawValue }, column: 3)
      writer.texts({ findings[start + $0].evidence }, column: 4)
      writer.texts({ findings[start + $0].repair.rawValue }, column: 5)
      writer.integers({ findings[start + $0].severity.weight }, column: 6)
      writer.integers({ Int64(start + $0) }, column: 7)
    }
    try connection.reading(table) { rows in
      try connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_findings AS SELECT *, " + Self.id + " AS id FROM "
          + rows
          // Of two of one rule and session, the worse one stands for both.
          + " QUALIFY row_number() OVER (PARTITION BY id ORDER BY weight DESC, place) = 1")
    }
  }

  private func merge(origin: Origin, at now: Timestamp) throws {
    // What was resolved and is found again is open again, as of now.
    try connection.change(
      """
      UPDATE findings SET severity = s.severity, evidence = s.evidence, repair = s.repair,
        found_at = CASE WHEN state = 'resolved' THEN $1 ELSE found_at END,
        decided_at = CASE WHEN state = 'resolved' THEN NULL ELSE decided_at END,
        state = CASE WHEN state = 'resolved' THEN 'open' ELSE state END
      FROM staged_findings s WHERE findings.id = s.id
      """, [.integer(now.nanoseconds)])
    try connection.change(
      """
      INSERT INTO findings
      SELECT id, symbol, session, rule, severity, evidence, repair, 'open', $1, $2, NULL, NULL, ''
      FROM staged_findings WHERE id NOT IN (SELECT id FROM findings) ORDER BY symbol, session
      """, [.text(origin.rawValue), .integer(now.nanoseconds)])
    try connection.execute("DROP TABLE staged_findings")
  }

  // MARK: Reading

  private static let columns: SQL = """
    SELECT id, symbol, session, rule, severity, evidence, repair, state, found_at, decided_by,
      decided_at, reason FROM findings
    """
  private static let matches: SQL = """
     WHERE ($1 IS NULL OR symbol = $1) AND ($2 IS NULL OR rule = $2)
      AND ($3 IS NULL OR severity = $3) AND ($4 IS NULL OR state = $4)
    """

  func page(
    _ filter: FindingFilter, limit: Int, offset: Int
  ) throws -> (findings: [StoredFinding], total: Int) {
    let parameters: [Parameter] = [
      .text(orNull: filter.symbol?.ticker), .text(orNull: filter.rule?.rawValue),
      .text(orNull: filter.severity?.rawValue), .text(orNull: filter.state?.rawValue),
    ]
    let total = try connection.first("SELECT count(*) FROM findings" + Self.matches, parameters) {
      row in try row.count(0)
    }
    let findings = try connection.rows(
      Self.columns + Self.matches + """
         ORDER BY CASE severity WHEN 'fault' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
          symbol, session, rule
        LIMIT $5 OFFSET $6
        """, parameters + [.integer(limit), .integer(offset)], Self.finding)
    return (findings, total ?? 0)
  }

  func finding(_ id: String) throws -> StoredFinding {
    guard
      let finding = try connection.first(
        Self.columns + " WHERE id = ?", [.text(id)], Self.finding)
    else {
      throw StoreError(
        .missing, "There is no finding \(id).",
        remedy: "List the findings to see which there are.")
    }
    return finding
  }

  /// The findings of each rule and severity in one state, the worst first.
  func counts(state: FindingState) throws -> [FindingCount] {
    try connection.rows(
      """
      SELECT rule, severity, count(*), count(DISTINCT symbol) FROM findings WHERE state = ?
      GROUP BY rule, severity
      ORDER BY CASE severity WHEN 'fault' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, rule
      """, [.text(state.rawValue)]
    ) { row in
      FindingCount(
        rule: try row.word(0), severity: try row.word(1), findings: try row.count(2),
        symbols: try row.count(3))
    }
  }

  func note(
    _ state: FindingState, of id: String, by account: String?, reason: String, at now: Timestamp?
  ) throws {
    try connection.change(
      "UPDATE findings SET state = ?, decided_by = ?, decided_at = ?, reason = ? WHERE id = ?",
      [
        .text(state.rawValue), .text(orNull: account), .integer(orNull: now?.nanoseconds),
        .text(reason), .text(id),
      ])
  }

  private static func finding(_ row: Row) throws -> StoredFinding {
    StoredFinding(
      id: try row.text(0),
      finding: HealthFinding(
        symbol: Symbol(try row.text(1)), session: try row.session(2), rule: try row.word(3),
        severity: try row.word(4), evidence: try row.text(5), repair: try row.word(6)),
      state: try row.word(7), foundAt: try row.instant(8), decidedBy: try row.textOrNull(9),
      decidedAt: try row.instantOrNull(10), reason: try row.text(11))
  }
}

extension HealthFinding.Severity {
  fileprivate var weight: Int64 {
    switch self {
    case .notice: 0
    case .warning: 1
    case .fault: 2
    }
  }
}
