import Chronology
import Files
import Market

/// What the stand-in has to give: the pack's raw stocks in the service's tables.
struct FMPCatalog: Sendable {
  /// The answer to a path.
  enum Answer {
    case rows([FMPRows.Row])
    /// A parameter is wrong or missing.
    case refused(String)
    /// There is no such path.
    case none
  }

  let pack: SamplePack
  let rowLimit: Int

  /// Days that an answer covers when no first date is given.
  private static let defaultDays = 5 * 365 + 1

  func rows(
    of endpoint: String, symbol: String?, from: String?, to: String?, limit: Int?
  ) async throws -> Answer {
    switch endpoint {
    case "stock-list":
      return try await .rows(listing(nameField: "companyName"))
    case "actively-trading-list":
      return try await .rows(listing(nameField: "name"))
    case "historical-price-eod/full", "historical-price-eod/light",
      "historical-price-eod/non-split-adjusted", "historical-price-eod/dividend-adjusted",
      "splits", "dividends":
      guard let symbol else { return .refused("Query Error: Missing parameter symbol") }
      guard try await isListed(symbol) else { return .rows([]) }
      switch endpoint {
      case "splits": return try await .rows(splits(of: Symbol(symbol), limit: limit))
      case "dividends": return try await .rows(dividends(of: Symbol(symbol), limit: limit))
      default: return try await bars(of: Symbol(symbol), endpoint, from: from, to: to)
      }
    default:
      return .none
    }
  }

  private func listing(nameField: String) async throws -> [FMPRows.Row] {
    try await pack.instruments().filter { $0.prices == .raw }.map {
      [("symbol", .text($0.symbol.ticker)), (nameField, .text($0.name))]
    }
  }

  private func isListed(_ ticker: String) async throws -> Bool {
    try await pack.instruments().contains { $0.prices == .raw && $0.symbol.ticker == ticker }
  }

  private func bars(
    of symbol: Symbol, _ endpoint: String, from: String?, to: String?
  ) async throws -> Answer {
    let raw = try await pack.bars(of: symbol, over: pack.span).series
    guard let last = raw.sessions.last else { return .rows([]) }
    let upper = to.map { SessionDate($0) } ?? last
    let lower = from.map { SessionDate($0) } ?? upper?.advanced(by: -Self.defaultDays)
    guard let lower, let upper else { return .refused("Query Error: Invalid date") }
    guard lower <= upper else { return .rows([]) }
    let actions = try await pack.corporateActions(of: symbol, over: pack.span)
    let adjustment: Adjustment =
      switch endpoint {
      case "historical-price-eod/non-split-adjusted": .raw
      case "historical-price-eod/dividend-adjusted": .totalReturn
      default: .splits
      }
    let series = try raw.adjusted(adjustment, by: actions).within(lower...upper)
    let newestFirst = series.sessions.indices.reversed().prefix(rowLimit)
    return .rows(newestFirst.map { row(of: series, at: $0, for: endpoint) })
  }

  private func row(of series: BarSeries, at index: Int, for endpoint: String) -> FMPRows.Row {
    let head: FMPRows.Row = [
      ("symbol", .text(series.symbol.ticker)), ("date", .text(series.sessions[index].description)),
    ]
    let (open, high, low, close) = (
      series.open[index], series.high[index], series.low[index], series.close[index]
    )
    let volume = FMPRows.Value.number(series.volume[index].rounded())
    switch endpoint {
    case "historical-price-eod/light":
      return head + [("price", .number(close)), ("volume", volume)]
    case "historical-price-eod/full":
      // The service defines this vwap as the mean of high, low and close.
      return head + [
        ("open", .number(open)), ("high", .number(high)), ("low", .number(low)),
        ("close", .number(close)), ("volume", volume), ("change", .number(close - open)),
        ("changePercent", .number((close / open - 1) * 100)),
        ("vwap", .number((high + low + close) / 3)),
      ]
    default:
      return head + [
        ("adjOpen", .number(open)), ("adjHigh", .number(high)), ("adjLow", .number(low)),
        ("adjClose", .number(close)), ("volume", volume),
      ]
    }
  }

  private func splits(of symbol: Symbol, limit: Int?) async throws -> [FMPRows.Row] {
    let rows = try await pack.corporateActions(of: symbol, over: pack.span).reversed()
      .compactMap { action -> FMPRows.Row? in
        guard case .split(let new, let old) = action.kind else { return nil }
        return [
          ("symbol", .text(symbol.ticker)), ("date", .text(action.effectiveOn.description)),
          ("numerator", .number(new)), ("denominator", .number(old)),
          ("splitType", .text("stock-split")),
        ]
      }
    return Array(rows.prefix(limit ?? rows.count))
  }

  /// The pack knows ex-dates and amounts; what it does not know is empty, as the service leaves it.
  private func dividends(of symbol: Symbol, limit: Int?) async throws -> [FMPRows.Row] {
    var laterSplits = 1.0
    var rows: [FMPRows.Row] = []
    for action in try await pack.corporateActions(of: symbol, over: pack.span).reversed() {
      switch action.kind {
      case .split(let new, let old):
        laterSplits *= new / old
      case .dividend(let amount, _):
        rows.append([
          ("symbol", .text(symbol.ticker)), ("date", .text(action.effectiveOn.description)),
          ("recordDate", .text("")), ("paymentDate", .text("")), ("declarationDate", .text("")),
          ("adjDividend", .number(amount / laterSplits)), ("dividend", .number(amount)),
          ("yield", .null), ("frequency", .null),
        ])
      }
    }
    return Array(rows.prefix(limit ?? rows.count))
  }
}
