public import Chronology

/// A row of `profile` and of `profile-bulk`.
public struct FMPProfile: FMPRow, Hashable {
  public let symbol: String
  public let price: Double?
  /// In the listing's currency.
  public let marketCap: Double?
  public let beta: Double?
  public let lastDividend: Double?
  /// Lowest and highest price of a year, `low-high`.
  public let range: String?
  public let change: Double?
  public let changePercentage: Double?
  public let volume: Double?
  public let averageVolume: Double?
  public let companyName: String?
  public let currency: String?
  public let cik: String?
  public let isin: String?
  public let cusip: String?
  public let exchangeFullName: String?
  public let exchange: String?
  public let industry: String?
  public let website: String?
  public let description: String?
  public let ceo: String?
  public let sector: String?
  public let country: String?
  public let fullTimeEmployees: Double?
  public let phone: String?
  public let address: String?
  public let city: String?
  public let state: String?
  public let zip: String?
  public let image: String?
  public let ipoDate: SessionDate?
  public let isEtf: Bool?
  public let isActivelyTrading: Bool?
  public let isAdr: Bool?
  public let isFund: Bool?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    price = row.optionalNumber("price")
    marketCap = row.optionalNumber("marketCap")
    beta = row.optionalNumber("beta")
    lastDividend = row.optionalNumber("lastDividend")
    range = row.optionalText("range")
    change = row.optionalNumber("change")
    changePercentage = row.optionalNumber("changePercentage")
    volume = row.optionalNumber("volume")
    averageVolume = row.optionalNumber("averageVolume")
    companyName = row.optionalText("companyName")
    currency = row.optionalText("currency")
    cik = row.optionalText("cik")
    isin = row.optionalText("isin")
    cusip = row.optionalText("cusip")
    exchangeFullName = row.optionalText("exchangeFullName")
    exchange = row.optionalText("exchange")
    industry = row.optionalText("industry")
    website = row.optionalText("website")
    description = row.optionalText("description")
    ceo = row.optionalText("ceo")
    sector = row.optionalText("sector")
    country = row.optionalText("country")
    fullTimeEmployees = row.optionalNumber("fullTimeEmployees")
    phone = row.optionalText("phone")
    address = row.optionalText("address")
    city = row.optionalText("city")
    state = row.optionalText("state")
    zip = row.optionalText("zip")
    image = row.optionalText("image")
    ipoDate = row.optionalDate("ipoDate")
    isEtf = row.optionalFlag("isEtf")
    isActivelyTrading = row.optionalFlag("isActivelyTrading")
    isAdr = row.optionalFlag("isAdr")
    isFund = row.optionalFlag("isFund")
  }
}
