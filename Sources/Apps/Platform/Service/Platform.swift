public import Chronology
import Contract
import Executors
public import Logging
import Omega
import Oversight
import Research
import Warehouse
import Wire

/// Everything that runs, put together: what each endpoint does, whoever asks.
///
/// Made by `Platform.open`, ended by `close`. One process holds one: it owns the warehouse's file and
/// the desk's journal.
public final class Platform: Sendable {
  /// The product's version.
  public static let version = "0.1.0"

  public let clock: any WallClock
  public let logger: Logger
  public let accounts: Accounts
  public let hub: EventHub
  public let jobs: JobBoard
  let startedAt: Timestamp
  let calendar: TradingCalendar
  let settings: Settings
  let warehouse: Warehouse
  let providers: Providers
  let folders: DataFolders
  let pool: ComputePool
  let shelf: StrategyShelf
  let research: ResearchDesk
  let governance: GovernanceService
  let desk: TradingDesk
  let probe: ServiceProbe
  let delivery: DeliveryWorker?
  let closing: @Sendable () async -> Void
  let statusWanted: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

  init(_ parts: PlatformParts) {
    clock = parts.clock
    logger = parts.logger
    startedAt = parts.clock.now
    calendar = parts.calendar
    settings = parts.settings
    warehouse = parts.warehouse
    hub = parts.hub
    accounts = parts.accounts
    jobs = parts.jobs
    providers = parts.providers
    folders = parts.folders
    pool = parts.pool
    shelf = parts.shelf
    research = parts.research
    governance = parts.governance
    desk = parts.desk
    probe = parts.probe
    delivery = parts.delivery
    closing = parts.closing
    // One wish for the status is as good as many.
    statusWanted = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Carries a call out.
  public func answer(_ call: Call) async throws -> Reply {
    guard let handler = Self.handlers[call.endpoint.name] else {
      throw Refusal(
        503, "feature.unavailable", "This part is not there",
        detail: "\(call.endpoint.name) has no handler.", remedy: "Update the server.")
    }
    return try await handler.run(self, call)
  }

  /// What carries out each endpoint, by its name.
  public static let handlers: [String: Handler] = Dictionary(
    uniqueKeysWithValues: [
      statusHandlers, accessHandlers, jobHandlers, dataHandlers, dataDeskHandlers,
      researchHandlers, governanceHandlers, deskHandlers,
    ].joined().map { ($0.endpoint, $0) })
}

/// What a platform is made of, once everything is open.
struct PlatformParts {
  let settings: Settings
  let clock: any WallClock
  let logger: Logger
  let calendar: TradingCalendar
  let warehouse: Warehouse
  let hub: EventHub
  let accounts: Accounts
  let jobs: JobBoard
  let providers: Providers
  let folders: DataFolders
  let pool: ComputePool
  let shelf: StrategyShelf
  let research: ResearchDesk
  let governance: GovernanceService
  let desk: TradingDesk
  let probe: ServiceProbe
  let delivery: DeliveryWorker?
  let closing: @Sendable () async -> Void
}

extension EventHub {
  /// Publishes, or logs why it could not: a figure that is not finite is a fault of whoever made it.
  func publish(_ payload: some Payload, to topic: EventTopic, logging logger: Logger) {
    do {
      try publish(payload, to: topic)
    } catch {
      logger.error("Event not published", metadata: ["topic": "\(topic)", "error": "\(error)"])
    }
  }
}
