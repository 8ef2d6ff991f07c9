public import Chronology
import Contract
import Executors
import Foundation
import Journal
public import Logging
import MLflow
import Market
import Omega
import Oversight
import Research
import Warehouse
import Wire
import WireClient

extension Platform {
  /// Resampled series of a run's significance test: settles a p-value of 5 % to half a point.
  private static let replications = 10_000

  /// Opens the warehouse and the journal, brings the desk back, and puts everything together.
  ///
  /// - Parameter hashing: The work of checking a password.
  /// - Throws: `StoreError` naming the holder when another process has the warehouse or the journal
  ///   open; whatever keeps a part from opening, after the parts already open were closed.
  public static func open(
    _ settings: Settings, clock: any WallClock, logger: Logger,
    hashing: PasswordHashing.Cost = .interactive
  ) async throws -> Platform {
    let warehouse = try await Warehouse.open(
      at: "\(settings.dataDirectory)/quant.duckdb",
      settings: Warehouse.Settings(
        library: settings.libraryPath, threads: settings.databaseThreads,
        memoryLimitMebibytes: settings.memoryMebibytes,
        readers: settings.readers, panelCacheMebibytes: settings.panelCacheMebibytes),
      now: clock.now)
    let wire = AsyncHTTPTransport()
    do {
      let journal = try await FileJournal.open(in: "\(settings.dataDirectory)/journal")
      do {
        let platform = assemble(
          settings, clock, logger, warehouse, journal, wire, PasswordHashing(cost: hashing))
        try await platform.desk.recover()
        return platform
      } catch {
        await journal.close()
        throw error
      }
    } catch {
      await warehouse.close()
      do {
        try await wire.shutdown()
      } catch {
        logger.warning("HTTP client not shut down", metadata: ["error": "\(error)"])
      }
      throw error
    }
  }

  private static func assemble(
    _ settings: Settings, _ clock: any WallClock, _ logger: Logger, _ warehouse: Warehouse,
    _ journal: FileJournal, _ wire: AsyncHTTPTransport, _ hashing: PasswordHashing
  ) -> Platform {
    let calendar = TradingCalendar.xnys
    let hub = EventHub(capacity: 32 << 20, firstID: clock.now.millisecondsSinceEpoch * 1000)
    let governance = GovernanceService(store: warehouse, runs: SavedRuns(runs: warehouse))
    let delivery = settings.tracker.map { address in
      DeliveryWorker(
        store: warehouse,
        tracker: MLflowTracker(
          transport: wire,
          address: MLflowAddress(scheme: "http", authority: address.description), logger: logger),
        trades: ParquetExport(scratch: "\(settings.dataDirectory)/scratch"), clock: clock,
        logger: logger)
    }
    let width = ProcessInfo.processInfo.activeProcessorCount
    let pool = ComputePool(width: width, label: "qs.compute")
    let research = ResearchDesk(
      bars: warehouse, store: warehouse, pool: pool,
      calendar: calendar, clock: clock, replications: replications, delivers: true
    ) { run in
      hub.publish(RunView(run, link: nil, isWaiting: true), to: .run, logging: logger)
      await delivery?.wake()
    }
    let desk = TradingDesk(
      journal: journal, bars: warehouse, approvals: governance, clock: clock,
      settings: TradingDesk.Settings(limits: settings.limits, calendar: calendar)
    ) { event in hub.publish(event, logging: logger) }
    return Platform(
      PlatformParts(
        settings: settings, clock: clock, logger: logger, calendar: calendar,
        warehouse: warehouse, hub: hub,
        accounts: Accounts(store: warehouse, hashing: hashing, clock: clock),
        jobs: JobBoard(
          store: WarehouseJobs(warehouse: warehouse), clock: clock,
          backtestLanes: settings.backtestLanes, logger: logger,
          executor: ComputePool(width: width, label: "qs.jobs")
        ) { hub.publish($0, to: .job, logging: logger) },
        providers: Providers(settings: settings, transport: wire, clock: clock),
        folders: DataFolders(settings.dataDirectory), pool: pool,
        shelf: StrategyShelf(
          directory: settings.strategiesDirectory, runs: warehouse, logger: logger),
        research: research, governance: governance, desk: desk,
        probe: ServiceProbe(
          targets: probeTargets(settings), warehouse: warehouse, transport: wire, clock: clock),
        delivery: delivery
      ) {
        await journal.close()
        await warehouse.close()
        do {
          try await wire.shutdown()
        } catch {
          logger.warning("HTTP client not shut down", metadata: ["error": "\(error)"])
        }
      })
  }

  private static func probeTargets(_ settings: Settings) -> [ServiceProbe.Target] {
    // Port 0 means any free port: nobody can know it beforehand, so it is not asked.
    func authority(_ address: Settings.Address) -> String? {
      address.port == 0 ? nil : address.description
    }
    return [
      .init(
        name: "api", authority: authority(settings.api), path: "/api/health",
        whenOff: "Not started in this process.", remedy: "Start it with: qs up"),
      .init(
        name: "dashboard", authority: authority(settings.dashboard), path: "/api/health",
        whenOff: "Not started in this process.", remedy: "Start it with: qs up"),
      .init(
        name: "mlflow", authority: settings.tracker?.description, path: "/health",
        whenOff: "Switched off; runs wait in the warehouse until it is on.",
        remedy: "Runs wait until it is back; start it with: qs up"),
    ]
  }

  /// Runs what runs beside the servers: heartbeats, deliveries, the status; until cancelled.
  ///
  /// Streams end at once when the surrounding service group shuts down.
  public func run() async throws {
    async let watching: Void = watchStatus()
    async let delivering: Void = deliver()
    try await HubService(hub: hub).run()
    statusWanted.continuation.finish()
    _ = await (watching, delivering)
  }

  private func deliver() async {
    guard let delivery else { return }
    await delivery.run()
  }

  /// Stops work in good order: streams, jobs, the desk, then the files.
  public func close() async {
    hub.close()
    statusWanted.continuation.finish()
    await jobs.close()
    await desk.shutDown()
    await closing()
  }
}
