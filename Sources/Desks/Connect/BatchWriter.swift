import Chronology
import Market

/// Turns what was fetched of some symbols into one batch and saves it.
///
/// The symbols of the batch are compared with the store first: those of which a stored close has
/// changed are held back, to be fetched whole.
struct BatchWriter: Sendable {
  /// What one save came to.
  struct Written: Sendable {
    var outcomes: [SymbolOutcome] = []
    var changes: [DataChange] = []
    /// Symbols to be fetched whole; nothing of them was saved.
    var reloads: [Errand] = []
    var bars = 0
  }

  /// What is saved together.
  struct Load: Sendable {
    var fetches: [SymbolFetch]
    var refusals: [StoredRefusal]
    /// Answers that belong to no symbol.
    var quarantine: [QuarantinedPayload]
  }

  let run: String
  let provider: String
  let store: any IngestionStore
  /// Stored bars read of each symbol for the comparison. More than the overlap, for a run that
  /// changed from the market route to the symbol route may have stored some sessions since.
  let lookBack: Int
  /// More sessions than any history has.
  private static let everything = 100_000

  /// - Returns: What the store throws, as a value: tasks hand it on.
  func write(_ load: Load, at now: Timestamp) async -> Result<Written, StoreError> {
    do throws(StoreError) {
      let stored = try await compared(load.fetches)
      var contents = BatchContents(quarantine: load.quarantine)
      for fetch in load.fetches { contents.take(fetch, stored: stored) }
      let batch = contents.batch(
        run: run, provider: provider, refusals: load.refusals + contents.settled(at: now))
      if !batch.outcomes.isEmpty || !batch.quarantine.isEmpty || !batch.refusals.isEmpty {
        _ = try await store.save(batch, at: now)
      }
      return .success(
        Written(
          outcomes: batch.outcomes, changes: batch.changes, reloads: contents.reloads,
          bars: batch.bars.count))
    } catch {
      return .failure(error)
    }
  }

  /// The stored bars of those symbols whose answers repeat them: their ends, or all of them for a
  /// reload that was asked for.
  private func compared(_ fetches: [SymbolFetch]) async throws(StoreError) -> [Symbol: BarSeries] {
    var ends: [Symbol] = []
    var wholes: [Symbol] = []
    for case .fetched(let errand, let bars, _) in fetches where bars.series.count > 0 {
      let request = errand.request
      if request.kind == .extend || errand.origin != nil {
        ends.append(errand.symbol)
      } else if request.kind == .reload, !request.isForeign {
        wholes.append(errand.symbol)
      }
    }
    var found: [Symbol: BarSeries] = [:]
    for (symbols, count) in [(ends, lookBack), (wholes, Self.everything)] where !symbols.isEmpty {
      for series in try await store.lastBars(of: symbols.sorted(), count: count) {
        found[series.symbol] = series
      }
    }
    return found
  }
}

/// A batch as it fills.
private struct BatchContents {
  var reloads: [Errand] = []
  private var instruments: [Instrument] = []
  private var series: [BarSeries] = []
  private var reloaded: Set<Symbol> = []
  private var actions: [CorporateAction] = []
  private var complete: [Symbol: ClosedRange<SessionDate>] = [:]
  private var notes: [SourceNote] = []
  private var quarantine: [QuarantinedPayload]
  private var changes: [DataChange] = []
  private var outcomes: [SymbolOutcome] = []
  /// Symbols whose history is what is stored, though the market's answers say otherwise.
  private var confirmed: [Symbol] = []
  /// Days for which such differences are passed over.
  private static let settledDays: Int64 = 30

  init(quarantine: [QuarantinedPayload]) { self.quarantine = quarantine }

  mutating func take(_ fetch: SymbolFetch, stored: [Symbol: BarSeries]) {
    switch fetch {
    case .failed(let errand, let error):
      if let payload = error.quarantine { quarantine.append(payload) }
      fail(errand, error.message)
    case .fetched(let errand, let bars, let found):
      switch errand.request.kind {
      case .first: add(errand, bars, found, fresh: bars.series)
      case .extend: extend(errand, bars, found, stored: stored[errand.symbol])
      case .reload: reload(errand, bars, found, stored: stored[errand.symbol])
      }
    }
  }

  private mutating func extend(
    _ errand: Errand, _ bars: FetchedBars, _ found: [CorporateAction], stored: BarSeries?
  ) {
    let verdict = OverlapComparison.verdict(
      on: bars.series, to: errand.request, stored: stored ?? BarSeries(emptyOf: errand.symbol),
      actions: found)
    guard !verdict.needsReload else {
      reloads.append(Errand(request: errand.request.reload, origin: errand.request))
      return
    }
    changes += verdict.changes
    add(errand, bars, found, fresh: verdict.bars, healed: verdict.healed)
  }

  private mutating func reload(
    _ errand: Errand, _ bars: FetchedBars, _ found: [CorporateAction], stored: BarSeries?
  ) {
    let request = errand.request
    if bars.series.count == 0, request.isForeign {
      // Whose bars the store has, and in which terms, stays as it is.
      notes += bars.notes
      outcomes.append(
        SymbolOutcome(
          symbol: errand.symbol, result: .empty, bars: 0, message: "",
          upTo: request.sessions.upperBound, from: request.coversFrom))
      return
    }
    if bars.series.count == 0, request.heldFrom != nil {
      fail(
        errand,
        "The whole history of \(errand.symbol) was asked for again and nothing came. What is "
          + "stored stays.")
      return
    }
    // A subscription that reaches less far back than the store must not cost the older bars.
    if let first = bars.series.sessions.first, first <= request.heldFrom ?? first {
      reloaded.insert(errand.symbol)
    }
    let differences =
      stored.map {
        OverlapComparison.changes(by: bars.series, to: errand.origin, stored: $0, actions: found)
      } ?? []
    let changed = Set(differences.map(\.session))
    // A market answer may differ from the history that it was taken from: no change of ours.
    let areMarketsOwn = errand.doubts.allSatisfy { doubt in
      (doubt.cause == .correction || doubt.cause == .dividend) && !changed.contains(doubt.session)
    }
    if !errand.doubts.isEmpty, areMarketsOwn { confirmed.append(errand.symbol) }
    changes += differences
    add(errand, bars, found, fresh: bars.series)
  }

  private mutating func add(
    _ errand: Errand, _ bars: FetchedBars, _ found: [CorporateAction], fresh: BarSeries,
    healed: Int = 0
  ) {
    let request = errand.request
    instruments.append(request.instrument)
    if fresh.count > 0 { series.append(fresh) }
    notes += bars.notes
    actions += found
    complete[errand.symbol] = request.sessions
    outcomes.append(
      SymbolOutcome(
        symbol: errand.symbol, result: fresh.count > healed ? .saved : .empty,
        bars: fresh.count - healed, message: "", upTo: request.sessions.upperBound,
        from: request.coversFrom))
  }

  private mutating func fail(_ errand: Errand, _ message: String) {
    outcomes.append(
      SymbolOutcome(
        symbol: errand.symbol, result: .failed, bars: 0, message: message,
        upTo: errand.request.sessions.upperBound, from: errand.request.coversFrom))
  }

  /// What need not be compared with the market's answers for a while: each difference would cost the
  /// whole history again.
  func settled(at now: Timestamp) -> [StoredRefusal] {
    confirmed.sorted().map { symbol in
      StoredRefusal(
        key: StoredRefusal.marketPrefix + symbol.ticker,
        reason: "The history of \(symbol) stands by the stored values.",
        until: now.advanced(by: .seconds(86_400 * Self.settledDays)))
    }
  }

  /// Everything in the order of its symbols, whatever the order in which it came in.
  func batch(run: String, provider: String, refusals: [StoredRefusal]) -> IngestionBatch {
    IngestionBatch(
      run: run, instruments: instruments.sorted { $0.symbol < $1.symbol }, provider: provider,
      bars: BarBlock(series.sorted { $0.symbol < $1.symbol }), reloaded: reloaded,
      actions: actions.sorted { ($0.symbol, $0.effectiveOn) < ($1.symbol, $1.effectiveOn) },
      actionsCompleteOver: complete, notes: notes, quarantine: quarantine,
      changes: changes.sorted { ($0.symbol, $0.session) < ($1.symbol, $1.session) },
      outcomes: outcomes.sorted { $0.symbol < $1.symbol }, refusals: refusals)
  }
}
