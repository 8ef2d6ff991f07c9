import Chronology
import DuckDB
import Market

/// Takes single bars out of the data and puts them back, in the transaction of its caller.
struct QuarantinedBars {
  let connection: Connection

  /// Moves the bar that a finding is about aside.
  ///
  /// - Throws: `conflict` when there is no such bar.
  func take(
    _ symbol: Symbol, _ session: SessionDate, finding: String, at now: Timestamp
  ) throws {
    let key: [Parameter] = [.text(symbol.ticker), .date(session.day)]
    let taken = try connection.change(
      """
      INSERT INTO quarantined_bars
      SELECT symbol, session, open, high, low, close, volume, source, $3, $4 FROM bars
      WHERE symbol = $1 AND session = $2
      """, key + [.text(finding), .integer(now.nanoseconds)])
    guard taken > 0 else {
      throw StoreError(
        .conflict, "There is no bar of \(symbol) on \(session) to be taken out.",
        remedy: "Fetch the symbol again, or accept the finding with a reason.")
    }
    try connection.change("DELETE FROM bars WHERE symbol = $1 AND session = $2", key)
    let revision = try HoldingRows(connection: connection).refresh(
      [symbol.ticker], source: "", months: BarMonths.counts(of: [session], each: -taken), at: now)
    // Who reads as of before sees the bar.
    try connection.change(
      """
      INSERT INTO bar_versions
      SELECT symbol, session, open, high, low, close, volume, source, true, $4, $5
      FROM quarantined_bars WHERE symbol = $1 AND session = $2 AND finding = $3
      """, key + [.text(finding), .integer(now.nanoseconds), .integer(revision)])
  }

  /// Leaves out of a save what was taken out by a person and would only come back: a bar stays out
  /// until its finding is reopened, and has the values then that its provider gave last.
  func without(_ block: BarBlock, source: String) throws -> BarBlock {
    let rows = try connection.rows(
      """
      SELECT q.symbol, q.session FROM quarantined_bars q
      JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = q.symbol
      """, [.texts(block.runs.map(\.symbol.ticker))]
    ) { row in (symbol: Symbol(try row.text(0)), session: try row.session(1)) }
    guard !rows.isEmpty else { return block }
    let out = Dictionary(grouping: rows) { $0.symbol }.mapValues { Set($0.map(\.session)) }
    return BarBlock(
      try block.runs.map { run in
        let bars = block.series(run)
        guard let sessions = out[run.symbol] else { return bars }
        try renew(bars, on: sessions, source: source)
        return bars.leavingOut(sessions)
      })
  }

  /// Takes bars out that came again under an instrument's new name.
  ///
  /// - Parameter last: The last session that is the instrument's under its old name; nil for all.
  func keepOut(
    of new: Symbol, whatWasOutOf old: Symbol, through last: SessionDate?, at now: Timestamp
  ) throws {
    let sessions = try connection.rows(
      """
      DELETE FROM bars WHERE symbol = $1 AND session IN (
        SELECT session FROM quarantined_bars WHERE symbol = $2 AND (session <= $3 OR $3 IS NULL))
      RETURNING session
      """, [.text(new.ticker), .text(old.ticker), last.map { .date($0.day) } ?? .null]
    ) { row in try row.session(0) }
    guard !sessions.isEmpty else { return }
    try HoldingRows(connection: connection).refresh(
      [new.ticker], source: "", months: BarMonths.counts(of: sessions, each: -1), at: now)
  }

  /// Takes over what a provider gives now of bars that are kept aside.
  private func renew(_ bars: BarSeries, on sessions: Set<SessionDate>, source: String) throws {
    let update = try connection.prepare(
      """
      UPDATE quarantined_bars
      SET open = $3, high = $4, low = $5, close = $6, volume = $7, source = $8
      WHERE symbol = $1 AND session = $2
      """)
    for row in bars.sessions.indices where sessions.contains(bars.sessions[row]) {
      let values = [bars.open, bars.high, bars.low, bars.close, bars.volume].map { column in
        column[row].isNaN ? Parameter.null : .double(column[row])
      }
      try update.change(
        [.text(bars.symbol.ticker), .date(bars.sessions[row].day)] + values + [.text(source)])
    }
  }

  /// Puts back what was taken out for a finding; a bar that has come since stays in its place.
  func putBack(
    _ symbol: Symbol, _ session: SessionDate, finding: String, at now: Timestamp
  ) throws {
    let put = try connection.change(
      """
      INSERT INTO bars
      SELECT symbol, session, open, high, low, close, volume, source FROM quarantined_bars
      WHERE finding = $3 AND symbol = $1 AND session = $2
        AND NOT EXISTS (SELECT 1 FROM bars b WHERE b.symbol = $1 AND b.session = $2)
      """, [.text(symbol.ticker), .date(session.day), .text(finding)])
    let source = try connection.first(
      "DELETE FROM quarantined_bars WHERE finding = ? RETURNING source", [.text(finding)]
    ) { row in try row.text(0) }
    let revision = try HoldingRows(connection: connection).refresh(
      [symbol.ticker], source: source ?? "", months: BarMonths.counts(of: [session], each: put),
      at: now)
    // Who reads as of before, while it was out, sees no bar.
    guard put > 0 else { return }
    try connection.change(
      """
      INSERT INTO bar_versions VALUES ($1, $2, NULL, NULL, NULL, NULL, NULL, $3, false, $4, $5)
      """,
      [
        .text(symbol.ticker), .date(session.day), .text(source ?? ""),
        .integer(now.nanoseconds), .integer(revision),
      ])
  }
}

extension BarSeries {
  /// The bars of all but some sessions.
  fileprivate func leavingOut(_ out: Set<SessionDate>) -> BarSeries {
    let kept = sessions.indices.filter { !out.contains(sessions[$0]) }
    return BarSeries(
      symbol: symbol, sessions: kept.map { sessions[$0] }, open: kept.map { open[$0] },
      high: kept.map { high[$0] }, low: kept.map { low[$0] }, close: kept.map { close[$0] },
      volume: kept.map { volume[$0] })
  }
}
