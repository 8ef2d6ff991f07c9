public import Chronology
import Contract
public import Governance
public import Logging

/// Everything that runs, put together: what each endpoint does, whoever asks.
public final class Platform: Sendable {
  public let clock: any WallClock
  public let logger: Logger
  public let accounts: Accounts
  public let hub: EventHub
  public let jobs: JobBoard

  public init(parts: PlatformParts) {
    clock = parts.clock
    logger = parts.logger
    accounts = Accounts(store: parts.accounts, hashing: parts.hashing, clock: parts.clock)
    let hub = EventHub(
      capacity: 32 << 20, firstID: parts.clock.now.millisecondsSinceEpoch * 1000)
    self.hub = hub
    let logger = parts.logger
    jobs = JobBoard(
      store: parts.jobs, clock: parts.clock, backtestLanes: parts.backtestLanes, logger: logger
    ) { view in hub.publish(view, to: .job, logging: logger) }
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
    uniqueKeysWithValues: (accessHandlers).map { ($0.endpoint, $0) })
}

/// What a platform is made of.
public struct PlatformParts: Sendable {
  public var clock: any WallClock
  public var logger: Logger
  public var accounts: any AccountStore
  public var hashing: PasswordHashing
  public var jobs: any JobStore
  /// Backtests that run side by side.
  public var backtestLanes: Int

  public init(
    clock: any WallClock, logger: Logger, accounts: any AccountStore, hashing: PasswordHashing,
    jobs: any JobStore, backtestLanes: Int
  ) {
    self.clock = clock
    self.logger = logger
    self.accounts = accounts
    self.hashing = hashing
    self.jobs = jobs
    self.backtestLanes = backtestLanes
  }
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
