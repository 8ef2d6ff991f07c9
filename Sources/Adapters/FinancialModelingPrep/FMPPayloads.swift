import Chronology

/// A row of an answer; unknown fields are passed over.
protocol FMPRow: Decodable {
  var symbol: String { get }
}

/// A row of `stock-list`.
struct FMPListing: FMPRow {
  let symbol: String
  let companyName: String?
}

/// A row of `historical-price-eod/non-split-adjusted`, whose names say adjusted but whose prices are
/// as traded.
struct FMPBar: FMPRow {
  let symbol: String
  let date: SessionDate
  let open: Double
  let high: Double
  let low: Double
  let close: Double
  let volume: Double

  enum CodingKeys: String, CodingKey {
    case symbol, date, adjOpen, adjHigh, adjLow, adjClose, volume
  }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    symbol = try row.decode(String.self, forKey: .symbol)
    date = try row.decode(SessionDate.self, forKey: .date)
    open = try row.number(.adjOpen)
    high = try row.number(.adjHigh)
    low = try row.number(.adjLow)
    close = try row.number(.adjClose)
    volume = try row.number(.volume)
  }
}

/// A row of `splits`.
struct FMPSplit: FMPRow, Hashable {
  let symbol: String
  let date: SessionDate
  let numerator: Double
  let denominator: Double

  enum CodingKeys: String, CodingKey { case symbol, date, numerator, denominator }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    symbol = try row.decode(String.self, forKey: .symbol)
    date = try row.decode(SessionDate.self, forKey: .date)
    numerator = try row.number(.numerator)
    denominator = try row.number(.denominator)
  }
}

/// A row of `dividends`; `date` is the ex-date, `dividend` the cash as paid.
struct FMPDividend: FMPRow, Hashable {
  let symbol: String
  let date: SessionDate
  let dividend: Double
  /// Absent or empty when the service does not know it.
  let paymentDate: SessionDate?

  enum CodingKeys: String, CodingKey { case symbol, date, dividend, paymentDate }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    symbol = try row.decode(String.self, forKey: .symbol)
    date = try row.decode(SessionDate.self, forKey: .date)
    dividend = try row.number(.dividend)
    paymentDate = try row.decodeIfPresent(String.self, forKey: .paymentDate)
      .flatMap(SessionDate.init)
  }
}

extension KeyedDecodingContainer {
  /// Reads a number that may also be written as text; NaN for null. The field itself must be there.
  func number(_ key: Key) throws -> Double {
    if try decodeNil(forKey: key) { return .nan }
    do {
      return try decode(Double.self, forKey: key)
    } catch DecodingError.typeMismatch {
      let text = try decode(String.self, forKey: key)
      guard let value = Double(text), value.isFinite else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: self, debugDescription: "“\(text.prefix(24))” is not a number")
      }
      return value
    }
  }
}
