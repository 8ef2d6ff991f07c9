public import Chronology
public import Connect
public import Market

/// A store that keeps everything in memory, for tests of what uses a store.
///
/// Passes `IngestionStoreContract`, as the real one must. Can be told to fail, and counts its saves.
public actor MemoryBarStore: IngestionStore {
  private struct Bar {
    var open: Double
    var high: Double
    var low: Double
    var close: Double
    var volume: Double
  }

  private struct ActionKey: Hashable {
    let symbol: Symbol
    let effectiveOn: SessionDate
    let isSplit: Bool
  }

  private var instruments: [Symbol: (instrument: Instrument, provider: String)] = [:]
  private var bars: [Symbol: [SessionDate: Bar]] = [:]
  private var actions: [ActionKey: CorporateAction] = [:]
  private var outcomes: [String: [Symbol: SymbolOutcome]] = [:]
  private var runs: [IngestionCheckpoint] = []
  private var failure: StoreError?
  var refused: [String: [StoredRefusal]] = [:]

  /// The number of symbols in each batch saved so far.
  public private(set) var batches: [Int] = []

  public init() {}

  /// Makes every later save fail, until called with nil.
  public func fail(with error: StoreError?) { failure = error }

  public func coverage() async throws(StoreError) -> [Coverage] {
    instruments.keys.sorted().compactMap { symbol in
      guard let (instrument, provider) = instruments[symbol] else { return nil }
      let sessions = (bars[symbol] ?? [:]).keys
      return Coverage(
        symbol: symbol, name: instrument.name, prices: instrument.prices, provider: provider,
        first: sessions.min(), last: sessions.max(), bars: sessions.count)
    }
  }

  public func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> MarketSnapshot {
    var series: [BarSeries] = []
    var known: [Instrument] = []
    for symbol in symbols {
      guard let entry = instruments[symbol] else {
        throw StoreError(
          .missing, "The store does not know \(symbol).", remedy: "Ingest it first.")
      }
      known.append(entry.instrument)
      series.append(self.series(of: symbol, over: sessions))
    }
    let wanted = Set(symbols)
    let actions = actions.values
      .filter { wanted.contains($0.symbol) && sessions.contains($0.effectiveOn) }
      .sorted {
        ($0.effectiveOn, $0.symbol, Self.order($0)) < ($1.effectiveOn, $1.symbol, Self.order($1))
      }
    return MarketSnapshot(
      id: Self.name(of: series, actions), series: series, instruments: known, actions: actions)
  }

  public func panel(
    _ field: BarField, of symbols: [Symbol], over sessions: ClosedRange<SessionDate>,
    adjusted adjustment: Adjustment
  ) async throws(StoreError) -> Panel {
    let snapshot = try await snapshot(of: symbols, over: sessions)
    let rows = Set(snapshot.series.flatMap(\.sessions)).sorted()
    var values = [Double](repeating: .nan, count: rows.count * symbols.count)
    for (column, series) in snapshot.series.enumerated() {
      let adjusted: BarSeries
      do {
        adjusted = try series.adjusted(adjustment, by: snapshot.actions, asOf: sessions.upperBound)
      } catch {
        throw StoreError(
          .corrupt, "\(error.symbol) on \(error.effectiveOn): \(error.message)",
          remedy: "Correct the corporate action.")
      }
      let cells = adjusted.column(field)
      var row = 0
      for (index, session) in adjusted.sessions.enumerated() {
        while rows[row] < session { row += 1 }
        values[row * symbols.count + column] = cells[index]
      }
    }
    return Panel(sessions: rows, symbols: symbols, values: values)
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
    try update(batch.run, at: now, finished: batch.outcomes.count, isComplete: false)
    var receipt = WriteReceipt(inserted: 0, replaced: 0)
    for instrument in batch.instruments {
      instruments[instrument.symbol] = (instrument, batch.provider)
    }
    for series in batch.bars.series {
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
    for action in batch.actions {
      let key = ActionKey(
        symbol: action.symbol, effectiveOn: action.effectiveOn, isSplit: Self.order(action) == 0)
      actions[key] = action
    }
    for outcome in batch.outcomes {
      outcomes[batch.provider, default: [:]][outcome.symbol] = outcome
    }
    batches.append(batch.outcomes.count)
    return receipt
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

  func symbols(of provider: String) -> [Symbol] {
    instruments.filter { $0.value.provider == provider }.keys.sorted()
  }

  func series(of symbol: Symbol, over range: ClosedRange<SessionDate>) -> BarSeries {
    let held = (bars[symbol] ?? [:]).filter { range.contains($0.key) }
      .sorted { $0.key < $1.key }
    return BarSeries(
      symbol: symbol, sessions: held.map(\.key), open: held.map(\.value.open),
      high: held.map(\.value.high), low: held.map(\.value.low), close: held.map(\.value.close),
      volume: held.map(\.value.volume))
  }

  private static func order(_ action: CorporateAction) -> Int {
    switch action.kind {
    case .split: 0
    case .dividend: 1
    }
  }

  /// A 64-bit FNV-1a over everything read: enough to tell readings apart in a test.
  private static func name(of series: [BarSeries], _ actions: [CorporateAction]) -> SnapshotID {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
    for one in series {
      mix(one.symbol.ticker)
      for index in one.sessions.indices {
        mix("\(one.sessions[index].day)")
        for field in BarField.allCases { mix("\(one.column(field)[index].bitPattern)") }
      }
    }
    for action in actions { mix("\(action.symbol) \(action.effectiveOn) \(action.kind)") }
    let digits = String(hash, radix: 16)
    return SnapshotID(hex: String(repeating: "0", count: 64 - digits.count) + digits)
  }
}
