import Chronology
import Connect
import DuckDB
import Market

/// What some instruments were called over time, and the way from a name to its bearer.
///
/// An instrument that never changed its name, and whose name nobody else ever had, has no rows here:
/// its key is its one name.
struct InstrumentNames {
  private struct Use {
    let key: Symbol
    let name: InstrumentIdentity.Name
  }
  /// By key, oldest first.
  private let uses: [Use]

  /// Reads the names of every instrument that ever bore one of `symbols`, or has it as its key.
  init(of symbols: [Symbol], on connection: Connection) throws {
    uses = try connection.rows(
      """
      SELECT key, symbol, from_session, until_session FROM instrument_names
      WHERE key IN (
        SELECT key FROM instrument_names WHERE symbol = ANY($1) OR key = ANY($1))
      ORDER BY key, coalesce(from_session, DATE '0001-01-01'), coalesce(until_session,
        DATE '9999-12-31')
      """, [.texts(symbols.map(\.ticker))]
    ) { row in
      Use(
        key: Symbol(try row.text(0)),
        name: InstrumentIdentity.Name(
          symbol: Symbol(try row.text(1)), from: try row.sessionOrNull(2),
          until: try row.sessionOrNull(3)))
    }
  }

  /// The names of an instrument, oldest first; its key alone when it never changed.
  func names(of key: Symbol) -> [InstrumentIdentity.Name] {
    let names = uses.filter { $0.key == key }.map(\.name)
    return names.isEmpty
      ? [InstrumentIdentity.Name(symbol: key, from: nil, until: nil)] : names
  }

  /// The key of the instrument that went by `symbol` on a session, or goes by it now.
  ///
  /// - Parameter isKey: True when an instrument is kept under `symbol`.
  func key(of symbol: Symbol, on session: SessionDate?, isKey: Bool) -> Symbol? {
    let bearers = uses.filter { $0.name.symbol == symbol }
    if let session {
      if let bearer = bearers.first(where: { $0.name.covers(session) }) { return bearer.key }
      return isKey && !uses.contains { $0.key == symbol } ? symbol : nil
    }
    if isKey { return symbol }
    let current = bearers.first { $0.name.until == nil }
    let last = bearers.max { ($0.name.until?.day ?? .max) < ($1.name.until?.day ?? .max) }
    return (current ?? last)?.key
  }

  /// What the instrument that a source calls `symbol`, by an old or a later name, was called on a
  /// session.
  func name(ofOneCalled symbol: Symbol, on session: SessionDate) -> Symbol {
    if uses.contains(where: { $0.name.symbol == symbol && $0.name.covers(session) }) {
      return symbol
    }
    let isKey = uses.contains { $0.key == symbol }
    guard let key = key(of: symbol, on: nil, isKey: isKey) else { return symbol }
    return names(of: key).first { $0.covers(session) }?.symbol ?? symbol
  }
}

extension InstrumentIdentity.Name {
  /// True when the name was in use on a session.
  func covers(_ session: SessionDate) -> Bool {
    if let from, session < from { return false }
    if let until, session >= until { return false }
    return true
  }
}
