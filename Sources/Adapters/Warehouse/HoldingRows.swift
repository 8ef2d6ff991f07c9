import Chronology
import DuckDB
import Market

/// The summary of one symbol's bars.
struct Holding: Hashable, Sendable {
  var first: SessionDate
  var last: SessionDate
  var bars: Int
  /// Bars on sessions of the exchange.
  var sessions: Int
  /// The provider of the newest bar.
  var source: String

  var range: ClosedRange<SessionDate> { first...last }
  /// Sessions of the exchange between the first and the last bar without one.
  var missing: Int { CalendarDays.xnys.count(in: range) - sessions }
}

/// Keeps one summary row a symbol with bars, so that nothing else counts them.
struct HoldingRows {
  let connection: Connection

  /// The summaries of those of some symbols that have bars.
  func holdings(of symbols: [Symbol]) throws -> [Symbol: Holding] {
    let rows = try connection.rows(
      """
      SELECT h.symbol, h.first, h.last, h.bars, h.sessions, h.source
      FROM holdings h JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = h.symbol
      """, [.texts(symbols.map(\.ticker))]
    ) { row in
      (
        Symbol(try row.text(0)),
        Holding(
          first: try row.session(1), last: try row.session(2), bars: try row.count(3),
          sessions: try row.count(4), source: try row.text(5))
      )
    }
    return Dictionary(rows) { first, _ in first }
  }

  /// The revision of the last change of each of some symbols; of one without bars there is none.
  func revisions(of symbols: [Symbol]) throws -> [Symbol: Int64] {
    let rows = try connection.rows(
      """
      SELECT h.symbol, h.revision
      FROM holdings h JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = h.symbol
      """, [.texts(symbols.map(\.ticker))]
    ) { row in (Symbol(try row.text(0)), try row.integer(1)) }
    return Dictionary(rows) { first, _ in first }
  }

  /// Puts summaries in the place of the former ones; nil for a symbol that has no bars any more.
  func replace(_ holdings: [Symbol: Holding?], revision: Int64, at now: Timestamp) throws {
    guard !holdings.isEmpty else { return }
    try connection.change(
      """
      DELETE FROM holdings USING (SELECT unnest(?::VARCHAR[]) AS symbol) s
      WHERE holdings.symbol = s.symbol
      """, [.texts(holdings.keys.map(\.ticker))])
    let kept = holdings.compactMap { symbol, holding in holding.map { (symbol, $0) } }
      .sorted { $0.0 < $1.0 }
    let table = MemoryTable(
      columns: [
        ("symbol", .text), ("first", .date), ("last", .date), ("bars", .bigInteger),
        ("sessions", .bigInteger), ("missing", .bigInteger), ("source", .text),
      ], parts: [kept.count]
    ) { writer, _, start in
      writer.texts({ kept[start + $0].0.ticker }, column: 0)
      writer.days({ kept[start + $0].1.first.day }, column: 1)
      writer.days({ kept[start + $0].1.last.day }, column: 2)
      writer.integers({ Int64(kept[start + $0].1.bars) }, column: 3)
      writer.integers({ Int64(kept[start + $0].1.sessions) }, column: 4)
      writer.integers({ Int64(kept[start + $0].1.missing) }, column: 5)
      writer.texts({ kept[start + $0].1.source }, column: 6)
    }
    try connection.reading(table) { rows in
      try connection.change(
        "INSERT INTO holdings SELECT *, ?, ? FROM " + rows,
        [.integer(revision), .integer(now.nanoseconds)])
    }
  }

  /// Gives some symbols a new revision whose bars are as they were: something beside them changed.
  func touch(_ symbols: Set<Symbol>, revision: Int64, at now: Timestamp) throws {
    guard !symbols.isEmpty else { return }
    try connection.change(
      """
      UPDATE holdings SET revision = $1, updated_at = $2
      FROM (SELECT unnest($3::VARCHAR[]) AS symbol) s WHERE holdings.symbol = s.symbol
      """,
      [
        .integer(revision), .integer(now.nanoseconds), .texts(symbols.map(\.ticker).sorted()),
      ])
  }

  /// Counts the bars of some symbols again and gives them a new revision; a symbol without bars
  /// loses its row. Belongs inside the transaction of a change that no save of bars made: a new
  /// name, a bar set aside or put back.
  ///
  /// - Parameters:
  ///   - source: Whose bars they are where the bars do not say.
  ///   - months: The bars on sessions that the change brought, less those that it took, by month.
  /// - Returns: The store's revision after it.
  @discardableResult
  func refresh(
    _ symbols: [String], source: String, months: [Int: Int] = [:], at now: Timestamp
  ) throws -> Int64 {
    let revision = try StoreState.advance(on: connection)
    try BarMonths(connection: connection).add(months, revision: revision)
    var holdings: [Symbol: Holding?] = Dictionary(
      symbols.map { (Symbol($0), nil) }, uniquingKeysWith: { first, _ in first })
    for (symbol, holding) in try count(symbols) { holdings[symbol] = .some(holding) }
    try replace(holdings, revision: revision, at: now)
    return revision
  }

  /// Counts the bars of every symbol; for a file whose bars came before the summaries, and to prove
  /// them.
  func refreshAll(at now: Timestamp) throws {
    let revision = try StoreState.advance(on: connection)
    try connection.execute("DELETE FROM holdings")
    try replace(try count(nil).mapValues { .some($0) }, revision: revision, at: now)
    try BarMonths(connection: connection).recount()
  }

  /// Counts bars, at the cost of reading them; nil for those of every symbol.
  func count(_ symbols: [String]?) throws -> [Symbol: Holding] {
    let calendar = CalendarSessions.table
    let rows = try connection.reading(calendar) { sessions in
      try connection.rows(
        """
        SELECT b.symbol, min(b.session), max(b.session), count(*), count(c.session),
          arg_max(b.source, b.session)
        FROM bars b LEFT JOIN 
        """ + " " + sessions + " c ON c.session = b.session "
          + (symbols == nil
            ? "" : "JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = b.symbol ")
          + "GROUP BY b.symbol", symbols.map { [.texts($0)] } ?? []
      ) { row in
        (
          Symbol(try row.text(0)),
          Holding(
            first: try row.session(1), last: try row.session(2), bars: try row.count(3),
            sessions: try row.count(4), source: try row.text(5))
        )
      }
    }
    return Dictionary(rows) { first, _ in first }
  }
}

/// The sessions of the exchange as a table that a statement reads.
enum CalendarSessions {
  static let table: MemoryTable = {
    let sessions = TradingCalendar.xnys.sessions(in: TradingCalendar.xnys.bounds)
    return MemoryTable(columns: [("session", .date)], parts: [sessions.count]) {
      writer, _, start in
      writer.days({ sessions[start + $0].day }, column: 0)
    }
  }()
}

/// The one row of `store_state`: which store this is and how often its data changed.
enum StoreState {
  /// Notes one more change of the data.
  ///
  /// - Returns: The revision after it.
  static func advance(on connection: Connection) throws -> Int64 {
    try connection.execute("UPDATE store_state SET revision = revision + 1")
    return try read(on: connection).revision
  }

  static func read(
    on connection: Connection
  ) throws -> (lineage: String, revision: Int64, monthsRevision: Int64) {
    let row = try connection.first("SELECT lineage, revision, months_revision FROM store_state") {
      row in
      (try row.text(0), try row.integer(1), try row.integer(2))
    }
    guard let row else { throw DuckDBError(.corrupt, "The table store_state has no row.") }
    return row
  }
}
