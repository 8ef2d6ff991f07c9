public import Chronology
public import Market
public import Wire

/// Historical daily bars, splits and dividends of Alpaca's market data.
///
/// Bars are asked for raw (`adjustment=raw`), oldest first. The list of instruments comes from the
/// trading host, everything else from the data host; both take the same keys. A bar's time is
/// midnight in New York, so that its date there is its session.
///
/// Corporate actions are those of `/v1/corporate-actions`: forward and reverse splits and cash
/// dividends. Unit splits, stock dividends and spin-offs are not asked for: they have no place in raw
/// prices with splits and dividends, and show as unexplained jumps.
public struct AlpacaMarketData: MarketDataProvider {
  /// Where the prices come from.
  public enum Feed: String, Sendable, CaseIterable {
    /// One exchange, a few percent of the volume; free.
    case iex
    /// All exchanges; recent ones need a subscription.
    case sip
    /// All exchanges, fifteen minutes late.
    case delayedSIP = "delayed_sip"
    /// Over the counter.
    case otc
  }

  /// Rows in one answer at most.
  public static let documentedPageSize = 10_000
  /// Symbols asked for at once, so that an address stays short.
  public static let symbolsAtOnce = 100
  /// Pages of one question; ten million bars.
  private static let maximumPages = 1000
  /// Corporate actions in one answer at most.
  private static let actionPageSize = 1000

  /// `alpaca`.
  public let name = "alpaca"

  private let data: AlpacaClient
  private let trading: AlpacaClient
  private let feed: Feed
  private let pageSize: Int

  /// Creates a provider.
  ///
  /// - Parameters:
  ///   - dataURL: Such as `https://data.alpaca.markets`. Plain HTTP is accepted for this machine
  ///     only, so that the keys never cross a network in the open.
  ///   - tradingURL: Such as `https://paper-api.alpaca.markets`; paper keys need the paper host.
  ///   - key: The key's id; travels in a header, never in an address.
  ///   - secret: The key's secret; likewise.
  ///   - transport: How requests travel; wrap it in `PacedTransport` to keep to 200 calls a minute.
  ///   - clock: Tells how long it is until the allowance is refilled.
  ///   - pageSize: Rows in one answer at most.
  /// - Throws: `unauthorized` when a key is empty or cannot stand in a header; `unreachable` when a
  ///   base URL is none.
  public init(
    dataURL: String, tradingURL: String, key: Secret, secret: Secret, feed: Feed,
    transport: any HTTPTransport, clock: any WallClock,
    pageSize: Int = AlpacaMarketData.documentedPageSize
  ) throws(MarketDataError) {
    precondition((1...Self.documentedPageSize).contains(pageSize), "A page holds 1 to 10000 rows.")
    data = try AlpacaClient(
      host: AlpacaHost(dataURL), key: key, secret: secret, transport: transport, clock: clock)
    trading = try AlpacaClient(
      host: AlpacaHost(tradingURL), key: key, secret: secret, transport: transport, clock: clock)
    self.feed = feed
    self.pageSize = pageSize
  }

  /// Every active stock and fund; symbols that cannot be written down are passed over.
  public func instruments() async throws(MarketDataError) -> [Instrument] {
    let assets = try await trading.answer(
      "/v2/assets", [("status", "active"), ("asset_class", "us_equity")], as: [AlpacaAsset].self)
    var listed: [Symbol: Instrument] = [:]
    for asset in assets {
      guard let symbol = AlpacaSymbol.key(ofWire: asset.symbol) else { continue }
      let name = asset.name.flatMap { $0.isEmpty ? nil : $0 } ?? asset.symbol
      listed[symbol] = Instrument(symbol: symbol, name: name, prices: .raw)
    }
    return listed.values.sorted { $0.symbol < $1.symbol }
  }

  public func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedBars {
    let fetched = try await bars(of: [symbol], over: sessions)
    return fetched[symbol] ?? FetchedBars(BarSeries(emptyOf: symbol))
  }

  /// Raw daily bars of many symbols, oldest first; those without any in the range are left out.
  ///
  /// Pages run symbol by symbol, so one symbol may go on over several of them.
  ///
  /// - Precondition: At most `symbolsAtOnce` symbols.
  public func bars(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [Symbol: FetchedBars] {
    precondition(symbols.count <= Self.symbolsAtOnce, "At most 100 symbols are asked for at once.")
    let keys = AlpacaSymbol.keysByWire(symbols)
    var columns: [Symbol: AlpacaColumns] = [:]
    let query = [
      ("symbols", keys.keys.sorted().joined(separator: ",")), ("timeframe", "1Day"),
      ("start", "\(sessions.lowerBound)T00:00:00Z"), ("end", "\(sessions.upperBound)T23:59:59Z"),
      ("limit", String(pageSize)), ("adjustment", "raw"), ("feed", feed.rawValue), ("sort", "asc"),
    ]
    try await eachPage("/v2/stocks/bars", query, as: AlpacaBarsPage.self) {
      page throws(MarketDataError) in
      for (wire, rows) in page.bars {
        guard let symbol = keys[wire] else {
          throw MarketDataError(
            .malformed, "Alpaca /v2/stocks/bars: the answer holds bars of “\(wire.prefix(24))”.")
        }
        for row in rows { columns[symbol, default: AlpacaColumns()].add(row, sessions) }
      }
    }
    return Dictionary(uniqueKeysWithValues: columns.map { ($0, $1.fetched(of: $0)) })
  }

  public func corporateActions(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction] {
    let keys = AlpacaSymbol.keysByWire([symbol])
    let query = [
      ("symbols", keys.keys.sorted().joined(separator: ",")),
      ("types", "forward_split,reverse_split,cash_dividend"),
      ("start", sessions.lowerBound.description), ("end", sessions.upperBound.description),
      ("limit", String(Self.actionPageSize)), ("sort", "asc"),
    ]
    var actions: [CorporateAction] = []
    try await eachPage("/v1/corporate-actions", query, as: AlpacaActionsPage.self) {
      page throws(MarketDataError) in
      actions += page.actions(of: keys)
    }
    // Of two sources of one split the service may send both.
    var seen: Set<CorporateAction> = []
    return actions.filter { sessions.contains($0.effectiveOn) && seen.insert($0).inserted }
      .sorted { $0.effectiveOn < $1.effectiveOn }
  }

  /// Asks page after page until there is no other.
  private func eachPage<Page: AlpacaPage>(
    _ path: String, _ query: [(String, String)], as type: Page.Type,
    _ body: (Page) throws(MarketDataError) -> Void
  ) async throws(MarketDataError) {
    var token: String?
    for _ in 0..<Self.maximumPages {
      let page = try await data.answer(
        path, query + (token.map { [("page_token", $0)] } ?? []), as: type)
      try body(page)
      guard let next = page.nextPageToken, !next.isEmpty else { return }
      guard next != token else {
        throw MarketDataError(.malformed, "Alpaca \(path): a page names itself as the next.")
      }
      token = next
    }
    throw MarketDataError(
      .malformed, "Alpaca \(path): there are more than \(Self.maximumPages) pages.")
  }
}
