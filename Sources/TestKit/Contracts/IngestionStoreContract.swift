import Chronology
public import Connect
import Market

/// A promise of a port that an implementation does not keep.
public struct ContractViolation: Error, CustomStringConvertible {
  /// The promise and what was seen instead.
  public let description: String

  public init(_ description: String) { self.description = description }

  /// Throws unless `condition` holds.
  public static func unless(_ condition: Bool, _ promise: @autoclosure () -> String) throws {
    if !condition { throw ContractViolation(promise()) }
  }
}

/// What every `IngestionStore` must do, checked against a store that is empty at first.
public enum IngestionStoreContract {
  private static let first = SessionDate(day: 15_000)
  private static let now = Timestamp(seconds: 1_400_000_000)

  /// Checks every promise in turn on one empty store.
  ///
  /// - Throws: `ContractViolation` at the first promise broken, or what the store throws.
  public static func verify(_ store: any IngestionStore) async throws {
    try await beginsEmpty(store)
    try await savesBatchesWithTheirCheckpoint(store)
    try await replacesBarsOfTheSameSession(store)
    try await keepsTheNewestOutcome(store)
    try await readsSnapshots(store)
    try await readsPanels(store)
    try await verifyChanges(store)
  }

  private static func beginsEmpty(_ store: any IngestionStore) async throws {
    try await ContractViolation.unless(store.coverage().isEmpty, "A new store covers nothing.")
    try await ContractViolation.unless(store.checkpoints().isEmpty, "A new store has no runs.")
    do throws(StoreError) {
      _ = try await store.snapshot(of: ["AAA"], over: first...first)
    } catch {
      try ContractViolation.unless(
        error.code == .missing, "An unknown symbol is missing, not \(error.code).")
      return
    }
    throw ContractViolation("A snapshot of an unknown symbol throws.")
  }

  private static func savesBatchesWithTheirCheckpoint(_ store: any IngestionStore) async throws {
    try await store.beginIngestion(run: "one", provider: "test", planned: 2, at: now)
    let receipt = try await store.save(
      batch("one", closes: [10, 20, 10], from: first, split: first.advanced(by: 2)), at: now)
    try ContractViolation.unless(
      receipt == WriteReceipt(inserted: 3, replaced: 0), "Three bars are new, not \(receipt).")
    let coverage = try await store.coverage()
    let expected = Coverage(
      symbol: "AAA", name: "Triple A", prices: .raw, provider: "test", first: first,
      last: first.advanced(by: 2), bars: 3)
    try ContractViolation.unless(
      coverage == [expected], "Coverage is \(expected), not \(coverage).")
    let open = try await store.checkpoints().first { $0.run == "one" }
    try ContractViolation.unless(
      open?.finished == 1 && open?.planned == 2 && open?.isComplete == false,
      "A saved batch moves the checkpoint on: 1 of 2, not \(String(describing: open)).")
    try await store.completeIngestion(run: "one", at: now)
    let closed = try await store.checkpoints().first { $0.run == "one" }
    try ContractViolation.unless(closed?.isComplete == true, "A completed run is complete.")
  }

  private static func replacesBarsOfTheSameSession(_ store: any IngestionStore) async throws {
    try await store.beginIngestion(run: "two", provider: "test", planned: 1, at: now)
    let receipt = try await store.save(
      batch("two", closes: [11, 12], from: first.advanced(by: 2), split: first.advanced(by: 2)),
      at: now)
    try ContractViolation.unless(
      receipt == WriteReceipt(inserted: 1, replaced: 1),
      "One bar is new and one replaced, not \(receipt).")
    let snapshot = try await store.snapshot(of: ["AAA"], over: first...first.advanced(by: 9))
    try ContractViolation.unless(
      snapshot.series[0].close == [10, 20, 11, 12],
      "The newer bar of a session wins: \(snapshot.series[0].close).")
    try ContractViolation.unless(
      snapshot.actions.count == 1, "An action saved twice is held once: \(snapshot.actions).")
  }

  private static func keepsTheNewestOutcome(_ store: any IngestionStore) async throws {
    // A store may say when it recorded an outcome.
    let outcomes = try await store.lastOutcomes(provider: "test").map {
      SymbolOutcome(
        symbol: $0.symbol, result: $0.result, bars: $0.bars, message: $0.message, upTo: $0.upTo,
        from: $0.from)
    }
    let expected = SymbolOutcome(
      symbol: "AAA", result: .saved, bars: 2, message: "", upTo: first.advanced(by: 3),
      from: first)
    try ContractViolation.unless(
      outcomes == [expected], "The newest outcome is \(expected), not \(outcomes).")
    let others = try await store.lastOutcomes(provider: "other")
    try ContractViolation.unless(others.isEmpty, "Outcomes are kept by provider.")
  }

  private static func readsSnapshots(_ store: any IngestionStore) async throws {
    let all = first...first.advanced(by: 9)
    let whole = try await store.snapshot(of: ["AAA"], over: all)
    let again = try await store.snapshot(of: ["AAA"], over: all)
    let part = try await store.snapshot(of: ["AAA"], over: first...first)
    try ContractViolation.unless(whole.id == again.id, "The same reading has the same name.")
    try ContractViolation.unless(whole.id != part.id, "Another reading has another name.")
    try ContractViolation.unless(
      part.series[0].close == [10] && part.actions.isEmpty,
      "A snapshot holds the range asked for and nothing else.")
    try ContractViolation.unless(
      whole.instruments.map(\.name) == ["Triple A"], "A snapshot names its instruments.")
  }

  private static func readsPanels(_ store: any IngestionStore) async throws {
    let all = first...first.advanced(by: 9)
    let raw = try await store.panel(.close, of: ["AAA"], over: all, adjusted: .raw)
    let adjusted = try await store.panel(.close, of: ["AAA"], over: all, adjusted: .splits)
    try ContractViolation.unless(
      raw.values == [10, 20, 11, 12], "A raw panel holds prices as traded: \(raw.values).")
    try ContractViolation.unless(
      adjusted.values == [5, 10, 11, 12], "Splits divide earlier prices: \(adjusted.values).")
  }

  private static func batch(
    _ run: String, closes: [Double], from: SessionDate, split: SessionDate
  ) -> IngestionBatch {
    let symbol: Symbol = "AAA"
    let series = BarSeries(
      symbol: symbol, sessions: closes.indices.map { from.advanced(by: $0) }, open: closes,
      high: closes, low: closes, close: closes, volume: closes.map { _ in 100 })
    return IngestionBatch(
      run: run, instruments: [Instrument(symbol: symbol, name: "Triple A", prices: .raw)],
      provider: "test", series: [series],
      actions: [
        CorporateAction(symbol: symbol, effectiveOn: split, kind: .split(new: 2, old: 1))
      ],
      outcomes: [
        SymbolOutcome(
          symbol: symbol, result: .saved, bars: closes.count, message: "",
          upTo: from.advanced(by: closes.count - 1), from: first)
      ])
  }
}
