public import Chronology
public import Market

extension FMPEndpoint where Row == FMPMarketHours {
  /// Opening hours of one exchange.
  public static func marketHours(of exchange: String) -> FMPEndpoint {
    FMPEndpoint(path: "exchange-market-hours").with("exchange", exchange)
  }

  /// Opening hours of all exchanges.
  public static var allMarketHours: FMPEndpoint { FMPEndpoint(path: "all-exchange-market-hours") }
}

extension FMPEndpoint where Row == FMPHoliday {
  /// Holidays and short days of an exchange.
  public static func holidays(
    of exchange: String, over range: ClosedRange<SessionDate>
  ) -> FMPEndpoint {
    FMPEndpoint(path: "holidays-by-exchange").with("exchange", exchange)
      .with("from", range.lowerBound).with("to", range.upperBound)
  }
}

extension FMPEndpoint where Row == FMPCryptocurrency {
  /// Cryptocurrencies.
  public static var cryptocurrencyList: FMPEndpoint { FMPEndpoint(path: "cryptocurrency-list") }
}

extension FMPEndpoint where Row == FMPCurrencyPair {
  /// Pairs of currencies.
  public static var forexList: FMPEndpoint { FMPEndpoint(path: "forex-list") }
}

extension FMPEndpoint where Row == FMPCommodity {
  /// Commodities.
  public static var commoditiesList: FMPEndpoint { FMPEndpoint(path: "commodities-list") }
}

extension FMPEndpoint where Row == FMPIndex {
  /// Indices.
  public static var indexList: FMPEndpoint { FMPEndpoint(path: "index-list") }
}

extension FMPEndpoint where Row == FMPConstituent {
  /// Who belongs to an index now.
  public static func constituents(of index: StockIndex) -> FMPEndpoint {
    FMPEndpoint(path: "\(index.rawValue)-constituent")
  }
}

extension FMPEndpoint where Row == FMPConstituentChange {
  /// Who came into an index and who left, and when.
  public static func constituentChanges(of index: StockIndex) -> FMPEndpoint {
    FMPEndpoint(path: "historical-\(index.rawValue)-constituent")
  }
}

extension FMPEndpoint where Row == FMPScreened {
  /// Companies that meet a filter, such as `["exchange": "NASDAQ"]`, page by page.
  public static func screener(_ filter: [String: String], limit: Int) -> FMPEndpoint {
    filter.sorted { $0.key < $1.key }.reduce(
      FMPEndpoint(path: "company-screener", paging: .pages).with("limit", limit)
    ) { $0.with($1.key, $1.value) }
  }
}
