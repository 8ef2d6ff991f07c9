public import Chronology

/// A row of `quote` and `batch-quote`.
public struct FMPQuote: FMPRow, Hashable {
  public let symbol: String
  public let name: String?
  public let price: Double
  public let changePercentage: Double?
  public let change: Double?
  public let volume: Double?
  public let dayLow: Double?
  public let dayHigh: Double?
  public let yearHigh: Double?
  public let yearLow: Double?
  public let marketCap: Double?
  public let priceAvg50: Double?
  public let priceAvg200: Double?
  public let exchange: String?
  public let open: Double?
  public let previousClose: Double?
  /// Seconds since 1970.
  public let timestamp: Double?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    name = row.optionalText("name")
    price = row.number("price")
    changePercentage = row.optionalNumber("changePercentage")
    change = row.optionalNumber("change")
    volume = row.optionalNumber("volume")
    dayLow = row.optionalNumber("dayLow")
    dayHigh = row.optionalNumber("dayHigh")
    yearHigh = row.optionalNumber("yearHigh")
    yearLow = row.optionalNumber("yearLow")
    marketCap = row.optionalNumber("marketCap")
    priceAvg50 = row.optionalNumber("priceAvg50")
    priceAvg200 = row.optionalNumber("priceAvg200")
    exchange = row.optionalText("exchange")
    open = row.optionalNumber("open")
    previousClose = row.optionalNumber("previousClose")
    timestamp = row.optionalNumber("timestamp")
  }
}

/// A row of `quote-short` and `batch-quote-short`.
public struct FMPShortQuote: FMPRow, Hashable {
  public let symbol: String
  public let price: Double
  public let change: Double?
  public let volume: Double?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    price = row.number("price")
    change = row.optionalNumber("change")
    volume = row.optionalNumber("volume")
  }
}

/// A row of `splits` and `splits-calendar`.
public struct FMPSplit: FMPRow, Hashable {
  public let symbol: String
  public let date: SessionDate
  /// New shares for `denominator` old ones.
  public let numerator: Double
  public let denominator: Double
  public let splitType: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    date = row.date("date")
    numerator = row.number("numerator")
    denominator = row.number("denominator")
    splitType = row.optionalText("splitType")
  }
}

/// A row of `dividends` and `dividends-calendar`.
public struct FMPDividend: FMPRow, Hashable {
  public let symbol: String
  /// The ex-date.
  public let date: SessionDate
  public let recordDate: SessionDate?
  public let paymentDate: SessionDate?
  public let declarationDate: SessionDate?
  public let adjDividend: Double?
  /// The cash as paid.
  public let dividend: Double
  public let yield: Double?
  public let frequency: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    date = row.date("date")
    recordDate = row.optionalDate("recordDate")
    paymentDate = row.optionalDate("paymentDate")
    declarationDate = row.optionalDate("declarationDate")
    adjDividend = row.optionalNumber("adjDividend")
    dividend = row.number("dividend")
    yield = row.optionalNumber("yield")
    frequency = row.optionalText("frequency")
  }
}

/// A row of `treasury-rates`, in percent a year.
public struct FMPTreasuryRates: FMPRow, Hashable {
  public let date: SessionDate
  public let month1: Double?
  public let month2: Double?
  public let month3: Double?
  public let month6: Double?
  public let year1: Double?
  public let year2: Double?
  public let year3: Double?
  public let year5: Double?
  public let year7: Double?
  public let year10: Double?
  public let year20: Double?
  public let year30: Double?

  public init(_ row: inout FMPRowReader) {
    date = row.date("date")
    month1 = row.optionalNumber("month1")
    month2 = row.optionalNumber("month2")
    month3 = row.optionalNumber("month3")
    month6 = row.optionalNumber("month6")
    year1 = row.optionalNumber("year1")
    year2 = row.optionalNumber("year2")
    year3 = row.optionalNumber("year3")
    year5 = row.optionalNumber("year5")
    year7 = row.optionalNumber("year7")
    year10 = row.optionalNumber("year10")
    year20 = row.optionalNumber("year20")
    year30 = row.optionalNumber("year30")
  }
}
