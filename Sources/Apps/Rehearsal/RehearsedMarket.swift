public import Chronology
public import Market

/// A market that stand-ins answer from: what is listed, its bars and its corporate actions, as they
/// stand on the evening of one session.
///
/// A pure value: the same question has the same answer, and what lies after `through` stays hidden.
public protocol RehearsedMarket: Sendable {
  /// The first session of any listing.
  var firstSession: SessionDate { get }
  /// The last session shown unless a stand-in is told another.
  var lastSession: SessionDate { get }
  /// The number of listings, those that end or begin some day included.
  var listingCount: Int { get }
  /// What is wrong on purpose.
  var planted: [PlantedFault] { get }
  /// Everything known of a listing, as `through` knows it.
  func listing(at index: Int, through: SessionDate) -> RehearsedListing
  /// The first session of a listing and, once it is past, its last; nil before it begins.
  func life(at index: Int, through: SessionDate) -> (first: SessionDate, last: SessionDate?)?
  /// The listing that goes by a ticker on the evening of `through`.
  func index(of ticker: String, through: SessionDate) -> Int?
  /// Raw bars, oldest first where nothing else is planted.
  func bars(
    at index: Int, over sessions: ClosedRange<SessionDate>, through: SessionDate
  ) -> RehearsedBars
  /// The bars of every listing on one session, each with its listing.
  func session(
    _ session: SessionDate, through: SessionDate
  ) -> (listings: [Int], bars: RehearsedBars)
  /// Splits and dividends effective in a range, oldest first.
  func actions(
    at index: Int, over sessions: ClosedRange<SessionDate>, through: SessionDate
  ) -> [CorporateAction]
  /// Tickers that were given up, oldest first.
  func symbolChanges(through: SessionDate) -> [SymbolChange]
  /// The ticker alone, for answers of one row a listing.
  func ticker(at index: Int, through: SessionDate) -> String
}

/// What a market knows of one listing.
public struct RehearsedListing: Sendable {
  /// What sort of thing it is.
  public enum Kind: Int, Sendable { case stock, etf, fund }

  public var ticker: String
  public var name: String
  public var kind = Kind.stock
  /// Short and full name.
  public var exchange = ("NASDAQ", "NASDAQ Global Select")
  public var currency = "USD"
  public var country = "US"
  public var sector = ""
  public var industry = ""
  public var first: SessionDate
  /// The last session, once it is past.
  public var last: SessionDate?
  /// Shares outstanding; nil when nothing is known of the company.
  public var shares: Double?
  /// Names the draws of everything made up about it.
  public var key: UInt64
}

/// Bars in columns, raw as traded; not yet a series, because a source may send what no series holds.
public struct RehearsedBars: Sendable {
  /// How a row is spoilt in writing.
  public enum Oddity: Sendable {
    /// Its numbers are written as text.
    case textNumbers
    /// Its close is a word.
    case word
  }

  public var days: [Int32] = []
  public var open: [Double] = []
  public var high: [Double] = []
  public var low: [Double] = []
  public var close: [Double] = []
  /// NaN is written as null.
  public var volume: [Double] = []
  /// Rows that are spoilt in writing.
  public var odd: [Int: Oddity] = [:]
  /// True when the source sends the oldest first where it should send the newest first.
  public var isReversed = false

  init(capacity: Int = 0) {
    days.reserveCapacity(capacity)
    open.reserveCapacity(capacity)
    high.reserveCapacity(capacity)
    low.reserveCapacity(capacity)
    close.reserveCapacity(capacity)
    volume.reserveCapacity(capacity)
  }

  /// The number of rows.
  public var count: Int { days.count }

  mutating func append(_ other: RehearsedBars, row: Int) {
    if let oddity = other.odd[row] { odd[count] = oddity }
    days.append(other.days[row])
    open.append(other.open[row])
    high.append(other.high[row])
    low.append(other.low[row])
    close.append(other.close[row])
    volume.append(other.volume[row])
  }

  mutating func scale(row: Int, by factor: Double) {
    func cents(_ price: Double) -> Double { (price * factor * 100).rounded() / 100 }
    open[row] = cents(open[row])
    high[row] = cents(high[row])
    low[row] = cents(low[row])
    close[row] = cents(close[row])
  }

  /// Calls `body` on each of the four price columns.
  mutating func eachPrice(_ body: (inout [Double]) -> Void) {
    body(&open)
    body(&high)
    body(&low)
    body(&close)
  }

  mutating func remove(rows: Range<Int>) {
    eachPrice { $0.removeSubrange(rows) }
    days.removeSubrange(rows)
    volume.removeSubrange(rows)
  }
}
