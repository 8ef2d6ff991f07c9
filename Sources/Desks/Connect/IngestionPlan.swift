public import Chronology
public import Market

/// One symbol that is to be fetched, and the sessions that the store lacks of it.
public struct IngestionRequest: Hashable, Sendable {
  /// What is to be fetched.
  public let instrument: Instrument
  /// The first and last session to ask the provider for.
  public let sessions: ClosedRange<SessionDate>
  /// The first session that the store will have been offered once this request is saved.
  public let coversFrom: SessionDate

  public init(
    instrument: Instrument, sessions: ClosedRange<SessionDate>, coversFrom: SessionDate
  ) {
    self.instrument = instrument
    self.sessions = sessions
    self.coversFrom = coversFrom
  }
}

/// The exact requests that stand between what a store holds and what is wanted of it.
///
/// Pure: what the provider lists, what the store covers, what became of each symbol last time, and
/// the calendar go in; requests come out. To resume a run that was cut off is to plan again.
public struct IngestionPlan: Hashable, Sendable {
  /// The provider's name.
  public let provider: String
  /// One a symbol, sorted by symbol.
  public let requests: [IngestionRequest]
  /// Symbols that need nothing.
  public let upToDate: [Symbol]
  /// Symbols that were asked for but that the provider does not list.
  public let unlisted: [Symbol]

  /// Plans what is to be fetched.
  ///
  /// A symbol is up to date when its last outcome that did not fail reached the last wanted
  /// session, with bars or without. Otherwise what follows that session is fetched; also what
  /// follows the last bar when that lies up to five sessions before the outcome's end, for a
  /// provider may publish a session's bars hours after its close. The whole range is fetched when sessions before the first one asked for are wanted, when the store's bars are another
  /// provider's, or when nothing is known. A failed symbol goes on behind the bars it has.
  ///
  /// - Parameters:
  ///   - provider: The provider's name.
  ///   - listed: The instruments the provider offers.
  ///   - symbols: Those wanted; nil for all listed.
  ///   - range: The days wanted; cut to the calendar's bounds and to sessions that have closed, so
  ///     that a bar of a session still running is never stored.
  ///   - coverage: What the store holds.
  ///   - outcomes: The newest outcome of each symbol for this provider.
  ///   - calendar: The exchange's calendar.
  ///   - now: The instant of planning.
  public init(
    provider: String, listed: [Instrument], symbols: [Symbol]?,
    over range: ClosedRange<SessionDate>, coverage: [Coverage], outcomes: [SymbolOutcome],
    calendar: TradingCalendar, now: Timestamp
  ) {
    let byName = Dictionary(listed.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
    let wanted = symbols.map { Array(Set($0)) } ?? Array(byName.keys)
    let held = Dictionary(
      coverage.filter { $0.provider == provider && $0.bars > 0 }.map { ($0.symbol, $0) },
      uniquingKeysWith: { first, _ in first })
    let last = Dictionary(outcomes.map { ($0.symbol, $0) }, uniquingKeysWith: { $1 })
    let foreign = Set(
      coverage.filter { $0.provider != provider && $0.bars > 0 }.map(\.symbol))
    let ends = Self.ends(of: range, calendar: calendar, now: now)

    var requests: [IngestionRequest] = []
    var upToDate: [Symbol] = []
    var unlisted: [Symbol] = []
    for symbol in wanted.sorted() {
      guard let instrument = byName[symbol] else {
        unlisted.append(symbol)
        continue
      }
      let isForeign = foreign.contains(symbol)
      let missing = ends.flatMap { ends in
        Self.missing(
          of: ends, held: isForeign ? nil : held[symbol], last: isForeign ? nil : last[symbol],
          calendar: calendar)
      }
      guard let missing else {
        upToDate.append(symbol)
        continue
      }
      requests.append(
        IngestionRequest(
          instrument: instrument, sessions: missing.sessions, coversFrom: missing.from))
    }
    self.provider = provider
    self.requests = requests
    self.upToDate = upToDate
    self.unlisted = unlisted
  }

  /// The first and last session of `range` that have closed by `now`; nil when there is none.
  private static func ends(
    of range: ClosedRange<SessionDate>, calendar: TradingCalendar, now: Timestamp
  ) -> ClosedRange<SessionDate>? {
    guard let first = calendar.session(after: range.lowerBound.advanced(by: -1)),
      let closed = calendar.lastClosedSession(at: now),
      let last = calendar.session(before: min(range.upperBound, closed).advanced(by: 1)),
      first <= last
    else { return nil }
    return first...last
  }

  /// What of `ends` is still to be fetched, and from where on the store will then be covered.
  private static func missing(
    of ends: ClosedRange<SessionDate>, held: Coverage?, last: SymbolOutcome?,
    calendar: TradingCalendar
  ) -> (sessions: ClosedRange<SessionDate>, from: SessionDate)? {
    let succeeded = last.flatMap { $0.result == .failed ? nil : $0 }
    // A store that lost bars it once reported as saved is not up to date.
    let isLost = succeeded?.result == .saved && held == nil
    guard !isLost, let doneTo = arrived(succeeded, held, calendar) ?? held?.last else {
      return (ends, ends.lowerBound)
    }
    // After a failure only the bars themselves say from where on the symbol is covered.
    let known = succeeded.map { $0.from ?? ends.lowerBound } ?? held?.first
    guard let doneFrom = known, doneFrom <= ends.lowerBound else {
      // Earlier sessions are wanted now: fetch everything again, so that no gap can stay between.
      return (ends.lowerBound...max(ends.upperBound, doneTo), ends.lowerBound)
    }
    guard doneTo < ends.upperBound, let next = calendar.session(after: doneTo) else { return nil }
    // Also when the wanted range begins later: a series must not get a hole that nobody asked for.
    return (next...ends.upperBound, doneFrom)
  }

  /// How many sessions before the end asked for the last bar may lie and the rest still count as
  /// not published yet, rather than as never traded.
  private static let longestDelay = 5

  /// The last session of which nothing more is expected.
  private static func arrived(
    _ outcome: SymbolOutcome?, _ held: Coverage?, _ calendar: TradingCalendar
  ) -> SessionDate? {
    guard let outcome, let bar = held?.last, bar < outcome.upTo else { return outcome?.upTo }
    let silent = calendar.count(in: bar.advanced(by: 1)...outcome.upTo)
    return silent <= longestDelay ? bar : outcome.upTo
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
