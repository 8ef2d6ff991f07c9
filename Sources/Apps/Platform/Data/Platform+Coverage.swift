import Chronology
import Connect
import Contract
import Market
import Warehouse

extension Platform {
  /// A page of what is held of each symbol.
  func coverage(_ call: Call) async throws -> CoveragePage {
    let page = try call.page()
    let filter = CoverageFilter(
      search: call.query["search"].flatMap { $0.isEmpty ? nil : $0 },
      provider: call.query["provider"], universe: call.query["universe"],
      rule: try call.word("rule", HealthFinding.Rule.self),
      severity: try call.word("severity", HealthFinding.Severity.self))
    let order = try call.word("order", PageOrder.self) ?? .rising
    let (rows, total) = try await warehouse.coveragePage(
      filter, sort: CoverageSort(try call.word("sort", CoverageOrder.self) ?? .symbol),
      isFalling: order == .falling, limit: page.limit, offset: page.offset)
    return CoveragePage(total: total, rows: rows.map(CoverageView.init))
  }

  private enum PageOrder: String, CaseIterable { case rising, falling }

  /// How much is held, month by month.
  func strip(ofUniverse name: String?) async throws -> CoverageStrip {
    if let name, try await !warehouse.universes().contains(where: { $0.name == name }) {
      throw Refusal.missing("universe", name, remedy: "List them with GET /api/data/universes.")
    }
    return CoverageStrip(
      try await warehouse.coverageStrip(universe: name),
      findings: try await warehouse.findingMonths(universe: name, symbol: nil))
  }

  /// Everything about one instrument but its bars.
  func detail(of symbol: Symbol) async throws -> SymbolDetail {
    let identity = try await warehouse.identity(of: symbol, on: nil)
    let key = identity?.key ?? symbol
    let row = try await warehouse.coverageRow(of: key)
    let strip = CoverageStrip(
      try await warehouse.coverageStrip(of: key),
      findings: try await warehouse.findingMonths(universe: nil, symbol: key))
    let profile = identity?.profile
    return SymbolDetail(
      coverage: CoverageView(row),
      names: identity?.names.map {
        NameSpan(
          symbol: $0.symbol.ticker, from: $0.from?.description, until: $0.until?.description)
      } ?? [],
      kind: profile?.kind.rawValue, exchange: profile?.exchange, currency: profile?.currency,
      country: profile?.country, sector: profile?.sector, industry: profile?.industry,
      listedOn: profile?.listedOn?.description,
      delistedOn: (row.delistedOn ?? profile?.delistedOn)?.description,
      isWatched: try await warehouse.watchlist().contains(key), strip: strip,
      secondSource: try await warehouse.secondSource(of: key),
      minutes: try await warehouse.minuteHoldings(of: key).map(MinuteHoldingView.init))
  }

  /// Stored values that a provider changed, newest first.
  func dataChanges(_ call: Call) async throws -> [DataChangeView] {
    let page = try call.page()
    return try await warehouse.dataChanges(
      symbol: try call.symbol(), limit: page.limit, offset: page.offset
    ).map(DataChangeView.init)
  }
}

extension CoverageSort {
  init(_ word: CoverageOrder) {
    self =
      switch word {
      case .symbol: .symbol
      case .name: .name
      case .provider: .provider
      case .first: .first
      case .last: .last
      case .bars: .bars
      case .missing: .missing
      case .findings: .findings
      case .updated: .updated
      }
  }
}

extension CoverageView {
  init(_ row: CoverageRow) {
    let held = row.coverage
    self.init(
      symbol: held.symbol.ticker, name: held.name, provider: held.provider,
      prices: PriceBasisWord(held.prices), first: held.first?.description,
      last: held.last?.description, bars: held.bars, missing: row.missing, findings: row.findings,
      worst: row.worst.map { Severity($0) }, updatedAt: row.updatedAt?.millisecondsSinceEpoch,
      delistedOn: row.delistedOn?.description)
  }
}

extension CoverageStrip {
  /// - Parameter findings: Open findings by month, as `YYYY-MM`.
  init(_ months: [MonthCoverage], findings: [String: Int]) {
    let names = months.map { month in
      let year = String(month.year)
      let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
      return "\(padded)-\(month.month < 10 ? "0" : "")\(month.month)"
    }
    self.init(
      months: names, expected: months.map(\.expected), held: months.map(\.held),
      findings: names.map { findings[$0] ?? 0 })
  }
}

extension DataChangeView {
  init(_ stored: StoredChange) {
    let change = stored.change
    self.init(
      symbol: change.symbol.ticker, session: change.session.description,
      cause: change.cause.rawValue, before: change.before.figure, after: change.after.figure,
      provider: stored.provider, at: stored.at.millisecondsSinceEpoch)
  }
}
