public import Chronology
import Execution
public import Market
public import Risk
import Strategies
import Trading

/// The desk: trades one approved strategy on the built-in broker over a replay of sessions.
///
/// The engine and the venue are the backtest's own, so at any speed the same orders come to the same
/// fills. Everything that reaches them is in the journal before anything leaves, and the desk can
/// die at any instant: `recover` brings it back to where its journal ends, standing still until a
/// named person resumes it. One thing happens at a time; a halt takes effect at once, before it has
/// its turn.
public actor TradingDesk {
  /// What a desk is set up with.
  public struct Settings: Sendable {
    /// The limits of the risk gate.
    public var limits: RiskLimits
    /// The exchange's sessions.
    public var calendar: TradingCalendar
    /// After how many sessions the engine's digest goes into the journal.
    public var sessionsPerCheckpoint: Int

    public init(limits: RiskLimits, calendar: TradingCalendar, sessionsPerCheckpoint: Int = 20) {
      self.limits = limits
      self.calendar = calendar
      self.sessionsPerCheckpoint = sessionsPerCheckpoint
    }
  }

  /// The speeds of a replay, in sessions a second.
  public static let speeds = 0.1...1000.0
  /// How often, in wall time, a running desk asks whether its strategy is still approved.
  static let approvalInterval = Duration.seconds(5)
  /// How far the replay may fall behind its speed before it gives up the delay.
  static let longestLag = Duration.seconds(1)

  /// After how many records a warm-up writes what it has.
  static let recordsPerFlush = 128

  let journal: any DeskJournal
  let bars: any BarStore
  let approvals: any ApprovalRegister
  let clock: any WallClock
  let settings: Settings
  let observe: @Sendable (DeskEvent) -> Void
  nonisolated let breaker = Breaker()

  var turnstile = Turnstile()
  var core: DeskCore?
  var market: ReplayMarket?
  var phase = DeskPhase.idle
  var speed: Double?
  /// A halt of the idle desk.
  var idleHalt: IdleHalt?
  /// The number of the last life.
  var lastNumber: UInt32 = 0
  /// What made the journal unusable; nil while it works.
  var failure: DeskError?
  var approvalSeenAt: Timestamp?

  var pacer: Task<Void, Never>?
  var paceNumber: UInt64 = 0
  var flusher: Task<Void, Never>?

  var revision: Int64
  var throttle = StateThrottle()
  var logLines: [DeskLogLine] = []
  var announcedMarks = 0

  /// Creates a desk that knows nothing yet; call `recover` before anything else.
  ///
  /// - Parameters:
  ///   - journal: Where everything goes before it happens.
  ///   - bars: Where the sessions to replay come from.
  ///   - approvals: Which strategies may trade.
  ///   - clock: The wall's time; sets the pace and dates people's decisions.
  ///   - settings: Limits and calendar.
  ///   - observe: Told of everything that happens, in order; must return at once.
  public init(
    journal: any DeskJournal, bars: any BarStore, approvals: any ApprovalRegister,
    clock: any WallClock, settings: Settings,
    observe: @escaping @Sendable (DeskEvent) -> Void
  ) {
    self.journal = journal
    self.bars = bars
    self.approvals = approvals
    self.clock = clock
    self.settings = settings
    self.observe = observe
    // Counts on from the wall's microseconds: higher than any revision before a restart.
    revision = clock.now.nanoseconds / 1000
  }

  // MARK: Turns

  /// Waits for the turn; everything that touches the core has it.
  ///
  /// A cancelled caller waits like any other: nobody keeps the turn longer than one piece of work
  /// takes, and an order to halt must not be lost with the connection that brought it.
  func takeTurn() async {
    if turnstile.takeIfFree() { return }
    await withCheckedContinuation { turnstile.wait($0) }
  }

  func passTurn() { turnstile.pass() }

  /// Runs one piece of work with the turn.
  ///
  /// - Throws: `busy` when a thousand others wait already; a halt does not come this way.
  func inTurn<Result: Sendable>(
    _ work: () async throws(DeskError) -> Result
  ) async throws(DeskError) -> Result {
    guard turnstile.hasRoom else {
      throw DeskError(
        .busy, "\(Turnstile.maximumWaiting) callers wait for the desk already.",
        remedy: "Try again in a moment.")
    }
    await takeTurn()
    defer { passTurn() }
    return try await work()
  }

  // MARK: Writing

  /// Makes every record safe; after a failure the desk stands still for good.
  func flush() async throws(DeskError) {
    guard let records = core?.takeRecords(), !records.isEmpty else { return }
    try await write(records, isBeginning: false)
  }

  func write(_ records: [DeskRecord], isBeginning: Bool) async throws(DeskError) {
    var bytes: [[UInt8]] = []
    do {
      bytes = try records.map { try $0.bytes }
    } catch {
      let failure = DeskError(
        .journal, "A record of the desk's journal cannot be written as JSON: \(error).",
        remedy: "Report it; the desk holds back every order until it is restarted.")
      fail(failure)
      throw failure
    }
    do throws(StoreError) {
      if isBeginning, let first = bytes.first {
        try await journal.begin(first)
        bytes.removeFirst()
      }
      if !bytes.isEmpty { try await journal.append(bytes) }
    } catch {
      let failure = DeskError(
        .journal, "The desk's journal could not be written: \(error.message)",
        remedy: "\(error.remedy) Then restart the desk; it recovers from its journal.")
      fail(failure)
      throw failure
    }
  }

  /// Runs until nothing is on its way to or from the broker, and everything is safe.
  ///
  /// An order leaves only after the record that says so is safe, and never past a tripped breaker.
  func clear() async throws(DeskError) {
    while true {
      core?.drain()
      guard core?.hasOutgoing == true else { break }
      try await flush()
      core?.carry { breaker.isTripped }
    }
    try await flush()
  }

  /// Holds everything back: what is in memory may be ahead of what is safe.
  func fail(_ error: DeskError) {
    guard failure == nil else { return }
    failure = error
    breaker.engage()
    if phase == .replaying { phase = .paused }
    stopPacing()
    log(.fault, error.message)
  }

  /// The core, or why nothing can be done with it.
  func mustWork() throws(DeskError) {
    if let failure {
      throw DeskError(.journal, failure.message, remedy: failure.remedy)
    }
  }
}
