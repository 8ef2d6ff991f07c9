import Chronology
import Market
import Risk
import Trading

extension TradingEngine {
  /// Numbers a wish, has it judged, and sends it when it is admitted.
  @discardableResult
  mutating func place(
    symbolIndex: Int, side: Side, quantity: Quantity, kind: OrderKind, timeInForce: TimeInForce,
    origin: String, at now: Timestamp, into effects: inout [EngineEffect]
  ) -> OrderID {
    let proposal = OrderProposal(
      id: blotter.nextID, symbol: configuration.symbols[symbolIndex], side: side,
      quantity: quantity, kind: kind, timeInForce: timeInForce, origin: origin)
    blotter.append(Order(proposal, placedOn: session, at: now), symbolIndex: symbolIndex)
    let index = blotter.orders.count - 1
    forgetOldOrders(at: now)
    do throws(Denial) {
      let approved = try gate.admit(proposal, in: context(of: symbolIndex, at: now))
      transition(index, .submitted, at: now, into: &effects)
      if remembersOrders { recent.append(RiskContext.Placed(proposal, at: now)) }
      effects.append(.submit(approved))
    } catch {
      transition(index, .denied(error.breaches), at: now, into: &effects)
      effects.append(.publish(.denied(proposal.id, error)))
    }
    return proposal.id
  }

  /// What the gate may look at for an order in `symbolIndex`.
  func context(of symbolIndex: Int?, at now: Timestamp) -> RiskContext {
    RiskContext(
      now: now, state: change.state, session: session, equity: portfolio.equity,
      dayStartEquity: dayStartEquity, symbolIndex: symbolIndex, shares: portfolio.shares,
      references: marks, referencesAt: markedAt, workingBuys: workingBuys,
      workingSells: workingSells, recent: recent)
  }

  /// Applies an event to an order and keeps the counts of working shares.
  ///
  /// - Returns: Whether the order took it; a fault is published when it did not.
  @discardableResult
  mutating func transition(
    _ index: Int, _ event: OrderEvent, at now: Timestamp, into effects: inout [EngineEffect]
  ) -> Bool {
    let before = workingShares(index)
    let stateBefore = blotter.orders[index].state
    do throws(OrderTransitionError) {
      try blotter.apply(event, to: index, at: now)
    } catch {
      publishFault(
        error.code == .duplicateFill ? .duplicateFill : .transition, error.message, &effects)
      return false
    }
    let symbolIndex = blotter.symbolIndices[index]
    let delta = workingShares(index) - before
    switch blotter.orders[index].side {
    case .buy: workingBuys[symbolIndex] += delta
    case .sell: workingSells[symbolIndex] += delta
    }
    let state = blotter.orders[index].state
    if state.isWorking != stateBefore.isWorking {
      workingCounts[symbolIndex] += state.isWorking ? 1 : -1
      portfolio.hasWorkingOrder[symbolIndex] = workingCounts[symbolIndex] > 0
    }
    if state != stateBefore {
      effects.append(.publish(.orderChanged(blotter.orders[index].id)))
    }
    return true
  }

  private func workingShares(_ index: Int) -> Double {
    blotter.orders[index].state.isWorking ? blotter.orders[index].remaining.double : 0
  }

  /// Asks for the cancellation of the working orders that `isMeant` picks, oldest first.
  mutating func cancelWorking(
    at now: Timestamp, into effects: inout [EngineEffect], where isMeant: (Order) -> Bool
  ) {
    for index in blotter.working where isMeant(blotter.orders[index]) {
      transition(index, .cancelRequested, at: now, into: &effects)
      // Asked again when a cancel is already on its way: the first may have been lost.
      effects.append(.cancel(blotter.orders[index].id))
    }
  }

  /// Whether some rule looks back at placed orders.
  var remembersOrders: Bool {
    gate.limits.duplicateWindow != nil || gate.limits.maximumOrdersPerMinute != nil
  }

  /// Drops placed orders that no rule can still count.
  mutating func forgetOldOrders(at now: Timestamp) {
    guard !recent.isEmpty else { return }
    let window = max(60, gate.limits.duplicateWindow ?? 0)
    let oldest = Double(now.nanoseconds) - window * 1e9
    let stale = recent.prefix { Double($0.at.nanoseconds) < oldest }.count
    if stale > 0 { recent.removeFirst(stale) }
  }
}

extension TradingEngine {
  /// Takes note of what the broker tells.
  mutating func take(
    _ event: BrokerEvent, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    switch event {
    case .order(let id, let change, let at):
      guard let index = blotter.index(of: id) else {
        publishFault(
          .unknownOrder, "The broker reports \(change.name) of unknown order \(id).", &effects)
        return
      }
      guard transition(index, change, at: at, into: &effects) else { return }
      if case .filled(let fill) = change {
        book(fill, of: index, into: &effects)
        protect(fill, of: index, at: now, into: &effects)
      }
    case .commission(let id, let amount, _):
      guard let index = blotter.index(of: id) else {
        publishFault(
          .unknownOrder, "The broker charges a commission for unknown order \(id).", &effects)
        return
      }
      charge(amount, for: index, into: &effects)
    case .charge(let charge, _):
      take(charge, into: &effects)
    case .closedOut(let symbol, let price, _):
      closeOut(symbol, at: price, into: &effects)
    case .connection(let isUp, let reason, _):
      if !isUp { publishFault(.disconnected, "The broker is away: \(reason)", &effects) }
    }
  }

  private mutating func book(
    _ fill: Fill, of index: Int, into effects: inout [EngineEffect]
  ) {
    let symbolIndex = blotter.symbolIndices[index]
    let quantity = fill.quantity.signed(blotter.orders[index].side)
    ledger.post(quantity, at: fill.price, of: symbolIndex)
    dayFlows[symbolIndex] -= (fill.price * quantity).double
    if marks[symbolIndex].isNaN { marks[symbolIndex] = fill.price.double }
    refresh(symbolIndex)
    effects.append(.publish(.filled(blotter.orders[index].id, fill)))
  }

  /// Follows a bracket's fill with the order that leaves the position again.
  private mutating func protect(
    _ fill: Fill, of index: Int, at now: Timestamp, into effects: inout [EngineEffect]
  ) {
    let order = blotter.orders[index]
    guard case .bracket(_, let takeProfit, let stopLoss) = order.kind else { return }
    place(
      symbolIndex: blotter.symbolIndices[index], side: order.side == .buy ? .sell : .buy,
      quantity: fill.quantity, kind: .oneCancelsOther(limit: takeProfit, stop: stopLoss),
      timeInForce: .goodTilCancelled, origin: order.proposal.origin, at: now, into: &effects)
  }

  private mutating func charge(
    _ amount: Money, for index: Int, into effects: inout [EngineEffect]
  ) {
    let symbolIndex = blotter.symbolIndices[index]
    blotter.charge(amount, to: index)
    ledger.charge(amount, for: symbolIndex)
    dayFlows[symbolIndex] -= amount.double
    refresh(symbolIndex)
    effects.append(.publish(.commissionCharged(blotter.orders[index].id, amount)))
  }

  /// Books a charge on the account, a symbol or an order's symbol.
  private mutating func take(_ charge: AccountCharge, into effects: inout [EngineEffect]) {
    let symbolIndex = charge.symbol.flatMap { indices[$0] }
    if let symbol = charge.symbol, symbolIndex == nil {
      publishFault(
        .unknownSymbol, "The broker charges \(charge.heading.rawValue) of \(symbol), which is not "
          + "traded here.", &effects)
      return
    }
    ledger.take(charge.amount, for: charge.heading, of: symbolIndex)
    if let symbolIndex {
      dayFlows[symbolIndex] -= charge.amount.double
      refresh(symbolIndex)
    } else {
      portfolio.cash = ledger.cash.double
      revalue()
    }
    effects.append(.publish(.charged(charge)))
  }

  private mutating func closeOut(
    _ symbol: Symbol, at price: Price, into effects: inout [EngineEffect]
  ) {
    guard let symbolIndex = indices[symbol] else {
      publishFault(
        .unknownSymbol, "The broker settles \(symbol), which is not traded here.", &effects)
      return
    }
    let shares = ledger.positions[symbolIndex].shares
    guard !shares.isZero else { return }
    ledger.post(-shares, at: price, of: symbolIndex)
    dayFlows[symbolIndex] += (price * shares).double
    refresh(symbolIndex)
    effects.append(.publish(.closedOut(symbol, shares: shares, price: price)))
  }

  /// Brings the strategies' view of one position and the cash up to date with the ledger.
  mutating func refresh(_ symbolIndex: Int) {
    portfolio.cash = ledger.cash.double
    portfolio.shares[symbolIndex] = ledger.positions[symbolIndex].shares.double
    revalue()
  }
}
