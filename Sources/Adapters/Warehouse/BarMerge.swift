import Chronology
import DuckDB
import Market

/// Writes bars of sessions between which some are held already: stages them, compares, keeps what is
/// replaced, and writes what is new or different.
struct BarMerge {
  let connection: Connection
  let block: BarBlock
  let source: String
  let revision: Int64
  let now: Timestamp

  /// - Parameters:
  ///   - runs: The runs to be compared, those of reloaded symbols among them.
  ///   - reloaded: Symbols with bars of which those that the runs do not give must go.
  func carryOut(_ runs: [Int], reloaded: Set<Symbol>, into draft: inout BarDraft) throws {
    guard !runs.isEmpty || !reloaded.isEmpty else { return }
    let order = StoredOrder(block, runs: runs)
    try connection.reading(order.staged) { rows in
      try connection.execute("CREATE OR REPLACE TEMP TABLE staged_bars AS SELECT * FROM " + rows)
    }
    if !runs.isEmpty { try compare(runs, draft) }
    if !reloaded.isEmpty { try remove(reloaded, &draft) }
    if !runs.isEmpty { try write(runs, reloaded, &draft) }
    try connection.execute(
      """
      DROP TABLE staged_bars;
      DROP TABLE IF EXISTS met_bars;
      DROP TABLE IF EXISTS leaving_bars
      """)
  }

  /// Fills `met_bars` with the stored bars that the staged ones meet, and keeps the values of those
  /// that change and the sessions of those that come late.
  private func compare(_ runs: [Int], _ draft: BarDraft) throws {
    let bounds = bounds(of: runs, draft)
    try connection.execute(
      """
      CREATE OR REPLACE TEMP TABLE met_bars (
        symbol VARCHAR, session DATE, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE,
        volume DOUBLE, source VARCHAR, run BIGINT, is_equal BOOLEAN, is_kept BOOLEAN)
      """)
    try connection.change(
      """
      INSERT INTO met_bars
      SELECT b.*, s.run, e.is_equal, e.is_equal AND b.source = $5
      FROM staged_bars s JOIN bars b ON b.symbol = s.symbol AND b.session = s.session,
        LATERAL (SELECT b.open IS NOT DISTINCT FROM s.open
          AND b.high IS NOT DISTINCT FROM s.high AND b.low IS NOT DISTINCT FROM s.low
          AND b.close IS NOT DISTINCT FROM s.close
          AND b.volume IS NOT DISTINCT FROM s.volume AS is_equal) e
      WHERE b.session BETWEEN $1 AND $2 AND b.symbol BETWEEN $3 AND $4
      """, bounds + [.text(source)])
    try connection.change(
      """
      INSERT INTO bar_versions
      SELECT symbol, session, open, high, low, close, volume, source, true, ?, ? FROM met_bars
      WHERE NOT is_equal ORDER BY symbol, session
      """, change)
    try connection.change(
      """
      INSERT INTO bar_versions
      SELECT s.symbol, s.session, NULL, NULL, NULL, NULL, NULL, ?, false, ?, ?
      FROM staged_bars s JOIN holdings h ON h.symbol = s.symbol
      WHERE s.session BETWEEN h.first AND h.last AND NOT EXISTS (
        SELECT 1 FROM met_bars m WHERE m.run = s.run AND m.session = s.session)
      ORDER BY s.symbol, s.session
      """, [.text(source)] + change)
  }

  /// Takes out the bars of reloaded symbols that the new history does not have.
  private func remove(_ reloaded: Set<Symbol>, _ draft: inout BarDraft) throws {
    let symbols = reloaded.sorted()
    let ranges = symbols.compactMap { draft.held[$0]?.range }
    let bounds: [Parameter] = [
      .date(ranges.map(\.lowerBound.day).min() ?? 0),
      .date(ranges.map(\.upperBound.day).max() ?? 0),
      .text(symbols[0].ticker), .text(symbols[symbols.count - 1].ticker),
    ]
    try connection.execute(
      "CREATE OR REPLACE TEMP TABLE leaving_bars AS SELECT * FROM bars LIMIT 0")
    try connection.change(
      """
      INSERT INTO leaving_bars
      SELECT b.* FROM bars b JOIN (SELECT unnest($5::VARCHAR[]) AS symbol) r ON r.symbol = b.symbol
      WHERE b.session BETWEEN $1 AND $2 AND b.symbol BETWEEN $3 AND $4 AND NOT EXISTS (
        SELECT 1 FROM staged_bars s WHERE s.symbol = b.symbol AND s.session = b.session)
      """, bounds + [.texts(symbols.map(\.ticker))])
    let leaving = try connection.change(
      """
      INSERT INTO bar_versions
      SELECT symbol, session, open, high, low, close, volume, source, true, ?, ? FROM leaving_bars
      ORDER BY symbol, session
      """, change)
    for symbol in symbols { draft.changed[symbol] = .some(nil) }
    guard leaving > 0 else { return }
    try connection.change(
      """
      DELETE FROM bars USING leaving_bars l
      WHERE bars.symbol = l.symbol AND bars.session = l.session
        AND bars.session BETWEEN $1 AND $2 AND bars.symbol BETWEEN $3 AND $4
      """, bounds)
    let days = CalendarDays.xnys
    let sessions = try connection.rows(
      "SELECT session, count(*) FROM leaving_bars GROUP BY session"
    ) { row in (try row.session(0), try row.count(1)) }
    for (session, bars) in sessions where days.isSession(session) {
      draft.months[days.month(of: session), default: 0] -= bars
    }
  }

  /// Writes what is new or different, and counts it.
  private func write(_ runs: [Int], _ reloaded: Set<Symbol>, _ draft: inout BarDraft) throws {
    let bounds = bounds(of: runs, draft)
    let counts = try connection.rows(
      """
      SELECT s.run, count(*) FILTER (m.run IS NULL), count(s.month) FILTER (m.run IS NULL),
        count(*) FILTER (NOT m.is_kept)
      FROM staged_bars s LEFT JOIN met_bars m ON m.run = s.run AND m.session = s.session
      GROUP BY s.run
      """
    ) { row in try (0..<4).map { try row.count($0) } }
    if counts.contains(where: { $0[3] > 0 }) {
      try connection.change(
        """
        DELETE FROM bars USING met_bars m
        WHERE bars.symbol = m.symbol AND bars.session = m.session AND NOT m.is_kept
          AND bars.session BETWEEN $1 AND $2 AND bars.symbol BETWEEN $3 AND $4
        """, bounds)
    }
    try connection.change(
      """
      INSERT INTO bars
      SELECT s.symbol, s.session, s.open, s.high, s.low, s.close, s.volume, ? FROM staged_bars s
      WHERE NOT EXISTS (
        SELECT 1 FROM met_bars m WHERE m.run = s.run AND m.session = s.session AND m.is_kept)
      ORDER BY year(s.session), s.symbol, s.session
      """, [.text(source)])
    for count in counts {
      draft.merge(count[0], inserted: count[1], sessions: count[2], replaced: count[3])
    }
    for run in runs where reloaded.contains(block.runs[run].symbol) { draft.reload(run) }
    let months = try connection.rows(
      """
      SELECT s.month, count(*) FROM staged_bars s
      WHERE s.month IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM met_bars m WHERE m.run = s.run AND m.session = s.session)
      GROUP BY s.month
      """
    ) { row in (try row.count(0), try row.count(1)) }
    for (month, bars) in months { draft.months[month, default: 0] += bars }
  }

  private var change: [Parameter] { [.integer(now.nanoseconds), .integer(revision)] }

  /// The least and greatest session and symbol of some runs: with them DuckDB skips the stretches of
  /// the table that cannot hold any.
  private func bounds(of runs: [Int], _ draft: BarDraft) -> [Parameter] {
    let ranges = runs.map { draft.range(of: $0) }
    let symbols = runs.map { block.runs[$0].symbol }
    return [
      .date(ranges.map(\.lowerBound.day).min() ?? 0),
      .date(ranges.map(\.upperBound.day).max() ?? 0),
      .text(symbols.min()?.ticker ?? ""), .text(symbols.max()?.ticker ?? ""),
    ]
  }
}
