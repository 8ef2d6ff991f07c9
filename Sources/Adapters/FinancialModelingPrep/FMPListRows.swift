public import Chronology

/// A row of `exchange-market-hours`.
public struct FMPMarketHours: FMPRow, Hashable {
  public let exchange: String
  public let name: String?
  /// Such as `09:30 AM -05:00`.
  public let openingHour: String?
  public let closingHour: String?
  public let timezone: String?
  public let isMarketOpen: Bool?

  public init(_ row: inout FMPRowReader) {
    exchange = row.text("exchange")
    name = row.optionalText("name")
    openingHour = row.optionalText("openingHour")
    closingHour = row.optionalText("closingHour")
    timezone = row.optionalText("timezone")
    isMarketOpen = row.optionalFlag("isMarketOpen")
  }
}

/// A row of `holidays-by-exchange`.
public struct FMPHoliday: FMPRow, Hashable {
  public let exchange: String
  public let date: SessionDate
  public let name: String?
  public let isClosed: Bool?
  public let adjOpenTime: String?
  public let adjCloseTime: String?

  public init(_ row: inout FMPRowReader) {
    exchange = row.text("exchange")
    date = row.date("date")
    name = row.optionalText("name")
    isClosed = row.optionalFlag("isClosed")
    adjOpenTime = row.optionalText("adjOpenTime")
    adjCloseTime = row.optionalText("adjCloseTime")
  }
}

/// A row of `cryptocurrency-list`.
public struct FMPCryptocurrency: FMPRow, Hashable {
  public let symbol: String
  public let name: String?
  public let exchange: String?
  public let icoDate: SessionDate?
  public let circulatingSupply: Double?
  public let totalSupply: Double?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    name = row.optionalText("name")
    exchange = row.optionalText("exchange")
    icoDate = row.optionalDate("icoDate")
    circulatingSupply = row.optionalNumber("circulatingSupply")
    totalSupply = row.optionalNumber("totalSupply")
  }
}

/// A row of `forex-list`.
public struct FMPCurrencyPair: FMPRow, Hashable {
  public let symbol: String
  public let fromCurrency: String?
  public let toCurrency: String?
  public let fromName: String?
  public let toName: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    fromCurrency = row.optionalText("fromCurrency")
    toCurrency = row.optionalText("toCurrency")
    fromName = row.optionalText("fromName")
    toName = row.optionalText("toName")
  }
}

/// A row of `commodities-list`.
public struct FMPCommodity: FMPRow, Hashable {
  public let symbol: String
  public let name: String?
  public let exchange: String?
  public let tradeMonth: String?
  public let currency: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    name = row.optionalText("name")
    exchange = row.optionalText("exchange")
    tradeMonth = row.optionalText("tradeMonth")
    currency = row.optionalText("currency")
  }
}

/// A row of `index-list`.
public struct FMPIndex: FMPRow, Hashable {
  public let symbol: String
  public let name: String?
  public let exchange: String?
  public let currency: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    name = row.optionalText("name")
    exchange = row.optionalText("exchange")
    currency = row.optionalText("currency")
  }
}

/// A row of an index's current constituents.
public struct FMPConstituent: FMPRow, Hashable {
  public let symbol: String
  public let name: String?
  public let sector: String?
  public let subSector: String?
  public let headQuarter: String?
  public let dateFirstAdded: SessionDate?
  public let cik: String?
  public let founded: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    name = row.optionalText("name")
    sector = row.optionalText("sector")
    subSector = row.optionalText("subSector")
    headQuarter = row.optionalText("headQuarter")
    dateFirstAdded = row.optionalDate("dateFirstAdded")
    cik = row.optionalText("cik")
    founded = row.optionalText("founded")
  }
}

/// A row of an index's historical changes; one side may be empty.
public struct FMPConstituentChange: FMPRow, Hashable {
  /// The first session with the change.
  public let date: SessionDate
  /// The same in words, such as `February 8, 2024`.
  public let dateAdded: String?
  public let addedSecurity: String?
  public let removedTicker: String?
  public let removedSecurity: String?
  /// The symbol added.
  public let symbol: String?
  public let reason: String?

  public init(_ row: inout FMPRowReader) {
    date = row.date("date")
    dateAdded = row.optionalText("dateAdded")
    addedSecurity = row.optionalText("addedSecurity")
    removedTicker = row.optionalText("removedTicker")
    removedSecurity = row.optionalText("removedSecurity")
    symbol = row.optionalText("symbol")
    reason = row.optionalText("reason")
  }
}
