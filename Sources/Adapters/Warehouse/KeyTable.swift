import Chronology
import DuckDB
import Market

/// Gives instruments another key: in every table that names them, in the transaction of its caller.
struct KeyTable {
  let connection: Connection

  /// A table that names instruments by their key in the column `symbol`.
  private struct Place {
    let table: StaticString
    /// The date by which rows of two companies of one ticker are told apart; nil where there is one
    /// row a symbol, which stays with the living.
    var date: StaticString?
    /// The other columns of its key, where a symbol may have one row for each.
    var beside: StaticString?
    /// What makes two rows of one instrument, `a` and `b`, the same thing said twice; nil where
    /// both may stand.
    var sameness: StaticString?
  }

  private static let dated = [
    Place(table: "bars", date: "session"), Place(table: "bar_versions", date: "session"),
    Place(table: "data_changes", date: "session"),
    Place(
      table: "minutes", date: "opens_at::DATE",
      sameness: "a.opens_at = b.opens_at AND a.interval_minutes = b.interval_minutes"),
    // A date may carry two equal dividends: those of one answer stand together.
    Place(
      table: "actions", date: "effective_on",
      sameness: "a.effective_on = b.effective_on AND a.kind = b.kind"),
    Place(
      table: "source_notes", date: "session",
      sameness: "a.session IS NOT DISTINCT FROM b.session AND a.kind = b.kind"),
    Place(table: "quarantined_bars", date: "session", sameness: "a.session = b.session"),
    Place(
      table: "second_bars", date: "session",
      sameness: "a.session = b.session AND a.source = b.source"),
    Place(
      table: "facts", date: "period_end",
      sameness: """
        a.kind = b.kind AND a.item = b.item AND a.period_end = b.period_end
        AND a.period = b.period AND a.value = b.value AND a.known_on IS NOT DISTINCT FROM b.known_on
        """),
    Place(table: "findings", date: "session"), Place(table: "delistings", date: "delisted_on"),
  ]
  private static let single = [
    Place(table: "instruments"), Place(table: "profiles"), Place(table: "watchlist"),
    Place(table: "outcomes", beside: "provider"),
    Place(table: "universe_members", beside: "universe"),
  ]

  /// True when anything but a name is kept under `key`.
  func isKnown(_ key: Symbol) throws -> Bool {
    try connection.first(
      """
      SELECT EXISTS (SELECT 1 FROM instruments WHERE symbol = $1)
        OR EXISTS (SELECT 1 FROM profiles WHERE symbol = $1)
        OR EXISTS (SELECT 1 FROM holdings WHERE symbol = $1)
      """, [.text(key.ticker)]
    ) { row in try row.boolean(0) } ?? false
  }

  /// Removes what is kept under `old` and again under `new`, two names of one instrument: a split
  /// held twice would adjust twice.
  ///
  /// - Parameter last: The last day that is the instrument's under its old name; nil for all.
  func removeDoubles(of old: Symbol, besides new: Symbol, through last: SessionDate?) throws {
    for place in Self.dated {
      guard let sameness = place.sameness, let date = place.date else { continue }
      let table = SQL(place.table)
      try connection.change(
        "DELETE FROM " + table + " WHERE symbol = $1 AND rowid IN (SELECT a.rowid FROM " + table
          + " a JOIN " + table + " b ON " + SQL(sameness)
          + " WHERE a.symbol = $1 AND b.symbol = $2 AND (a." + SQL(date)
          + " <= $3 OR $3 IS NULL))",
        [.text(old.ticker), .text(new.ticker), last.map { .date($0.day) } ?? .null])
    }
  }

  /// Moves everything of `old` to `new`. Where there is one row a symbol and `new` has one, that one
  /// stays; bars of sessions that `new` has too must have been removed before.
  ///
  /// - Returns: The bars moved.
  func move(_ old: Symbol, to new: Symbol, at now: Timestamp) throws -> Int {
    var bars = 0
    for place in Self.dated {
      let moved = try update(place, old, to: new)
      if place.table.description == "bars" { bars = moved }
    }
    for place in Self.single {
      let same: SQL =
        place.beside.map { column in
          " AND other." + SQL(column) + " = " + SQL(place.table) + "." + SQL(column)
        } ?? ""
      try connection.change(
        "DELETE FROM " + SQL(place.table) + " WHERE symbol = $1 AND EXISTS (SELECT 1 FROM "
          + SQL(place.table) + " other WHERE other.symbol = $2" + same + ")",
        [.text(old.ticker), .text(new.ticker)])
      try update(place, old, to: new)
    }
    try forgetChecks(of: [old, new])
    try renumberFindings(of: [new])
    try moveHolding(old, to: new, at: now)
    return bars
  }

  /// Moves what is dated up to and including `last` from `old` to `new`, another company's key.
  ///
  /// - Returns: The bars moved.
  func split(
    _ old: Symbol, through last: SessionDate, to new: Symbol, at now: Timestamp
  ) throws -> Int {
    var bars = 0
    for place in Self.dated {
      guard let date = place.date else { continue }
      let moved = try connection.change(
        "UPDATE " + SQL(place.table) + " SET symbol = $2 WHERE symbol = $1 AND " + SQL(date)
          + " <= $3", [.text(old.ticker), .text(new.ticker), .date(last.day)])
      if place.table.description == "bars" { bars = moved }
    }
    try connection.change(
      """
      INSERT INTO instruments SELECT $2, name, prices, provider, $3 FROM instruments
      WHERE symbol = $1 AND EXISTS (SELECT 1 FROM bars WHERE symbol = $2)
        AND NOT EXISTS (SELECT 1 FROM instruments WHERE symbol = $2)
      """, [.text(old.ticker), .text(new.ticker), .integer(now.nanoseconds)])
    try forgetChecks(of: [old, new])
    try renumberFindings(of: [new])
    try HoldingRows(connection: connection).refresh(
      [old.ticker, new.ticker], source: try source(of: old), at: now)
    return bars
  }

  /// `TICKER-D2009`, or the first of `TICKER-D2009-2`, `-3`, … that no instrument has.
  func keyOfDelisted(_ ticker: Symbol, in year: Int) throws -> Symbol {
    let first = Symbol("\(ticker)-D\(year)")
    var key = first
    var number = 2
    while try isKnown(key) {
      key = Symbol("\(first)-\(number)")
      number += 1
    }
    return key
  }

  // MARK: Parts

  @discardableResult
  private func update(_ place: Place, _ old: Symbol, to new: Symbol) throws -> Int {
    try connection.change(
      "UPDATE " + SQL(place.table) + " SET symbol = $2 WHERE symbol = $1",
      [.text(old.ticker), .text(new.ticker)])
  }

  private func forgetChecks(of keys: [Symbol]) throws {
    try connection.change(
      "DELETE FROM health_checks WHERE symbol = ANY(?)", [.texts(keys.map(\.ticker))])
  }

  /// A finding's id is made of its symbol; of two that are the same now, the decided one stays.
  private func renumberFindings(of keys: [Symbol]) throws {
    try connection.change(
      "UPDATE findings SET id = " + FindingTable.id + " WHERE symbol = ANY(?)",
      [.texts(keys.map(\.ticker))])
    try connection.change(
      """
      DELETE FROM findings WHERE symbol = ANY($1) AND rowid NOT IN (
        SELECT arg_max(rowid, (state <> 'resolved', decided_at IS NOT NULL, found_at))
        FROM findings WHERE symbol = ANY($1) GROUP BY id)
      """, [.texts(keys.map(\.ticker))])
    try connection.change(
      """
      UPDATE quarantined_bars SET finding = f.id FROM findings f
      WHERE f.symbol = quarantined_bars.symbol AND f.session = quarantined_bars.session
        AND f.state = 'quarantined' AND f.symbol = ANY(?)
      """, [.texts(keys.map(\.ticker))])
  }

  private func moveHolding(_ old: Symbol, to new: Symbol, at now: Timestamp) throws {
    let source = try source(of: old)
    try connection.change(
      """
      UPDATE holdings SET symbol = $2
      WHERE symbol = $1 AND NOT EXISTS (SELECT 1 FROM holdings WHERE symbol = $2)
      """, [.text(old.ticker), .text(new.ticker)])
    try HoldingRows(connection: connection).refresh(
      [old.ticker, new.ticker], source: source, at: now)
  }

  private func source(of key: Symbol) throws -> String {
    try connection.first(
      "SELECT source FROM holdings WHERE symbol = ?", [.text(key.ticker)]
    ) { row in try row.text(0) } ?? ""
  }
}
