public import Chronology
public import Market
public import Risk
public import Trading

/// One position as a person reads it. Amounts are in the account's currency.
public struct PositionReport: Hashable, Sendable {
  public let symbol: Symbol
  public let shares: Quantity
  /// The cost of one share, commissions included.
  public let averageCost: Price
  /// The last price; nil when none is known.
  public let price: Double?
  public let value: Double?
  /// Of equity, signed; nil without a price or positive equity.
  public let weight: Double?
  public let unrealizedProfit: Double?
  /// Since the session opened, its trades and commissions included.
  public let dayProfit: Double?
}

extension TradingEngine {
  public var symbols: [Symbol] { configuration.symbols }
  /// Cash plus positions at their last prices.
  public var equity: Double { portfolio.equity }
  public var cash: Money { ledger.cash }
  /// What strategies see.
  public var portfolioView: PortfolioView { portfolio }
  public var deposited: Money { ledger.deposited }
  public var realizedProfit: Money { ledger.realizedProfit }
  public var commissions: Money { ledger.commissions }
  public var dividends: Money { ledger.dividends }
  /// Charges beyond commissions, by heading; nil when there were none.
  public var charges: ChargeTotals? { ledger.charges }
  /// The account's books.
  public var books: Ledger { ledger }
  /// Every order so far, in the order placed, denied ones included.
  public var orders: [Order] { blotter.orders }
  /// Orders the broker may still fill, in the order placed.
  public var workingOrders: [Order] { blotter.working.map { blotter.orders[$0] } }
  public var tradingState: TradingState { change.state }
  /// Who set the trading state, why and when.
  public var stateChange: StateChange { change }
  public var limits: RiskLimits { gate.limits }
  /// Equity over its peak so far, minus one; zero or negative.
  public var drawdown: Double { peakEquity > 0 ? portfolio.equity / peakEquity - 1 : 0 }
  /// Sum of absolute position values, in the account's currency.
  public var exposureGross: Double {
    sum { ($0 * $1).magnitude }
  }
  /// Sum of signed position values, in the account's currency.
  public var exposureNet: Double {
    sum { $0 * $1 }
  }

  private func sum(_ term: (_ shares: Double, _ mark: Double) -> Double) -> Double {
    var total = 0.0
    for index in 0..<marks.count where portfolio.shares[index] != 0 {
      total += term(portfolio.shares[index], marks[index])
    }
    return total
  }

  /// Returns the order, or nil when this engine made none of that name.
  public func order(_ id: OrderID) -> Order? { blotter.index(of: id).map { blotter.orders[$0] } }

  /// Returns what an order trades, without copying the order; nil for an unknown one.
  public func terms(of id: OrderID) -> (symbolIndex: Int, side: Side)? {
    blotter.index(of: id).map { (blotter.symbolIndices[$0], blotter.orders[$0].side) }
  }

  /// Returns the order that a ticket's key made, or nil.
  public func order(forKey key: String) -> Order? { tickets[key].flatMap { order($0) } }

  /// Returns the last known price of a symbol with its instant, or nil.
  public func mark(of symbol: Symbol) -> (price: Double, at: Timestamp)? {
    guard let index = indices[symbol], marks[index].isFinite else { return nil }
    return (marks[index], markedAt[index])
  }

  /// What is held, by symbol index; flat symbols left out.
  public var positions: [PositionReport] {
    ledger.positions.indices.compactMap { index in
      let position = ledger.positions[index]
      guard let basis = position.basis else { return nil }
      let price = marks[index].isFinite ? marks[index] : nil
      let value = price.map { $0 * position.shares.double }
      return PositionReport(
        symbol: configuration.symbols[index], shares: position.shares, averageCost: basis,
        price: price, value: value,
        weight: portfolio.equity > 0 ? value.map { $0 / portfolio.equity } : nil,
        unrealizedProfit: value.map { $0 - position.cost.double },
        dayProfit: value.map { $0 - dayStartValues[index] + dayFlows[index] })
    }
  }
}

/// What an order would do; nothing was sent.
public struct OrderReview: Hashable, Sendable {
  /// What stands in its way; empty when it would be admitted.
  public let breaches: [Breach]
  /// The price it was judged by.
  public let referencePrice: Double?
  /// In the account's currency.
  public let orderValue: Double?
  /// Of equity.
  public let exposureGrossBefore: Double
  /// Of equity, once the order is filled; nil without a price.
  public let exposureGrossAfter: Double?
}

extension TradingEngine {
  /// Judges a wish as if it were placed now, and changes nothing.
  public func review(_ wish: OrderWish, by: String, at now: Timestamp) -> OrderReview {
    let proposal = OrderProposal(
      id: blotter.nextID, symbol: wish.symbol, side: wish.side, quantity: wish.quantity,
      kind: wish.kind, timeInForce: wish.timeInForce, origin: "desk:\(by)")
    let context = context(of: indices[wish.symbol], at: now)
    var breaches = gate.breaches(of: proposal, in: context)
    if context.symbolIndex == nil {
      breaches.append(
        Breach(
          rule: "instrument", observed: nil, limit: nil,
          explanation: "\(wish.symbol) is not traded here."))
    }
    if wish.quantity <= .zero {
      breaches.append(
        Breach(
          rule: "orderQuantity", observed: wish.quantity.double, limit: nil,
          explanation: "An order is for some shares."))
    }
    let equity = portfolio.equity
    let before = equity > 0 ? exposureGross / equity : 0
    let after = context.reference.flatMap { price -> Double? in
      guard equity > 0 else { return nil }
      let next = context.held + wish.quantity.signed(wish.side).double
      return (exposureGross + (next.magnitude - context.held.magnitude) * price) / equity
    }
    return OrderReview(
      breaches: breaches, referencePrice: context.reference,
      orderValue: context.valuation(of: proposal).map { $0 * wish.quantity.double },
      exposureGrossBefore: before, exposureGrossAfter: after)
  }
}
