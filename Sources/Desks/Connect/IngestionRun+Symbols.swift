import Chronology
import Executors
import Kernels
import Logging
import Market

extension IngestionRun {
  private enum Event: Sendable {
    case fetched(SymbolFetch)
    case saved(Result<BatchWriter.Written, StoreError>)
  }

  /// Fetches what is queued, symbol by symbol, and saves one batch while the next comes in.
  func fetchSymbols() async {
    guard storeFailure == nil else { return }
    tally.beginSymbols(at: clock.now)
    let root = SeededGenerator(seed: settings.seed)
    await withTaskGroup(of: Event.self) { group in
      var stream: UInt64 = 0
      var inTheAir = 0
      var isSaving = false
      while true {
        while canStart, inTheAir < settings.concurrency, hasRoom(inTheAir, isSaving),
          let errand = queue.pop()
        {
          let generator = root.fork(stream: stream)
          let fetcher = fetcher
          group.addTask { .fetched(await fetcher.fetch(errand, generator: generator)) }
          stream += 1
          inTheAir += 1
        }
        let isLast = inTheAir == 0 && (queue.isEmpty || !isGoing)
        if !isSaving, !batch.isEmpty, batch.count >= settings.batchSize || isLast {
          let load = takeLoad()
          group.addTask { .saved(await self.save(load)) }
          isSaving = true
        }
        if inTheAir > 0 || isSaving, let event = await group.next() {
          switch event {
          case .fetched(let fetch):
            inTheAir -= 1
            take(fetch)
          case .saved(let result):
            isSaving = false
            note(result)
          }
        } else if !canStart, isGoing, !queue.isEmpty {
          await untilResumed()
        } else {
          break
        }
        if storeFailure != nil, inTheAir == 0, !isSaving { break }
      }
    }
  }

  /// While one batch is saved, the next one fills and no more.
  private func hasRoom(_ inTheAir: Int, _ isSaving: Bool) -> Bool {
    !isSaving || batch.count + inTheAir < settings.batchSize
  }

  /// Takes the next batch, with whatever else waits to be saved.
  private func takeLoad() -> BatchWriter.Load {
    let count = min(batch.count, settings.batchSize)
    let load = BatchWriter.Load(
      fetches: Array(batch.prefix(count)), refusals: refusals, quarantine: quarantine)
    batch.removeFirst(count)
    refusals.removeAll()
    quarantine.removeAll()
    return load
  }

  /// Saves in a task of its own, which a cancellation does not reach.
  private nonisolated func save(
    _ load: BatchWriter.Load
  ) async -> Result<BatchWriter.Written, StoreError> {
    let writer = writer
    let now = clock.now
    return await Task(executorPreference: BackgroundWork.executor) {
      await writer.write(load, at: now)
    }.value
  }

  /// Saves what is left when a run ends before its plan.
  func saveLast() async {
    while !batch.isEmpty || !refusals.isEmpty || !quarantine.isEmpty, storeFailure == nil {
      note(await save(takeLoad()))
    }
  }

  private func note(_ result: Result<BatchWriter.Written, StoreError>) {
    switch result {
    case .failure(let error): fail(error)
    case .success(let written):
      tally.note(written.outcomes, written.changes)
      if !written.reloads.isEmpty {
        queue.append(reloads: written.reloads)
        // The first answer is not what is kept of them.
        tally.fetched -= written.reloads.count
      }
      logger.info(
        "Batch saved",
        metadata: [
          "run.id": "\(id)", "batch.symbols": "\(written.outcomes.count)",
          "batch.bars": "\(written.bars)", "batch.reloads": "\(written.reloads.count)",
        ])
      publish()
    }
  }

  /// Takes note of one symbol; decides whether the run can go on.
  private func take(_ fetch: SymbolFetch) {
    switch fetch {
    case .fetched(_, let bars, _):
      tally.unreachableInARow = 0
      tally.fetched += 1
      tally.bars += bars.series.count
      if bars.series.count == 0 { tally.empty += 1 }
      batch.append(fetch)
    case .failed(let errand, let error):
      guard takeFailure(of: errand, error) else {
        tally.dropped += 1
        return
      }
      logger.warning(
        "Symbol given up",
        metadata: [
          "run.id": "\(id)", "symbol": "\(errand.symbol)", "error": "\(error.message)",
        ])
      tally.fetched += 1
      tally.failed += 1
      batch.append(fetch)
    }
    publish()
  }

  /// Returns false when the failure is not the symbol's own and says nothing about it.
  private func takeFailure(of errand: Errand, _ error: MarketDataError) -> Bool {
    switch error.code {
    case .cancelled:
      return false
    case .unauthorized, .throttled:
      stop(for: error)
      return false
    case .endpointNotInPlan, .legacyEndpoint, .noSuchEndpoint:
      if error.code == .endpointNotInPlan {
        // One day: without this endpoint nothing works, and a better plan may be bought any time.
        refuse(StoredRefusal.symbolBars, error, days: 1)
      }
      stop(for: error)
      return false
    case .unreachable, .serverFault, .truncated:
      tally.unreachableInARow += 1
      guard tally.unreachableInARow >= settings.unreachableLimit else { return true }
      stop(for: error)
      return false
    case .symbolNotInPlan, .unknownSymbol:
      refuse(
        StoredRefusal.symbolPrefix + errand.symbol.ticker, error, days: settings.symbolRefusalDays)
      tally.unreachableInARow = 0
      return true
    case .limitNotInPlan, .malformed, .schemaDrift:
      tally.unreachableInARow = 0
      return true
    }
  }

  /// Notes that something need not be asked for some days.
  func refuse(_ key: String, _ error: MarketDataError, days: Int) {
    refusals.append(
      StoredRefusal(
        key: key, reason: error.message,
        until: clock.now.advanced(by: .seconds(86_400 * days))))
  }

  /// Ends the run for a reason that asking on would not remove.
  func stop(for error: MarketDataError) {
    logger.error(
      "Ingestion stopped", metadata: ["run.id": "\(id)", "error": "\(error.message)"])
    end(.stopped(error))
  }
}
