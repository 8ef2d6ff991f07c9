import Chronology
import DuckDB
import Market

/// The statements of the table `delistings`, and what a delisting means for the rest of the store.
struct DelistingTable {
  let connection: Connection
  let provider: String
  let now: Timestamp

  /// Days by which a source's date of a delisting may precede the last bar.
  private static let slack = 7
  /// The shortest pause, in days, after which a ticker is taken to be another company's; within as
  /// many days a delisting and the end of a name's use are one event.
  static let pause = 10

  /// Notes delistings, gives companies whose ticker trades again a key of their own, and marks the
  /// profiles of the others; belongs inside a transaction.
  func save(_ delistings: [Delisting]) throws {
    guard !delistings.isEmpty else { return }
    try stage(delistings)
    try note()
    let told = Dictionary(
      delistings.map { (Event(ticker: $0.symbol, on: $0.delistedOn), $0) }) { $1 }
    // A company's last bar is no later one's of the same ticker.
    var separated: [Symbol: SessionDate] = [:]
    let suspects = try suspects()
    let profiles = try ProfileTable(connection: connection).profiles(
      of: suspects.map(\.event.ticker))
    for var suspect in suspects {
      guard let delisting = told[suspect.event] else { continue }
      if let last = suspect.last, let taken = separated[delisting.symbol], last <= taken {
        suspect.last = nil
      }
      let boundary = try separateIfReused(
        delisting, suspect, listedOn: profiles[delisting.symbol]?.listedOn)
      guard let boundary else { continue }
      separated[delisting.symbol] = boundary
    }
    try markProfiles()
    try connection.execute("DROP TABLE staged_delistings")
  }

  private func stage(_ delistings: [Delisting]) throws {
    let table = MemoryTable(
      columns: [
        ("ticker", .text), ("name", .text), ("exchange", .text), ("listed_day", .bigInteger),
        ("delisted_day", .bigInteger), ("place", .bigInteger),
      ], parts: [delistings.count]
    ) { writer, _, start in
      writer.texts({ delistings[start + $0].symbol.ticker }, column: 0)
      writer.texts({ delistings[start + $0].name }, column: 1)
      writer.texts({ delistings[start + $0].exchange }, column: 2)
      writer.integers({ delistings[start + $0].listedOn.map { Int64($0.day) } }, column: 3)
      writer.integers({ Int64(delistings[start + $0].delistedOn.day) }, column: 4)
      writer.integers({ Int64(start + $0) }, column: 5)
    }
    try connection.reading(table) { rows in
      try connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_delistings AS "
          + """
          SELECT ticker, name, exchange, DATE '1970-01-01' + listed_day::INTEGER AS listed_on,
            DATE '1970-01-01' + delisted_day::INTEGER AS delisted_on FROM
          """ + " " + rows + " " + """
            QUALIFY row_number() OVER (
              PARTITION BY ticker, delisted_day ORDER BY place DESC) = 1
            """)
    }
  }

  /// A company that has a key of its own already keeps it. A source may list the old name of one
  /// that goes by another now as delisted: that is no second company.
  private func note() throws {
    try connection.change(
      """
      UPDATE delistings SET name = s.name, exchange = s.exchange, provider = $1, updated_at = $2,
        listed_on = coalesce(s.listed_on, delistings.listed_on)
      FROM staged_delistings s
      WHERE delistings.ticker = s.ticker AND delistings.delisted_on = s.delisted_on
      """, [.text(provider), .integer(now.nanoseconds)])
    try connection.change(
      """
      INSERT INTO delistings
      SELECT coalesce((
          SELECT min(n.key) FROM instrument_names n
          WHERE n.symbol = s.ticker AND n.key <> s.ticker
            AND abs(n.until_session - s.delisted_on) <= $3::INTEGER), ticker),
        ticker, name, exchange, listed_on, delisted_on, $1, $2
      FROM staged_delistings s
      WHERE NOT EXISTS (
        SELECT 1 FROM delistings d WHERE d.ticker = s.ticker AND d.delisted_on = s.delisted_on)
      ORDER BY ticker, delisted_on
      """, [.text(provider), .integer(now.nanoseconds), .integer(Self.pause)])
  }

  private struct Event: Hashable {
    let ticker: Symbol
    let on: SessionDate
  }

  /// A delisting after which the ticker may have traded again.
  private struct Suspect {
    let event: Event
    /// The last bar that may be the company's, and the first after it.
    var last: SessionDate?
    let next: SessionDate?
  }

  /// Oldest first. Bars that end with the company's own last session, without any since, say
  /// nothing of another company; its profile does.
  private func suspects() throws -> [Suspect] {
    try connection.rows(
      """
      WITH suspects AS (
        SELECT d.ticker, d.delisted_on
        FROM delistings d JOIN staged_delistings s USING (ticker, delisted_on)
        LEFT JOIN profiles p ON p.symbol = d.ticker
        LEFT JOIN holdings h ON h.symbol = d.ticker
        WHERE d.symbol = d.ticker
          AND (p.listed_on > d.delisted_on OR h.last > d.delisted_on + $1::INTEGER)
      )
      SELECT s.ticker, s.delisted_on,
        max(b.session) FILTER (b.session <= s.delisted_on + $1::INTEGER),
        min(b.session) FILTER (b.session > s.delisted_on + $1::INTEGER)
      FROM suspects s LEFT JOIN bars b ON b.symbol = s.ticker
      GROUP BY s.ticker, s.delisted_on ORDER BY s.delisted_on, s.ticker
      """, [.integer(Self.slack)]
    ) { row in
      Suspect(
        event: Event(ticker: Symbol(try row.text(0)), on: try row.session(1)),
        last: try row.sessionOrNull(2), next: try row.sessionOrNull(3))
    }
  }

  /// - Parameter listedOn: The ticker's first session by its profile.
  /// - Returns: The last session that went to the company that is gone; nil when nothing did.
  private func separateIfReused(
    _ delisting: Delisting, _ suspect: Suspect, listedOn: SessionDate?
  ) throws -> SessionDate? {
    let ticker = delisting.symbol
    let (last, next) = (suspect.last, suspect.next)
    let relisted = listedOn.flatMap { $0 > delisting.delistedOn ? $0 : nil }
    if let last, let next, Int(next.day - last.day) <= Self.pause { return nil }
    guard relisted != nil || last != nil && next != nil else { return nil }
    let keys = KeyTable(connection: connection)
    let boundary = last ?? delisting.delistedOn
    let dead = try keys.keyOfDelisted(ticker, in: delisting.delistedOn.civil.year)
    try NameTable(connection: connection).retire(
      ticker, through: boundary, to: dead, listedOn: delisting.listedOn,
      next: relisted ?? next ?? boundary.advanced(by: 1))
    _ = try keys.split(ticker, through: boundary, to: dead, at: now)
    // A company may be delisted some days after its last bar.
    try connection.change(
      "UPDATE delistings SET symbol = $2 WHERE ticker = $1 AND delisted_on = $3",
      [.text(ticker.ticker), .text(dead.ticker), .date(delisting.delistedOn.day)])
    try connection.change(
      "UPDATE instruments SET name = $2 WHERE symbol = $1",
      [.text(dead.ticker), .text(delisting.name)])
    try ProfileTable(connection: connection).save(
      [
        InstrumentProfile(
          symbol: dead, name: delisting.name, exchange: delisting.exchange,
          listedOn: delisting.listedOn, delistedOn: delisting.delistedOn, isActive: false)
      ], provider: provider, at: now)
    return boundary
  }

  /// Delistings of names that their bearers gave up for others, which trade on.
  private static let isRenamed: SQL = """
    (d.symbol <> d.ticker AND EXISTS (
      SELECT 1 FROM instrument_names n WHERE n.key = d.symbol AND n.until_session IS NULL))
    """

  /// The profile of a company that is gone says so; one that trades on is left alone.
  private func markProfiles() throws {
    try connection.change(
      """
      UPDATE profiles SET delisted_on = d.delisted_on, is_active = false, updated_at = $1,
        listed_on = coalesce(profiles.listed_on, d.listed_on)
      FROM (
        SELECT symbol, max(delisted_on) AS delisted_on, arg_max(listed_on, delisted_on) AS listed_on
        FROM delistings d WHERE ticker IN (SELECT ticker FROM staged_delistings) AND NOT
      """ + " " + Self.isRenamed + " " + """
        GROUP BY symbol) d
      WHERE profiles.symbol = d.symbol
        AND (profiles.listed_on IS NULL OR profiles.listed_on <= d.delisted_on)
        AND NOT (profiles.is_active AND EXISTS (
          SELECT 1 FROM holdings h
          WHERE h.symbol = d.symbol AND h.last > d.delisted_on + $2::INTEGER))
      """, [.integer(now.nanoseconds), .integer(Self.slack)])
    try connection.change(
      """
      INSERT INTO profiles
      SELECT symbol, name, 'stock', exchange, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        listed_on, delisted_on, false, $1, $2
      FROM delistings d
      WHERE ticker IN (SELECT ticker FROM staged_delistings)
        AND NOT EXISTS (SELECT 1 FROM profiles p WHERE p.symbol = d.symbol)
        AND NOT EXISTS (
          SELECT 1 FROM holdings h
          WHERE h.symbol = d.symbol AND h.last > d.delisted_on + $3::INTEGER)
        AND NOT
      """ + " " + Self.isRenamed + " " + """
      QUALIFY row_number() OVER (PARTITION BY symbol ORDER BY delisted_on DESC) = 1
      ORDER BY symbol
      """, [.text(provider), .integer(now.nanoseconds), .integer(Self.slack)])
  }
}
