import Chronology
import Fingerprint
import Market
import Risk
import Strategies
import Trading

extension TradingEngine {
  /// Returns the lower-case hex SHA-256 over the whole state.
  ///
  /// Two engines that took the same inputs have the same digest, in any process on any machine.
  /// An order's fills enter by their number, their sums and the last one's id.
  /// - Complexity: O(orders + symbols + the strategies' histories).
  public func stateDigest() -> String {
    var hash = SHA256()
    var bytes = StateBytes()
    bytes.append(inputCount)
    bytes.append(lastInputAt.nanoseconds)
    bytes.append(session.map { Int64($0.day) } ?? .min)
    bytes.append(dayStartEquity)
    bytes.append(peakEquity)
    bytes.append(portfolio.equity)
    bytes.append(change.state.rawValue)
    bytes.append(change.by)
    bytes.append(change.because)
    bytes.append(change.at.nanoseconds)
    appendLedger(to: &bytes)
    bytes.append(blotter.orders.count)
    for index in blotter.orders.indices {
      append(blotter.orders[index], to: &bytes)
      if index % 256 == 255 { bytes.drain { hash.update($0) } }
    }
    for values in [marks, workingBuys, workingSells, dayStartValues, dayFlows] {
      bytes.append(values)
    }
    for instant in markedAt { bytes.append(instant.nanoseconds) }
    bytes.append(recent.count)
    for placed in recent {
      bytes.append(placed.at.nanoseconds)
      bytes.append(placed.symbol.ticker)
    }
    bytes.append(tickets.count)
    for key in tickets.keys.sorted() {
      bytes.append(key)
      bytes.append(tickets[key].map(\.sequence) ?? 0)
    }
    bytes.append(gate.limits.version)
    for approval in approvals {
      bytes.append(approval.hash)
      bytes.append(approval.expiresAt?.nanoseconds ?? .max)
    }
    for seat in seats {
      bytes.append(seat.hash)
      seat.strategy.appendState(to: &bytes)
    }
    bytes.drain { hash.update($0) }
    return SHA256.text(of: hash.finalize())
  }

  private func appendLedger(to bytes: inout StateBytes) {
    for amount in [
      ledger.cash, ledger.deposited, ledger.realizedProfit, ledger.commissions, ledger.dividends,
      ledger.splitRounding,
    ] { bytes.append(amount) }
    if let charges = ledger.charges {
      bytes.append("charges")
      for amount in [charges.fees, charges.borrow, charges.financing] { bytes.append(amount) }
    }
    for position in ledger.positions {
      bytes.append(position.shares)
      bytes.append(position.cost)
    }
    bytes.append(ledger.entitlements.count)
    for entitlement in ledger.entitlements {
      bytes.append(entitlement.symbolIndex)
      bytes.append(entitlement.payDate.day)
      bytes.append(entitlement.amount)
    }
  }

  private func append(_ order: Order, to bytes: inout StateBytes) {
    bytes.append(order.symbol.ticker)
    bytes.append(order.side == .buy)
    bytes.append(order.state.rawValue)
    bytes.append(order.proposal.quantity)
    bytes.append(order.quantity)
    bytes.append(order.filled)
    bytes.append(order.filledValue)
    bytes.append(order.commission)
    bytes.append(order.proposal.origin)
    bytes.append(order.kind.name)
    for price in order.kind.prices { bytes.append(price) }
    switch order.kind {
    case .trailingStop(.amount(let amount), _): bytes.append(amount)
    case .trailingStop(.fraction(let fraction), _): bytes.append(fraction)
    case .bracket(let limit, _, _): bytes.append(limit != nil)
    default: break
    }
    bytes.append(order.fills.count)
    bytes.append(order.fills.last?.id ?? "")
    bytes.append(order.updatedAt.nanoseconds)
    bytes.append(order.life.count)
    for step in order.life { bytes.append(step.at.nanoseconds) }
  }
}
