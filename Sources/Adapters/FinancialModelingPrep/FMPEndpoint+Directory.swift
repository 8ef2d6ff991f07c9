public import Market

extension FMPEndpoint where Row == FMPListing {
  /// Every symbol with its company's name.
  public static var stockList: FMPEndpoint { FMPEndpoint(path: "stock-list") }

  /// Symbols that trade now.
  public static var activelyTradingList: FMPEndpoint { FMPEndpoint(path: "actively-trading-list") }

  /// Exchange-traded funds.
  public static var etfList: FMPEndpoint { FMPEndpoint(path: "etf-list") }
}

extension FMPEndpoint where Row == FMPStatementListing {
  /// Symbols with company reports.
  public static var financialStatementSymbolList: FMPEndpoint {
    FMPEndpoint(path: "financial-statement-symbol-list")
  }
}

extension FMPEndpoint where Row == FMPCompanyNumber {
  /// Companies by the SEC's number, page by page.
  public static func cikList(limit: Int) -> FMPEndpoint {
    FMPEndpoint(path: "cik-list", paging: .pages).with("limit", limit)
  }
}

extension FMPEndpoint where Row == FMPExchange {
  /// Exchanges that the service covers.
  public static var availableExchanges: FMPEndpoint { FMPEndpoint(path: "available-exchanges") }
}

extension FMPEndpoint where Row == FMPSector {
  /// Sectors by name.
  public static var availableSectors: FMPEndpoint { FMPEndpoint(path: "available-sectors") }
}

extension FMPEndpoint where Row == FMPIndustry {
  /// Industries by name.
  public static var availableIndustries: FMPEndpoint { FMPEndpoint(path: "available-industries") }
}

extension FMPEndpoint where Row == FMPCountry {
  /// Countries by code.
  public static var availableCountries: FMPEndpoint { FMPEndpoint(path: "available-countries") }
}

extension FMPEndpoint where Row == FMPDelisting {
  /// Companies that no longer trade, of the US, page by page.
  public static var delistedCompanies: FMPEndpoint {
    FMPEndpoint(path: "delisted-companies", paging: .pages).with("limit", 100)
  }
}

extension FMPEndpoint where Row == FMPSymbolChange {
  /// Symbols that became others.
  public static func symbolChanges(limit: Int) -> FMPEndpoint {
    FMPEndpoint(path: "symbol-change").with("limit", limit)
  }
}

extension FMPEndpoint where Row == FMPMatch {
  /// Listings whose symbol resembles a text.
  public static func search(
    symbol text: String, limit: Int? = nil, exchange: String? = nil
  ) -> FMPEndpoint {
    FMPEndpoint(path: "search-symbol").with("query", text).with("limit", limit)
      .with("exchange", exchange)
  }

  /// Listings whose name resembles a text.
  public static func search(
    name text: String, limit: Int? = nil, exchange: String? = nil
  ) -> FMPEndpoint {
    FMPEndpoint(path: "search-name").with("query", text).with("limit", limit)
      .with("exchange", exchange)
  }

  /// Listings of a company by the SEC's number.
  public static func search(cik: String) -> FMPEndpoint {
    FMPEndpoint(path: "search-cik").with("cik", cik)
  }

  /// Listings of a security by its CUSIP.
  public static func search(cusip: String) -> FMPEndpoint {
    FMPEndpoint(path: "search-cusip").with("cusip", cusip)
  }

  /// Listings of a security by its ISIN.
  public static func search(isin: String) -> FMPEndpoint {
    FMPEndpoint(path: "search-isin").with("isin", isin)
  }
}

extension FMPEndpoint where Row == FMPProfile {
  /// What is known of one company.
  public static func profile(of symbol: Symbol) -> FMPEndpoint {
    FMPEndpoint(path: "profile", symbol: symbol)
  }

  /// What is known of every company, part by part; needs a plan with bulks.
  public static var profileBulk: FMPEndpoint {
    FMPEndpoint(path: "profile-bulk", isCSV: true, paging: .parts)
  }
}
