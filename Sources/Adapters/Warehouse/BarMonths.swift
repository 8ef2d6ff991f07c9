import Chronology
import DuckDB
import Market

/// Bars on sessions of the exchange by month, over all symbols.
struct BarMonths {
  let connection: Connection

  /// What some sessions count for, by month; those on days without a session count for nothing.
  static func counts(of sessions: [SessionDate], each bars: Int = 1) -> [Int: Int] {
    let days = CalendarDays.xnys
    var months: [Int: Int] = [:]
    for session in sessions where days.isSession(session) {
      months[days.month(of: session), default: 0] += bars
    }
    return months
  }

  /// Adds to some months; belongs inside the transaction of the change, after its new revision.
  func add(_ bars: [Int: Int], revision: Int64) throws {
    let state = try StoreState.read(on: connection)
    guard state.monthsRevision == revision - 1 else { return try recount() }
    let months = bars.filter { $0.value != 0 }.sorted { $0.key < $1.key }
    let table = MemoryTable(
      columns: [("month", .bigInteger), ("bars", .bigInteger)], parts: [months.count]
    ) { writer, _, start in
      writer.integers({ Int64(months[start + $0].key) }, column: 0)
      writer.integers({ Int64(months[start + $0].value) }, column: 1)
    }
    try connection.reading(table) { rows in
      try connection.change("INSERT INTO bar_months SELECT * FROM " + rows)
    }
    try connection.change(
      "UPDATE store_state SET months_revision = ?", [.integer(revision)])
  }

  /// The bars of each month; counted from the bars themselves when the table is behind them.
  func bars() throws -> [Int: Int] {
    let state = try StoreState.read(on: connection)
    guard state.monthsRevision == state.revision else { return try count() }
    let rows = try connection.rows(
      "SELECT month, sum(bars)::BIGINT FROM bar_months GROUP BY month HAVING sum(bars) <> 0"
    ) { row in
      (try row.count(0), try row.count(1))
    }
    return Dictionary(rows) { first, _ in first }
  }

  func recount() throws {
    let bars = try count()
    try connection.execute("DELETE FROM bar_months")
    let insert = try connection.prepare("INSERT INTO bar_months VALUES (?, ?)")
    for (month, bars) in bars.sorted(by: { $0.key < $1.key }) {
      try insert.change([.integer(month), .integer(bars)])
    }
    try connection.execute("UPDATE store_state SET months_revision = revision")
  }

  /// - Parameter symbols: Whose bars; nil for those of every symbol.
  func count(of symbols: [Symbol]? = nil) throws -> [Int: Int] {
    let rows = try connection.rows(
      "SELECT session, count(*) FROM bars "
        + (symbols == nil
          ? "" : "JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = bars.symbol ")
        + "GROUP BY session", symbols.map { [.texts($0.map(\.ticker))] } ?? []
    ) { row in (try row.session(0), try row.count(1)) }
    let days = CalendarDays.xnys
    var months: [Int: Int] = [:]
    for (session, bars) in rows where days.isSession(session) {
      months[days.month(of: session), default: 0] += bars
    }
    return months
  }
}
