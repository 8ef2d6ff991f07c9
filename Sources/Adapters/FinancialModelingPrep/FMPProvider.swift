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
  /// The whole interface, for what the ports do not ask.
  public let client: FMPClient

  private let pageSize: Int

  /// Creates a provider.
  ///
  /// - Parameters:
  ///   - baseURL: Such as `https://financialmodelingprep.com/stable`. Plain HTTP is accepted for this
  ///     machine only, so that the key never crosses a network in the open.
  ///   - key: The account's key; travels in a header, never in an address.
  ///   - transport: How requests travel; wrap it in `PacedTransport` to keep to the account's rate.
  ///   - pageSize: Rows in one answer at most.
  ///   - bulkPace: Holds the paths that end in `-bulk` apart; nil for no gap of their own.
  /// - Throws: `unauthorized` when the key is empty or cannot stand in a header; `unreachable` when
  ///   the base URL is none.
  public init(
    baseURL: String, key: Secret, transport: any HTTPTransport,
    pageSize: Int = FMPProvider.documentedPageSize, bulkPace: RateLimiter? = nil
  ) throws(MarketDataError) {
    precondition(pageSize > 1, "A page holds rows.")
    self.client = try FMPClient(
      baseURL: baseURL, key: key, transport: transport, bulkPace: bulkPace)
    self.pageSize = pageSize
  }

  /// Every instrument of the directory whose symbol can be written down; the others (blanks, other
  /// alphabets) are passed over.
  public func instruments() async throws(MarketDataError) -> [Instrument] {
    let rows = try await client.rows(.stockList)
    var listed: [Symbol: Instrument] = [:]
    for row in rows {
      guard let symbol = Symbol(validating: row.symbol) else { continue }
      listed[symbol] = Instrument(symbol: symbol, name: row.name ?? row.symbol, prices: .raw)
    }
    return listed.values.sorted { $0.symbol < $1.symbol }
  }

  public func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedBars {
    try await bars(of: symbol, .raw, over: sessions)
  }

  /// Daily bars in the terms of a path, oldest first; only `raw` ones may be stored.
  ///
  /// - Throws: `schemaDrift`, `truncated` and `malformed` with the answer; a refusal by its kind.
  public func bars(
    of symbol: Symbol, _ form: FMPBarForm, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedBars {
    var columns = FMPBarColumns(of: symbol, form: form, over: sessions)
    var upper = sessions.upperBound
    for _ in 0..<Self.maximumPages {
      let endpoint = FMPEndpoint<FMPColumns>.bars(
        of: symbol, form, over: sessions.lowerBound...upper)
      let body = try await client.body(of: endpoint)
      let page: (rows: Int, oldest: SessionDate?)
      do {
        page = try columns.read(body)
      } catch {
        throw error.error(of: endpoint.subject, payload: body)
      }
      guard page.rows >= pageSize, let oldest = page.oldest, oldest > sessions.lowerBound else {
        return columns.finish()
      }
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
    let splitAnswer = try await client.answer(to: .splits(of: symbol, limit: Self.actionLimit))
    let dividendAnswer = try await client.answer(
      to: .dividends(of: symbol, limit: Self.actionLimit))
    // A list with its older rows cut off would adjust prices wrongly.
    guard !splitAnswer.mayBeCut, !dividendAnswer.mayBeCut else {
      throw MarketDataError(
        .limitNotInPlan,
        "FMP gave \(splitAnswer.rows.count) splits and \(dividendAnswer.rows.count) dividends of "
          + "\(symbol); the subscription gives no more, and older ones may be missing.")
    }
    guard splitAnswer.unreadable == 0, dividendAnswer.unreadable == 0 else {
      let field = splitAnswer.firstFault ?? dividendAnswer.firstFault ?? "what it must have"
      throw MarketDataError(
        .malformed, "FMP splits and dividends of \(symbol): a row has no value of \(field).")
    }
    let (splits, dividends) = (splitAnswer.rows, dividendAnswer.rows)
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
}
