public import Chronology
public import Connect
public import Market

extension MemoryBarStore {
  /// Every bar held of a symbol.
  public func bars(of symbol: Symbol) -> BarSeries {
    series(of: symbol, over: SessionDate(day: -40_000)...SessionDate(day: 60_000))
  }

  /// Every corporate action held, by symbol, then date, splits first.
  public func everyAction() -> [CorporateAction] {
    actions.values.sorted {
      ($0.symbol, $0.effectiveOn, Self.order($0)) < ($1.symbol, $1.effectiveOn, Self.order($1))
    }
  }

  public func beginIngestion(
    run: String, provider: String, planned: Int, at now: Timestamp
  ) async throws(StoreError) {
    if let failure { throw failure }
    guard !runs.contains(where: { $0.run == run }) else {
      throw StoreError(.conflict, "The run \(run) exists.", remedy: "Give the run a new name.")
    }
    runs.append(
      IngestionCheckpoint(
        run: run, provider: provider, startedAt: now, updatedAt: now, planned: planned,
        finished: 0, isComplete: false))
  }

  public func save(
    _ batch: IngestionBatch, at now: Timestamp
  ) async throws(StoreError) -> WriteReceipt {
    if let failure { throw failure }
    guard Set(batch.bars.runs.map(\.symbol)).count == batch.bars.runs.count else {
      throw StoreError(
        .conflict, "A batch holds a symbol's bars twice.", remedy: "Join them into one run.")
    }
    try update(batch.run, at: now, finished: batch.outcomes.count, isComplete: false)
    var receipt = WriteReceipt(inserted: 0, replaced: 0)
    for instrument in batch.instruments {
      instruments[instrument.symbol] = (instrument, batch.provider)
    }
    for run in batch.bars.runs {
      let series = batch.bars.series(run)
      if batch.reloaded.contains(run.symbol) {
        let kept = Set(series.sessions)
        bars[run.symbol] = (bars[run.symbol] ?? [:]).filter { kept.contains($0.key) }
      }
      add(series, &receipt)
    }
    replaceActions(batch)
    keep(batch.changes)
    notes += batch.notes
    quarantined += batch.quarantine
    for outcome in batch.outcomes {
      outcomes[batch.provider, default: [:]][outcome.symbol] = SymbolOutcome(
        symbol: outcome.symbol, result: outcome.result, bars: outcome.bars,
        message: outcome.message, upTo: outcome.upTo, from: outcome.from, recordedAt: now)
    }
    keep(batch.refusals, provider: batch.provider)
    batches.append(batch.outcomes.count)
    barCounts.append(batch.bars.count)
    return receipt
  }

  private func add(_ series: BarSeries, _ receipt: inout WriteReceipt) {
    var held = bars[series.symbol] ?? [:]
    for (index, session) in series.sessions.enumerated() {
      let bar = Bar(
        open: series.open[index], high: series.high[index], low: series.low[index],
        close: series.close[index], volume: series.volume[index])
      if held.updateValue(bar, forKey: session) == nil {
        receipt.inserted += 1
      } else {
        receipt.replaced += 1
      }
    }
    bars[series.symbol] = held
  }

  private func replaceActions(_ batch: IngestionBatch) {
    for (symbol, days) in batch.actionsCompleteOver {
      actions = actions.filter { $0.key.symbol != symbol || !days.contains($0.key.effectiveOn) }
    }
    for action in batch.actions {
      let key = ActionKey(
        symbol: action.symbol, effectiveOn: action.effectiveOn, isSplit: Self.order(action) == 0)
      actions[key] = action
    }
  }

  private func keep(_ found: [DataChange]) {
    for change in found {
      // A bar that stays away after it was reported is nothing new.
      guard
        change.cause != .withdrawn
          || !changes.contains(where: {
            $0.cause == .withdrawn && $0.symbol == change.symbol && $0.session == change.session
              && $0.before == change.before
          })
      else { continue }
      changes.append(change)
    }
  }

  public func completeIngestion(run: String, at now: Timestamp) async throws(StoreError) {
    if let failure { throw failure }
    try update(run, at: now, finished: 0, isComplete: true)
  }

  public func checkpoints() async throws(StoreError) -> [IngestionCheckpoint] { runs }

  public func lastOutcomes(provider: String) async throws(StoreError) -> [SymbolOutcome] {
    (outcomes[provider] ?? [:]).values.sorted { $0.symbol < $1.symbol }
  }

  private func update(
    _ run: String, at now: Timestamp, finished: Int, isComplete: Bool
  ) throws(StoreError) {
    guard let index = runs.firstIndex(where: { $0.run == run }) else {
      throw StoreError(.missing, "There is no run \(run).", remedy: "Begin the run first.")
    }
    let old = runs[index]
    runs[index] = IngestionCheckpoint(
      run: run, provider: old.provider, startedAt: old.startedAt, updatedAt: now,
      planned: old.planned, finished: old.finished + finished, isComplete: isComplete)
  }

  public func marketBars(
    on sessions: [SessionDate], provider: String
  ) async throws(StoreError) -> [MarketSession] {
    sessions.map { session in
      var block = BarBlock()
      for symbol in symbols(of: provider) {
        let series = series(of: symbol, over: session...session)
        block.append(series)
      }
      return MarketSession(session: session, bars: block)
    }
  }

  public func lastBars(
    of symbols: [Symbol], count: Int
  ) async throws(StoreError) -> [BarSeries] {
    symbols.map { symbol in
      let all = bars(of: symbol)
      guard let first = all.sessions.suffix(count).first, let last = all.sessions.last else {
        return all
      }
      return all.within(first...last)
    }
  }

  public func refusals(
    provider: String, at now: Timestamp
  ) async throws(StoreError) -> [StoredRefusal] {
    refused[provider, default: []].filter { $0.until > now }
  }

  public func save(
    refusals: [StoredRefusal], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    keep(refusals, provider: provider)
  }

  private func keep(_ refusals: [StoredRefusal], provider: String) {
    var held = refused[provider, default: []]
    for refusal in refusals {
      held.removeAll { $0.key == refusal.key }
      held.append(refusal)
    }
    refused[provider] = held
  }
}
