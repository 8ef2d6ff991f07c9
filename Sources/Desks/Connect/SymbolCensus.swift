import Chronology
import Market

/// Every wanted symbol with what it needs: the first half of a plan.
struct SymbolCensus {
  /// How many sessions before the end asked for the last bar may lie and the rest still count as
  /// not published yet, rather than as never traded.
  static let longestDelay = 5

  /// A symbol that rests, with what it would need.
  struct Resting {
    let skip: SkippedSymbol
    /// Nil when the provider refuses it.
    let request: IngestionRequest?
  }

  let ranks: SessionRanks
  /// Symbols that need not be compared with the market's answers for now.
  let settled: Set<Symbol>
  /// The first and last session of the wanted range that have closed; nil when there is none.
  let ends: ClosedRange<SessionDate>?
  /// Sessions before the usual overlap that are still to be compared, oldest first, a few at most.
  let uncompared: [SessionDate]
  private(set) var needed: [IngestionRequest] = []
  private(set) var resting: [Resting] = []
  /// Symbols whose rest is over: the market's answers did not have them, so they are asked for by
  /// name.
  private(set) var rested: Set<Symbol> = []
  private(set) var upToDate: [Symbol] = []
  private(set) var unlisted: [Symbol] = []

  private let held: [Symbol: Coverage]
  /// What another source's bars cover.
  private let foreign: [Symbol: Coverage]
  private let last: [Symbol: SymbolOutcome]
  private let refusals: [String: StoredRefusal]
  private let delisted: [Symbol: Delisting]
  private let options: IngestionOptions
  private let bounds: ClosedRange<SessionDate>
  private let now: Timestamp
  /// The day of planning by universal time, which is never behind the exchange's.
  let today: SessionDate

  init(
    provider: String, coverage: [Coverage], outcomes: [SymbolOutcome],
    range: ClosedRange<SessionDate>, calendar: TradingCalendar, now: Timestamp,
    options: IngestionOptions
  ) {
    var held: [Symbol: Coverage] = [:]
    held.reserveCapacity(coverage.count)
    var foreign: [Symbol: Coverage] = [:]
    for row in coverage where row.bars > 0 {
      if row.provider == provider { held[row.symbol] = row } else { foreign[row.symbol] = row }
    }
    self.held = held
    self.foreign = foreign
    last = Dictionary(outcomes.map { ($0.symbol, $0) }, uniquingKeysWith: { $1 })
    refusals = Dictionary(
      options.refusals.filter { $0.until > now }.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    settled = Set(
      refusals.keys.filter { $0.hasPrefix(StoredRefusal.marketPrefix) }
        .map { Symbol(String($0.dropFirst(StoredRefusal.marketPrefix.count))) })
    // Of several companies that went by one ticker the newest is meant.
    delisted = Dictionary(
      options.delistings.map { ($0.symbol, $0) },
      uniquingKeysWith: { $0.delistedOn < $1.delistedOn ? $1 : $0 })
    ranks = SessionRanks(
      calendar,
      over: Self.span(of: range, coverage, outcomes, options.delistings, calendar.bounds))
    self.options = options
    self.now = now
    today = SessionDate(day: Int32(now.nanoseconds / 86_400_000_000_000))
    bounds = calendar.bounds
    ends = Self.ends(of: range, calendar: calendar, ranks: ranks, now: now)
    uncompared = Self.uncompared(options, through: ends?.upperBound, ranks: ranks, now: now)
  }

  /// The days that planning may have to count over, with room for the longest look-back.
  private static func span(
    of range: ClosedRange<SessionDate>, _ coverage: [Coverage], _ outcomes: [SymbolOutcome],
    _ delistings: [Delisting], _ bounds: ClosedRange<SessionDate>
  ) -> ClosedRange<SessionDate> {
    var (first, last) = (range.lowerBound, range.upperBound)
    for row in coverage {
      first = min(first, row.first ?? first)
      last = max(last, row.last ?? last)
    }
    for outcome in outcomes {
      first = min(first, outcome.upTo)
      last = max(last, outcome.upTo)
    }
    // A delisted company's life may lie anywhere before.
    if !delistings.isEmpty { first = min(first, bounds.lowerBound) }
    return first.advanced(by: -100)...last.advanced(by: 100)
  }

  /// The first and last session of `range` that have closed by `now`; nil when there is none.
  private static func ends(
    of range: ClosedRange<SessionDate>, calendar: TradingCalendar, ranks: SessionRanks,
    now: Timestamp
  ) -> ClosedRange<SessionDate>? {
    guard let first = ranks.session(after: range.lowerBound.advanced(by: -1)),
      let closed = calendar.lastClosedSession(at: now),
      let last = ranks.session(through: min(range.upperBound, closed)), first <= last
    else { return nil }
    return first...last
  }

  /// The newest of the sessions that could not be compared, no more than an overlap has, and none that
  /// lies further back than stored bars are read.
  private static func uncompared(
    _ options: IngestionOptions, through end: SessionDate?, ranks: SessionRanks, now: Timestamp
  ) -> [SessionDate] {
    guard let end else { return [] }
    let earliest = ranks.session(RouteChoice.mostSessions, before: end)
    let sessions = options.refusals.filter { $0.until > now }.compactMap(\.uncomparedSession)
      .filter { earliest <= $0 && $0 < end }
    return Array(Set(sessions).sorted().suffix(options.overlap))
  }

  /// Puts every wanted symbol where it belongs.
  mutating func sort(listed: [Instrument], symbols: [Symbol]?) {
    var offered: [Symbol: Instrument] = [:]
    offered.reserveCapacity(listed.count)
    for instrument in listed where offered[instrument.symbol] == nil {
      offered[instrument.symbol] = instrument
    }
    let wanted = symbols.map { Set($0) } ?? Set(offered.keys).union(delisted.keys)
    for symbol in wanted.sorted() {
      if let instrument = offered[symbol] {
        place(instrument, over: ends, isListed: true)
      } else if let delisting = delisted[symbol] {
        let instrument = Instrument(symbol: symbol, name: delisting.name, prices: .raw)
        place(instrument, over: life(of: delisting), isListed: false)
      } else if held[symbol] != nil, symbols == nil || !options.reload.contains(symbol) {
        upToDate.append(symbol)
      } else {
        unlisted.append(symbol)
      }
    }
  }

  /// The sessions of a delisted symbol that are wanted: up to its last day; its whole life when that
  /// lies before the range.
  private func life(of delisting: Delisting) -> ClosedRange<SessionDate>? {
    guard let ends, let last = ranks.session(through: min(delisting.delistedOn, ends.upperBound))
    else { return nil }
    if last >= ends.lowerBound { return ends.lowerBound...last }
    let listed = max(delisting.listedOn ?? bounds.lowerBound, bounds.lowerBound)
    guard let first = ranks.session(after: listed.advanced(by: -1)), first <= last else {
      return nil
    }
    return first...last
  }

  private mutating func place(
    _ instrument: Instrument, over range: ClosedRange<SessionDate>?, isListed: Bool
  ) {
    let symbol = instrument.symbol
    if let refusal = refusals[StoredRefusal.symbolPrefix + symbol.ticker] {
      let skip = SkippedSymbol(symbol: symbol, reason: refusal.reason, until: refusal.until)
      resting.append(Resting(skip: skip, request: nil))
      return
    }
    if let skip = otherTerms(than: instrument) {
      resting.append(Resting(skip: skip, request: nil))
      return
    }
    guard let range = borne(range, by: symbol), let request = request(for: instrument, over: range)
    else {
      upToDate.append(symbol)
      return
    }
    guard let skip = rest(of: request, isListed: isListed) else {
      needed.append(request)
      return
    }
    if skip.until > now {
      resting.append(Resting(skip: skip, request: request))
    } else {
      rested.insert(symbol)
      needed.append(request)
    }
  }

  /// The part of a range in which a ticker is the present company's.
  private func borne(
    _ range: ClosedRange<SessionDate>?, by symbol: Symbol
  ) -> ClosedRange<SessionDate>? {
    guard let range, let first = options.bearsFrom[symbol], first > range.lowerBound else {
      return range
    }
    return first <= range.upperBound ? first...range.upperBound : nil
  }

  /// Leaves alone what another source gave in other terms: raw and adjusted prices are no series.
  private func otherTerms(than instrument: Instrument) -> SkippedSymbol? {
    let symbol = instrument.symbol
    guard let row = foreign[symbol], row.prices != instrument.prices,
      !options.reload.contains(symbol)
    else { return nil }
    return SkippedSymbol(
      symbol: symbol,
      reason: "Its bars are \(row.provider)'s, of the kind \(row.prices.rawValue); only a reload of "
        + "\(symbol) puts \(instrument.prices.rawValue) ones in their place.",
      until: now.advanced(by: .seconds(86_400 * options.refusedDays)))
  }

  /// What is to be asked for in place of another source's bars. Those before the answer stay unless
  /// they are of another kind.
  private func takeover(
    of row: Coverage, by instrument: Instrument, over range: ClosedRange<SessionDate>
  ) -> IngestionRequest {
    IngestionRequest(
      instrument: instrument, sessions: range, coversFrom: range.lowerBound, kind: .reload,
      heldFrom: row.prices == instrument.prices ? row.first : nil, isForeign: true)
  }

  /// What is to be asked for; nil when nothing is.
  private func request(
    for instrument: Instrument, over range: ClosedRange<SessionDate>
  ) -> IngestionRequest? {
    let symbol = instrument.symbol
    if let row = foreign[symbol] { return takeover(of: row, by: instrument, over: range) }
    let coverage = held[symbol]
    let borneFrom = options.bearsFrom[symbol]
    let from = coverage?.first.map { max($0, borneFrom ?? $0) }
    if options.reload.contains(symbol) {
      let lower = min(range.lowerBound, from ?? range.lowerBound)
      let upper = max(range.upperBound, coverage?.last ?? lower)
      return IngestionRequest(
        instrument: instrument, sessions: lower...upper, coversFrom: lower, kind: .reload,
        heldFrom: from)
    }
    let outcome = last[symbol].flatMap { $0.result == .failed ? nil : $0 }
    if outcome?.result == .empty, coverage == nil {
      // The provider had nothing at all: when it is asked again it is asked for everything.
      guard let upTo = outcome?.upTo, upTo < range.upperBound else { return nil }
      return IngestionRequest(
        instrument: instrument, sessions: range, coversFrom: range.lowerBound)
    }
    // A store that lost bars it once reported as saved is not up to date.
    let isLost = outcome?.result == .saved && coverage == nil
    guard !isLost, let doneTo = arrived(outcome, coverage) ?? coverage?.last else {
      return IngestionRequest(
        instrument: instrument, sessions: range, coversFrom: range.lowerBound)
    }
    // After a failure only the bars themselves say from where on the symbol is covered.
    let known = outcome.map { $0.from ?? range.lowerBound } ?? from
    guard let doneFrom = known.map({ max($0, borneFrom ?? $0) }), doneFrom <= range.lowerBound else {
      // Earlier sessions are wanted now: fetch everything again, so that no gap can stay between.
      let upper = max(range.upperBound, doneTo)
      return IngestionRequest(
        instrument: instrument, sessions: range.lowerBound...upper,
        coversFrom: range.lowerBound, kind: from == nil ? .first : .reload, heldFrom: from)
    }
    guard doneTo < range.upperBound, let fresh = ranks.session(after: doneTo) else { return nil }
    guard let coverage, let from, let newest = coverage.last else {
      return IngestionRequest(
        instrument: instrument, sessions: fresh...range.upperBound, coversFrom: doneFrom)
    }
    // Also when the wanted range begins later: a series must not get a hole that nobody asked for.
    let usual = ranks.session(max(0, options.overlap - 1), before: newest)
    let again = max(from, min(usual, uncompared.first ?? usual))
    let start = options.overlap > 0 ? min(again, fresh) : fresh
    return IngestionRequest(
      instrument: instrument, sessions: start...range.upperBound, coversFrom: doneFrom,
      fresh: fresh, kind: .extend, heldFrom: from,
      comparedAgainFrom: ranks.session(max(0, options.overlap - 1), before: range.upperBound))
  }

  /// The last session of which nothing more is expected.
  private func arrived(_ outcome: SymbolOutcome?, _ coverage: Coverage?) -> SessionDate? {
    guard let outcome, let bar = coverage?.last, bar < outcome.upTo else { return outcome?.upTo }
    return isSilent(bar, before: outcome.upTo) ? outcome.upTo : bar
  }

  private func isSilent(_ bar: SessionDate, before end: SessionDate) -> Bool {
    ranks.count(after: bar, through: end) > Self.longestDelay
  }

  /// Why and until when a symbol need not be asked for; the instant may have passed.
  private func rest(of request: IngestionRequest, isListed: Bool) -> SkippedSymbol? {
    let symbol = request.instrument.symbol
    guard request.kind != .reload || request.isForeign && !options.reload.contains(symbol),
      let outcome = last[symbol], outcome.result != .failed else {
      return nil
    }
    let newest = held[symbol]?.last
    let asked = outcome.recordedAt ?? Timestamp(seconds: Int64(outcome.upTo.day) * 86_400)
    if isListed, let delisting = delisted[symbol], let newest, newest <= delisting.delistedOn,
      outcome.upTo >= delisting.delistedOn
    {
      // The list still names it. Some day the ticker may be another company's.
      return SkippedSymbol(
        symbol: symbol,
        reason: "It was delisted on \(delisting.delistedOn) and is held to its end.",
        until: asked.advanced(by: .seconds(86_400 * options.refusedDays)))
    }
    guard outcome.result == .empty else { return nil }
    if let newest, !isSilent(newest, before: outcome.upTo) { return nil }
    return SkippedSymbol(
      symbol: symbol, reason: "The provider had nothing of it up to \(outcome.upTo).",
      until: asked.advanced(by: .seconds(86_400 * options.emptyDays)))
  }
}

extension SymbolCensus {
  /// Puts requests in the order of their priority; within one priority they stay by symbol.
  func prioritized(_ requests: [IngestionRequest]) -> [IngestionRequest] {
    guard !options.first.isEmpty || !options.positions.isEmpty || !options.watched.isEmpty else {
      return requests
    }
    let order = Dictionary(
      options.first.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let many = options.first.count
    let ranked = requests.enumerated().map { index, request in
      let symbol = request.instrument.symbol
      let rank =
        order[symbol]
        ?? (options.positions.contains(symbol)
          ? many : options.watched.contains(symbol) ? many + 1 : many + 2)
      return (rank: rank, index: index)
    }
    return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map { requests[$0.index] }
  }
}
