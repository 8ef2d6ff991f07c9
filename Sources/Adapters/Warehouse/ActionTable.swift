import Chronology
import Connect
import DuckDB
import Market

/// Writes and reads splits and dividends.
///
/// Those of a symbol and date are replaced together, for a date may carry a split and more than one
/// dividend, two equal ones included. An action that a provider takes back goes when the provider
/// answers for its date again.
struct ActionTable {
  let connection: Connection

  private static let types: [ColumnType] = [
    .text, .date, .text, .double, .double, .double, .bigInteger,
  ]

  /// Fills the temporary table `staged_actions`; belongs before the transaction.
  func stage(_ actions: [CorporateAction]) throws {
    try connection.execute(
      """
      CREATE OR REPLACE TEMP TABLE staged_actions (
        symbol VARCHAR NOT NULL, effective_on DATE NOT NULL, kind VARCHAR NOT NULL,
        new_shares DOUBLE, old_shares DOUBLE, amount DOUBLE, pay_day BIGINT
      )
      """)
    let appender = try Appender("staged_actions", types: Self.types, on: connection)
    let values = Self.columns(of: actions)
    var start = 0
    while start < actions.count {
      let rows = min(appender.capacity, actions.count - start)
      try appender.append(rows: rows) { writer in
        writer.texts({ actions[start + $0].symbol.ticker }, column: 0)
        writer.days({ actions[start + $0].effectiveOn.day }, column: 1)
        writer.texts({ values.kinds[start + $0] }, column: 2)
        writer.doubles(values.newShares, from: start, column: 3)
        writer.doubles(values.oldShares, from: start, column: 4)
        writer.doubles(values.amounts, from: start, column: 5)
        writer.integers({ values.payDays[start + $0] }, column: 6)
      }
      start += rows
    }
    try appender.finish()
  }

  /// Puts what was staged, and nothing else of the batch's provider and dates, in the place of what
  /// is stored; belongs inside the transaction.
  ///
  /// - Returns: The symbols whose actions are others than before.
  func save(_ batch: IngestionBatch) throws -> Set<Symbol> {
    guard !batch.actions.isEmpty || !batch.actionsCompleteOver.isEmpty || !batch.bars.isEmpty
    else { return [] }
    try keepFormer(batch)
    try forget(otherThan: batch.provider, within: batch.bars)
    try withdraw(over: batch.actionsCompleteOver, of: batch.provider)
    try replaceWithStaged(source: batch.provider)
    return try changed()
  }

  /// Fills `former_actions` with those that the batch may change, and nothing else: a market's
  /// session names every symbol there is.
  private func keepFormer(_ batch: IngestionBatch) throws {
    let ranges = Self.ranges(of: batch.bars) + batch.actionsCompleteOver.map { ($0.key, $0.value) }
    try connection.reading(Self.table(of: ranges)) { rows in
      try connection.execute(
        "CREATE OR REPLACE TEMP TABLE action_ranges AS SELECT symbol, first, last FROM " + rows
          + " UNION ALL SELECT symbol, effective_on, effective_on FROM staged_actions")
    }
    try connection.execute(
      "CREATE OR REPLACE TEMP TABLE former_actions AS SELECT * FROM actions a" + Self.isConcerned)
  }

  private static let isConcerned: SQL = """
     WHERE EXISTS (
      SELECT 1 FROM action_ranges r
      WHERE r.symbol = a.symbol AND a.effective_on BETWEEN r.first AND r.last)
    """

  private static func ranges(
    of bars: BarBlock
  ) -> [(symbol: Symbol, range: ClosedRange<SessionDate>)] {
    bars.runs.filter { !$0.rows.isEmpty }.map { run in
      (run.symbol, bars.sessions[run.rows.lowerBound]...bars.sessions[run.rows.upperBound - 1])
    }
  }

  /// Forgets what another source said of the sessions that new bars cover: two sources may date one
  /// dividend differently, and it must not be paid twice.
  private func forget(otherThan source: String, within bars: BarBlock) throws {
    try connection.reading(Self.table(of: Self.ranges(of: bars))) { rows in
      try connection.change(
        "DELETE FROM actions USING " + rows + """
           r WHERE actions.symbol = r.symbol AND actions.source <> ?
            AND actions.effective_on BETWEEN r.first AND r.last
          """, [.text(source)])
    }
  }

  private func withdraw(
    over ranges: [Symbol: ClosedRange<SessionDate>], of source: String
  ) throws {
    guard !ranges.isEmpty else { return }
    try connection.reading(Self.table(of: ranges.map { ($0.key, $0.value) })) { rows in
      try connection.change(
        "DELETE FROM actions USING " + rows + """
           r WHERE actions.symbol = r.symbol AND actions.source = ?
            AND actions.effective_on BETWEEN r.first AND r.last
          """, [.text(source)])
    }
  }

  private func replaceWithStaged(source: String) throws {
    try connection.execute(
      """
      DELETE FROM actions USING (SELECT DISTINCT symbol, effective_on FROM staged_actions) s
      WHERE actions.symbol = s.symbol AND actions.effective_on = s.effective_on
      """)
    try connection.change(
      """
      INSERT INTO actions
      SELECT symbol, effective_on, kind, new_shares, old_shares, amount,
        DATE '1970-01-01' + pay_day::INTEGER, ?
      FROM staged_actions ORDER BY symbol, effective_on
      """, [.text(source)])
  }

  private func changed() throws -> Set<Symbol> {
    let symbols = try connection.rows(
      """
      WITH present AS (
        SELECT * FROM actions a
      """ + Self.isConcerned + """
      )
      SELECT DISTINCT symbol FROM (
        (SELECT * EXCLUDE (source) FROM former_actions
          EXCEPT ALL SELECT * EXCLUDE (source) FROM present)
        UNION ALL
        (SELECT * EXCLUDE (source) FROM present
          EXCEPT ALL SELECT * EXCLUDE (source) FROM former_actions))
      """
    ) { row in Symbol(try row.text(0)) }
    try connection.execute("DROP TABLE former_actions; DROP TABLE action_ranges")
    return Set(symbols)
  }

  private static func table(
    of ranges: [(symbol: Symbol, range: ClosedRange<SessionDate>)]
  ) -> MemoryTable {
    MemoryTable(
      columns: [("symbol", .text), ("first", .date), ("last", .date)], parts: [ranges.count]
    ) { writer, _, start in
      writer.texts({ ranges[start + $0].symbol.ticker }, column: 0)
      writer.days({ ranges[start + $0].range.lowerBound.day }, column: 1)
      writer.days({ ranges[start + $0].range.upperBound.day }, column: 2)
    }
  }

  /// Actions of some symbols effective in a range, by date, then symbol, splits before dividends.
  func actions(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) throws -> [CorporateAction] {
    try connection.rows(
      """
      SELECT a.symbol, effective_on, kind, new_shares, old_shares, amount, pay_date
      FROM actions a JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = a.symbol
      WHERE effective_on BETWEEN ? AND ?
      ORDER BY effective_on, a.symbol, kind DESC, amount, pay_date, new_shares, old_shares
      """,
      [
        .texts(symbols.map(\.ticker)), .date(sessions.lowerBound.day),
        .date(sessions.upperBound.day),
      ]
    ) { row in
      let kind: CorporateAction.Kind =
        switch try row.word(2) as Word {
        case .split: .split(new: try row.double(3), old: try row.double(4))
        case .dividend: .dividend(amount: try row.double(5), payDate: try row.session(6))
        }
      return CorporateAction(
        symbol: Symbol(try row.text(0)), effectiveOn: try row.session(1), kind: kind)
    }
  }

  private enum Word: String { case split, dividend }

  private static func columns(of actions: [CorporateAction]) -> (
    kinds: [String], newShares: [Double], oldShares: [Double], amounts: [Double],
    payDays: [Int64?]
  ) {
    var columns:
      (
        kinds: [String], newShares: [Double], oldShares: [Double], amounts: [Double],
        payDays: [Int64?]
      ) = ([], [], [], [], [])
    for action in actions {
      switch action.kind {
      case .split(let new, let old):
        columns.kinds.append(Word.split.rawValue)
        columns.newShares.append(new)
        columns.oldShares.append(old)
        columns.amounts.append(.nan)
        columns.payDays.append(nil)
      case .dividend(let amount, let payDate):
        columns.kinds.append(Word.dividend.rawValue)
        columns.newShares.append(.nan)
        columns.oldShares.append(.nan)
        columns.amounts.append(amount)
        columns.payDays.append(Int64(payDate.day))
      }
    }
    return columns
  }
}
