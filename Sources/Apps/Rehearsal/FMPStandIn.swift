import Chronology
public import Files
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// A server on this machine that answers like Financial Modeling Prep, out of the sample pack.
///
/// The real paths below `/stable`, field names, order (newest first), limit of 5000 rows, key check,
/// refusals and legacy error; real bars of the pack's raw stocks. What goes wrong is chosen by
/// `Options.faults`, by the header `x-rehearsal-fault: KIND` of a request, or at
/// `POST /rehearsal/faults` with a JSON list of faults.
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

    /// Creates options; by default everything works with the key `rehearsal`.
    public init(
      port: Int = 0, keys: Set<String> = ["rehearsal"], callsPerMinute: Int? = nil,
      rowLimit: Int = 5000, restrictedSymbols: Set<String> = [],
      restrictedPaths: Set<String> = [], faults: [FMPFault] = []
    ) {
      self.port = port
      self.keys = keys
      self.callsPerMinute = callsPerMinute
      self.rowLimit = rowLimit
      self.restrictedSymbols = restrictedSymbols
      self.restrictedPaths = restrictedPaths
      self.faults = faults
    }
  }

  private struct State {
    var faults: [FMPFault]
    var requests: [String] = []
    var calls: [Timestamp] = []
  }

  let options: Options
  let catalog: FMPCatalog
  private let logger: Logger
  private let onReady: @Sendable (Int) async -> Void
  private let clock = SystemClock()
  private let state: Mutex<State>

  /// Creates a stand-in that does not listen yet.
  ///
  /// - Parameters:
  ///   - onReady: Called with the port as soon as it listens.
  public init(
    pack: SamplePack, options: Options, logger: Logger,
    onReady: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.options = options
    self.catalog = FMPCatalog(pack: pack, rowLimit: options.rowLimit)
    self.logger = logger
    self.onReady = onReady
    self.state = Mutex(State(faults: options.faults))
  }

  /// Listens and answers until it is shut down or its task is cancelled.
  public func run() async throws {
    let responder = CallbackResponder { (request: Request, context: FMPStandInContext) in
      try await self.respond(to: request, context)
    }
    let application = Application(
      responder: responder,
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), serverName: nil),
      onServerRunning: { [onReady] channel in
        await onReady(channel.localAddress?.port ?? 0)
      },
      logger: logger)
    try await application.run()
  }

  /// Path and query of every request taken so far, without keys.
  public var requests: [String] { state.withLock { $0.requests } }

  /// Adds faults behind those that wait.
  public func add(_ faults: [FMPFault]) { state.withLock { $0.faults += faults } }

  /// Removes the faults that wait.
  public func clearFaults() { state.withLock { $0.faults = [] } }

  /// Takes note of a request.
  func record(_ path: String) { state.withLock { $0.requests.append(path) } }

  /// Returns the fault that spoils the answer to `path`, and counts it off.
  func nextFault(for path: String) -> FMPFault? {
    state.withLock { state in
      let index = state.faults.firstIndex { fault in
        fault.times > 0 && (fault.path.map { path.hasPrefix($0) } ?? true)
      }
      guard let index else { return nil }
      state.faults[index].times -= 1
      return state.faults[index]
    }
  }

  /// Counts a call; returns false when the minute's allowance is used up.
  func isWithinRate() -> Bool {
    guard let limit = options.callsPerMinute else { return true }
    let now = clock.now
    return state.withLock { state in
      state.calls.removeAll { $0.duration(to: now) >= .seconds(60) }
      guard state.calls.count < limit else { return false }
      state.calls.append(now)
      return true
    }
  }
}

/// What the stand-in knows of the connection that a request came on.
struct FMPStandInContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
