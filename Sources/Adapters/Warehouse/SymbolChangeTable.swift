import Chronology
import Connect
import DuckDB
import Market

/// The statements of the table `symbol_changes`: each change is applied once.
struct SymbolChangeTable {
  let connection: Connection
  let provider: String
  let now: Timestamp

  /// What became of a change.
  private enum Result: String {
    case renamed
    /// The store keeps nothing under the old name.
    case unknown
    /// The new name belongs to another instrument that the store holds.
    case refused
  }

  /// The shortest pause, in days, after which a name is taken to be another company's.
  private static let pause = 10
  /// Days by which a source's date of a change may precede the last bar under the old name.
  private static let slack = 7

  func apply(_ changes: [SymbolChange]) throws -> [AppliedChange] {
    let changes = try new(among: changes)
    var known = try known(among: changes.flatMap { [$0.old, $0.new] })
    var applied: [AppliedChange] = []
    var unknown: [SymbolChange] = []
    for change in changes {
      guard known.contains(change.old), try !beganLater(change) else {
        unknown.append(change)
        continue
      }
      guard let (key, bars) = try rename(change) else {
        try note([change], .refused)
        continue
      }
      if try !KeyTable(connection: connection).isKnown(change.old) { known.remove(change.old) }
      known.insert(key)
      try note([change], .renamed, bars: bars)
      applied.append(AppliedChange(change: change, bars: bars))
    }
    try note(unknown, .unknown)
    return applied
  }

  /// Those not settled yet, oldest first; of one day, in the order in which they came. One that
  /// named nothing in the store is tried again: its instrument may have come since.
  private func new(among changes: [SymbolChange]) throws -> [SymbolChange] {
    struct Key: Hashable {
      let on: SessionDate
      let old: Symbol
      let new: Symbol
    }
    var seen = Set(
      try connection.rows(
        "SELECT changed_on, old_symbol, new_symbol FROM symbol_changes WHERE result <> 'unknown'"
      ) { row in
        Key(on: try row.session(0), old: Symbol(try row.text(1)), new: Symbol(try row.text(2)))
      })
    return changes.enumerated()
      .sorted { ($0.element.on, $0.offset) < ($1.element.on, $1.offset) }
      .map(\.element)
      .filter { change in
        change.old != change.new
          && seen.insert(Key(on: change.on, old: change.old, new: change.new)).inserted
      }
  }

  private func known(among symbols: [Symbol]) throws -> Set<Symbol> {
    Set(
      try connection.rows(
        """
        SELECT symbol FROM instruments WHERE symbol = ANY($1)
        UNION SELECT symbol FROM profiles WHERE symbol = ANY($1)
        UNION SELECT symbol FROM holdings WHERE symbol = ANY($1)
        """, [.texts(Array(Set(symbols)).map(\.ticker))]
      ) { row in Symbol(try row.text(0)) })
  }

  private func note(_ changes: [SymbolChange], _ result: Result, bars: Int = 0) throws {
    let table = MemoryTable(
      columns: [("day", .bigInteger), ("old", .text), ("new", .text), ("name", .text)],
      parts: [changes.count]
    ) { writer, _, start in
      writer.integers({ Int64(changes[start + $0].on.day) }, column: 0)
      writer.texts({ changes[start + $0].old.ticker }, column: 1)
      writer.texts({ changes[start + $0].new.ticker }, column: 2)
      writer.texts({ changes[start + $0].name }, column: 3)
    }
    try connection.reading(table) { rows in
      try connection.execute(
        "DELETE FROM symbol_changes USING (SELECT * FROM " + rows
          + """
          ) s WHERE symbol_changes.changed_on = DATE '1970-01-01' + s.day::INTEGER
            AND symbol_changes.old_symbol = s.old AND symbol_changes.new_symbol = s.new
          """)
      try connection.change(
        """
        INSERT INTO symbol_changes
        SELECT DATE '1970-01-01' + day::INTEGER, old, new, name, ?, ?, ?, ? FROM
        """ + " " + rows,
        [
          .text(result.rawValue), .integer(bars), .text(provider), .integer(now.nanoseconds),
        ])
    }
  }

  /// - Returns: The key under which the instrument is kept now and the bars moved there; nil when
  ///   the new name is another's.
  private func rename(_ change: SymbolChange) throws -> (key: Symbol, bars: Int)? {
    let key = try key(after: change)
    guard key != change.old else { return (key, 0) }
    let reach = try reach(of: change)
    guard reach != .unclear, try makeRoom(for: change, at: key, until: reach.last) else {
      try noteCollision(change, with: key)
      return nil
    }
    let keys = KeyTable(connection: connection)
    let names = NameTable(connection: connection)
    try keys.removeDoubles(of: change.old, besides: key, through: reach.last)
    try QuarantinedBars(connection: connection).keepOut(
      of: key, whatWasOutOf: change.old, through: reach.last, at: now)
    guard case .upTo(let last) = reach else {
      try names.rename(change.old, to: change.new, on: change.on, key: key)
      let bars = try keys.move(change.old, to: key, at: now)
      try revive(key, renamedOn: change.on)
      return (key, bars)
    }
    // The old name trades again: only what came before the change is the renamed instrument's.
    let next = try bar("min", of: change.old, ">", last) ?? change.on
    try names.retire(change.old, through: last, to: key, listedOn: nil, next: next)
    try names.begin(change.new, of: key, on: change.on)
    return (key, try keys.split(change.old, through: last, to: key, at: now))
  }

  /// A source may list an old name as delisted: the instrument trades on under its new one.
  private func revive(_ key: Symbol, renamedOn day: SessionDate) throws {
    try connection.change(
      """
      UPDATE profiles SET delisted_on = NULL, is_active = true, updated_at = $1
      WHERE symbol = $2 AND abs(delisted_on - $3::DATE) <= $4::INTEGER AND NOT EXISTS (
        SELECT 1 FROM delistings d WHERE d.ticker = $2 AND d.delisted_on >= $3)
      """,
      [
        .integer(now.nanoseconds), .text(key.ticker), .date(day.day),
        .integer(DelistingTable.pause),
      ])
  }

  /// How much of what is kept under the old name is the renamed instrument's.
  private enum Reach: Hashable {
    case all
    /// Bars up to a session; those after a pause are another's.
    case upTo(SessionDate)
    /// Bars go on under the old name without a pause.
    case unclear

    var last: SessionDate? {
      if case .upTo(let last) = self { last } else { nil }
    }
  }

  private func reach(of change: SymbolChange) throws -> Reach {
    guard let held = try stretch(of: change.old),
      held.upperBound > change.on.advanced(by: Self.slack)
    else { return .all }
    guard let last = try bar("max", of: change.old, "<", change.on.advanced(by: Self.slack)),
      let next = try bar("min", of: change.old, ">", last),
      Int(next.day - last.day) > Self.pause
    else { return .unclear }
    return .upTo(last)
  }

  /// True when the bearer of the old name got it only on or after the change.
  private func beganLater(_ change: SymbolChange) throws -> Bool {
    let names = try InstrumentNames(of: [change.old], on: connection)
    let own = names.names(of: change.old).first
    let listed = try ProfileTable(connection: connection).profiles(of: [change.old])[change.old]?
      .listedOn
    let held = try stretch(of: change.old)
    return [own?.from, listed, held?.lowerBound].compactMap { $0 }.contains { $0 >= change.on }
  }

  /// The key of what bore the new name from the change on: that name, unless it was given up since.
  private func key(after change: SymbolChange) throws -> Symbol {
    let names = try InstrumentNames(of: [change.new], on: connection)
    let later = names.key(of: change.new, on: change.on, isKey: false)
    return later ?? change.new
  }

  // MARK: Collisions

  /// Sees to it that bars under the new name are those of the renamed instrument.
  ///
  /// - Parameter limit: The last session that is the instrument's under its old name; nil for all.
  /// - Returns: False when they are another's that cannot be told apart.
  private func makeRoom(
    for change: SymbolChange, at key: Symbol, until limit: SessionDate?
  ) throws -> Bool {
    guard let old = try stretch(of: change.old), let held = try stretch(of: key) else {
      return true
    }
    let end = limit ?? old.upperBound
    guard held.lowerBound <= max(end, change.on.advanced(by: -1)) else { return true }
    if try agree(change.old, key, until: end) {
      // The source gives the whole history under the new name; the old name's copy goes.
      let doubles = try connection.rows(
        """
        DELETE FROM bars WHERE symbol = $1 AND session <= $3 AND session IN (
          SELECT session FROM bars WHERE symbol = $2) RETURNING session
        """, [.text(change.old.ticker), .text(key.ticker), .date(end.day)]
      ) { row in try row.session(0) }
      try HoldingRows(connection: connection).refresh(
        [change.old.ticker], source: "", months: BarMonths.counts(of: doubles, each: -1), at: now)
      return true
    }
    guard end < change.on, let last = try bar("max", of: key, "<", change.on),
      Int(change.on.day - last.day) >= Self.pause
    else { return false }
    try retire(key, through: last, for: change)
    return true
  }

  /// True when the two have bars of the same sessions and all but one in twenty of these have one
  /// close: corrections happen, but two companies never trade at the same prices.
  private func agree(_ old: Symbol, _ new: Symbol, until end: SessionDate) throws -> Bool {
    try connection.first(
      """
      SELECT count(*) > 0 AND count_if(a.close IS NOT DISTINCT FROM b.close) >= 0.95 * count(*)
      FROM bars a JOIN bars b ON b.session = a.session
      WHERE a.symbol = ? AND b.symbol = ? AND a.session <= ?
      """, [.text(old.ticker), .text(new.ticker), .date(end.day)]
    ) { row in try row.boolean(0) } ?? false
  }

  /// Gives the name's former bearer a key of its own.
  private func retire(_ ticker: Symbol, through last: SessionDate, for change: SymbolChange) throws
  {
    let keys = KeyTable(connection: connection)
    let former = try keys.keyOfDelisted(ticker, in: last.civil.year)
    try NameTable(connection: connection).retire(
      ticker, through: last, to: former, listedOn: nil, next: change.on)
    _ = try keys.split(ticker, through: last, to: former, at: now)
  }

  private func noteCollision(_ change: SymbolChange, with key: Symbol) throws {
    let held = try stretch(of: key).map { "from \($0.lowerBound) to \($0.upperBound)" } ?? ""
    try FindingTable(connection: connection).add(
      HealthFinding(
        symbol: key, session: change.on, rule: .oddAnswer, severity: .fault,
        evidence: "\(change.old) is said to trade as \(change.new) from \(change.on) on, but "
          + "\(key) has other bars \(held); nothing was renamed.",
        repair: .accept), origin: .identity, at: now)
  }

  private func stretch(of key: Symbol) throws -> ClosedRange<SessionDate>? {
    try connection.first(
      "SELECT first, last FROM holdings WHERE symbol = ? AND bars > 0", [.text(key.ticker)]
    ) { row in try row.session(0)...row.session(1) }
  }

  private func bar(
    _ end: SQL, of key: Symbol, _ side: SQL, _ session: SessionDate
  ) throws -> SessionDate? {
    try connection.first(
      "SELECT " + end + "(session) FROM bars WHERE symbol = ? AND session " + side + " ?",
      [.text(key.ticker), .date(session.day)]
    ) { row in try row.sessionOrNull(0) }.flatMap { $0 }
  }
}
