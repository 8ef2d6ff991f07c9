public import Chronology

extension GeneratedMarket {
  public func listing(at index: Int, through: SessionDate) -> RehearsedListing {
    let own = traits[index]
    let now = axis.number(upTo: through)
    let branch = GeneratedNames.sectors[Int(own.key >> 16 & 0xFFFF) % GeneratedNames.sectors.count]
    var listing = RehearsedListing(
      ticker: own.ticker(at: now), name: own.name, first: axis.sessions[own.first],
      last: own.last < now ? axis.sessions[own.last] : nil, shares: nil, key: own.key)
    listing.kind = own.kind
    switch own.kind {
    case .stock:
      listing.sector = branch.sector
      listing.industry = branch.industry
      listing.shares = Double(1_000_000 + own.key % 2_000_000_000)
      listing.exchange = Self.exchanges[Int(own.key >> 32 & 0xFF) % Self.exchanges.count]
    case .etf: listing.exchange = ("AMEX", "New York Stock Exchange Arca")
    case .fund: listing.exchange = ("NASDAQ", "NASDAQ")
    }
    if own.suffix > 1 {
      let abroad = Self.abroad[own.suffix - 2]
      listing.exchange = (abroad.code, abroad.name)
      listing.currency = abroad.currency
      listing.country = abroad.country
    }
    return listing
  }

  private static let exchanges = [
    ("NASDAQ", "NASDAQ Global Select"), ("NASDAQ", "NASDAQ Capital Market"),
    ("NYSE", "New York Stock Exchange"), ("NYSE", "New York Stock Exchange"),
    ("AMEX", "NYSE American"),
  ]

  private static let abroad = [
    (code: "LSE", name: "London Stock Exchange", currency: "GBP", country: "GB"),
    (code: "TSX", name: "Toronto Stock Exchange", currency: "CAD", country: "CA"),
    (code: "XETRA", name: "Deutsche Börse", currency: "EUR", country: "DE"),
  ]
}
