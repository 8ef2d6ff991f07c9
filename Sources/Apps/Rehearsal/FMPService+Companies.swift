import Chronology
import Market

extension FMPService {
  /// Index members, statements, metrics and ratios, single and bulk.
  func companies(_ question: FMPQuestion) -> Content {
    if let index = FMPIndex(question.endpoint) {
      return .rows(
        question.endpoint.hasPrefix("historical-") ? changes(of: index) : members(of: index))
    }
    if let statement = FMPStatement(rawValue: question.endpoint) {
      return reports(statement, question)
    }
    if question.endpoint.hasSuffix("-bulk"),
      let statement = FMPStatement(rawValue: String(question.endpoint.dropLast("-bulk".count))),
      statement.hasFilingDate
    {
      return bulkReports(statement, question)
    }
    return .none
  }

  private func reports(_ statement: FMPStatement, _ question: FMPQuestion) -> Content {
    guard let symbol = question.symbol else {
      return .refused("Query Error: Missing parameter symbol")
    }
    let limit = question.number("limit") ?? min(1000, options.plan.reportLimit)
    guard limit <= options.plan.reportLimit else { return .restricted(FMPText.restrictedLimit) }
    let periods: Set<String>
    switch question.request.value("period") ?? "annual" {
    case "annual", "FY": periods = ["FY"]
    case "quarter": periods = ["Q1", "Q2", "Q3", "Q4"]
    case let period where ["Q1", "Q2", "Q3", "Q4"].contains(period): periods = [period]
    default: return .refused("Query Error: Invalid period")
    }
    guard let index = market.index(of: symbol, through: through) else { return .rows([]) }
    let listing = market.listing(at: index, through: through)
    let found = reports.reports(of: listing, through: through, periods: periods)
    return .rows(
      found.prefix(max(limit, 0)).map { reports.row($0, of: listing, statement: statement) })
  }

  private func bulkReports(_ statement: FMPStatement, _ question: FMPQuestion) -> Content {
    let period = question.request.value("period") ?? "FY"
    guard let year = question.number("year"), ["Q1", "Q2", "Q3", "Q4", "FY"].contains(period) else {
      return .refused("Query Error: Invalid period or year")
    }
    var rows: [FMPRows.Row] = []
    for index in traded() {
      let listing = market.listing(at: index, through: through)
      for report in reports.reports(of: listing, through: through, periods: [period])
      where report.year == year {
        rows.append(reports.row(report, of: listing, statement: statement))
      }
    }
    return .table(rows, header: ["date", "symbol"] + statement.fields)
  }

  // MARK: Index members

  private func members(of index: FMPIndex) -> [FMPRows.Row] {
    index.members(of: market, through: through).map { number, since in
      let own = market.listing(at: number, through: through)
      return [
        ("symbol", .text(own.ticker)), ("name", .text(own.name)), ("sector", .text(own.sector)),
        ("subSector", .text(own.industry)), ("headQuarter", .text("")),
        ("dateFirstAdded", since.map { .text($0.description) } ?? .null),
        ("cik", .text(FMPIdentity.cik(own))), ("founded", .text(String(1900 + own.key % 100))),
      ]
    }
  }

  private func changes(of index: FMPIndex) -> [FMPRows.Row] {
    index.changes(of: market, through: through).reversed().map { change in
      let added = market.listing(at: change.added, through: through)
      let removed = market.listing(at: change.removed, through: through)
      return [
        ("dateAdded", .text(change.day.inWords)), ("addedSecurity", .text(added.name)),
        ("removedTicker", .text(removed.ticker)), ("removedSecurity", .text(removed.name)),
        ("date", .text(change.day.description)), ("symbol", .text(added.ticker)),
        ("reason", .text("Market capitalization change.")),
      ]
    }
  }
}

/// An index whose members change: so many stocks of the market's first listings, each change putting
/// one in for another.
enum FMPIndex: String, CaseIterable {
  case sp500, nasdaq, dowjones

  struct Change {
    let day: SessionDate
    let added: Int
    let removed: Int
  }

  init?(_ endpoint: String) {
    guard endpoint.hasSuffix("-constituent") else { return nil }
    let name = endpoint.dropLast("-constituent".count)
    self.init(rawValue: String(name.hasPrefix("historical-") ? name.dropFirst(11) : name))
  }

  private var size: Int {
    switch self {
    case .sp500: 500
    case .nasdaq: 100
    case .dowjones: 30
    }
  }

  /// Stocks in the order in which they come to their turn.
  private func candidates(_ market: any RehearsedMarket, _ through: SessionDate) -> [Int] {
    var found: [Int] = []
    for index in 0..<market.listingCount where found.count < size + size / 2 {
      // Those that are there for the whole history, so that no change names what does not trade yet.
      guard let life = market.life(at: index, through: through),
        life.first == market.firstSession, life.last == nil,
        market.listing(at: index, through: through).shares != nil
      else { continue }
      found.append(index)
    }
    return found
  }

  /// One change every 30 sessions or so, as long as there are candidates.
  func changes(of market: any RehearsedMarket, through: SessionDate) -> [Change] {
    let stocks = candidates(market, market.lastSession)
    let members = min(size, stocks.count * 2 / 3)
    guard members > 0 else { return [] }
    var changes: [Change] = []
    var day = market.firstSession.advanced(by: 40)
    for number in 0..<(stocks.count - members) {
      guard day <= through else { break }
      changes.append(Change(day: day, added: stocks[members + number], removed: stocks[number]))
      day = day.advanced(by: 42 + Int(spread(UInt64(number)) % 5))
    }
    return changes
  }

  /// The members on an evening, each with the day it came in; nil for those of the first day.
  func members(
    of market: any RehearsedMarket, through: SessionDate
  ) -> [(index: Int, since: SessionDate?)] {
    let stocks = candidates(market, market.lastSession)
    var members: [(index: Int, since: SessionDate?)] =
      stocks.prefix(min(size, stocks.count * 2 / 3)).map { ($0, nil) }
    for change in changes(of: market, through: through) {
      members.removeAll { $0.index == change.removed }
      members.append((change.added, change.day))
    }
    return members
  }
}

extension SessionDate {
  /// Such as `February 8, 2024`.
  fileprivate var inWords: String {
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    let (year, month, day) = civil
    return "\(months[month - 1]) \(day), \(year)"
  }
}
