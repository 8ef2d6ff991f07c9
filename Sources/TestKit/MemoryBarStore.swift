public import Chronology
public import Connect
public import Market

/// A store that keeps everything in memory, for tests of what uses a store.
///
/// Passes `IngestionStoreContract`, as the real one must. Can be told to fail, and counts its saves.
public actor MemoryBarStore: IngestionStore {
  struct Bar: Hashable {
    var open: Double
    var high: Double
    var low: Double
    var close: Double
    var volume: Double
  }

  struct ActionKey: Hashable {
    let symbol: Symbol
    let effectiveOn: SessionDate
    let isSplit: Bool
  }

  var instruments: [Symbol: (instrument: Instrument, provider: String)] = [:]
  var bars: [Symbol: [SessionDate: Bar]] = [:]
  var actions: [ActionKey: CorporateAction] = [:]
  var outcomes: [String: [Symbol: SymbolOutcome]] = [:]
  var runs: [IngestionCheckpoint] = []
  var failure: StoreError?
  var reference: [String: Int] = [:]
  /// Delistings as they were saved last.
  public internal(set) var delisted: [Delisting] = []
  /// Company reports saved, each once.
  public internal(set) var reports: Set<CompanyReport> = []
  /// When each symbol's bars within sessions begin.
  var minutes: [Symbol: Set<Timestamp>] = [:]
  var refused: [String: [StoredRefusal]] = [:]

  /// The number of symbols in each batch saved so far.
  public internal(set) var batches: [Int] = []
  /// Bars in each batch saved so far.
  public internal(set) var barCounts: [Int] = []
  /// What comparisons found, in the order saved; a withdrawn bar once.
  public internal(set) var changes: [DataChange] = []
  /// What was odd in the answers, in the order saved.
  public internal(set) var notes: [SourceNote] = []
  /// Answers that broke their schema, in the order saved.
  public internal(set) var quarantined: [QuarantinedPayload] = []

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

  static func order(_ action: CorporateAction) -> Int {
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
