public import Chronology
public import Connect
import DuckDB
public import Market

extension Warehouse: HealthStore {
  public func uncheckedSymbols(
    rules version: Int, through: SessionDate
  ) async throws(StoreError) -> [Symbol] {
    try await read("list what the rules have not read") { connection in
      try connection.rows(
        """
        SELECT h.symbol FROM holdings h LEFT JOIN health_checks c ON c.symbol = h.symbol
        WHERE h.bars > 0 AND (c.symbol IS NULL OR c.revision <> h.revision OR c.rules <> ?
          OR c.through < ?)
        ORDER BY h.symbol
        """, [.integer(version), .date(through.day)]
      ) { row in Symbol(try row.text(0)) }
    }
  }

  public func healthReadings(
    of symbols: [Symbol]
  ) async throws(StoreError) -> [HealthReading] {
    try await read("read \(symbols.count) symbols for the rules", isLong: true) { connection in
      try HealthReader(connection: connection).readings(of: symbols)
    }
  }

  public func replaceFindings(
    of symbols: [Symbol], with findings: [HealthFinding], revisions: [Symbol: Int64],
    rules version: Int, through: SessionDate, at now: Timestamp
  ) async throws(StoreError) {
    let known = Set(symbols)
    let strangers = Set(findings.map(\.symbol).filter { !known.contains($0) })
    guard strangers.isEmpty else {
      let names = strangers.sorted().prefix(3).map(\.ticker).joined(separator: ", ")
      throw StoreError(
        .query, "There are findings of \(names), which were not among the symbols checked.",
        remedy: "Name every symbol that has findings.")
    }
    try await write("save \(findings.count) findings") { connection in
      try connection.transaction {
        let held = try HoldingRows(connection: connection).revisions(of: symbols)
        // What changed since the rules read it is for them to read again.
        let unchanged = symbols.filter { symbol in
          revisions[symbol].map { $0 == held[symbol, default: 0] } ?? true
        }
        let current = Set(unchanged)
        try FindingTable(connection: connection).replace(
          of: unchanged, with: findings.filter { current.contains($0.symbol) }, at: now)
        try connection.change(
          "DELETE FROM health_checks WHERE symbol = ANY(?)", [.texts(unchanged.map(\.ticker))])
        try connection.change(
          """
          INSERT INTO health_checks
          SELECT symbol, revision, ?, ?, ? FROM holdings WHERE symbol = ANY(?) ORDER BY symbol
          """,
          [
            .integer(version), .date(through.day), .integer(now.nanoseconds),
            .texts(unchanged.map(\.ticker)),
          ])
      }
    }
  }

  public func findings(
    _ filter: FindingFilter, limit: Int, offset: Int
  ) async throws(StoreError) -> (findings: [StoredFinding], total: Int) {
    try await read("list the findings") { connection in
      try FindingTable(connection: connection).page(filter, limit: limit, offset: offset)
    }
  }

  public func finding(_ id: String) async throws(StoreError) -> StoredFinding {
    try await read("read finding \(id)") { connection in
      try FindingTable(connection: connection).finding(id)
    }
  }

  public func findingCounts(
    state: FindingState
  ) async throws(StoreError) -> [FindingCount] {
    try await read("count the findings") { connection in
      try FindingTable(connection: connection).counts(state: state)
    }
  }

  public func decide(
    finding id: String, state: FindingState, by account: String, reason: String,
    at now: Timestamp
  ) async throws(StoreError) -> StoredFinding {
    try await write("decide finding \(id)") { connection in
      try connection.transaction {
        let findings = FindingTable(connection: connection)
        let held = try findings.finding(id)
        try Self.requirePossible(state, of: held)
        let bars = QuarantinedBars(connection: connection)
        let symbol = held.finding.symbol
        let session = held.finding.session
        if held.state == .quarantined {
          try bars.putBack(symbol, session, finding: id, at: now)
        }
        if state == .quarantined { try bars.take(symbol, session, finding: id, at: now) }
        let isOpen = state == .open
        try findings.note(
          state, of: id, by: isOpen ? nil : account, reason: isOpen ? "" : reason,
          at: isOpen ? nil : now)
        return try findings.finding(id)
      }
    }
  }

  public func save(
    second bars: BarBlock, source: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("keep \(bars.count) bars of \(source) aside", isCancellable: true) {
      connection in
      try connection.transaction {
        try SecondBarTable(connection: connection).save(bars, source: source, at: now)
      }
    }
  }

  private static func requirePossible(
    _ state: FindingState, of held: StoredFinding
  ) throws(StoreError) {
    switch (held.state, state) {
    case (_, .resolved):
      throw StoreError(
        .conflict, "A finding is resolved by the rules that no longer find it, not by hand.",
        remedy: "Accept it with a reason, or set the data right and check again.")
    case (.quarantined, .quarantined):
      throw StoreError(
        .conflict,
        "The bar of \(held.finding.symbol) on \(held.finding.session) is taken out already.",
        remedy: "Reopen the finding to put it back.")
    case (.open, _), (.accepted, _), (.quarantined, _), (.resolved, _): break
    }
  }
}
