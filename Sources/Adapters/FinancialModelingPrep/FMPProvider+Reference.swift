import Chronology
public import Market

extension FMPProvider: ReferenceProvider {
  /// Rows that a list is asked for where the service wants a limit.
  private static let listLimit = 10_000

  /// What is known of every instrument, by symbol: of `profile-bulk`, or, where the plan refuses it,
  /// of the screener, which knows less (no CIK, no currency), with the list of funds.
  public func profiles() async throws(MarketDataError) -> [InstrumentProfile] {
    do {
      let rows = try await client.rows(.profileBulk)
      return Self.unique(rows.compactMap(Self.profile))
    } catch {
      switch error.code {
      case .endpointNotInPlan, .noSuchEndpoint, .legacyEndpoint: break
      default: throw error
      }
    }
    let screened = try await client.rows(.screener([:], limit: Self.listLimit))
    let funds = Set(try await client.rows(.etfList).map(\.symbol))
    return Self.unique(screened.compactMap { Self.profile($0, funds: funds) })
  }

  /// Companies of the US that no longer trade, the latest delisting of a symbol last.
  public func delistings() async throws(MarketDataError) -> [Delisting] {
    let rows = try await client.rows(.delistedCompanies)
    let found = rows.compactMap { row in
      Symbol(validating: row.symbol).map { symbol in
        Delisting(
          symbol: symbol, name: row.companyName ?? row.symbol, exchange: row.exchange,
          listedOn: row.ipoDate, delistedOn: row.delistedDate)
      }
    }
    return Set(found).sorted {
      ($0.symbol, $0.delistedOn, $0.name) < ($1.symbol, $1.delistedOn, $1.name)
    }
  }

  /// Symbols that became others, oldest first.
  public func symbolChanges() async throws(MarketDataError) -> [SymbolChange] {
    let rows = try await client.rows(.symbolChanges(limit: Self.listLimit))
    let found = rows.compactMap { row -> SymbolChange? in
      guard let old = Symbol(validating: row.oldSymbol),
        let new = Symbol(validating: row.newSymbol),
        old != new
      else { return nil }
      return SymbolChange(on: row.date, old: old, new: new, name: row.companyName ?? row.newSymbol)
    }
    return Set(found).sorted { ($0.on, $0.old, $0.new) < ($1.on, $1.old, $1.new) }
  }

  public func memberships(
    of index: StockIndex
  ) async throws(MarketDataError) -> [IndexMembership] {
    let current = try await client.rows(.constituents(of: index))
    guard !current.isEmpty else { return [] }
    let changes = try await client.rows(.constituentChanges(of: index))
    return FMPMembership.stretches(current: current, changes: changes)
  }

  public func statements(
    of symbol: Symbol, kind: StatementKind, isQuarterly: Bool, limit: Int
  ) async throws(MarketDataError) -> [CompanyReport] {
    switch kind {
    case .income:
      return try await reports(
        kind, client.rows(.incomeStatements(of: symbol, isQuarterly: isQuarterly, limit: limit)))
    case .balance:
      return try await reports(
        kind, client.rows(.balanceSheets(of: symbol, isQuarterly: isQuarterly, limit: limit)))
    case .cashFlow:
      return try await reports(
        kind, client.rows(.cashFlowStatements(of: symbol, isQuarterly: isQuarterly, limit: limit)))
    case .ratios:
      let rows = try await client.rows(.ratios(of: symbol, isQuarterly: isQuarterly, limit: limit))
      return try await dated(kind, rows, of: symbol, isQuarterly: isQuarterly, limit: limit)
    case .keyMetrics:
      let rows = try await client.rows(
        .keyMetrics(of: symbol, isQuarterly: isQuarterly, limit: limit))
      return try await dated(kind, rows, of: symbol, isQuarterly: isQuarterly, limit: limit)
    }
  }

  /// Gives figures without a date of their own the one of the income statement of the same period.
  private func dated<Anchor>(
    _ kind: StatementKind, _ rows: [FMPStatement<Anchor>], of symbol: Symbol, isQuarterly: Bool,
    limit: Int
  ) async throws(MarketDataError) -> [CompanyReport] {
    guard !rows.isEmpty else { return [] }
    let statements = try await client.rows(
      .incomeStatements(of: symbol, isQuarterly: isQuarterly, limit: limit))
    var published: [ReportPeriod: SessionDate] = [:]
    for statement in statements {
      guard let day = statement.publishedOn else { continue }
      let period = ReportPeriod(date: statement.date, period: statement.period)
      published[period] = published[period].map { min($0, day) } ?? day
    }
    return Self.reports(kind, rows) {
      published[ReportPeriod(date: $0.date, period: $0.period)]
    }
  }

  private func reports<Anchor>(
    _ kind: StatementKind, _ rows: [FMPStatement<Anchor>]
  ) -> [CompanyReport] {
    Self.reports(kind, rows) { $0.publishedOn }
  }

  private static func reports<Anchor>(
    _ kind: StatementKind, _ rows: [FMPStatement<Anchor>],
    publishedOn: (FMPStatement<Anchor>) -> SessionDate?
  ) -> [CompanyReport] {
    rows.map { row in
      CompanyReport(
        symbol: Symbol(row.symbol), kind: kind, periodEnd: row.date, fiscalYear: row.fiscalYear,
        period: row.period, currency: row.reportedCurrency, publishedOn: publishedOn(row),
        items: row.items)
    }
    .sorted { ($0.periodEnd, $0.period) > ($1.periodEnd, $1.period) }
  }

  private struct ReportPeriod: Hashable {
    let date: SessionDate
    let period: String
  }

  private static func profile(_ row: FMPProfile) -> InstrumentProfile? {
    guard let symbol = Symbol(validating: row.symbol) else { return nil }
    return InstrumentProfile(
      symbol: symbol, name: row.companyName ?? row.symbol,
      kind: kind(isEtf: row.isEtf, isFund: row.isFund, exchange: row.exchange),
      exchange: row.exchange, currency: row.currency, country: row.country, sector: row.sector,
      industry: row.industry, cik: row.cik, isin: row.isin, cusip: row.cusip,
      listedOn: row.ipoDate, isActive: row.isActivelyTrading ?? true)
  }

  private static func profile(_ row: FMPScreened, funds: Set<String>) -> InstrumentProfile? {
    guard let symbol = Symbol(validating: row.symbol) else { return nil }
    return InstrumentProfile(
      symbol: symbol, name: row.companyName ?? row.symbol,
      kind: kind(
        isEtf: row.isEtf == true || funds.contains(row.symbol), isFund: row.isFund,
        exchange: row.exchangeShortName),
      exchange: row.exchangeShortName, country: row.country, sector: row.sector,
      industry: row.industry, isActive: row.isActivelyTrading ?? true)
  }

  private static func kind(
    isEtf: Bool?, isFund: Bool?, exchange: String?
  ) -> InstrumentProfile.Kind {
    if isEtf == true { return .etf }
    if isFund == true { return .fund }
    switch exchange {
    case "CRYPTO", "CCC": return .crypto
    case "FOREX", "CCY": return .forex
    case "COMMODITY": return .commodity
    case "INDEX": return .index
    default: return .stock
    }
  }

  /// One profile a symbol, the first, by symbol.
  private static func unique(_ profiles: [InstrumentProfile]) -> [InstrumentProfile] {
    Dictionary(profiles.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
      .values.sorted { $0.symbol < $1.symbol }
  }
}
