import Chronology
import DuckDB
import Market

/// The statements of the table `profiles`; one row a symbol.
struct ProfileTable {
  let connection: Connection

  /// Inserts profiles or replaces those of the same symbols; belongs inside a transaction.
  func save(_ profiles: [InstrumentProfile], provider: String, at now: Timestamp) throws {
    let profiles = lastOfEach(profiles)
    try connection.reading(Self.table(of: profiles)) { rows in
      try connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_profiles AS SELECT * FROM " + rows)
    }
    // A source that forgets a date does not make the store forget it; a symbol that trades again
    // after its delisting is another company's, whose dates are its own.
    try connection.execute(
      """
      UPDATE staged_profiles SET
        listed_day = coalesce(listed_day, p.listed_on - DATE '1970-01-01'),
        delisted_day = CASE WHEN staged_profiles.is_active = 1 THEN delisted_day
          ELSE coalesce(delisted_day, p.delisted_on - DATE '1970-01-01') END
      FROM profiles p
      WHERE p.symbol = staged_profiles.symbol AND (p.is_active OR staged_profiles.is_active = 0)
      """)
    try connection.execute(
      "DELETE FROM profiles USING staged_profiles s WHERE profiles.symbol = s.symbol")
    try connection.change(
      """
      INSERT INTO profiles
      SELECT symbol, name, kind, exchange, currency, country, sector, industry, cik, isin, cusip,
        DATE '1970-01-01' + listed_day::INTEGER, DATE '1970-01-01' + delisted_day::INTEGER,
        is_active = 1, ?, ?
      FROM staged_profiles ORDER BY symbol
      """, [.text(provider), .integer(now.nanoseconds)])
    try connection.execute("DROP TABLE staged_profiles")
  }

  /// The profiles of some symbols, those without one left out.
  func profiles(of symbols: [Symbol]) throws -> [Symbol: InstrumentProfile] {
    let profiles = try connection.rows(
      """
      SELECT symbol, name, kind, exchange, currency, country, sector, industry, cik, isin, cusip,
        listed_on, delisted_on, is_active
      FROM profiles WHERE symbol = ANY(?)
      """, [.texts(symbols.map(\.ticker))]
    ) { row in
      InstrumentProfile(
        symbol: Symbol(try row.text(0)), name: try row.text(1), kind: try row.word(2),
        exchange: try row.textOrNull(3), currency: try row.textOrNull(4),
        country: try row.textOrNull(5), sector: try row.textOrNull(6),
        industry: try row.textOrNull(7), cik: try row.textOrNull(8), isin: try row.textOrNull(9),
        cusip: try row.textOrNull(10), listedOn: try row.sessionOrNull(11),
        delistedOn: try row.sessionOrNull(12), isActive: try row.boolean(13))
    }
    return Dictionary(profiles.map { ($0.symbol, $0) }) { first, _ in first }
  }

  private static func table(of profiles: [InstrumentProfile]) -> MemoryTable {
    MemoryTable(
      columns: [
        ("symbol", .text), ("name", .text), ("kind", .text), ("exchange", .text),
        ("currency", .text), ("country", .text), ("sector", .text), ("industry", .text),
        ("cik", .text), ("isin", .text), ("cusip", .text), ("listed_day", .bigInteger),
        ("delisted_day", .bigInteger), ("is_active", .bigInteger),
      ], parts: [profiles.count]
    ) { writer, _, start in
      writer.texts({ profiles[start + $0].symbol.ticker }, column: 0)
      writer.texts({ profiles[start + $0].name }, column: 1)
      writer.texts({ profiles[start + $0].kind.rawValue }, column: 2)
      writer.texts({ profiles[start + $0].exchange }, column: 3)
      writer.texts({ profiles[start + $0].currency }, column: 4)
      writer.texts({ profiles[start + $0].country }, column: 5)
      writer.texts({ profiles[start + $0].sector }, column: 6)
      writer.texts({ profiles[start + $0].industry }, column: 7)
      writer.texts({ profiles[start + $0].cik }, column: 8)
      writer.texts({ profiles[start + $0].isin }, column: 9)
      writer.texts({ profiles[start + $0].cusip }, column: 10)
      writer.integers({ profiles[start + $0].listedOn.map { Int64($0.day) } }, column: 11)
      writer.integers({ profiles[start + $0].delistedOn.map { Int64($0.day) } }, column: 12)
      writer.integers({ profiles[start + $0].isActive ? 1 : 0 }, column: 13)
    }
  }

  private func lastOfEach(_ profiles: [InstrumentProfile]) -> [InstrumentProfile] {
    var last: [Symbol: InstrumentProfile] = [:]
    for profile in profiles { last[profile.symbol] = profile }
    return last.values.sorted { $0.symbol < $1.symbol }
  }
}
