public import Chronology
public import Market
public import Wire

/// Market data of Financial Modeling Prep, over its `stable` REST interface.
///
/// Bars come from `historical-price-eod/non-split-adjusted`, the only path that gives prices as
/// traded. There is no falling back on `full`: its prices are divided by every split since, and kept
/// as raw ones they would be adjusted twice.
public struct FMPProvider: MarketDataProvider {
  /// Rows that the service gives in one answer at most.
  public static let documentedPageSize = 5000
  /// Pages asked for one symbol; 20 × 5000 sessions are four centuries.
  private static let maximumPages = 20
  /// Splits or dividends asked for one symbol; a quarterly dividend makes 400 in a century.
  private static let actionLimit = 1000

  /// `fmp`.
  public let name = "fmp"

  private let client: FMPClient
  private let pageSize: Int

  /// Creates a provider.
  ///
  /// - Parameters:
  ///   - baseURL: Such as `https://financialmodelingprep.com/stable`. Plain HTTP is accepted for this
  ///     machine only, so that the key never crosses a network in the open.
  ///   - key: The account's key; travels in a header, never in an address.
  ///   - transport: How requests travel; wrap it in `PacedTransport` to keep to the account's rate.
  ///   - pageSize: Rows in one answer at most.
  /// - Throws: `unauthorized` when the key is empty or cannot stand in a header; `unreachable` when
  ///   the base URL is none.
  public init(
    baseURL: String, key: Secret, transport: any HTTPTransport,
    pageSize: Int = FMPProvider.documentedPageSize
  ) throws(MarketDataError) {
    precondition(pageSize > 1, "A page holds rows.")
    self.client = try FMPClient(baseURL: baseURL, key: key, transport: transport)
    self.pageSize = pageSize
  }

  /// Every instrument of the directory whose symbol can be written down; the others (blanks, other
  /// alphabets) are passed over.
  public func instruments() async throws(MarketDataError) -> [Instrument] {
    let rows = try await client.rows("stock-list", [], of: nil, as: FMPListing.self)
    var listed: [Symbol: Instrument] = [:]
    for row in rows {
      guard let symbol = Symbol(validating: row.symbol) else { continue }
      let name = row.companyName.flatMap { $0.isEmpty ? nil : $0 } ?? row.symbol
      listed[symbol] = Instrument(symbol: symbol, name: name, prices: .raw)
    }
    return listed.values.sorted { $0.symbol < $1.symbol }
  }

  public func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedBars {
    var found: [SessionDate: FMPBar] = [:]
    var upper = sessions.upperBound
    for _ in 0..<Self.maximumPages {
      let rows = try await client.rows(
        "historical-price-eod/non-split-adjusted",
        [("from", sessions.lowerBound.description), ("to", upper.description)], of: symbol,
        as: FMPBar.self)
      // Rows come newest first, mostly; nothing here relies on it. The first of a date wins.
      for row in rows where sessions.contains(row.date) && found[row.date] == nil {
        found[row.date] = row
      }
      guard rows.count >= pageSize, let oldest = rows.map(\.date).min() else {
        return FetchedBars(Self.series(of: symbol, found))
      }
      guard oldest > sessions.lowerBound else { return FetchedBars(Self.series(of: symbol, found)) }
      guard oldest <= upper else {
        throw MarketDataError(
          .malformed,
          "FMP was asked for \(symbol) up to \(upper) and gave nothing before \(oldest).")
      }
      upper = oldest.advanced(by: -1)
    }
    throw MarketDataError(
      .malformed, "FMP gave more than \(Self.maximumPages * pageSize) bars of \(symbol).")
  }

  public func corporateActions(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction] {
    let limit = [("limit", String(Self.actionLimit))]
    let splits = try await client.rows("splits", limit, of: symbol, as: FMPSplit.self)
    let dividends = try await client.rows("dividends", limit, of: symbol, as: FMPDividend.self)
    guard splits.count < Self.actionLimit, dividends.count < Self.actionLimit else {
      throw MarketDataError(
        .malformed,
        "FMP gave \(splits.count) splits and \(dividends.count) dividends of \(symbol); at "
          + "\(Self.actionLimit) the list may be cut off.")
    }
    let actions =
      try FMPActions.splits(splits, of: symbol) + FMPActions.dividends(dividends, of: symbol)
    return
      actions
      .filter { sessions.contains($0.effectiveOn) }
      .sorted { $0.effectiveOn < $1.effectiveOn }
  }

  private static func series(of symbol: Symbol, _ rows: [SessionDate: FMPBar]) -> BarSeries {
    let sorted = rows.values.sorted { $0.date < $1.date }
    return BarSeries(
      symbol: symbol, sessions: sorted.map(\.date), open: sorted.map(\.open),
      high: sorted.map(\.high), low: sorted.map(\.low), close: sorted.map(\.close),
      volume: sorted.map(\.volume))
  }
}
