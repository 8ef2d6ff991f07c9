public import Chronology

/// A row of `available-exchanges`.
public struct FMPExchange: FMPRow, Hashable {
  public let exchange: String
  public let name: String?
  public let countryName: String?
  public let countryCode: String?
  /// What the service writes behind a symbol of this exchange, or `N/A`.
  public let symbolSuffix: String?
  public let delay: String?

  public init(_ row: inout FMPRowReader) {
    exchange = row.text("exchange")
    name = row.optionalText("name")
    countryName = row.optionalText("countryName")
    countryCode = row.optionalText("countryCode")
    symbolSuffix = row.optionalText("symbolSuffix")
    delay = row.optionalText("delay")
  }
}

/// A row of `available-sectors`.
public struct FMPSector: FMPRow, Hashable {
  public let sector: String

  public init(_ row: inout FMPRowReader) {
    sector = row.text("sector")
  }
}

/// A row of `available-industries`.
public struct FMPIndustry: FMPRow, Hashable {
  public let industry: String

  public init(_ row: inout FMPRowReader) {
    industry = row.text("industry")
  }
}

/// A row of `available-countries`.
public struct FMPCountry: FMPRow, Hashable {
  /// ISO 3166, two letters.
  public let country: String

  public init(_ row: inout FMPRowReader) {
    country = row.text("country")
  }
}

/// A row of `cik-list`.
public struct FMPCompanyNumber: FMPRow, Hashable {
  /// The SEC's ten digits.
  public let cik: String
  public let companyName: String?

  public init(_ row: inout FMPRowReader) {
    cik = row.text("cik")
    companyName = row.optionalText("companyName")
  }
}

/// A row of `financial-statement-symbol-list`.
public struct FMPStatementListing: FMPRow, Hashable {
  public let symbol: String
  public let companyName: String?
  public let tradingCurrency: String?
  public let reportingCurrency: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    companyName = row.optionalText("companyName")
    tradingCurrency = row.optionalText("tradingCurrency")
    reportingCurrency = row.optionalText("reportingCurrency")
  }
}

/// A row of `company-screener`.
public struct FMPScreened: FMPRow, Hashable {
  public let symbol: String
  public let companyName: String?
  /// In the listing's currency.
  public let marketCap: Double?
  public let sector: String?
  public let industry: String?
  public let beta: Double?
  public let price: Double?
  public let lastAnnualDividend: Double?
  public let volume: Double?
  /// The exchange's full name.
  public let exchange: String?
  public let exchangeShortName: String?
  public let country: String?
  public let isEtf: Bool?
  public let isFund: Bool?
  public let isActivelyTrading: Bool?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    companyName = row.optionalText("companyName")
    marketCap = row.optionalNumber("marketCap")
    sector = row.optionalText("sector")
    industry = row.optionalText("industry")
    beta = row.optionalNumber("beta")
    price = row.optionalNumber("price")
    lastAnnualDividend = row.optionalNumber("lastAnnualDividend")
    volume = row.optionalNumber("volume")
    exchange = row.optionalText("exchange")
    exchangeShortName = row.optionalText("exchangeShortName")
    country = row.optionalText("country")
    isEtf = row.optionalFlag("isEtf")
    isFund = row.optionalFlag("isFund")
    isActivelyTrading = row.optionalFlag("isActivelyTrading")
  }
}

/// A row of `delisted-companies`.
public struct FMPDelisting: FMPRow, Hashable {
  public let symbol: String
  public let companyName: String?
  public let exchange: String?
  public let ipoDate: SessionDate?
  public let delistedDate: SessionDate

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    companyName = row.optionalText("companyName")
    exchange = row.optionalText("exchange")
    ipoDate = row.optionalDate("ipoDate")
    delistedDate = row.date("delistedDate")
  }
}

/// A row of `symbol-change`.
public struct FMPSymbolChange: FMPRow, Hashable {
  public let date: SessionDate
  public let companyName: String?
  public let oldSymbol: String
  public let newSymbol: String

  public init(_ row: inout FMPRowReader) {
    date = row.date("date")
    companyName = row.optionalText("companyName")
    oldSymbol = row.text("oldSymbol")
    newSymbol = row.text("newSymbol")
  }
}
