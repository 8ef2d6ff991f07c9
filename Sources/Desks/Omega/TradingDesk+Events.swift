import Chronology
import Execution
import Risk
import Trading

extension TradingDesk {
  /// Tells whoever watches of everything that is safe in the journal and was not told yet.
  ///
  /// - Returns: The message of the last fault among it, or nil.
  @discardableResult
  func announce() -> String? {
    var fault: String?
    var changed: [OrderID] = []
    for event in core?.takeNews() ?? [] {
      switch event {
      case .orderChanged(let id), .filled(let id, _), .commissionCharged(let id, _),
        .denied(let id, _):
        if changed.last != id { changed.append(id) }
      case .stateChanged(let change):
        log(
          change.state == .active ? .notice : .warning,
          "\(change.by) set the desk to \(change.state.rawValue): \(change.because)")
      case .fault(let found):
        fault = found.message
        log(.fault, found.message)
      case .dividendPaid(let symbol, let amount): log(.notice, "\(symbol) paid \(amount) USD.")
      case .splitApplied(let symbol, let ratio, _):
        log(.notice, "\(symbol) was split: one share before is \(1 / ratio) now.")
      case .closedOut(let symbol, let shares, let price):
        log(.warning, "\(symbol) left the exchange: \(shares) shares settled at \(price).")
      case .charged(let charge):
        if let order = charge.order {
          if changed.last != order { changed.append(order) }
        } else {
          log(.notice, "\(charge.amount) USD were charged for \(charge.heading.rawValue).")
        }
      case .sessionOpened, .sessionClosed, .ticketRepeated: continue
      }
    }
    tell(changed)
    let curve = core?.curve ?? []
    for point in curve.dropFirst(announcedMarks) {
      observe(.equity(mark(point), revision: nextRevision()))
    }
    announcedMarks = curve.count
    tellState()
    return fault
  }

  /// Each order once, in the order of its first change, as it stands now.
  private func tell(_ changed: [OrderID]) {
    var seen: Set<OrderID> = []
    for id in changed where seen.insert(id).inserted {
      guard let order = core?.engine.order(id) else { continue }
      observe(.order(line(order), revision: nextRevision()))
      guard order.state.isFinal else { continue }
      log(order.state == .filled ? .notice : .warning, order.epitaph)
    }
  }

  private func tellState() {
    revision += 1
    let now = clock.now
    switch throttle.changed(at: now) {
    case .now: observe(.state(currentSnapshot()))
    case .soon: return
    case .at(let instant): flusher = Task { await flushState(at: instant) }
    }
  }

  /// Tells of the newest state at `instant`.
  private func flushState(at instant: Timestamp) async {
    do {
      try await clock.sleep(until: instant, tolerance: nil)
    } catch {
      return
    }
    await takeTurn()
    defer { passTurn() }
    throttle.flushed(at: clock.now)
    observe(.state(currentSnapshot()))
  }

  func log(_ severity: DeskLogLine.Severity, _ message: String) {
    let line = DeskLogLine(at: clock.now, severity: severity, message: message)
    logLines.append(line)
    if logLines.count > Self.longestLog { logLines.removeFirst(logLines.count - Self.longestLog) }
    observe(.log(line, revision: nextRevision()))
  }

  func nextRevision() -> Int64 {
    revision += 1
    return revision
  }
}

extension Order {
  /// How the order ended, in one sentence.
  fileprivate var epitaph: String {
    let what = "\(side.rawValue) \(quantity) \(symbol) (\(id))"
    switch state {
    case .filled: return "\(what) filled at \(averagePrice.map { "\($0)" } ?? "no price")."
    case .denied: return "\(what) denied: \(breaches.map(\.explanation).joined(separator: " "))"
    default: return "\(what) \(state.rawValue)\(reason.map { ": \($0)" } ?? "")."
    }
  }
}
