import Chronology
import Connect
import Market

/// Promises about what is compared, reloaded and refused.
extension IngestionStoreContract {
  private static let start = SessionDate(day: 16_000)
  private static let hour = Timestamp(seconds: 1_400_003_600)

  static func verifyChanges(_ store: any IngestionStore) async throws {
    try await takesBlocksOfManySymbols(store)
    try await readsTheMarketOfASession(store)
    try await readsTheLastBars(store)
    try await reloadsWholeHistories(store)
    try await dropsWithdrawnActions(store)
    try await keepsWhatIsOddWithItsBatch(store)
    try await takesBatchesWithoutBars(store)
    try await keepsRefusalsUntilTheirInstant(store)
  }

  private static func names(_ count: Int) -> [Symbol] {
    (0..<count).map { Symbol("M\(1000 + $0)") }
  }

  private static func series(_ symbol: Symbol, closes: [Double]) -> BarSeries {
    BarSeries(
      symbol: symbol, sessions: closes.indices.map { start.advanced(by: $0) }, open: closes,
      high: closes, low: closes, close: closes, volume: closes.map { _ in 100 })
  }

  private static func outcomes(_ symbols: [Symbol], upTo: SessionDate) -> [SymbolOutcome] {
    symbols.map {
      SymbolOutcome(symbol: $0, result: .saved, bars: 3, message: "", upTo: upTo, from: start)
    }
  }

  /// A whole market in one batch: many runs, one session of all, columns shared.
  private static func takesBlocksOfManySymbols(_ store: any IngestionStore) async throws {
    let symbols = names(300)
    try await store.beginIngestion(run: "many", provider: "market", planned: 300, at: hour)
    let histories = symbols.enumerated().map { index, symbol in
      series(symbol, closes: [Double(index) + 1, Double(index) + 2, Double(index) + 3])
    }
    let receipt = try await store.save(
      IngestionBatch(
        run: "many", instruments: symbols.map { Instrument(symbol: $0, name: "M", prices: .raw) },
        provider: "market", series: histories, actions: [],
        outcomes: outcomes(symbols, upTo: start.advanced(by: 2))), at: hour)
    try ContractViolation.unless(
      receipt == WriteReceipt(inserted: 900, replaced: 0), "900 bars are new, not \(receipt).")
    // Next session of all, every third one without a bar; known instruments need no repetition.
    var block = BarBlock()
    for (index, symbol) in symbols.enumerated() where index % 3 != 0 {
      block.append(
        symbol, start.advanced(by: 3), open: 7, high: 9, low: 6, close: 8, volume: .nan)
    }
    let next = try await store.save(
      IngestionBatch(
        run: "many", instruments: [], provider: "market", bars: block, actions: [],
        outcomes: outcomes(symbols, upTo: start.advanced(by: 3))), at: hour)
    try ContractViolation.unless(
      next == WriteReceipt(inserted: 200, replaced: 0), "200 bars are new, not \(next).")
    let coverage = try await store.coverage().filter { $0.provider == "market" }
    try ContractViolation.unless(
      coverage.count == 300 && coverage.reduce(0) { $0 + $1.bars } == 1100,
      "300 symbols have 1100 bars, not \(coverage.count) and \(coverage.reduce(0) { $0 + $1.bars })."
    )
    let last = try await store.lastOutcomes(provider: "market")
    try ContractViolation.unless(
      last.count == 300 && last.allSatisfy { $0.upTo == start.advanced(by: 3) },
      "A later outcome takes the place of an earlier one.")
  }

  private static func readsTheMarketOfASession(_ store: any IngestionStore) async throws {
    let days = [start.advanced(by: 3), start.advanced(by: 40), start.advanced(by: 1)]
    let answers = try await store.marketBars(on: days, provider: "market")
    try ContractViolation.unless(
      answers.map(\.session) == days, "One answer a session in the order asked for.")
    try ContractViolation.unless(
      answers.map(\.bars.count) == [200, 0, 300],
      "200, no and 300 bars, not \(answers.map(\.bars.count)).")
    let symbols = answers[0].bars.runs.map(\.symbol)
    try ContractViolation.unless(
      symbols == symbols.sorted() && answers[0].bars.runs.allSatisfy { $0.rows.count == 1 },
      "One run of one row a symbol, sorted by symbol.")
    try ContractViolation.unless(
      answers[2].bars.close.prefix(3) == [2, 3, 4], "The bars are those stored.")
    try ContractViolation.unless(
      answers[0].bars.volume.allSatisfy(\.isNaN), "A missing value stays missing.")
    let others = try await store.marketBars(on: [start], provider: "nobody")
    try ContractViolation.unless(
      others.map(\.bars.count) == [0], "Bars of other providers are left out.")
  }

  private static func readsTheLastBars(_ store: any IngestionStore) async throws {
    let asked: [Symbol] = ["M1001", "M9999", "M1000"]
    let series = try await store.lastBars(of: asked, count: 2)
    try ContractViolation.unless(
      series.map(\.symbol) == asked, "One series a symbol in the order asked for, known or not.")
    try ContractViolation.unless(
      series.map(\.close) == [[4, 8], [], [2, 3]],
      "The last bars, oldest first, not \(series.map(\.close)).")
    let all = try await store.lastBars(of: ["M1000"], count: 99)
    try ContractViolation.unless(all.map(\.count) == [3], "All there are when fewer are held.")
  }

  private static func reloadsWholeHistories(_ store: any IngestionStore) async throws {
    try await store.beginIngestion(run: "reload", provider: "market", planned: 1, at: hour)
    let answer = BarSeries(
      symbol: "M1001", sessions: [start, start.advanced(by: 2)], closes: [2, 77])
    let change = DataChange(
      symbol: "M1001", session: start.advanced(by: 2), cause: .correction, before: 4, after: 77)
    let receipt = try await store.save(
      IngestionBatch(
        run: "reload", instruments: [Instrument(symbol: "M1001", name: "M", prices: .raw)],
        provider: "market", bars: BarBlock([answer]), reloaded: ["M1001"], actions: [],
        changes: [change], outcomes: outcomes(["M1001"], upTo: start.advanced(by: 3))), at: hour)
    try ContractViolation.unless(
      receipt.inserted == 0, "No bar of a session that was held is new: \(receipt).")
    let held = try await store.lastBars(of: ["M1001", "M1002"], count: 9)
    try ContractViolation.unless(
      held[0].close == [2, 77], "Other bars of a reloaded symbol go: \(held[0].close).")
    try ContractViolation.unless(held[1].count == 4, "Other symbols keep theirs.")
  }

  private static func dropsWithdrawnActions(_ store: any IngestionStore) async throws {
    let days = (0..<4).map { start.advanced(by: $0) }
    func action(_ symbol: Symbol, _ day: Int) -> CorporateAction {
      CorporateAction(symbol: symbol, effectiveOn: days[day], kind: .split(new: 2, old: 1))
    }
    func save(
      _ run: String, _ actions: [CorporateAction],
      completeOver: [Symbol: ClosedRange<SessionDate>]
    ) async throws {
      try await store.beginIngestion(run: run, provider: "market", planned: 0, at: hour)
      _ = try await store.save(
        IngestionBatch(
          run: run, instruments: [], provider: "market", bars: BarBlock(), actions: actions,
          actionsCompleteOver: completeOver, outcomes: []), at: hour)
    }
    try await save(
      "actions", [action("M1004", 0), action("M1004", 2), action("M1005", 2)], completeOver: [:])
    try await save("fewer", [action("M1004", 3)], completeOver: ["M1004": days[1]...days[3]])
    let snapshot = try await store.snapshot(of: ["M1004", "M1005"], over: days[0]...days[3])
    let held = snapshot.actions.map { "\($0.symbol) \($0.effectiveOn)" }.sorted()
    try ContractViolation.unless(
      held == ["M1004 \(days[0])", "M1004 \(days[3])", "M1005 \(days[2])"],
      "Actions that are no longer among all there are go, others stay: \(held).")
  }

  private static func keepsWhatIsOddWithItsBatch(_ store: any IngestionStore) async throws {
    try await store.beginIngestion(run: "odd", provider: "market", planned: 0, at: hour)
    _ = try await store.save(
      IngestionBatch(
        run: "odd", instruments: [], provider: "market", bars: BarBlock(), actions: [],
        notes: [
          SourceNote(symbol: "M1006", session: nil, kind: .unexpectedOrder, detail: "Rising."),
          SourceNote(
            symbol: "M1006", session: start, kind: .duplicateSession, detail: "Twice."),
        ],
        quarantine: [
          QuarantinedPayload(subject: "bars of M1006", reason: "no close", payload: [0, 255, 10])
        ],
        changes: [
          DataChange(
            symbol: "M1006", session: start, cause: .withdrawn, before: 7, after: .nan),
          DataChange(
            symbol: "M1006", session: start, cause: .lateBar, before: .nan, after: 7),
        ], outcomes: []), at: hour)
    let bars = try await store.lastBars(of: ["M1006"], count: 9)
    try ContractViolation.unless(bars[0].count == 3, "A withdrawn bar stays.")
  }

  private static func takesBatchesWithoutBars(_ store: any IngestionStore) async throws {
    try await store.beginIngestion(run: "empty", provider: "market", planned: 2, at: hour)
    let receipt = try await store.save(
      IngestionBatch(
        run: "empty", instruments: [], provider: "market", bars: BarBlock(), actions: [],
        outcomes: [
          SymbolOutcome(symbol: "NEVER", result: .empty, bars: 0, message: "", upTo: start),
          SymbolOutcome(
            symbol: "WORSE", result: .failed, bars: 0, message: "Why.", upTo: start),
        ]), at: hour)
    try ContractViolation.unless(
      receipt == WriteReceipt(inserted: 0, replaced: 0), "Nothing was written: \(receipt).")
    let outcomes = try await store.lastOutcomes(provider: "market").filter {
      $0.symbol == "NEVER" || $0.symbol == "WORSE"
    }
    try ContractViolation.unless(
      outcomes.map(\.result) == [.empty, .failed] && outcomes.allSatisfy { $0.recordedAt == hour },
      "Outcomes of unknown symbols are kept with their instant: \(outcomes).")
    do throws(StoreError) {
      _ = try await store.save(
        IngestionBatch(
          run: "no such run", instruments: [], provider: "market", bars: BarBlock(), actions: [],
          outcomes: []), at: hour)
    } catch {
      try ContractViolation.unless(
        error.code == .missing, "A batch of an unknown run is missing, not \(error.code).")
      return
    }
    throw ContractViolation("A batch of a run that was not begun throws.")
  }

  private static func keepsRefusalsUntilTheirInstant(_ store: any IngestionStore) async throws {
    let day = hour.advanced(by: .seconds(86_400))
    let week = hour.advanced(by: .seconds(7 * 86_400))
    try await store.save(
      refusals: [
        StoredRefusal(key: "endpoint:eod-bulk", reason: "Restricted.", until: week),
        StoredRefusal(key: "symbol:M1007", reason: "Not in the plan.", until: day),
      ], provider: "market", at: hour)
    let now = try await store.refusals(provider: "market", at: hour)
    let later = try await store.refusals(provider: "market", at: day)
    let others = try await store.refusals(provider: "other", at: hour)
    try ContractViolation.unless(
      now.map(\.key).sorted() == ["endpoint:eod-bulk", "symbol:M1007"],
      "Refusals are kept by key: \(now).")
    try ContractViolation.unless(
      later == [StoredRefusal(key: "endpoint:eod-bulk", reason: "Restricted.", until: week)],
      "A refusal ends with its instant: \(later).")
    try ContractViolation.unless(others.isEmpty, "Refusals are kept by provider.")
    try await store.save(
      refusals: [StoredRefusal(key: "endpoint:eod-bulk", reason: "Still.", until: week)],
      provider: "market", at: day)
    let again = try await store.refusals(provider: "market", at: day)
    try ContractViolation.unless(
      again.map(\.reason) == ["Still."], "A refusal takes the place of its key's: \(again).")
    try await store.beginIngestion(run: "refused", provider: "market", planned: 0, at: day)
    _ = try await store.save(
      IngestionBatch(
        run: "refused", instruments: [], provider: "market", bars: BarBlock(), actions: [],
        outcomes: [],
        refusals: [StoredRefusal(key: "market:M1007", reason: "Settled.", until: week)]), at: day)
    let batch = try await store.refusals(provider: "market", at: day)
    try ContractViolation.unless(
      batch.map(\.reason).sorted() == ["Settled.", "Still."],
      "Refusals of a batch are kept beside the others: \(batch).")
  }
}
