public import Chronology
public import Executors
public import Market

/// A file of bars that can be read twice: once to check it, once to save it.
///
/// Both block; `BarImport` runs them on a thread of their own.
public protocol BarImportSource: Sendable {
  /// Reads the whole file and says what it holds and what is wrong with it; saves nothing.
  func check() throws(StoreError) -> BarImportReport
  /// Opens the file to read its bars; only after a check without faults.
  func reader() throws(StoreError) -> any BarImportReader
}

/// Gives the bars of a checked file in blocks.
public protocol BarImportReader: AnyObject {
  /// The next bars, at most so many; nil at the end.
  ///
  /// - Throws: `conflict` when the file is not as it was checked.
  func next(atMost rows: Int) throws(StoreError) -> BarBlock?
}

/// Takes a file of bars in: everything is checked before anything is saved.
///
///     let file = BarImport(BarFile(path, mapping, prices: .raw, today: today), on: executor)
///     let report = try await file.check()
///     if report.faultCount == 0 { try await file.save(report, run: id, source: "desk", …) }
///
/// The file is never held in memory. Blocks are saved one after the other, each in a transaction of
/// its own: for a file of any size one transaction would have to hold it whole. An import that is cut
/// off leaves whole blocks, and is run again: each bar replaces the one of its symbol and session, so
/// that a second run ends in the same store as one that was never cut off.
public actor BarImport {
  /// Bars saved in one transaction: some 10 MB.
  public static let blockSize = 200_000

  private let source: any BarImportSource
  private nonisolated let executor: BlockingExecutor

  /// Creates an import that reads on `executor`.
  public init(_ source: any BarImportSource, on executor: BlockingExecutor) {
    self.source = source
    self.executor = executor
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// Says what the file holds and what is wrong with it.
  public func check() throws(StoreError) -> BarImportReport { try source.check() }

  /// Saves the bars of a file that was checked.
  ///
  /// - Parameters:
  ///   - run: The ingestion's name in the store.
  ///   - provider: The source's name, stored beside the bars.
  ///   - prices: How its prices are to be read.
  /// - Throws: `conflict` for a report with faults, or a file that changed since; `cancelled`;
  ///   whatever the store throws.
  public func save(
    _ report: BarImportReport, run: String, provider: String, prices: Instrument.PriceBasis,
    into store: any IngestionStore, clock: any WallClock
  ) async throws(StoreError) -> WriteReceipt {
    try Self.requireSound(report)
    try await store.beginIngestion(
      run: run, provider: provider, planned: report.symbols.count, at: clock.now)
    let known = Dictionary(
      try await store.coverage().map { ($0.symbol, $0.name) }
    ) { first, _ in first }
    var receipt = WriteReceipt(inserted: 0, replaced: 0)
    let reader = try source.reader()
    while let block = try reader.next(atMost: Self.blockSize) {
      guard !Task.isCancelled else { throw Self.cancelled }
      let instruments = block.runs.map { run in
        Instrument(
          symbol: run.symbol, name: known[run.symbol] ?? run.symbol.ticker, prices: prices)
      }
      let saved = try await store.save(
        IngestionBatch(
          run: run, instruments: instruments, provider: provider, bars: block, actions: [],
          outcomes: []), at: clock.now)
      receipt.inserted += saved.inserted
      receipt.replaced += saved.replaced
    }
    try await store.completeIngestion(run: run, at: clock.now)
    return receipt
  }

  /// Keeps the bars of a file that was checked aside, as a second source.
  ///
  /// - Throws: As `save(_:run:provider:prices:into:clock:)`.
  public func saveAside(
    _ report: BarImportReport, source name: String, into store: any HealthStore,
    clock: any WallClock
  ) async throws(StoreError) {
    try Self.requireSound(report)
    let reader = try source.reader()
    while let block = try reader.next(atMost: Self.blockSize) {
      guard !Task.isCancelled else { throw Self.cancelled }
      try await store.save(second: block, source: name, at: clock.now)
    }
  }

  private static func requireSound(_ report: BarImportReport) throws(StoreError) {
    guard report.faultCount > 0 else { return }
    throw StoreError(
      .conflict, "The file has \(report.faultCount) faults.",
      remedy: "Correct them and check the file again; nothing was saved.")
  }

  private static let cancelled = StoreError(
    .cancelled, "The import was cancelled.",
    remedy: "Import the file again; bars that are saved already are saved again as they are.")
}
