public import Chronology
public import Logging
public import Market

/// Brings saved runs to the experiment tracker, however long it is away.
///
/// The store is the queue: a run waits there from the transaction that saved it until the tracker
/// has confirmed every part of it. A crash between the two only means one more attempt, which the
/// tracker recognises by the run's key.
public actor DeliveryWorker {
  /// What one pass over the waiting runs did.
  public struct Round: Hashable, Sendable {
    public var delivered: [String] = []
    /// Runs that still wait, with the reason.
    public var failed: [String: String] = [:]
  }

  private let store: any RunStore
  private let tracker: any ExperimentTracker
  private let trades: any TradesExport
  private let clock: any WallClock
  private let logger: Logger
  private var sleeper: CheckedContinuation<Void, Never>?
  private var isWoken = false

  /// The first pause after a failure; each further one doubles it.
  public static let shortestPause = Duration.seconds(2)
  /// The longest pause, so that a tracker that came back is found within minutes.
  public static let longestPause = Duration.seconds(300)

  public init(
    store: any RunStore, tracker: any ExperimentTracker, trades: any TradesExport,
    clock: any WallClock, logger: Logger
  ) {
    self.store = store
    self.tracker = tracker
    self.trades = trades
    self.clock = clock
    self.logger = logger
  }

  /// Delivers whatever waits, now and whenever woken, until the task is cancelled.
  public func run() async {
    var failures = 0
    while !Task.isCancelled {
      isWoken = false
      let hasFailed: Bool
      do {
        hasFailed = !(try await deliverWaiting()).failed.isEmpty
      } catch {
        hasFailed = error.code != .cancelled
        logger.warning(
          "Waiting deliveries could not be read", metadata: ["error": "\(error.message)"])
      }
      failures = hasFailed ? failures + 1 : 0
      await rest(for: hasFailed ? Self.pause(afterFailures: failures) : Self.longestPause)
    }
  }

  /// Ends the pause: a run was saved, or the tracker came back.
  public func wake() {
    isWoken = true
    endSleep()
  }

  private func endSleep() {
    sleeper?.resume()
    sleeper = nil
  }

  /// Returns the pause after so many failures in a row, at least 1.
  public static func pause(afterFailures failures: Int) -> Duration {
    // 2 s doubled eight times passes five minutes; more doublings would only risk overflow.
    min(longestPause, shortestPause * (1 << min(max(0, failures - 1), 8)))
  }

  /// Tries every waiting run once, oldest first.
  ///
  /// When the tracker cannot be reached the rest of the round is spared: they would fail alike.
  ///
  /// - Throws: `StoreError` when the queue cannot be read or a result cannot be noted.
  public func deliverWaiting() async throws(StoreError) -> Round {
    var round = Round()
    for delivery in try await store.waitingDeliveries() {
      guard !Task.isCancelled else { break }
      let link: String
      do {
        link = try await deliver(delivery.run)
      } catch let error as TrackingError {
        guard error.code != .cancelled else { break }
        try await note(error.message, for: delivery.run, in: &round)
        if error.code == .unreachable || error.code == .unavailable { break }
        continue
      } catch let error as StoreError {
        // One run that cannot be read must not keep the others waiting.
        try await note(error.message, for: delivery.run, in: &round)
        continue
      } catch {
        try await note("The saved report cannot be read: \(error)", for: delivery.run, in: &round)
        continue
      }
      try await store.markDelivered(delivery.run, link: link, at: clock.now)
      round.delivered.append(delivery.run)
      logger.info("Run delivered", metadata: ["run.id": "\(delivery.run)"])
    }
    return round
  }

  private func note(
    _ message: String, for run: String, in round: inout Round
  ) async throws(StoreError) {
    round.failed[run] = message
    logger.warning(
      "Run not delivered", metadata: ["run.id": "\(run)", "error": "\(message)"])
    try await store.markFailed(run, error: message, at: clock.now)
  }

  private func deliver(_ run: String) async throws -> String {
    let record = try await store.run(run)
    let report = try CanonicalJSON.value(
      BacktestReport.self, from: try await store.report(of: run))
    let file = try await trades.parquet(of: report.fills)
    return try await tracker.record(TrackedRun(record: record, report: report, trades: file))
  }

  /// Waits for `pause`, or until woken or cancelled.
  private func rest(for pause: Duration) async {
    let deadline = clock.now.advanced(by: pause)
    let clock = clock
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await clock.sleep(until: deadline, tolerance: nil)
        } catch {
          // Cancelled, because the worker was woken or told to end: nothing is left to wait for.
        }
      }
      group.addTask { await self.untilWoken() }
      _ = await group.next()
      group.cancelAll()
    }
  }

  private func untilWoken() async {
    await withTaskCancellationHandler {
      guard !isWoken, !Task.isCancelled else { return }
      await withCheckedContinuation { sleeper = $0 }
    } onCancel: {
      Task { await self.endSleep() }
    }
  }
}
