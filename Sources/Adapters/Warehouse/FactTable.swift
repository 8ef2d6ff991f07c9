import Chronology
import DuckDB
import Market

/// The statements of the table `facts`: every version of each figure, with the day it became known.
struct FactTable {
  let connection: Connection

  /// Adds the figures that differ from what was known of them; belongs inside a transaction.
  ///
  /// - A figure of another publication day is added when it differs from the version before it.
  /// - A figure of the same publication day with another value was changed by the source in
  ///   silence: it counts as known from the day of `now` on, for nobody could see it earlier.
  /// - A figure without a publication day is added when no version has its value, and no reading as
  ///   of a day shows it.
  /// - Returns: The number of figures added.
  func add(_ reports: [CompanyReport], provider: String, at now: Timestamp) throws -> Int {
    let figures = Figure.all(of: reports)
    guard !figures.isEmpty else { return 0 }
    try connection.reading(Figure.table(of: figures)) { rows in
      try connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_facts AS "
          + """
          SELECT symbol, kind, item, DATE '1970-01-01' + end_day::INTEGER AS period_end,
            fiscal_year, period, value, DATE '1970-01-01' + known_day::INTEGER AS known_on,
            currency
          FROM
          """ + " " + rows + " " + """
            QUALIFY row_number() OVER (
              PARTITION BY symbol, kind, item, end_day, period, known_day ORDER BY place DESC) = 1
            """)
    }
    let day = Int32(now.nanoseconds / 86_400_000_000_000)
    let added = try connection.change(
      Self.addition, [.text(provider), .integer(now.nanoseconds), .date(day)])
    try connection.execute("DROP TABLE staged_facts")
    return added
  }

  /// The newest version of each figure known on a session, newest period first.
  func facts(of symbol: Symbol, asOf session: SessionDate) throws -> [Fact] {
    try connection.rows(
      """
      SELECT symbol, kind, item, period_end, fiscal_year, period, value, known_on FROM facts
      WHERE symbol = ? AND known_on <= ?
      QUALIFY row_number() OVER (
        PARTITION BY kind, item, period_end, period ORDER BY known_on DESC, recorded_at DESC) = 1
      ORDER BY period_end DESC, period, kind, item
      """, [.text(symbol.ticker), .date(session.day)]
    ) { row in
      Fact(
        symbol: Symbol(try row.text(0)), kind: try row.word(1), item: try row.text(2),
        periodEnd: try row.session(3), fiscalYear: try row.count(4), period: try row.text(5),
        value: try row.double(6), knownOn: try row.session(7))
    }
  }

  /// `held` are the versions of the same symbols; `same` the values of one publication day;
  /// `newest` what counts now; `before` the version that a dated figure follows.
  private static let addition: SQL = """
    INSERT INTO facts
    WITH held AS (
      SELECT * FROM facts WHERE symbol IN (SELECT DISTINCT symbol FROM staged_facts)
    ), same AS (
      SELECT symbol, kind, item, period_end, period, known_on, list(value) AS day_values
      FROM held WHERE known_on IS NOT NULL GROUP BY ALL
    ), newest AS (
      SELECT symbol, kind, item, period_end, period,
        arg_max(value, (known_on, recorded_at)) AS newest_value
      FROM held WHERE known_on IS NOT NULL GROUP BY ALL
    ), versions AS (
      SELECT *, 1 AS is_staged, 0 AS recorded_at FROM staged_facts WHERE known_on IS NOT NULL
      UNION ALL BY NAME
      SELECT * EXCLUDE (provider), 0 AS is_staged FROM held WHERE known_on IS NOT NULL
    ), judged AS (
      SELECT *, lag(value) OVER (
        PARTITION BY symbol, kind, item, period_end, period
        ORDER BY known_on, is_staged, recorded_at) AS before
      FROM versions
    ), added AS (
      SELECT j.symbol, j.kind, j.item, j.period_end, j.fiscal_year, j.period, j.value,
        CASE WHEN s.day_values IS NULL THEN j.known_on
          ELSE greatest(j.known_on, $3) END AS known_on,
        j.currency
      FROM judged j
      LEFT JOIN same s USING (symbol, kind, item, period_end, period, known_on)
      LEFT JOIN newest n USING (symbol, kind, item, period_end, period)
      WHERE j.is_staged = 1 AND CASE
        WHEN s.day_values IS NULL THEN j.before IS DISTINCT FROM j.value
        ELSE NOT list_contains(s.day_values, j.value)
          AND n.newest_value IS DISTINCT FROM j.value END
      UNION ALL
      SELECT u.* FROM staged_facts u
      WHERE u.known_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM held h
        WHERE h.symbol = u.symbol AND h.kind = u.kind AND h.item = u.item
          AND h.period_end = u.period_end AND h.period = u.period AND h.value = u.value)
    )
    SELECT symbol, kind, item, period_end, fiscal_year, period, value, known_on, currency, $1, $2
    FROM added ORDER BY symbol, period_end, kind, item
    """
}

/// One figure of a report on its way into the table.
private struct Figure: Sendable {
  let report: CompanyReport
  let item: String
  let value: Double

  /// Every finite figure of some reports, in their order; one that is not a number says nothing.
  static func all(of reports: [CompanyReport]) -> [Figure] {
    reports.flatMap { report in
      report.items.compactMap { item, value in
        value.isFinite ? Figure(report: report, item: item, value: value) : nil
      }
    }
  }

  static func table(of figures: [Figure]) -> MemoryTable {
    let values = figures.map(\.value)
    return MemoryTable(
      columns: [
        ("place", .bigInteger), ("symbol", .text), ("kind", .text), ("item", .text),
        ("end_day", .bigInteger), ("fiscal_year", .bigInteger), ("period", .text),
        ("value", .double), ("known_day", .bigInteger), ("currency", .text),
      ], parts: [figures.count]
    ) { writer, _, start in
      writer.integers({ Int64(start + $0) }, column: 0)
      writer.texts({ figures[start + $0].report.symbol.ticker }, column: 1)
      writer.texts({ figures[start + $0].report.kind.rawValue }, column: 2)
      writer.texts({ figures[start + $0].item }, column: 3)
      writer.integers({ Int64(figures[start + $0].report.periodEnd.day) }, column: 4)
      writer.integers({ Int64(figures[start + $0].report.fiscalYear) }, column: 5)
      writer.texts({ figures[start + $0].report.period }, column: 6)
      writer.doubles(values, from: start, column: 7)
      writer.integers({ figures[start + $0].report.publishedOn.map { Int64($0.day) } }, column: 8)
      writer.texts({ figures[start + $0].report.currency }, column: 9)
    }
  }
}
