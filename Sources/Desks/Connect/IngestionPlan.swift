public import Chronology
public import Market

/// The exact requests that stand between what a store holds and what is wanted of it.
///
///     let plan = IngestionPlan(
///       provider: provider.name, listed: instruments, symbols: nil, over: first...last,
///       coverage: coverage, outcomes: outcomes, calendar: .xnys, now: clock.now,
///       options: options)
///     plan.reason        // "By market: 12 calls, against 120,000 by symbol."
///
/// Pure: what the provider lists, what the store covers, what became of each symbol last time, and
/// the calendar go in; requests come out. To resume a run that was cut off is to plan again.
public struct IngestionPlan: Hashable, Sendable {
  /// The provider's name.
  public let provider: String
  /// Symbols to be fetched one by one, in the order of their priority, then by symbol.
  public let requests: [IngestionRequest]
  /// Sessions to be fetched for the whole market; nil on the symbol route.
  public let market: MarketRequest?
  /// Symbols that need nothing, sorted.
  public let upToDate: [Symbol]
  /// Symbols left out for a while, sorted by symbol.
  public let skipped: [SkippedSymbol]
  /// Symbols that were asked for but that the provider does not list, sorted.
  public let unlisted: [Symbol]
  /// Endpoints that the provider refused and that are not asked for yet.
  public let closedEndpoints: [StoredRefusal]
  /// Why this route, with the calls of both, in a sentence.
  public let reason: String
  /// Calls that the plan will cost, about: answers of several pages and reloads come on top.
  public let calls: Int

  /// Plans what is to be fetched.
  ///
  /// A symbol is up to date when its last outcome that did not fail reached the last wanted
  /// session, with bars or without. Otherwise what follows that session is fetched, and with it the
  /// last stored sessions, to be compared, and before them those of the last weeks that could not be
  /// compared when it was their turn; also what follows the last bar when that lies up to five
  /// sessions before the outcome's end, for a provider may publish a session's bars hours after its
  /// close. The whole range is fetched when sessions before the first one asked for are wanted, when
  /// the store's bars are another provider's, or when nothing is known. A failed symbol goes on
  /// behind the bars it has. A symbol of which the provider had nothing rests for some days.
  ///
  /// Symbols that no list names any more but a delisting does are fetched once, up to their last day.
  ///
  /// - Parameters:
  ///   - provider: The provider's name.
  ///   - listed: The instruments the provider offers.
  ///   - symbols: Those wanted; nil for all listed and all delisted.
  ///   - range: The days wanted; cut to the calendar's bounds and to sessions that have closed, so
  ///     that a bar of a session still running is never stored.
  ///   - coverage: What the store holds.
  ///   - outcomes: The newest outcome of each symbol for this provider.
  ///   - calendar: The exchange's calendar.
  ///   - now: The instant of planning.
  ///   - options: Route, priorities, refusals and delistings.
  /// - Complexity: O(*n* log *n*) in the symbols.
  public init(
    provider: String, listed: [Instrument], symbols: [Symbol]?,
    over range: ClosedRange<SessionDate>, coverage: [Coverage], outcomes: [SymbolOutcome],
    calendar: TradingCalendar, now: Timestamp, options: IngestionOptions = IngestionOptions()
  ) {
    var census = SymbolCensus(
      provider: provider, coverage: coverage, outcomes: outcomes, range: range, calendar: calendar,
      now: now, options: options)
    census.sort(listed: listed, symbols: symbols)
    let route = RouteChoice(census, options: options, now: now)

    self.provider = provider
    self.requests = census.prioritized(route.bySymbol)
    self.market = route.market
    self.upToDate = census.upToDate
    self.skipped = route.skipped
    self.unlisted = census.unlisted
    self.closedEndpoints = options.refusals.filter {
      $0.key.hasPrefix(StoredRefusal.endpointPrefix) && $0.until > now
    }
    self.reason = route.reason
    self.calls = route.calls
  }

  /// Symbols that the plan brings up to date.
  public var symbolCount: Int { requests.count + (market?.requests.count ?? 0) }

  /// How long the calls take at a rate.
  public func minutes(callsPerMinute: Int) -> Double {
    precondition(callsPerMinute > 0, "A rate is positive.")
    return Double(calls) / Double(callsPerMinute)
  }
}

extension IngestionPlan {
  /// Returns what a provider offers of the symbols wanted.
  ///
  /// A subscription may cover prices but not the directory. Then symbols asked for by name are taken
  /// as listed, with raw prices and their ticker for a name.
  ///
  /// - Parameter symbols: Those wanted; nil for all listed.
  /// - Throws: What the provider throws, but for a directory outside the plan when `symbols` are given.
  public static func instruments(
    of provider: any MarketDataProvider, symbols: [Symbol]?
  ) async throws(MarketDataError) -> [Instrument] {
    do {
      return try await provider.instruments()
    } catch {
      guard error.code == .endpointNotInPlan, let symbols else { throw error }
      return Array(Set(symbols)).sorted().map {
        Instrument(symbol: $0, name: $0.ticker, prices: .raw)
      }
    }
  }
}

/// What became of the bearer of a ticker that it gave up.
public struct RetiredName: Hashable, Sendable {
  /// What it is called now.
  public let now: Symbol
  /// The first session under another name.
  public let on: SessionDate

  public init(now: Symbol, on: SessionDate) {
    self.now = now
    self.on = on
  }
}

extension IngestionPlan {
  /// Returns what a list offers without the second entries of renamed instruments: an old ticker
  /// that is still listed beside the new one, by the same name.
  ///
  /// One that is listed by another name may be another company's by now, and stays.
  public static func offered(
    _ listed: [Instrument], retired: [Symbol: RetiredName]
  ) -> [Instrument] {
    guard !retired.isEmpty else { return listed }
    let heirs = Set(retired.values.map(\.now))
    let names = Dictionary(
      listed.filter { heirs.contains($0.symbol) }.map { ($0.symbol, $0.name.lowercased()) },
      uniquingKeysWith: { first, _ in first })
    return listed.filter { instrument in
      guard let heir = retired[instrument.symbol]?.now, let name = names[heir] else { return true }
      return name != instrument.name.lowercased()
    }
  }
}

extension StoredRefusal {
  /// Begins the key of a refused endpoint.
  public static let endpointPrefix = "endpoint:"
  /// Begins the key of a refused symbol.
  public static let symbolPrefix = "symbol:"
  /// Begins the key of a symbol whose differences from the market's answers are known and right.
  static let marketPrefix = "market:"
  /// Begins the key of a session that no answer for the whole market could be compared on while its
  /// turn was; overlaps reach back to it until then.
  public static let uncomparedPrefix = "uncompared:"
  /// How long overlaps reach back to it. Several nights, for one of them may be cut off too.
  private static let uncomparedDays: Int64 = 14

  /// The note that a session is still to be compared.
  static func uncompared(_ session: SessionDate, _ reason: String, at now: Timestamp) -> StoredRefusal {
    StoredRefusal(
      key: uncomparedPrefix + session.description, reason: reason,
      until: now.advanced(by: .seconds(86_400 * uncomparedDays)))
  }

  /// The session that is still to be compared; nil in any other note.
  var uncomparedSession: SessionDate? {
    guard key.hasPrefix(Self.uncomparedPrefix) else { return nil }
    return SessionDate(String(key.dropFirst(Self.uncomparedPrefix.count)))
  }

  /// The whole market's bars of a session.
  static let marketBars = endpointPrefix + "eod-bulk"
  /// The calendars of splits and dividends.
  static let marketActions = endpointPrefix + "calendars"
  /// One symbol's bars and corporate actions.
  static let symbolBars = endpointPrefix + "bars"
}
