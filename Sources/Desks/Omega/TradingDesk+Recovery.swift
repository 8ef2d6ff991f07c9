import Chronology
import Execution
import Market
import Risk
import Trading

extension TradingDesk {
  /// What the desk says of itself after a restart that nobody had prepared.
  static let uncleanReason = "restarted after an unclean stop; positions reconciled"

  /// Brings the desk back to where its journal ends.
  ///
  /// The journal is replayed through a new engine and a new broker, and what the broker of the
  /// replay tells is compared with what was written. A desk that was halted is halted; one that was
  /// active when the process died stands still until a person resumes it; one that was stopped in
  /// good order waits, in its old state, to be resumed.
  ///
  /// - Throws: `journal` when the journal cannot be read; the desk then holds back every order.
  public func recover() async throws(DeskError) {
    await takeTurn()
    defer { passTurn() }
    stopPacing()
    breaker.engage()
    failure = nil
    do throws(DeskError) {
      try await readBack()
    } catch {
      fail(error)
      announce()
      throw error
    }
    announce()
  }

  private func readBack() async throws(DeskError) {
    let records = try await journalRecords()
    core = nil
    market = nil
    idleHalt = nil
    phase = .idle
    speed = nil
    announcedMarks = 0
    switch records.first {
    case nil: letGo()
    case .idle(let number, let halt):
      lastNumber = number
      idleHalt = halt
      if halt == nil { letGo() }
    case .header(let header): try await rebuild(header, records)
    default:
      throw DeskError(
        .journal, "The desk's journal does not begin with a header.",
        remedy: "Restore it from a copy, or move it away to begin with an empty desk.")
    }
  }

  private func rebuild(_ header: DeskHeader, _ records: [DeskRecord]) async throws(DeskError) {
    guard header.schema == DeskHeader.currentSchema else {
      throw DeskError(
        .journal,
        "The desk's journal has layout \(header.schema); this build reads"
          + " \(DeskHeader.currentSchema).",
        remedy: "Use the build that wrote it, or move it away to begin with an empty desk.")
    }
    var core = DeskCore(header, calendar: settings.calendar)
    var speed = header.speed
    var (isEnded, isClean) = (false, false)
    for (place, record) in records.enumerated().dropFirst() {
      core.replay(record, at: place)
      isClean = false
      switch record {
      case .speed(let changed): speed = changed
      case .ended: isEnded = true
      case .stopped: isClean = true
      default: continue
      }
    }
    lastNumber = header.number
    self.speed = speed
    self.core = core
    announcedMarks = core.curve.count
    try await loadMarket(header)
    if isEnded || isOver(core) {
      phase = .finished
      try await takeOver(because: nil)
    } else {
      phase = .paused
      try await takeOver(because: isClean ? nil : holdReason(core))
    }
  }

  /// Why the desk must stand still, or nil when it is halted anyway.
  private func holdReason(_ core: DeskCore) -> String? {
    guard core.engine.tradingState != .halted else { return nil }
    var trial = core
    trial.recover(because: Self.uncleanReason, wall: clock.now)
    trial.drain()
    let differences = trial.differences + trial.reconciliation().differences
    guard differences.isEmpty else {
      return "restarted after an unclean stop; \(differences.count) differences with the broker"
    }
    return Self.uncleanReason
  }

  private func takeOver(because reason: String?) async throws(DeskError) {
    core?.recover(because: reason, wall: clock.now)
    try await clear()
    guard let core else { return }
    if core.tradingState == .active { letGo() }
    for difference in core.differences + core.reconciliation().differences {
      log(.fault, difference.explanation)
    }
    log(
      core.tradingState == .active ? .notice : .warning,
      "The desk came back after \(core.curve.count) sessions,"
        + " \(core.tradingState.rawValue)\(reason.map { ": \($0)" } ?? "").")
  }

  /// Reads the bars again; others than those of the header are as good as none.
  private func loadMarket(_ header: DeskHeader) async throws(DeskError) {
    do throws(DeskError) {
      let read = try await read(
        header.specification, historyFrom: header.historyFrom, from: header.from, to: header.to)
      if read.id == header.snapshot {
        market = read
      } else {
        log(
          .fault,
          "The bars changed since the replay began: snapshot \(read.id.hex.prefix(12)), not"
            + " \(header.snapshot.hex.prefix(12)). It cannot go on.")
      }
    } catch {
      log(.fault, "The bars of the replay cannot be read: \(error.message)")
    }
  }

  private func isOver(_ core: DeskCore) -> Bool {
    guard case .closed = core.stage, let last = core.lastOpened else { return false }
    guard let market else {
      return settings.calendar.session(after: last).map { $0 > core.header.to } ?? true
    }
    return market.row(of: last) == market.frame.rows - 1
  }

  private func letGo() { breaker.clear() }

  private func journalRecords() async throws(DeskError) -> [DeskRecord] {
    let reading: JournalReading?
    do throws(StoreError) {
      reading = try await journal.readAll()
    } catch {
      throw DeskError(
        .journal, "The desk's journal cannot be read: \(error.message)", remedy: error.remedy)
    }
    guard let reading else { return [] }
    if reading.tornBytes > 0 {
      log(.warning, "\(reading.tornBytes) bytes of an unfinished record were dropped.")
    }
    var records: [DeskRecord] = []
    records.reserveCapacity(reading.records.count)
    for (place, bytes) in reading.records.enumerated() {
      do {
        records.append(try DeskRecord(bytes))
      } catch {
        throw DeskError(
          .journal, "Record \(place) of the desk's journal cannot be understood: \(error).",
          remedy: "Restore the journal from a copy, or move it away to begin with an empty desk.")
      }
    }
    return records
  }
}
