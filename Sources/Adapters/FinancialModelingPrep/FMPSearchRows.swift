public import Chronology

/// Rows that a reader of their own turns into columns.
struct FMPColumns: FMPRow {
  init(_ row: inout FMPRowReader) {}
}

/// A symbol and its name, as several lists give them: `stock-list`, `actively-trading-list`, `etf-list`.
public struct FMPListing: FMPRow, Hashable {
  public let symbol: String
  public let name: String?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    let companyName = row.optionalText("companyName")
    let plainName = row.optionalText("name")
    name = companyName ?? plainName
  }
}

/// A row of the searches by symbol, name, CIK, CUSIP and ISIN; each fills what it knows.
public struct FMPMatch: FMPRow, Hashable {
  public let symbol: String
  public let name: String?
  public let currency: String?
  public let exchangeFullName: String?
  public let exchange: String?
  public let cik: String?
  public let cusip: String?
  public let isin: String?
  public let marketCap: Double?

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    let companyName = row.optionalText("companyName")
    let plainName = row.optionalText("name")
    name = companyName ?? plainName
    currency = row.optionalText("currency")
    exchangeFullName = row.optionalText("exchangeFullName")
    exchange = row.optionalText("exchange")
    cik = row.optionalText("cik")
    cusip = row.optionalText("cusip")
    isin = row.optionalText("isin")
    marketCap = row.optionalNumber("marketCap")
  }
}

/// A bar of part of a day, in the exchange's local time.
public struct FMPIntradayBar: FMPRow, Hashable {
  public let date: SessionDate
  /// Seconds since local midnight at which the bar begins.
  public let secondOfDay: Int
  public let open: Double
  public let high: Double
  public let low: Double
  public let close: Double
  public let volume: Double?

  public init(_ row: inout FMPRowReader) {
    let stamp = row.text("date")
    date = SessionDate(String(stamp.prefix(10))) ?? SessionDate(day: 0)
    let clock = stamp.dropFirst(11).split(separator: ":").map { Int($0) ?? -1 }
    secondOfDay =
      clock.count == 3 ? clock[0] * 3600 + clock[1] * 60 + clock[2] : -1
    if date.day == 0 || clock.count != 3 || clock.contains(where: { !(0..<60).contains($0) }) {
      row.reject("date")
    }
    open = row.number("open")
    high = row.number("high")
    low = row.number("low")
    close = row.number("close")
    volume = row.optionalNumber("volume")
  }
}
