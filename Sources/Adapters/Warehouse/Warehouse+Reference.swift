public import Chronology
public import Connect
import DuckDB
public import Market

extension Warehouse: ReferenceStore {
  public func save(
    profiles: [InstrumentProfile], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write(
      "save \(profiles.count) profiles of \(provider)", isCancellable: true
    ) { connection in
      try connection.transaction {
        try ProfileTable(connection: connection).save(profiles, provider: provider, at: now)
      }
    }
  }

  /// Notes delistings; a ticker counts as another company's when its bars pause for more than ten
  /// days around the delisting and go on, or when its profile says it was listed after it.
  public func save(
    delistings: [Delisting], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("save \(delistings.count) delistings of \(provider)") { connection in
      try connection.transaction {
        try DelistingTable(connection: connection, provider: provider, now: now).save(delistings)
      }
    }
  }

  public func save(
    memberships: [IndexMembership], of index: StockIndex, provider: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("save the members of \(index.rawValue)") { connection in
      try connection.transaction {
        try connection.change(
          "DELETE FROM index_members WHERE index_name = ?", [.text(index.rawValue)])
        let insert = try connection.prepare("INSERT INTO index_members VALUES (?, ?, ?, ?, ?, ?)")
        for membership in memberships {
          try insert.change([
            .text(index.rawValue), .text(membership.symbol.ticker),
            membership.from.map { .date($0.day) } ?? .null,
            membership.until.map { .date($0.day) } ?? .null, .text(provider),
            .integer(now.nanoseconds),
          ])
        }
      }
    }
  }

  public func members(
    of index: StockIndex, on session: SessionDate
  ) async throws(StoreError) -> [Symbol] {
    try await read("read the members of \(index.rawValue)") { connection in
      let members = try connection.rows(
        """
        SELECT DISTINCT symbol FROM index_members
        WHERE index_name = ? AND (from_session IS NULL OR from_session <= ?)
          AND (until_session IS NULL OR until_session > ?)
        """, [.text(index.rawValue), .date(session.day), .date(session.day)]
      ) { row in Symbol(try row.text(0)) }
      // A source that lists today's members calls them by today's names.
      let names = try InstrumentNames(of: members, on: connection)
      return Set(members.map { names.name(ofOneCalled: $0, on: session) }).sorted()
    }
  }

  /// The keys of the instruments that trade on a session, those delisted since among them; no index.
  ///
  /// One trades from its listing or its first bar, the earlier, to its delisting or its last bar,
  /// the later; without either end of a profile, from its first bar to its last.
  public func listed(on session: SessionDate) async throws(StoreError) -> [Symbol] {
    try await read("list what trades on \(session)") { connection in
      try connection.rows(
        """
        SELECT coalesce(p.symbol, h.symbol) AS key
        FROM profiles p FULL JOIN holdings h ON h.symbol = p.symbol
        LEFT JOIN instruments i ON i.symbol = h.symbol
        WHERE coalesce(p.kind, '') <> 'index' AND coalesce(i.prices, '') <> 'index'
          AND least(p.listed_on, h.first) <= $1
          AND (coalesce(p.is_active AND p.delisted_on IS NULL, false)
            OR greatest(p.delisted_on, h.last) >= $1)
        ORDER BY key
        """, [.date(session.day)]
      ) { row in Symbol(try row.text(0)) }
    }
  }
}
