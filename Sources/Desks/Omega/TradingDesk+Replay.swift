public import Chronology
import Execution
import Governance
import Market
import Risk
public import Strategies
import Trading

extension TradingDesk {
  /// Begins a new life: trades an approved strategy over a replay of sessions.
  ///
  /// - Parameters:
  ///   - specification: What to trade.
  ///   - from: The first day to trade.
  ///   - to: The last day to trade.
  ///   - speed: Sessions a second; 0.1 to 1000.
  ///   - capital: Deposited at the start, in US dollars.
  ///   - by: The account's name.
  /// - Throws: `notApproved`, `invalid`, `data`; `conflict` while another replay runs or the desk is
  ///   halted; `journal`.
  public func start(
    _ specification: StrategySpecification, from: SessionDate, to: SessionDate, speed: Double,
    capital: Double, by: String
  ) async throws(DeskError) {
    try await inTurn { () throws(DeskError) in
      try mustWork()
      try mustBeFree()
      let deposit = try Self.checked(specification, from, to, speed, capital)
      let hash = specification.contentHash
      _ = try await mustBeApproved(hash, name: specification.name)
      let historyFrom = settings.calendar.session(
        specification.makeStrategy().warmUpBars + BookRisk.mostSessions, before: from)
      let market = try await read(
        specification, historyFrom: historyFrom, from: from, to: to)
      let header = DeskHeader(
        schema: DeskHeader.currentSchema, number: lastNumber + 1, specification: specification,
        specificationHash: hash, limits: settings.limits, capital: deposit, from: from, to: to,
        historyFrom: historyFrom, lastSessions: market.lastSessions, snapshot: market.id,
        speed: speed, startedBy: by, startedAt: clock.now)
      try await write([.header(header)], isBeginning: true)
      lastNumber = header.number
      core = DeskCore(header, calendar: settings.calendar)
      self.market = market
      self.speed = speed
      announcedMarks = 0
      try await warmUp()
      phase = .replaying
      log(
        .notice,
        "\(by) started \(specification.name) from \(from) to \(to) with \(deposit) USD.")
      announce()
      startPacing()
    }
  }

  /// Ends the replay; working orders are cancelled, positions stay as they are.
  public func stop(by: String) async throws(DeskError) {
    try await inTurn { () throws(DeskError) in
      try mustWork()
      guard core != nil, phase == .replaying || phase == .paused else {
        throw DeskError(
          .missing, "No replay runs.", remedy: "Start the desk with an approved strategy.")
      }
      stopPacing()
      core?.obey(.cancelAll(by: by), wall: clock.now)
      try await clear()
      core?.note(.ended(by: by, wall: clock.now))
      try await flush()
      phase = .finished
      log(.notice, "\(by) ended the replay.")
      announce()
    }
  }

  /// Changes the speed of the replay.
  ///
  /// - Parameter speed: Sessions a second; 0.1 to 1000.
  public func changeSpeed(to speed: Double, by: String) async throws(DeskError) {
    try await inTurn { () throws(DeskError) in
      try mustWork()
      try Self.check(speed: speed)
      guard core != nil, phase == .replaying || phase == .paused else {
        throw DeskError(
          .missing, "No replay runs.", remedy: "Start the desk with an approved strategy.")
      }
      core?.note(.speed(speed))
      try await flush()
      self.speed = speed
      log(.notice, "\(by) set the speed to \(speed) sessions a second.")
      announce()
      if phase == .replaying { startPacing() }
    }
  }

  /// Stops in good order, as the process ends; the next `recover` finds the desk as it was.
  public func shutDown() async {
    stopPacing()
    flusher?.cancel()
    await takeTurn()
    defer { passTurn() }
    guard core != nil, failure == nil, phase == .replaying || phase == .paused else { return }
    if let digest = core?.engine.stateDigest() { core?.note(.checkpoint(digest: digest)) }
    core?.note(.stopped(wall: clock.now))
    do throws(DeskError) {
      try await flush()
      phase = .paused
      log(.notice, "The desk was shut down in good order.")
    } catch {
      // `fail` has logged it; without the mark the next start counts as one after a crash.
      return
    }
  }

  // MARK: Pace

  func startPacing() {
    stopPacing()
    let mine = paceNumber
    pacer = Task { await pace(mine) }
  }

  func stopPacing() {
    pacer?.cancel()
    pacer = nil
    paceNumber += 1
  }

  private func pace(_ mine: UInt64) async {
    var due = clock.now
    while mine == paceNumber, phase == .replaying, let speed {
      due = max(
        due.advanced(by: .nanoseconds(Int64(1e9 / speed))),
        clock.now.advanced(by: .zero - Self.longestLag))
      do {
        try await clock.sleep(until: due, tolerance: nil)
      } catch {
        return
      }
      await takeTurn()
      if mine == paceNumber, phase == .replaying { await turn() }
      passTurn()
    }
  }

  /// One session, unless the strategy may no longer trade.
  private func turn() async {
    do throws(DeskError) {
      if try await stillApproved() { try await step() }
    } catch {
      // A journal that fails has stopped the desk already; any other failure stops it here.
      if failure == nil {
        phase = .paused
        breaker.engage()
        log(.fault, error.message)
      }
    }
    announce()
  }

  /// Runs the current session to its end, or the next one.
  ///
  /// - Returns: Whether the replay goes on.
  @discardableResult
  func step() async throws(DeskError) -> Bool {
    var hasMoved = false
    while true {
      core?.drain()
      if core?.hasOutgoing == true {
        try await flush()
        core?.carry { breaker.isTripped }
        continue
      }
      if hasMoved, core?.isSettled == true { break }
      guard try advance() else {
        try await finish()
        return false
      }
      hasMoved = true
    }
    noteCheckpoint()
    try await flush()
    try await haltUnlessReconciled()
    return true
  }

  /// Moves the session one stage on.
  ///
  /// - Returns: False when no session is left.
  private func advance() throws(DeskError) -> Bool {
    // Only the stage is taken out: a second reference to the core would copy it on each change.
    guard let stage = core?.stage, let market else {
      throw DeskError(
        .data, "The bars of this replay are not there.",
        remedy: "Stop the desk and start it again with the data as it is now.")
    }
    switch stage {
    case .closed, .settled:
      let row = core?.lastOpened.flatMap { market.row(of: $0) }.map { $0 + 1 } ?? market.firstRow
      guard row < market.frame.rows else { return false }
      let session = market.frame.sessions[row]
      core?.open(
        session, actions: market.actions[row],
        at: settings.calendar.opensAt(session) ?? market.frame.closesAt[row])
    case .open(let session):
      guard let row = market.row(of: session) else {
        throw DeskError(
          .data, "\(session) is no session of the data.", remedy: "Ingest the data again.")
      }
      core?.price(market.frame.slice(row))
    case .priced: core?.decide()
    case .decided: core?.settle()
    }
    return true
  }

  /// Feeds the bars before the first session to trade.
  func warmUp() async throws(DeskError) {
    guard let market else { return }
    while (core?.lastOpened.flatMap { market.row(of: $0) } ?? (market.firstRow - 1)) + 1
      < market.firstTradedRow
    {
      var isSettled = false
      while !isSettled {
        _ = try advance()
        core?.drain()
        isSettled = core?.isSettled ?? true
      }
      // Years of a large universe are more than the journal takes at once.
      if let count = core?.records.count, count >= Self.recordsPerFlush { try await flush() }
    }
    try await flush()
  }

  private func finish() async throws(DeskError) {
    core?.closeSession()
    if let digest = core?.engine.stateDigest() { core?.note(.checkpoint(digest: digest)) }
    try await flush()
    phase = .finished
    stopPacing()
    if let core {
      log(.notice, "The replay ended on \(core.header.to): equity \(core.engine.equity).")
    }
  }

  /// Halts when desk and broker came to differ; which of them is right is for a person to find.
  private func haltUnlessReconciled() async throws(DeskError) {
    guard core?.engine.tradingState != .halted,
      let difference = core?.reconciliation().differences.first
    else { return }
    breaker.engage()
    core?.obey(
      .halt(by: "system", because: "Desk and broker differ: \(difference.explanation)"),
      wall: clock.now)
    try await clear()
  }

  private func noteCheckpoint() {
    guard let count = core?.curve.count, count > 0,
      count.isMultiple(of: settings.sessionsPerCheckpoint),
      let digest = core?.engine.stateDigest()
    else { return }
    core?.note(.checkpoint(digest: digest))
  }
}

// MARK: What must hold before a replay.

extension TradingDesk {
  private func mustBeFree() throws(DeskError) {
    guard phase == .idle || phase == .finished else {
      throw DeskError(
        .conflict, "The desk trades \(core?.header.specification.name ?? "") already.",
        remedy: "Stop it first.")
    }
    guard !breaker.isTripped, core.map({ $0.tradingState == .active }) ?? true else {
      throw DeskError(
        .conflict, "The desk is halted.", remedy: "Resume it, with a reason, before a new start.")
    }
  }

  private static func check(speed: Double) throws(DeskError) {
    guard speeds.contains(speed) else {
      throw DeskError(
        .invalid, "The speed is \(speed) sessions a second; it must be between 0.1 and 1000.",
        remedy: "Choose a speed from 0.1 to 1000.")
    }
  }

  private static func checked(
    _ specification: StrategySpecification, _ from: SessionDate, _ to: SessionDate,
    _ speed: Double, _ capital: Double
  ) throws(DeskError) -> Money {
    let faults = specification.faults()
    guard faults.isEmpty else {
      throw DeskError(
        .invalid, "The specification cannot be run: \(faults.joined(separator: " "))",
        remedy: "Correct the specification and have it approved.")
    }
    try check(speed: speed)
    guard from <= to else {
      throw DeskError(
        .invalid, "The range begins on \(from), after its end on \(to).",
        remedy: "Choose a first day before the last.")
    }
    guard (1...1e12).contains(capital), let deposit = Money(rounding: capital) else {
      throw DeskError(
        .invalid, "The capital is \(capital); it must be from 1 to 1,000,000,000,000.",
        remedy: "Choose an amount in US dollars.")
    }
    return deposit
  }

  /// Reads the bars of a replay.
  func read(
    _ specification: StrategySpecification, historyFrom: SessionDate, from: SessionDate,
    to: SessionDate
  ) async throws(DeskError) -> ReplayMarket {
    var symbols = specification.universe
    if let benchmark = specification.benchmark, !symbols.contains(benchmark) {
      symbols.append(benchmark)
    }
    let snapshot: MarketSnapshot
    do throws(StoreError) {
      snapshot = try await bars.snapshot(of: symbols, over: historyFrom...to)
    } catch {
      throw DeskError(.data, error.message, remedy: error.remedy)
    }
    return try ReplayMarket(
      snapshot, universe: specification.universe, benchmark: specification.benchmark, from: from,
      to: to, warmUpBars: specification.makeStrategy().warmUpBars, calendar: settings.calendar)
  }

  /// - Throws: `notApproved` also when the register cannot be read: without knowledge no trade.
  func mustBeApproved(_ hash: String, name: String) async throws(DeskError) -> Decision {
    let now = clock.now
    let decision: Decision?
    do throws(GovernanceError) {
      decision = try await approvals.approval(of: hash, at: now)
    } catch {
      throw DeskError(
        .notApproved, "The approvals cannot be read: \(error.message)", remedy: error.remedy)
    }
    guard let decision else {
      throw DeskError(
        .notApproved, "\(name) (\(hash.prefix(12))) is not approved for trading.",
        remedy: "Propose a run of exactly this specification and have a second person approve it.")
    }
    approvalSeenAt = now
    return decision
  }

  /// Asks now and then whether the strategy may still trade, and halts when it may not.
  private func stillApproved() async throws(DeskError) -> Bool {
    guard let header = core?.header, core?.tradingState == .active else { return true }
    let now = clock.now
    if let seen = approvalSeenAt, now >= seen, now < seen.advanced(by: Self.approvalInterval) {
      return true
    }
    do throws(DeskError) {
      _ = try await mustBeApproved(header.specificationHash, name: header.specification.name)
      return true
    } catch {
      breaker.engage()
      core?.obey(.halt(by: "system", because: error.message), wall: now)
      try await clear()
      return true
    }
  }
}

extension TradingCalendar {
  /// The session that lies `count` sessions before `date`, or the calendar's first one.
  func session(_ count: Int, before date: SessionDate) -> SessionDate {
    var session = date
    for _ in 0..<count {
      guard let earlier = self.session(before: session) else { break }
      session = earlier
    }
    return session
  }
}
