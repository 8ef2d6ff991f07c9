import Chronology
import DuckDB
import Market

/// Writes the table `instrument_names`, which `InstrumentNames` reads.
struct NameTable {
  let connection: Connection

  /// Notes that the instrument kept under `old` is kept under `key` and goes by `new` from `on` on.
  ///
  /// - Parameter key: `new`, or the name that `new` itself was given up for later.
  func rename(_ old: Symbol, to new: Symbol, on: SessionDate, key: Symbol) throws {
    try connection.change(
      "UPDATE instrument_names SET until_session = $2 WHERE key = $1 AND until_session IS NULL",
      [.text(old.ticker), .date(on.day)])
    let had = try connection.change(
      "UPDATE instrument_names SET key = $2 WHERE key = $1", [.text(old.ticker), .text(key.ticker)])
    if had == 0 { try add(old, to: key, from: nil, until: on) }
    try begin(new, of: key, on: on)
  }

  /// Notes that the instrument kept under `key` goes by `symbol` from `on` on.
  func begin(_ symbol: Symbol, of key: Symbol, on: SessionDate) throws {
    let held = try connection.change(
      """
      UPDATE instrument_names SET from_session = $3
      WHERE key = $1 AND symbol = $2 AND (until_session IS NULL OR until_session > $3)
      """, [.text(key.ticker), .text(symbol.ticker), .date(on.day)])
    if held == 0 { try add(symbol, to: key, from: on, until: nil) }
  }

  /// Notes that `ticker` up to and including `last` was the name of the company kept under `dead`,
  /// and that the one kept under `ticker` bears it from `next` on.
  func retire(
    _ ticker: Symbol, through last: SessionDate, to dead: Symbol, listedOn: SessionDate?,
    next: SessionDate
  ) throws {
    // What the ticker's bearer was called before belongs to the company that is gone.
    let had = try connection.change(
      """
      UPDATE instrument_names SET key = $2, until_session = least(until_session, $3)
      WHERE key = $1 AND (from_session IS NULL OR from_session <= $4)
      """,
      [
        .text(ticker.ticker), .text(dead.ticker), .date(last.advanced(by: 1).day),
        .date(last.day),
      ])
    if had == 0 {
      try add(ticker, to: dead, from: listedOn, until: last.advanced(by: 1))
    }
    let lives = try connection.first(
      "SELECT count(*) FROM instrument_names WHERE key = ?", [.text(ticker.ticker)]
    ) { row in try row.count(0) }
    if lives == 0 { try add(ticker, to: ticker, from: next, until: nil) }
  }

  private func add(
    _ symbol: Symbol, to key: Symbol, from: SessionDate?, until: SessionDate?
  ) throws {
    try connection.change(
      "INSERT INTO instrument_names VALUES (?, ?, ?, ?)",
      [
        .text(key.ticker), .text(symbol.ticker), from.map { .date($0.day) } ?? .null,
        until.map { .date($0.day) } ?? .null,
      ])
  }
}
