public import Chronology
public import Files
public import Market

/// The sample pack's raw stocks as a market: real bars, splits and dividends of 2000 to 2013.
public struct PackMarket: RehearsedMarket {
  private struct Stock: Sendable {
    let instrument: Instrument
    let bars: BarSeries
    let actions: [CorporateAction]
  }

  public let firstSession: SessionDate
  public let lastSession: SessionDate
  public let planted: [PlantedFault] = []
  private let stocks: [Stock]

  /// Takes the raw stocks out of a pack.
  public init(_ pack: SamplePack) async throws(MarketDataError) {
    var stocks: [Stock] = []
    for instrument in try await pack.instruments() where instrument.prices == .raw {
      let bars = try await pack.bars(of: instrument.symbol, over: pack.span).series
      let actions = try await pack.corporateActions(of: instrument.symbol, over: pack.span)
      stocks.append(Stock(instrument: instrument, bars: bars, actions: actions))
    }
    guard let first = stocks.compactMap(\.bars.sessions.first).min(),
      let last = stocks.compactMap(\.bars.sessions.last).max()
    else { throw MarketDataError(.malformed, "The sample pack has no raw stocks.") }
    self.stocks = stocks
    firstSession = first
    lastSession = last
  }

  public var listingCount: Int { stocks.count }

  public func ticker(at index: Int, through: SessionDate) -> String {
    stocks[index].instrument.symbol.ticker
  }

  public func listing(at index: Int, through: SessionDate) -> RehearsedListing {
    RehearsedListing(
      ticker: stocks[index].instrument.symbol.ticker, name: stocks[index].instrument.name,
      first: stocks[index].bars.sessions.first ?? firstSession, last: nil, shares: nil,
      key: UInt64(index))
  }

  public func life(
    at index: Int, through: SessionDate
  ) -> (first: SessionDate, last: SessionDate?)? {
    guard let first = stocks[index].bars.sessions.first, first <= through else { return nil }
    return (first, nil)
  }

  public func index(of ticker: String, through: SessionDate) -> Int? {
    stocks.firstIndex { $0.instrument.symbol.ticker == ticker }
  }

  public func bars(
    at index: Int, over sessions: ClosedRange<SessionDate>, through: SessionDate
  ) -> RehearsedBars {
    guard sessions.lowerBound <= through else { return RehearsedBars() }
    let upper = min(sessions.upperBound, through)
    let own = stocks[index].bars.within(sessions.lowerBound...upper)
    var bars = RehearsedBars()
    bars.days = own.sessions.map(\.day)
    bars.open = own.open
    bars.high = own.high
    bars.low = own.low
    bars.close = own.close
    bars.volume = own.volume
    return bars
  }

  public func session(
    _ session: SessionDate, through: SessionDate
  ) -> (listings: [Int], bars: RehearsedBars) {
    var listings: [Int] = []
    var bars = RehearsedBars()
    for index in stocks.indices {
      let rows = self.bars(at: index, over: session...session, through: through)
      for row in 0..<rows.count {
        listings.append(index)
        bars.append(rows, row: row)
      }
    }
    return (listings, bars)
  }

  public func actions(
    at index: Int, over sessions: ClosedRange<SessionDate>, through: SessionDate
  ) -> [CorporateAction] {
    stocks[index].actions.filter {
      sessions.contains($0.effectiveOn) && $0.effectiveOn <= through
    }
  }

  public func symbolChanges(through: SessionDate) -> [SymbolChange] { [] }
}
