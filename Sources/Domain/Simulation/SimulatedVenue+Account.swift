public import Chronology
public import Execution
import Market
package import Trading

/// What a fill cost beyond its reference price.
package struct FillDetail: Hashable, Sendable {
  /// By the fixed basis points.
  package let slippage: Money
  /// By the order's own size.
  package let impact: Money
}

/// The account as the venue counts it while it matches.
struct VenueAccount: Sendable {
  var cash = 0.0
  var shares: [Double]

  init(count: Int) { shares = Array(repeating: 0, count: count) }
}

extension SimulatedVenue {
  /// Tells the venue what the account holds: its terms on margin, borrow and interest need it.
  ///
  /// - Parameter shares: Signed shares by symbol index.
  public mutating func know(cash: Double, shares: [Double]) {
    guard account != nil else { return }
    account?.cash = cash
    account?.shares = shares
  }

  /// Opens a session: charges the nights since the session before.
  ///
  /// Borrow and interest are counted on last night's positions, prices and cash, for each calendar day
  /// since the last session, a 360th of the annual rate. Called before the session's corporate
  /// actions.
  public mutating func openSession(
    _ session: SessionDate, at now: Timestamp, into events: inout [BrokerEvent]
  ) {
    let nights = opened.map { Double($0.days(to: session)) } ?? 0
    opened = session
    guard let account, nights > 0 else { return }
    let years = nights / 360
    if let borrow = costs.borrow {
      for index in symbols.indices where account.shares[index] < 0 {
        let value = -account.shares[index] * lastPrices[index]
        post(
          value * borrow.rate(of: symbols[index].ticker) * years, .borrow, of: index, at: now,
          into: &events)
      }
    }
    if let financing = costs.financing {
      let rate = account.cash < 0 ? financing.debitRate : financing.creditRate
      post(-account.cash * rate * years, .financing, of: nil, at: now, into: &events)
    }
  }

  private func post(
    _ amount: Double, _ heading: AccountCharge.Heading, of index: Int?, at now: Timestamp,
    into events: inout [BrokerEvent]
  ) {
    guard let money = Money(rounding: amount), !money.isZero else { return }
    let symbol = index.map { symbols[$0] }
    events.append(
      .charge(AccountCharge(heading, of: symbol, order: nil, amount: money), at: now))
  }

  /// How far `shares` more move the price, as a fraction of it; nil when that is not known yet.
  func impact(of shares: Double, taken: Double, _ index: Int, volume: Double) -> Double? {
    guard let model = costs.impact else { return 0 }
    switch model.kind {
    case .volumeShare:
      let share = min((taken + shares) / volume, model.share ?? 1)
      return model.coefficient * share * share
    case .squareRoot:
      guard let mean = history?.meanVolume(index),
        let volatility = history?.volatility(index)
      else { return nil }
      return model.coefficient * volatility * ((taken + shares) / mean).squareRoot()
    }
  }

  /// Notes the commission and the fees of a fill, and what it does to the account.
  mutating func charge(
    _ queue: Int, _ order: Int, _ quantity: Quantity, at price: Price, on session: SessionDate
  ) {
    let resting = queues[queue].orders[order]
    let index = queues[queue].symbolIndex
    var commission = costs.commission(for: quantity)
    var fees = Money.zero
    if let plan = costs.commission {
      let civil = session.civil
      let number = civil.year * 12 + civil.month
      if month.number != number { month = (number, 0) }
      let added = queues[queue].orders[order].tally.add(
        plan, shares: quantity.double, price: price.double, before: month.shares)
      month.shares += quantity.double
      if let money = Money(rounding: added) { commission += money }
      fees = plan.fees(of: quantity, at: price, side: resting.side, on: session)
    }
    commissions.append((resting.id, commission))
    if !fees.isZero {
      charges.append(
        AccountCharge(.fees, of: symbols[index], order: resting.id, amount: fees))
    }
    guard account != nil else { return }
    let signed = quantity.signed(resting.side)
    account?.cash -= (price * signed + commission + fees).double
    account?.shares[index] += signed.double
  }

  /// How many of `wanted` shares the account may trade at `price`: whole ones, or all.
  func bearable(
    _ wanted: Quantity, of resting: Resting, _ index: Int, at price: Price
  ) -> Quantity {
    guard let account else { return wanted }
    let held = account.shares[index]
    let sign: Double = resting.side == .buy ? 1 : -1
    // Shares that only close a position; the rest opens or enlarges one.
    let closing = held * sign < 0 ? min(held.magnitude, wanted.double) : 0
    var opening = Double.infinity
    if resting.side == .sell { opening = min(opening, borrowable(index) - max(0, -held)) }
    if let margin = costs.margin {
      let commission = commissionEstimate(wanted, of: resting, at: price)
      switch margin.kind {
      case .cash:
        opening =
          resting.side == .sell ? 0 : min(opening, (account.cash - commission) / price.double)
      case .margin:
        let mark = lastPrices[index]
        var gross = 0.0
        var equity = account.cash - commission
        for other in symbols.indices where account.shares[other] != 0 {
          equity += account.shares[other] * lastPrices[other]
          gross += (account.shares[other] * lastPrices[other]).magnitude
        }
        let lost = (price.double - mark) * sign
        equity -= closing * lost
        gross -= closing * mark
        let fraction = margin.initialFraction
        let each = fraction * mark + lost
        if each > 0 { opening = min(opening, (equity - fraction * gross) / each) }
      }
    }
    let most = closing + max(0, opening.rounded(.down))
    guard most < wanted.double, let cut = Quantity(rounding: most) else { return wanted }
    return cut
  }

  /// The most shares of a symbol that may be short.
  private func borrowable(_ index: Int) -> Double {
    var most = Double.infinity
    if let locates = costs.borrow?.locates { most = locates[symbols[index].ticker] ?? 0 }
    if let fraction = costs.borrow?.volumeFraction {
      most = min(most, fraction * (history?.meanVolume(index) ?? 0))
    }
    return most
  }

  private func commissionEstimate(_ quantity: Quantity, of resting: Resting, at price: Price)
    -> Double
  {
    let plain = costs.commission(for: quantity).double
    guard let plan = costs.commission, let opened else { return plain }
    var tally = resting.tally
    let added = tally.add(
      plan, shares: quantity.double, price: price.double, before: month.shares)
    return plain + added
      + plan.fees(of: quantity, at: price, side: resting.side, on: opened).double
  }

  /// Ends an order that the account bears only in part: `kept` shares fill, the rest does not.
  mutating func end(
    _ queue: Int, _ order: Int, keeping kept: Quantity, at now: Timestamp,
    into events: inout [BrokerEvent]
  ) {
    let resting = queues[queue].orders[order]
    let symbol = symbols[queues[queue].symbolIndex]
    let reason =
      "The account does not bear more of \(symbol): buying power, or shares to borrow, are short."
    let isUntouched = resting.filled.isZero && kept.isZero
    events.append(
      .order(
        resting.id, isUntouched ? .rejected(reason: reason) : .cancelled(reason: reason), at: now))
    queues[queue].orders[order].quantity = resting.filled + kept
  }
}
