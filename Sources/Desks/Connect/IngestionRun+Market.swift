import Chronology
import Executors
import Kernels
import Logging
import Market

extension IngestionRun {
  /// Below this share of the rows expected, an answer for the whole market is taken for a part of it:
  /// its bars are stored, but symbols that are not in it are asked for again.
  private static let wholeShare = 0.5

  /// Fetches the sessions of the market route, one transaction each, oldest first; the next one is
  /// fetched while one is compared and saved.
  func fetchMarket() async {
    guard let market = plan.market, isGoing else { return }
    guard let provider = fetcher.provider as? any MarketWideProvider else {
      fallBack(market.requests, "The provider answers symbol by symbol only.")
      return
    }
    tally.phase = .market
    publish()
    let desk = MarketDesk(
      provider: provider, retrier: retrier, store: store, run: id, name: plan.provider)
    switch await desk.actions(over: market.actionDays, seed: settings.seed) {
    case .success(let actions):
      var ledger = MarketLedger(market, actions: actions)
      await fetchSessions(of: market, &ledger, from: desk)
    case .failure(let error) where error.isUnreadable:
      // Without the splits no session of the market can be compared or stored.
      setAside(error, "The calendars of splits and dividends cannot be read")
    case .failure(let error):
      endMarket(market.requests, error, key: StoredRefusal.marketActions)
    }
  }

  /// Keeps an answer that broke its format. The symbols that waited for it are behind and are asked
  /// for by the next run; those that are fetched one by one do not wait for that.
  private func setAside(_ error: MarketDataError, _ what: String) {
    if let payload = error.quarantine { quarantine.append(payload) }
    notices.append("\(what), and its symbols wait for the next run: \(error.message)")
    logger.error(
      "Market answer set aside",
      metadata: ["run.id": "\(id)", "error": "\(error.message)"])
  }

  private func fetchSessions(
    of market: MarketRequest, _ ledger: inout MarketLedger, from desk: MarketDesk
  ) async {
    let sessions = market.overlap + market.missing
    var ahead = ask(desk, sessions[0])
    defer { ahead.cancel() }
    for (index, session) in sessions.enumerated() {
      let asked = ahead
      let answer = await withTaskCancellationHandler {
        await asked.value
      } onCancel: {
        asked.cancel()
      }
      switch answer {
      case .failure(let error) where error.isUnreadable:
        setAside(error, "The market's answer for \(session) cannot be read")
        ledger.miss(session)
        guard await save(uncompared(session, ledger), desk) else { return }
        tally.sessionsDone += 1
        publish()
        if index + 1 < sessions.count { ahead = ask(desk, sessions[index + 1]) }
      case .failure(let error):
        endMarket(ledger.unfinished, error, key: StoredRefusal.marketBars)
        return
      case .success(let given):
        await untilResumed()
        guard isGoing else {
          tally.dropped += 1
          return
        }
        if index + 1 < sessions.count { ahead = ask(desk, sessions[index + 1]) }
        guard await save(given, session, &ledger, desk) else { return }
      }
    }
    queue.append(reloads: ledger.reloads)
  }

  /// The note that a session is to be compared by a later run, when none would repeat it otherwise.
  private func uncompared(_ session: SessionDate, _ ledger: MarketLedger) -> [StoredRefusal] {
    guard ledger.isLastComparison(of: session) else { return [] }
    return [
      .uncompared(
        session, "The market's answer for \(session) could not be compared.", at: clock.now)
    ]
  }

  /// Saves notes on their own, before any later session is; false when the store failed.
  private func save(_ refusals: [StoredRefusal], _ desk: MarketDesk) async -> Bool {
    guard !refusals.isEmpty else { return true }
    let batch = IngestionBatch(
      run: id, instruments: [], provider: plan.provider, bars: BarBlock(), actions: [],
      outcomes: [], refusals: refusals)
    guard case .failure(let error) = await desk.save(batch, at: clock.now) else { return true }
    fail(error)
    return false
  }

  private func ask(
    _ desk: MarketDesk, _ session: SessionDate
  ) -> Task<Result<MarketSession, MarketDataError>, Never> {
    let seed = settings.seed
    return Task(executorPreference: BackgroundWork.executor) {
      await desk.bars(on: session, seed: seed)
    }
  }

  /// Compares and saves one session; false when the store failed.
  private func save(
    _ given: MarketSession, _ session: SessionDate, _ ledger: inout MarketLedger,
    _ desk: MarketDesk
  ) async -> Bool {
    let stored: BarBlock
    switch await desk.stored(on: session, isNeeded: ledger.mayHold(session)) {
    case .success(let block): stored = block
    case .failure(let error):
      fail(error)
      return false
    }
    let page = ledger.compare(given, with: stored, on: session, wholeShare: Self.wholeShare)
    if let notice = page.notice { notices.append(notice) }
    let batch = page.batch(
      run: id, provider: plan.provider,
      refusals: page.notice == nil ? [] : uncompared(session, ledger))
    if !batch.outcomes.isEmpty || !batch.bars.isEmpty || !batch.changes.isEmpty
      || !batch.refusals.isEmpty
    {
      if case .failure(let error) = await desk.save(batch, at: clock.now) {
        fail(error)
        return false
      }
      logger.info(
        "Session saved",
        metadata: [
          "run.id": "\(id)", "batch.session": "\(session)", "batch.bars": "\(batch.bars.count)",
        ])
    }
    tally.sessionsDone += 1
    tally.bars += batch.bars.count
    let finished = page.finished
    tally.note(finished, batch.changes)
    tally.fetched += finished.count
    tally.empty += finished.count { $0.result == .empty }
    publish()
    return true
  }

  /// Decides what a failure of the market route comes to: symbol by symbol when the provider refuses
  /// the endpoint, the end of the run otherwise.
  private func endMarket(_ left: [IngestionRequest], _ error: MarketDataError, key: String) {
    if error.isEndpointRefusal {
      if error.code == .endpointNotInPlan {
        refuse(key, error, days: settings.endpointRefusalDays)
      }
      fallBack(left, error.message)
      return
    }
    tally.dropped += 1
    guard error.code != .cancelled else { return }
    if let payload = error.quarantine { quarantine.append(payload) }
    stop(for: error)
  }

  private func fallBack(_ left: [IngestionRequest], _ why: String) {
    notices.append(
      "The market route is closed, and \(left.count) symbols are fetched one by one: \(why)")
    logger.warning("Market route closed", metadata: ["run.id": "\(id)", "error": "\(why)"])
    queue.append(left)
  }
}

extension MarketDataError {
  /// True when an answer came that is not in its documented format.
  fileprivate var isUnreadable: Bool { code == .malformed || code == .schemaDrift }
}

/// What the market route asks of the provider and of the store, errors as values.
struct MarketDesk: Sendable {
  let provider: any MarketWideProvider
  let retrier: Retrier
  let store: any IngestionStore
  let run: String
  let name: String

  func actions(
    over days: ClosedRange<SessionDate>, seed: UInt64
  ) async -> Result<MarketActions, MarketDataError> {
    await retrier.ask("The calendar", generator: SeededGenerator(seed: seed).fork(stream: .max)) {
      do throws(MarketDataError) {
        return .success(try await provider.marketActions(over: days))
      } catch {
        return .failure(error)
      }
    }
  }

  func bars(
    on session: SessionDate, seed: UInt64
  ) async -> Result<MarketSession, MarketDataError> {
    let generator = SeededGenerator(seed: seed).fork(stream: UInt64.max - UInt64(session.day))
    return await retrier.ask("The session \(session)", generator: generator) {
      do throws(MarketDataError) {
        let answer = try await provider.marketBars(on: session)
        guard answer.session == session, answer.bars.sessions.allSatisfy({ $0 == session }) else {
          throw MarketDataError(
            .malformed,
            "\(provider.name) was asked for \(session) and answered with another session.")
        }
        return .success(answer)
      } catch {
        return .failure(error)
      }
    }
  }

  func stored(
    on session: SessionDate, isNeeded: Bool
  ) async -> Result<BarBlock, StoreError> {
    guard isNeeded else { return .success(BarBlock()) }
    do throws(StoreError) {
      return .success(
        try await store.marketBars(on: [session], provider: name).first?.bars ?? BarBlock())
    } catch {
      return .failure(error)
    }
  }

  /// Saves in a task of its own, which a cancellation does not reach.
  func save(_ batch: IngestionBatch, at now: Timestamp) async -> Result<Void, StoreError> {
    let store = store
    let executor = BackgroundWork.executor
    return await Task(executorPreference: executor) { () -> Result<Void, StoreError> in
      do throws(StoreError) {
        _ = try await store.save(batch, at: now)
        return .success(())
      } catch {
        return .failure(error)
      }
    }.value
  }
}
