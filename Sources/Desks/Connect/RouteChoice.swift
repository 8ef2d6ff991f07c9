import Chronology
import Market

/// Which symbols are fetched by market and which one by one: the second half of a plan.
struct RouteChoice {
  /// Rows of daily bars in one answer at most.
  private static let rowsPerPage = 5000
  /// Splits and dividends of a symbol, one call each.
  private static let actionCalls = 2
  /// A symbol further behind than this goes by symbol.
  static let mostSessions = 30

  private(set) var market: MarketRequest?
  private(set) var bySymbol: [IngestionRequest]
  private(set) var skipped: [SkippedSymbol]
  private(set) var reason: String
  private(set) var calls: Int

  init(_ census: SymbolCensus, options: IngestionOptions, now: Timestamp) {
    let ranks = census.ranks
    let all = census.needed.reduce(0) { $0 + Self.cost(of: $1, ranks) }
    bySymbol = census.needed
    skipped = census.resting.map(\.skip)
    calls = all
    guard !census.needed.isEmpty, let end = census.ends?.upperBound else {
      reason = "Nothing is missing."
      return
    }
    if let closed = options.refusals.first(where: {
      $0.key == StoredRefusal.symbolBars && $0.until > now
    }) {
      skipped += bySymbol.map {
        SkippedSymbol(symbol: $0.instrument.symbol, reason: closed.reason, until: closed.until)
      }
      skipped.sort { $0.symbol < $1.symbol }
      bySymbol = []
      calls = 0
      reason = "Nothing can be fetched for now: \(closed.reason)"
      return
    }
    let count = Self.words(census.needed.count, "symbol")
    reason = "By symbol: \(count), \(Self.words(all, "call"))"
    guard options.route != .symbols else {
      reason += ", as asked."
      return
    }
    if let obstacle = Self.obstacle(options, now: now) {
      reason += "; the market route is closed: \(obstacle)"
      return
    }
    guard let cut = Self.cheapest(census, to: end, options: options) else {
      reason += "; the market route does not apply: no symbol is a few sessions behind alone."
      return
    }
    guard cut.calls < all || options.route == .market else {
      reason += ", against \(cut.calls) by market."
      return
    }
    take(cut, census, to: end, options: options)
    calls = cut.calls
    let alone = bySymbol.isEmpty ? "" : " and \(Self.words(bySymbol.count, "symbol")) by symbol"
    reason =
      "By market: \(Self.words(cut.sessions, "session"))\(alone), "
      + "\(Self.words(cut.calls, "call")), against \(all) by symbol."
  }

  private struct Cut {
    let sessions: Int
    let calls: Int
    let marketCalls: Int
  }

  private static func words(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  private static func cost(of request: IngestionRequest, _ ranks: SessionRanks) -> Int {
    let rows = ranks.count(
      after: request.sessions.lowerBound.advanced(by: -1), through: request.sessions.upperBound)
    return max(1, (rows + rowsPerPage - 1) / rowsPerPage) + actionCalls
  }

  private static func obstacle(_ options: IngestionOptions, now: Timestamp) -> String? {
    guard options.isMarketWide else { return "the provider answers symbol by symbol only." }
    let closing = options.refusals.first {
      ($0.key == StoredRefusal.marketBars || $0.key == StoredRefusal.marketActions)
        && $0.until > now
    }
    return closing?.reason
  }

  /// How many sessions a symbol lacks when it lacks nothing else; nil when it needs more than that.
  private static func lag(
    _ request: IngestionRequest, to end: SessionDate, _ census: SymbolCensus
  ) -> Int? {
    guard request.kind == .extend, request.sessions.upperBound == end,
      !census.rested.contains(request.instrument.symbol)
    else { return nil }
    let ranks = census.ranks
    let lag = ranks.count(after: request.fresh, through: end) + 1
    return lag <= mostSessions ? lag : nil
  }

  /// Weighs every number of sessions to fetch by market against what is left to fetch by symbol.
  private static func cheapest(
    _ census: SymbolCensus, to end: SessionDate, options: IngestionOptions
  ) -> Cut? {
    var costs = [Int](repeating: 0, count: mostSessions + 1)
    var left = 0
    for request in census.needed {
      let own = cost(of: request, census.ranks)
      left += own
      if let lag = lag(request, to: end, census) { costs[lag] += own }
    }
    var best: Cut?
    for sessions in 1...mostSessions where costs[sessions] > 0 {
      left -= costs[sessions]
      let first = census.ranks.session(sessions + options.overlap, before: end)
      let older = census.uncompared.count { $0 <= first }
      let market = sessions + options.overlap + older + options.marketExtraCalls
      if market + left < best?.calls ?? .max {
        best = Cut(sessions: sessions, calls: market + left, marketCalls: market)
      }
    }
    return best
  }

  private mutating func take(
    _ cut: Cut, _ census: SymbolCensus, to end: SessionDate, options: IngestionOptions
  ) {
    let ranks = census.ranks
    func fits(_ request: IngestionRequest) -> Bool {
      lagFits(Self.lag(request, to: end, census), cut.sessions)
    }
    var joint = census.needed.filter(fits)
    bySymbol = census.needed.filter { !fits($0) }
    // Those that rest come along for nothing, so that they do not fall behind.
    var stillSkipped: [SkippedSymbol] = []
    var alongside: Set<Symbol> = []
    for resting in census.resting {
      if let request = resting.request, fits(request) {
        joint.append(request)
        alongside.insert(request.instrument.symbol)
      } else {
        stillSkipped.append(resting.skip)
      }
    }
    skipped = stillSkipped
    joint.sort { $0.instrument.symbol < $1.instrument.symbol }
    let before = ranks.session(cut.sessions, before: end)
    let first = ranks.session(cut.sessions + options.overlap, before: end)
    let older = census.uncompared.filter { $0 <= first }
    market = MarketRequest(
      overlap: older + ranks.sessions(after: first, through: before),
      missing: ranks.sessions(after: before, through: end), resting: alongside,
      settled: census.settled, requests: joint,
      calls: cut.marketCalls, today: census.today)
  }

  private func lagFits(_ lag: Int?, _ sessions: Int) -> Bool { lag.map { $0 <= sessions } ?? false }
}
