public import Logging
public import ServiceLifecycle

/// A server on this machine that answers like Alpaca's market data: historical bars.
public final class AlpacaStandIn: Service {
  /// What the account has subscribed to.
  public enum Plan: Sendable {
    /// The consolidated feed only when it is older than 15 minutes.
    case free
    case paid
  }

  /// How a stand-in behaves.
  public struct Options: Sendable {
    /// The address it listens on; never one that other machines reach.
    public var host = "127.0.0.1"
    /// The port; 0 for any that is free.
    public var port: Int
    public var key: String
    public var secret: String
    /// Calls allowed in any minute.
    public var callsPerMinute: Int
    public var plan: Plan
    /// What goes wrong from the start, in order.
    public var faults: [FMPFault]

    /// Creates options; by default the account of the documentation with 200 calls a minute.
    public init(
      port: Int = 0, key: String = "rehearsal", secret: String = "rehearsal-secret",
      callsPerMinute: Int = 200, plan: Plan = .paid, faults: [FMPFault] = []
    ) {
      self.port = port
      self.key = key
      self.secret = secret
      self.callsPerMinute = callsPerMinute
      self.plan = plan
      self.faults = faults
    }
  }

  /// The core, which also answers without a socket.
  public let service: AlpacaService
  private let options: Options
  private let logger: Logger
  private let onReady: @Sendable (Int) async -> Void

  /// Creates a stand-in over a market; it does not listen yet.
  ///
  /// - Parameters:
  ///   - onReady: Called with the port as soon as it listens.
  public init(
    market: any RehearsedMarket, options: Options, logger: Logger,
    onReady: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    service = AlpacaService(market: market, options: options)
    self.options = options
    self.logger = logger
    self.onReady = onReady
  }

  /// Listens and answers until it is shut down or its task is cancelled.
  public func run() async throws {
    try await RehearsalShell(
      service: service, host: options.host, port: options.port, logger: logger, onReady: onReady
    ).run()
  }

  /// The stand-in's requests, faults and time.
  public var ledger: RehearsalLedger { service.ledger }
}
