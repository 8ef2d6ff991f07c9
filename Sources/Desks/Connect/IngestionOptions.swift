public import Chronology
public import Market

/// How bars are fetched.
public enum IngestionRoute: String, Hashable, Sendable, Codable, CaseIterable {
  /// The cheaper one.
  case automatic
  /// One call a session for the whole market, and symbol by symbol what that does not give.
  case market
  /// Calls for each symbol.
  case symbols
}

/// What a plan is to heed beyond what the store holds.
public struct IngestionOptions: Hashable, Sendable {
  /// The wish; a market route that is closed or pointless becomes the symbol route.
  public var route: IngestionRoute
  /// True for a provider that answers for the whole market at once.
  public var isMarketWide: Bool
  /// Stored sessions asked for again and compared.
  public var overlap: Int
  /// Days after which a symbol of which the provider had nothing is asked for again.
  public var emptyDays: Int
  /// Days after which a symbol that the provider refused, or that is delisted, is asked for again.
  public var refusedDays: Int
  /// Symbols to fetch before all others, in this order.
  public var first: [Symbol]
  /// Symbols of open positions, fetched next.
  public var positions: Set<Symbol>
  /// Watched symbols, fetched after those.
  public var watched: Set<Symbol>
  /// Symbols whose whole history is to be fetched again.
  public var reload: Set<Symbol>
  /// Companies that no longer trade, of any time; fetched up to their last day.
  public var delistings: [Delisting]
  /// For a ticker that another company went by before, the first day of the company that has it now:
  /// nothing older is asked for or stored under it.
  public var bearsFrom: [Symbol: SessionDate]
  /// What the provider refused and may refuse still.
  public var refusals: [StoredRefusal]
  /// Pages of the split and dividend calendars, and of the lists of symbols, that go with a market
  /// run; counted in its cost.
  public var marketExtraCalls: Int

  /// Options that most runs have.
  public init(route: IngestionRoute = .automatic, isMarketWide: Bool = false) {
    self.route = route
    self.isMarketWide = isMarketWide
    overlap = 5
    emptyDays = 7
    refusedDays = 30
    first = []
    positions = []
    watched = []
    reload = []
    delistings = []
    bearsFrom = [:]
    refusals = []
    marketExtraCalls = 8
  }
}
