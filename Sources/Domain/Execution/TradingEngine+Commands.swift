import Chronology
import Risk
import Trading

extension TradingEngine {
  /// Does what a person says.
  mutating func obey(
    _ command: DeskCommand, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    switch command {
    case .halt(let by, let because):
      enter(.halted, by: by, because: because, at: now, into: &effects)
    case .resume(let by, let because):
      enter(.active, by: by, because: because, at: now, into: &effects)
    case .reduceOnly(let by, let because):
      enter(.reduceOnly, by: by, because: because, at: now, into: &effects)
    case .order(let wish, let by, let key):
      take(wish, by: by, key: key, at: now, into: &effects)
    case .cancel(let id, _):
      cancel(id, at: now, into: &effects)
    case .cancelAll:
      cancelWorking(at: now, into: &effects) { _ in true }
    case .approve(let approvals, _):
      self.approvals = approvals
      rebuildGate(limits: gate.limits)
    case .limit(let limits, _, _):
      let faults = limits.faults()
      guard faults.isEmpty else {
        publishFault(
          .malformed, "The limits were refused: \(faults.joined(separator: " "))", &effects)
        return
      }
      rebuildGate(limits: limits)
    }
  }

  /// Enters a trading state and cancels what the state does not let stand.
  mutating func enter(
    _ state: TradingState, by: String, because: String, at now: Timestamp,
    into effects: inout [EngineEffect]
  ) {
    change = StateChange(state: state, by: by, because: because, at: now)
    effects.append(.publish(.stateChanged(change)))
    switch state {
    case .active: break
    case .halted: cancelWorking(at: now, into: &effects) { _ in true }
    case .reduceOnly:
      let view = context(of: nil, at: now)
      let indices = indices
      cancelWorking(at: now, into: &effects) { order in
        guard let index = indices[order.symbol] else { return true }
        let held = view.shares[index]
        return switch order.side {
        case .buy: held >= 0 || view.workingBuys[index] > -held
        case .sell: held <= 0 || view.workingSells[index] > held
        }
      }
    }
  }

  private mutating func take(
    _ wish: OrderWish, by: String, key: String, at now: Timestamp,
    into effects: inout [EngineEffect]
  ) {
    if let known = tickets[key] {
      effects.append(.publish(.ticketRepeated(key: key, order: known)))
      return
    }
    guard let index = indices[wish.symbol] else {
      publishFault(
        .unknownSymbol, "\(by) wants \(wish.symbol), which is not traded here.", &effects)
      return
    }
    guard wish.quantity > .zero else {
      publishFault(.malformed, "\(by) wants \(wish.quantity) shares of \(wish.symbol).", &effects)
      return
    }
    tickets[key] = place(
      symbolIndex: index, side: wish.side, quantity: wish.quantity, kind: wish.kind,
      timeInForce: wish.timeInForce, origin: "desk:\(by)", at: now, into: &effects)
  }

  private mutating func cancel(
    _ id: OrderID, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    guard let index = blotter.index(of: id) else {
      publishFault(.nothingToCancel, "There is no order \(id).", &effects)
      return
    }
    guard blotter.orders[index].state.isWorking else {
      publishFault(
        .nothingToCancel, "Order \(id) is \(blotter.orders[index].state.rawValue) already.",
        &effects)
      return
    }
    transition(index, .cancelRequested, at: now, into: &effects)
    effects.append(.cancel(id))
  }

  private mutating func rebuildGate(limits: RiskLimits) {
    gate = RiskGate(limits: limits, approvals: approvals, calendar: configuration.calendar)
  }
}
