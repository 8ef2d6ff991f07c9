import Chronology
public import Execution
import Risk
import Strategies
public import Trading

extension TradingDesk {
  /// The fewest characters of a reason, blanks at its ends not counted.
  static let shortestReason = 3
  /// The most characters that are kept of a reason: it stands in every view of the desk.
  public static let longestReason = 1000

  /// Stops sending orders at once and cancels the working ones.
  ///
  /// Orders are held back from the first instruction of this call on, whatever else happens; when it
  /// returns, the halt is in the journal and survives the end of the process.
  ///
  /// - Throws: `invalid` without a reason; `journal` when the halt could not be written: the desk is
  ///   then halted in memory only, and says so.
  public nonisolated func halt(by: String, because: String) async throws(DeskError) {
    breaker.trip()
    try await haltInTurn(by: by, because: because)
  }

  private func haltInTurn(by: String, because: String) async throws(DeskError) {
    // A halt always finds room.
    await takeTurn()
    defer { passTurn() }
    breaker.arrive()
    // A halt is never refused for its words: what is too long is cut, what is missing is said.
    let words = String(because.trimmed.prefix(Self.longestReason))
    let reason = words.isEmpty ? "no reason given" : words
    try mustWork()
    if core == nil {
      try await haltIdle(IdleHalt(by: by, because: reason, wall: clock.now))
    } else {
      core?.obey(.halt(by: by, because: reason), wall: clock.now)
      try await flush()
      try await clear()
    }
    announce()
  }

  /// Lets the desk trade again, and the replay go on where it stands.
  ///
  /// What was held back because nobody knew whether it was sent is sent now, under the name it has:
  /// a broker that knows it already does not take it twice.
  ///
  /// - Throws: `invalid` without a reason; `unreconciled` while desk and broker differ and the replay
  ///   has not ended; `notApproved` when the strategy's approval has ended; `data` when the bars changed.
  public func resume(by: String, because: String) async throws(DeskError) {
    try await inTurn { () throws(DeskError) in
      try mustWork()
      let reason = String(because.trimmed.prefix(Self.longestReason))
      guard reason.count >= Self.shortestReason else {
        throw DeskError(
          .invalid, "The reason '\(reason)' is shorter than three characters.",
          remedy: "Say why the desk may trade again.")
      }
      guard let header = core?.header else {
        try await resumeIdle()
        return
      }
      guard core?.tradingState != .active || phase == .paused else {
        throw DeskError(
          .conflict, "The desk is active already.", remedy: "There is nothing to resume.")
      }
      // An ended book sends nothing more. Were its differences to hold the desk, no fresh start could
      // ever take their place.
      if phase != .finished { try mustBeReconciled() }
      if phase == .paused {
        guard market != nil else {
          throw DeskError(
            .data, "The bars are not those with which this replay began.",
            remedy: "Stop the desk and start it again with the data as it is now.")
        }
      }
      if phase != .finished {
        _ = try await mustBeApproved(header.specificationHash, name: header.specification.name)
      }
      core?.obey(.resume(by: by, because: reason), wall: clock.now)
      try await flush()
      // A halt that waits for its turn keeps the breaker tripped.
      breaker.clear()
      try await clear()
      if phase == .paused {
        try await warmUp()
        phase = .replaying
        startPacing()
      }
      announce()
    }
  }

  /// Passes an order through the risk gate to the broker.
  ///
  /// - Parameter key: Names the wish; the same key never makes a second order.
  /// - Returns: The order as it stands, denied ones with their breaches.
  /// - Throws: `invalid`; `conflict` when no replay runs, when the desk stands still after a
  ///   restart, or when the key was used for another wish or by another person.
  public func place(
    _ wish: OrderWish, by: String, key: String
  ) async throws(DeskError) -> BlotterLine {
    try await inTurn { () throws(DeskError) in
      try mustWork()
      guard (1...128).contains(key.utf8.count) else {
        throw DeskError(
          .invalid, "The idempotency key has \(key.utf8.count) bytes; it must have 1 to 128.",
          remedy: "Give each wish a key of its own.")
      }
      guard let engine = core?.engine, phase == .replaying || phase == .paused else {
        throw DeskError(
          .conflict, "No replay runs; nothing could fill an order.",
          remedy: "Start the desk with an approved strategy.")
      }
      if let known = engine.order(forKey: key) {
        return try repeated(known, wish: wish, by: by, key: key)
      }
      guard core?.held == nil || engine.tradingState == .halted else {
        throw DeskError(
          .conflict, "The desk stands still after a restart.",
          remedy: "Resume it, or halt it to place orders that only reduce.")
      }
      core?.obey(.order(wish, by: by, key: key), wall: clock.now)
      try await clear()
      let fault = announce()
      guard let line = core?.engine.order(forKey: key).map(line) else {
        throw DeskError(
          .invalid, fault ?? "The order was refused.", remedy: "Correct the order's terms.")
      }
      return line
    }
  }

  /// Cancels a working order.
  ///
  /// - Throws: `missing`; `conflict` when it no longer works.
  public func cancel(_ id: OrderID, by: String) async throws(DeskError) -> BlotterLine {
    try await inTurn { () throws(DeskError) in
      try mustWork()
      guard let order = core?.engine.order(id) else {
        throw DeskError(
          .missing, "There is no order \(id).", remedy: "Choose an order of the blotter.")
      }
      guard order.state.isWorking else {
        throw DeskError(
          .conflict, "Order \(id) is \(order.state.rawValue) already.",
          remedy: "Only working orders are cancelled.")
      }
      core?.obey(.cancel(id, by: by), wall: clock.now)
      try await clear()
      announce()
      return core?.engine.order(id).map(line) ?? line(order)
    }
  }

  private func repeated(
    _ known: Order, wish: OrderWish, by: String, key: String
  ) throws(DeskError) -> BlotterLine {
    let first = known.proposal
    let line = line(known)
    guard line.origin == by else {
      throw DeskError(
        .conflict, "The key \(key) already names order \(known.id) of \(line.origin).",
        remedy: "Give each wish a key of its own.")
    }
    guard first.symbol == wish.symbol, first.side == wish.side, first.quantity == wish.quantity,
      first.kind == wish.kind, first.timeInForce == wish.timeInForce
    else {
      throw DeskError(
        .conflict, "The key \(key) already names order \(known.id), which has other terms.",
        remedy: "Give each wish a key of its own.")
    }
    return line
  }

  /// - Throws: `unreconciled` with every difference.
  func mustBeReconciled() throws(DeskError) {
    guard let core else { return }
    let differences = core.differences + core.reconciliation().differences
    guard differences.isEmpty else {
      throw DeskError(
        .unreconciled,
        "Desk and broker differ: \(differences.map(\.explanation).joined(separator: " "))",
        remedy: "Find the cause; stop the desk and start afresh once it is known.")
    }
  }

  private func haltIdle(_ halt: IdleHalt) async throws(DeskError) {
    try await write([.idle(lastNumber: lastNumber, halt: halt)], isBeginning: true)
    idleHalt = halt
    log(.warning, "\(halt.by) halted the idle desk: \(halt.because)")
  }

  private func resumeIdle() async throws(DeskError) {
    guard idleHalt != nil else {
      throw DeskError(
        .conflict, "The desk is active already.", remedy: "There is nothing to resume.")
    }
    try await write([.idle(lastNumber: lastNumber, halt: nil)], isBeginning: true)
    idleHalt = nil
    breaker.clear()
    log(.notice, "The idle desk was resumed.")
    announce()
  }
}

extension String {
  /// This text without blanks and line ends at either end.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
