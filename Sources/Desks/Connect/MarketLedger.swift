import Chronology
import Market

/// Compares answers for the whole market with the store, session by session.
///
/// Such answers state prices in the terms of the day they are asked for: a session before a split
/// comes in the new terms, which is that split and no correction. Symbols with a split among the
/// missing sessions or since, or with a changed close, are fetched whole afterwards; nothing of the
/// market's answers is stored of them from then on.
struct MarketLedger {
  private let requests: [IngestionRequest]
  private let places: [Symbol: Int32]
  /// Whether a symbol rests, by its place.
  private let isResting: [Bool]
  private let settled: Set<Symbol>
  private let splits: [Symbol: [CorporateAction]]
  private let actions: [Symbol: [CorporateAction]]
  private let actionDays: ClosedRange<SessionDate>
  /// Symbols of which the calendars may not say everything; nil when that may be all.
  private let doubted: Set<Symbol>?
  private let calendarNotes: [SourceNote]
  /// Symbols to be fetched whole, by their place, with the closes that differ. Nothing of this needs
  /// to outlast the run: until its history is stored a symbol stays as it was, and what is to be found
  /// of it can be found again.
  private var pending: [Int32: [DataChange]] = [:]
  private let newest: SessionDate
  private let last: SessionDate
  private var hasActions = false
  /// Rows that an answer for the whole market should have, about.
  private var expected = 0
  /// Symbols that were not in an answer that was no more than a part, by their place.
  private var behind: [Bool]

  init(_ market: MarketRequest, actions answer: MarketActions) {
    requests = market.requests
    calendarNotes = answer.notes
    // Weeks without a single action anywhere are no calendar.
    let isWhole = answer.isWhole && !answer.actions.isEmpty
    doubted = isWhole ? Set(answer.notes.map(\.symbol)) : nil
    actionDays = market.actionDays
    var places: [Symbol: Int32] = [:]
    places.reserveCapacity(requests.count)
    for (index, request) in requests.enumerated() {
      places[request.instrument.symbol] = Int32(index)
    }
    self.places = places
    settled = market.settled
    isResting = requests.map { market.resting.contains($0.instrument.symbol) }
    newest = requests.map(\.fresh).max() ?? market.missing[0]
    let end = market.missing[market.missing.count - 1]
    last = end
    behind = [Bool](repeating: false, count: requests.count)
    let own = answer.actions.filter { places[$0.symbol] != nil }
    self.actions = Dictionary(grouping: own, by: \.symbol)
    splits = Dictionary(grouping: own.filter { $0.splitRatio ?? 1 != 1 }, by: \.symbol)
    for (symbol, splits) in splits {
      guard let place = places[symbol] else { continue }
      if splits.contains(where: { $0.effectiveOn >= requests[Int(place)].fresh }) {
        pending[place] = []
      }
    }
  }

  /// Symbols to be fetched whole, with what was found of them, by symbol.
  var reloads: [Errand] {
    pending.keys.sorted().map { place in
      let request = requests[Int(place)]
      return Errand(request: request.reload, origin: request, doubts: pending[place] ?? [])
    }
  }

  /// What is left to fetch one by one when the route closes: everything, for a symbol whose missing
  /// sessions are stored already costs the comparison and nothing else.
  var unfinished: [IngestionRequest] { requests }

  /// True when the store may hold bars of a session for one of the symbols.
  func mayHold(_ session: SessionDate) -> Bool { session < newest }

  /// True when stored bars wait to be compared on a session that the next overlap does not repeat.
  func isLastComparison(of session: SessionDate) -> Bool {
    requests.contains { session < $0.fresh && $0.isLastComparison(of: session) }
  }

  /// Notes that nothing is known of a session: who lacks it gets no later one either, for a bar
  /// behind a missing one would pass for the end of a whole series.
  mutating func miss(_ session: SessionDate) {
    for (index, request) in requests.enumerated() where request.fresh <= session {
      behind[index] = true
    }
  }

  /// One session's comparison.
  struct Page {
    var bars = BarBlock()
    var actions: [CorporateAction] = []
    /// For each symbol the days for which `actions` is all there is.
    var complete: [Symbol: ClosedRange<SessionDate>] = [:]
    var notes: [SourceNote] = []
    var changes: [DataChange] = []
    var outcomes: [SymbolOutcome] = []
    var isLast = false
    var notice: String?

    /// Outcomes of symbols that need no further session.
    var finished: [SymbolOutcome] { isLast ? outcomes : [] }

    func batch(
      run: String, provider: String, refusals: [StoredRefusal]
    ) -> IngestionBatch {
      IngestionBatch(
        run: run, instruments: [], provider: provider, bars: bars, actions: actions,
        actionsCompleteOver: complete, notes: notes, changes: changes, outcomes: outcomes,
        refusals: refusals)
    }
  }

  mutating func compare(
    _ given: MarketSession, with stored: BarBlock, on session: SessionDate, wholeShare: Double
  ) -> Page {
    var page = Page()
    page.isLast = session == last
    page.notes = given.notes
    var seen = [Bool](repeating: false, count: requests.count)
    let before = rows(of: stored)
    if !stored.isEmpty { expected = max(expected, stored.count) }
    for run in given.bars.runs {
      guard let place = places[run.symbol], !seen[Int(place)] else { continue }
      seen[Int(place)] = true
      // Others may be further behind; a symbol's own overlap is what its own route would compare.
      guard session >= requests[Int(place)].sessions.lowerBound,
        pending[place] == nil || before[place] != nil
      else { continue }
      if let row = before[place] {
        compare(given.bars, run, place, with: stored, row, session, &page)
      } else {
        keep(given.bars, run, place, session, &page)
      }
    }
    let isWhole =
      Double(given.bars.runs.count) >= wholeShare * Double(max(1, expected))
    if isWhole {
      withdraw(stored, unless: seen, on: session, &page)
    } else {
      page.notice =
        "The market's answer for \(session) holds \(given.bars.runs.count) of about \(expected) "
        + "symbols. Those that are not in it are asked for and compared again by the next run."
    }
    record(seen, isWhole: isWhole, on: session, &page)
    if !hasActions, !page.outcomes.isEmpty {
      // With the first bars that need them.
      addActions(to: &page)
      hasActions = true
    }
    return page
  }

  /// Notes the stored bars that are not in an answer for the whole market, where they are compared for
  /// the last time: what is missing then is not late any more.
  private func withdraw(
    _ stored: BarBlock, unless seen: [Bool], on session: SessionDate, _ page: inout Page
  ) {
    for run in stored.runs {
      guard let place = places[run.symbol], !seen[Int(place)], pending[place] == nil else {
        continue
      }
      let request = requests[Int(place)]
      guard session >= request.sessions.lowerBound, request.isLastComparison(of: session) else {
        continue
      }
      page.changes.append(
        DataChange(
          symbol: run.symbol, session: session, cause: .withdrawn,
          before: stored.close[run.rows.lowerBound], after: .nan))
    }
  }

  private func addActions(to page: inout Page) {
    page.notes += calendarNotes
    for request in requests {
      let symbol = request.instrument.symbol
      let first = max(actionDays.lowerBound, request.coversFrom)
      guard first <= last else { continue }
      let days = first...last
      page.actions += (actions[symbol] ?? []).filter { days.contains($0.effectiveOn) }
      if let doubted, !doubted.contains(symbol) { page.complete[symbol] = days }
    }
  }

  private func rows(of block: BarBlock) -> [Int32: Int] {
    var rows: [Int32: Int] = [:]
    rows.reserveCapacity(block.runs.count)
    for run in block.runs {
      if let place = places[run.symbol] { rows[place] = run.rows.lowerBound }
    }
    return rows
  }

  private func splits(of symbol: Symbol, after session: SessionDate) -> [CorporateAction] {
    (splits[symbol] ?? []).filter { $0.effectiveOn > session }
  }

  /// Keeps a row that the store lacks.
  private mutating func keep(
    _ bars: BarBlock, _ run: BarBlock.Run, _ place: Int32, _ session: SessionDate,
    _ page: inout Page
  ) {
    let request = requests[Int(place)]
    let row = run.rows.lowerBound
    // A bar behind a missing one would pass for the end of a whole series.
    guard session >= request.heldFrom ?? session, !behind[Int(place)] else { return }
    guard splits(of: run.symbol, after: session).isEmpty else {
      // Its terms are not those of its day.
      if pending[place] == nil { pending[place] = [] }
      return
    }
    if session < request.fresh {
      page.changes.append(OverlapComparison.late(run.symbol, session, bars.close[row]))
    }
    page.bars.append(
      run.symbol, session, open: bars.open[row], high: bars.high[row], low: bars.low[row],
      close: bars.close[row], volume: bars.volume[row])
  }

  /// Compares a row with the stored one.
  private mutating func compare(
    _ bars: BarBlock, _ run: BarBlock.Run, _ place: Int32, with stored: BarBlock, _ held: Int,
    _ session: SessionDate, _ page: inout Page
  ) {
    let request = requests[Int(place)]
    let (before, after) = (stored.close[held], bars.close[run.rows.lowerBound])
    let later = splits(of: run.symbol, after: session)
    guard !OverlapComparison.isSame(before, roundedTo: after) else {
      if request.isLastComparison(of: session), pending[place] == nil, later.isEmpty,
        !settled.contains(run.symbol)
      {
        heal(run.symbol, session, stored, held, by: bars, run.rows.lowerBound, &page)
      }
      return
    }
    guard !settled.contains(run.symbol) || !later.isEmpty else { return }
    let ratio = later.reduce(1) { $0 * ($1.splitRatio ?? 1) }
    let cause: DataChange.Cause
    if !later.isEmpty, OverlapComparison.isExplained(before, after, bySplits: ratio) {
      // A split that the store has been told of before is nothing new.
      guard later.contains(where: { $0.effectiveOn >= request.fresh }) else { return }
      cause = .split
    } else {
      let known = BarSeries(symbol: run.symbol, sessions: [session], closes: [before])
      cause = OverlapComparison.cause(
        from: before, to: after, on: session, stored: known,
        actions: actions[run.symbol] ?? [])
    }
    pending[place, default: []].append(
      DataChange(
        symbol: run.symbol, session: session, cause: cause, before: before, after: after))
  }

  /// Puts values right that were corrected beside an unchanged close; those that are only rounded or
  /// missing now stay.
  private func heal(
    _ symbol: Symbol, _ session: SessionDate, _ stored: BarBlock, _ held: Int,
    by bars: BarBlock, _ row: Int, _ page: inout Page
  ) {
    var isChanged = false
    func value(_ field: KeyPath<BarBlock, [Double]>) -> Double {
      let (before, after) = (stored[keyPath: field][held], bars[keyPath: field][row])
      guard !after.isNaN, !OverlapComparison.isSame(before, roundedTo: after) else { return before }
      isChanged = true
      return after
    }
    let (open, high, low) = (value(\.open), value(\.high), value(\.low))
    let volume = value(\.volume)
    guard isChanged else { return }
    page.bars.append(
      symbol, session, open: open, high: high, low: low, close: stored.close[held],
      volume: volume)
  }

  /// Notes for each symbol that the session has been asked for.
  private mutating func record(
    _ seen: [Bool], isWhole: Bool, on session: SessionDate, _ page: inout Page
  ) {
    for (index, request) in requests.enumerated() {
      guard request.fresh <= session, pending[Int32(index)] == nil else { continue }
      // A later session must not hide that this one is missing.
      if !seen[index], !isWhole { behind[index] = true }
      // One that rests is asked for by name when its rest is over, and so its rest must end.
      guard !behind[index], seen[index] || !isResting[index] else { continue }
      page.outcomes.append(
        SymbolOutcome(
          symbol: request.instrument.symbol, result: seen[index] ? .saved : .empty,
          bars: seen[index] ? 1 : 0, message: "", upTo: session, from: request.coversFrom))
    }
  }
}
