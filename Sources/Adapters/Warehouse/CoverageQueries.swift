import Chronology
import Connect
import DuckDB
import Market

/// The statement behind a page of coverage. It reads the summaries, never the bars.
struct CoveragePageQuery {
  private let connection: Connection
  private let filter: SQL
  private let parameters: [Parameter]
  /// True when the filter asks for open findings.
  private let needsFindings: Bool

  init(connection: Connection, filter: CoverageFilter) {
    self.init(connection: connection, filter: filter, symbol: nil)
  }

  init(connection: Connection, symbol: Symbol) {
    self.init(connection: connection, filter: CoverageFilter(), symbol: symbol)
  }

  private init(connection: Connection, filter: CoverageFilter, symbol: Symbol?) {
    self.connection = connection
    needsFindings = filter.rule != nil || filter.severity != nil
    self.filter =
      " " + """
      WHERE ($1::VARCHAR IS NULL OR contains(lower(i.symbol), lower($1))
          OR contains(lower(i.name), lower($1)))
        AND ($2::VARCHAR IS NULL OR i.provider = $2)
        AND ($3::VARCHAR IS NULL
          OR i.symbol IN (SELECT symbol FROM universe_members WHERE universe = $3))
        AND ($4::VARCHAR IS NULL OR list_contains(f.rules, $4))
        AND ($5::VARCHAR IS NULL OR list_contains(f.severities, $5))
        AND ($6::VARCHAR IS NULL OR i.symbol = $6)
      """
    parameters = [
      .text(orNull: filter.search), .text(orNull: filter.provider),
      .text(orNull: filter.universe), .text(orNull: filter.rule?.rawValue),
      .text(orNull: filter.severity?.rawValue), .text(orNull: symbol?.ticker),
    ]
  }

  func total() throws -> Int {
    try connection.first(
      "SELECT count(*) FROM instruments i " + (needsFindings ? Self.joinedFindings : Self.unjoined)
        + filter, parameters
    ) { row in try row.count(0) } ?? 0
  }

  /// The page is cut out first, with no more joins than its order and its filters need; only its own
  /// rows are then joined with the rest.
  func rows(
    _ sort: CoverageSort, isFalling: Bool, limit: Int, offset: Int
  ) throws -> [CoverageRow] {
    let order: SQL =
      " ORDER BY sort_key" + (isFalling ? " DESC" : " ASC") + " NULLS LAST, i.symbol "
    let sortsFindings = sort == .findings
    let page: SQL =
      "(SELECT i.symbol, i.name, i.prices, i.provider, " + Self.column(sort)
      + " AS sort_key FROM instruments i "
      + (Self.needsHoldings(sort) ? Self.joinedHoldings : "")
      + (needsFindings || sortsFindings ? Self.joinedFindings : Self.unjoined)
      + filter + order + "LIMIT $7 OFFSET $8)"
    return try connection.rows(
      """
      SELECT i.symbol, i.name, i.prices, i.provider, h.first, h.last, coalesce(h.bars, 0),
        coalesce(h.missing, 0), h.updated_at, coalesce(f.findings, 0), f.worst, p.delisted_on
      """ + " FROM " + page + " i " + Self.joinedHoldings + Self.joinedFindings
        + Self.joinedProfiles + order,
      parameters + [.integer(limit), .integer(offset)]
    ) { row in
      CoverageRow(
        coverage: Coverage(
          symbol: Symbol(try row.text(0)), name: try row.text(1), prices: try row.word(2),
          provider: try row.text(3), first: try row.sessionOrNull(4),
          last: try row.sessionOrNull(5), bars: try row.count(6)),
        missing: try row.count(7), findings: try row.count(9), worst: try Self.severity(row, 10),
        updatedAt: try row.instantOrNull(8), delistedOn: try row.sessionOrNull(11))
    }
  }

  private static let joinedHoldings: SQL = "LEFT JOIN holdings h ON h.symbol = i.symbol "
  /// In the place of the findings where none are asked for: the filters name their columns.
  private static let unjoined: SQL =
    "CROSS JOIN (SELECT NULL::VARCHAR[] AS rules, NULL::VARCHAR[] AS severities) f "

  private static let joinedFindings: SQL =
    "LEFT JOIN " + (Schema.has("findings") ? findings : noFindings) + " f ON f.symbol = i.symbol "
  private static let joinedProfiles: SQL =
    "LEFT JOIN " + (Schema.has("reference data") ? profiles : noProfiles)
    + " p ON p.symbol = i.symbol "

  private static let findings: SQL = """
    (SELECT symbol, count(*) AS findings, list(DISTINCT rule) AS rules,
      list(DISTINCT severity) AS severities, arg_max(severity, CASE severity
        WHEN 'fault' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END) AS worst
    FROM findings WHERE state = 'open' GROUP BY symbol)
    """
  private static let noFindings: SQL = """
    (SELECT NULL::VARCHAR AS symbol, 0::BIGINT AS findings, []::VARCHAR[] AS rules,
      []::VARCHAR[] AS severities, NULL::VARCHAR AS worst)
    """
  private static let profiles: SQL = "(SELECT symbol, delisted_on FROM profiles)"
  private static let noProfiles: SQL =
    "(SELECT NULL::VARCHAR AS symbol, NULL::DATE AS delisted_on)"

  private static func severity(_ row: Row, _ column: Int) throws -> HealthFinding.Severity? {
    row.isNull(column) ? nil : try row.word(column)
  }

  private static func needsHoldings(_ sort: CoverageSort) -> Bool {
    switch sort {
    case .first, .last, .bars, .missing, .updated: true
    case .symbol, .name, .provider, .findings: false
    }
  }

  private static func column(_ sort: CoverageSort) -> SQL {
    switch sort {
    case .symbol: "i.symbol"
    case .name: "lower(i.name)"
    case .provider: "i.provider"
    case .first: "h.first"
    case .last: "h.last"
    case .bars: "coalesce(h.bars, 0)"
    case .missing: "coalesce(h.missing, 0)"
    case .findings: "coalesce(f.findings, 0)"
    case .updated: "h.updated_at"
    }
  }
}

/// Counts what could be held month by month, from the first and last bars of symbols.
struct CoverageStripQuery {
  let connection: Connection

  /// - Parameters:
  ///   - symbols: Whose; nil for every symbol.
  ///   - held: Bars on sessions by month.
  func months(of symbols: [Symbol]?, held: [Int: Int]) throws -> [MonthCoverage] {
    let spans = try connection.rows(
      "SELECT first, last, count(*) FROM holdings "
        + (symbols == nil
          ? "" : "JOIN (SELECT unnest(?::VARCHAR[]) AS symbol) s ON s.symbol = holdings.symbol ")
        + "GROUP BY first, last", symbols.map { [.texts($0.map(\.ticker))] } ?? []
    ) { row in
      (first: try row.session(0), last: try row.session(1), symbols: try row.count(2))
    }
    guard let first = spans.map(\.first).min(), let last = spans.map(\.last).max() else {
      return []
    }
    // How many symbols begin on a day, less those that ended the day before.
    var steps = [Int](repeating: 0, count: first.days(to: last) + 2)
    for span in spans {
      steps[first.days(to: span.first)] += span.symbols
      steps[first.days(to: span.last) + 1] -= span.symbols
    }
    let days = CalendarDays.xnys
    var expected: [Int: Int] = [:]
    var alive = 0
    for offset in 0...first.days(to: last) {
      alive += steps[offset]
      let day = first.advanced(by: offset)
      if days.isSession(day) { expected[days.month(of: day), default: 0] += alive }
    }
    return (days.month(of: first)...days.month(of: last)).map { month in
      MonthCoverage(
        year: month / 12, month: month % 12 + 1, expected: expected[month, default: 0],
        held: held[month, default: 0])
    }
  }
}
