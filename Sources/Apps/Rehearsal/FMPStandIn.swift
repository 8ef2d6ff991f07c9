public import Files
public import Logging
public import ServiceLifecycle

/// A server on this machine that answers like Financial Modeling Prep.
///
/// The real paths below `/stable`, field names, order (newest first), limit of 5000 rows, key check,
/// refusals and legacy error, out of the sample pack or a generated market. What goes wrong is chosen
/// by `Options.faults`, by the header `x-rehearsal-fault: KIND` of a request, or at
/// `POST /rehearsal/faults` with a JSON list of faults; `/rehearsal/state`, `/rehearsal/planted` and
/// `POST /rehearsal/through` tell what it knows and move its last session on.
public final class FMPStandIn: Service {
  /// How a stand-in behaves.
  public struct Options: Sendable {
    /// The address it listens on; never one that other machines reach.
    public var host = "127.0.0.1"
    /// The port; 0 for any that is free.
    public var port: Int
    /// The keys it accepts.
    public var keys: Set<String>
    /// Calls allowed in any minute; nil for no limit.
    public var callsPerMinute: Int?
    /// Rows in one answer of bars at most.
    public var rowLimit: Int
    /// Symbols that the plan does not cover.
    public var restrictedSymbols: Set<String>
    /// Paths below `stable/` that the plan does not cover.
    public var restrictedPaths: Set<String>
    /// What goes wrong from the start, in order.
    public var faults: [FMPFault]
    /// What the account has subscribed to.
    public var plan: FMPPlan

    /// Creates options; by default everything works with the key `rehearsal`.
    public init(
      port: Int = 0, keys: Set<String> = ["rehearsal"], callsPerMinute: Int? = nil,
      rowLimit: Int = 5000, restrictedSymbols: Set<String> = [],
      restrictedPaths: Set<String> = [], faults: [FMPFault] = [], plan: FMPPlan = .ultimate
    ) {
      self.port = port
      self.keys = keys
      self.callsPerMinute = callsPerMinute
      self.rowLimit = rowLimit
      self.restrictedSymbols = restrictedSymbols
      self.restrictedPaths = restrictedPaths
      self.faults = faults
      self.plan = plan
    }

    /// The calls allowed in a window; plans below the largest bring their own.
    var limit: Int? { callsPerMinute ?? (plan == .ultimate ? nil : plan.calls) }
    var window: Duration { callsPerMinute == nil ? plan.window : .seconds(60) }
  }

  private enum Source {
    case market(any RehearsedMarket)
    case pack(SamplePack)
  }

  /// The stand-in's requests, faults and time.
  public let ledger: RehearsalLedger
  private let options: Options
  private let source: Source
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
    (source, self.options, self.logger, self.onReady) = (.market(market), options, logger, onReady)
    ledger = RehearsalLedger(faults: options.faults)
  }

  /// Creates a stand-in over the sample pack's raw stocks; it does not listen yet.
  ///
  /// - Parameters:
  ///   - onReady: Called with the port as soon as it listens.
  public init(
    pack: SamplePack, options: Options, logger: Logger,
    onReady: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    (source, self.options, self.logger, self.onReady) = (.pack(pack), options, logger, onReady)
    ledger = RehearsalLedger(faults: options.faults)
  }

  /// Listens and answers until it is shut down or its task is cancelled.
  public func run() async throws {
    let market: any RehearsedMarket =
      switch source {
      case .market(let market): market
      case .pack(let pack): try await PackMarket(pack)
      }
    let service = FMPService(market: market, options: options, ledger: ledger)
    try await RehearsalShell(
      service: service, host: options.host, port: options.port, logger: logger, onReady: onReady
    ).run()
  }

  /// Path and query of every request taken so far, without keys.
  public var requests: [String] { ledger.requests }

  /// Adds faults behind those that wait.
  public func add(_ faults: [FMPFault]) { ledger.add(faults) }

  /// Removes the faults that wait.
  public func clearFaults() { ledger.clearFaults() }
}
