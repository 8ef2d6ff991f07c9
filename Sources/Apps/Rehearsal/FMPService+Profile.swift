import Chronology

/// Numbers under which authorities know a listing.
enum FMPIdentity {
  static func cik(_ listing: RehearsedListing) -> String {
    String(String(10_000_000_000 + listing.key % 2_000_000).dropFirst())
  }

  static func cusip(_ listing: RehearsedListing) -> String {
    String(String(1_000_000_000 + listing.key % 999_999_999).dropFirst())
  }

  static func isin(_ listing: RehearsedListing) -> String {
    "\(listing.country)\(cusip(listing))\(listing.key % 10)"
  }

  static func number(_ field: String, of listing: RehearsedListing) -> String {
    switch field {
    case "cik": cik(listing)
    case "cusip": cusip(listing)
    default: isin(listing)
    }
  }
}

extension FMPService {
  /// The profile of a listing; the same fields in both formats.
  func profile(_ index: Int) -> FMPRows.Row {
    let through = self.through
    let own = market.listing(at: index, through: through)
    let year = market.bars(
      at: index, over: through.advanced(by: -14)...through, through: through)
    let price = year.close.last ?? 0
    let before = year.close.dropLast().last ?? price
    let isKnown = own.shares != nil
    return [
      ("symbol", .text(own.ticker)), ("price", .number(price)),
      ("marketCap", isKnown ? .number((price * (own.shares ?? 0)).rounded()) : .null),
      ("beta", isKnown ? .number(Double(50 + own.key % 120) / 100) : .null),
      ("lastDividend", .number(0)),
      ("range", .text("\(year.low.min() ?? 0)-\(year.high.max() ?? 0)")),
      ("change", .number(rounded(price - before))),
      ("changePercentage", .number(before > 0 ? rounded((price / before - 1) * 100) : 0)),
      ("volume", year.volume.last.map { $0.isNaN ? .null : .number($0) } ?? .null),
      ("averageVolume", year.volume.last.map { $0.isNaN ? .null : .number($0) } ?? .null),
      ("companyName", .text(own.name)), ("currency", .text(own.currency)),
      ("cik", isKnown ? .text(FMPIdentity.cik(own)) : .null),
      ("isin", isKnown ? .text(FMPIdentity.isin(own)) : .null),
      ("cusip", isKnown ? .text(FMPIdentity.cusip(own)) : .null),
      ("exchangeFullName", .text(own.exchange.1)), ("exchange", .text(own.exchange.0)),
      ("industry", .text(own.industry)), ("website", .text(isKnown ? "https://example.com" : "")),
      ("description", .text(description(of: own))), ("ceo", .text(isKnown ? "A. N. Other" : "")),
      ("sector", .text(own.sector)), ("country", .text(own.country)),
      ("fullTimeEmployees", isKnown ? .text(String(10 + own.key % 90_000)) : .null),
      ("phone", .text("")), ("address", .text(isKnown ? "1 Main Street, Suite 2" : "")),
      ("city", .text("")), ("state", .text("")), ("zip", .text("")), ("image", .text("")),
      // A few dates are unknown, as they are at the service.
      ("ipoDate", .text(own.key % 53 == 0 ? "" : own.first.description)),
      ("defaultImage", .flag(true)), ("isEtf", .flag(own.kind == .etf)),
      ("isActivelyTrading", .flag(own.last == nil)), ("isAdr", .flag(false)),
      ("isFund", .flag(own.kind == .fund)),
    ]
  }

  /// Text with everything that a reader of CSV must survive.
  private func description(of own: RehearsedListing) -> String {
    guard own.shares != nil else { return "" }
    return "\(own.name) makes things, sells them, and reports on it.\nIts people call it "
      + "\"the house\"; founded in \(1900 + own.key % 100)."
  }

  /// Rounded to hundredths.
  func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
