import Chronology
import Construction
import Strategies
import Trading

/// One columnar backtest on its way through the rows.
struct ColumnarRun {
  private let market: ColumnarMarket
  private let rule: StrategyRule
  private let costs: ExecutionCosts
  private let signals: ColumnarSignals
  private let keepsDetail: Bool
  private let commissionNanos: Int128
  private var book: WholeShareBook
  private var orders: MarketOrders
  private var selection = Selection()
  private var equity: Double
  private var nextSplit = 0
  private var nextDividend = 0
  private var nextDeparture = 0
  private var nextDecision = 0
  private var isPlaced: [Bool]
  private var charges: [(order: Int, shares: Int, trade: Int)] = []
  private var sessions: [ColumnarSession] = []
  private var trades: [ColumnarTrade] = []
  private var tradeCount = 0
  private var totals = ColumnarTotals()

  init(
    _ specification: StrategySpecification, signals: ColumnarSignals, on market: ColumnarMarket,
    keepsDetail: Bool
  ) {
    self.market = market
    self.signals = signals
    self.keepsDetail = keepsDetail
    rule = specification.rule
    costs = specification.costs
    commissionNanos = costs.commission(for: Quantity(1)).nanos
    let capital = specification.capitalMoney
    book = WholeShareBook(symbols: market.width, capital: capital)
    orders = MarketOrders(symbols: market.width)
    equity = capital.double
    isPlaced = Array(repeating: false, count: rule.kind == "buyAndHold" ? market.width : 0)
    sessions.reserveCapacity(market.rows)
  }

  mutating func finish() throws(ColumnarRefusal) -> ColumnarOutcome {
    for row in 0..<market.rows {
      step(row)
      if book.hasOutgrown || orders.hasOutgrown {
        throw ColumnarRefusal(
          "A position outgrew what whole shares can count on \(market.sessions[row]).",
          remedy: "Run it on the event-driven engine, and look for a wrong split.")
      }
    }
    return outcome()
  }

  private mutating func step(_ row: Int) {
    if market.opensSession(row) { open(row) }
    if !orders.queues.isEmpty { fill(row) }
    book.mark(to: market.close, from: row * market.width)
    var value = book.value()
    equity = value.equity
    if row >= market.decidesFrom { decide(row) }
    guard market.closesSession(row) else { return }
    if nextDeparture < market.departures.count, market.departures[nextDeparture].row == row {
      settle(row)
      value = book.value()
    }
    if row >= market.firstRow { record(value, row) }
  }

  private mutating func record(_ value: WholeShareBook.Value, _ row: Int) {
    let before = sessions.last?.equity
    sessions.append(
      ColumnarSession(
        session: market.sessions[row], equity: value.equity, cash: Money(nanos: book.cash),
        exposureGross: value.gross, exposureNet: value.net,
        dailyReturn: before.map { value.equity / $0 - 1 } ?? 0))
  }

  private mutating func open(_ row: Int) {
    while nextDividend < market.dividends.count, market.dividends[nextDividend].row == row {
      let dividend = market.dividends[nextDividend]
      book.entitle(to: dividend.nanos, of: dividend.symbol, payDate: dividend.payDate)
      nextDividend += 1
    }
    book.payDividends(due: market.sessions[row])
    while nextSplit < market.splits.count, market.splits[nextSplit].row == row {
      let split = market.splits[nextSplit]
      book.split(split.symbol, ratio: split.ratio)
      orders.split(split.symbol, ratio: split.ratio, on: row)
      nextSplit += 1
    }
  }

  private mutating func settle(_ row: Int) {
    while nextDeparture < market.departures.count, market.departures[nextDeparture].row == row {
      let symbol = market.departures[nextDeparture].symbol
      nextDeparture += 1
      let shares = book.shares[symbol]
      if shares != 0, let price = Price(rounding: book.marks[symbol]) {
        book.post(-shares, at: price.nanos, of: symbol, close: book.marks[symbol])
        note(
          ColumnarTrade(
            row: row, symbolIndex: symbol, shares: -shares, price: price, order: nil,
            commission: .zero))
      }
      orders.cancel(of: symbol, .leftExchange, on: row)
    }
  }

  private mutating func note(_ trade: ColumnarTrade) {
    tradeCount += 1
    if keepsDetail { trades.append(trade) }
  }
}

// MARK: Fills

extension ColumnarRun {
  /// Fills what the row allows: all transactions, then their commissions.
  private mutating func fill(_ row: Int) {
    charges.removeAll(keepingCapacity: true)
    for queue in orders.queues.indices where orders.queues[queue].head >= 0 { serve(queue, row) }
    orders.dropEmptyQueues()
    guard commissionNanos != 0 else { return }
    for charge in charges {
      let amount = commissionNanos * Int128(charge.shares)
      orders.entries[charge.order].commission += amount
      book.charge(amount, for: orders.entries[charge.order].symbol)
      if keepsDetail { trades[charge.trade].commission = Money(nanos: amount) }
    }
  }

  private mutating func serve(_ queue: Int, _ row: Int) {
    let symbol = orders.queues[queue].symbol
    let close = market.close[row * market.width + symbol]
    let volume = market.volume[row * market.width + symbol]
    guard close.isFinite, volume != 0 else { return }
    var available = Double.infinity
    if let limit = costs.volumeLimit {
      guard !volume.isNaN else {
        orders.end(queue: queue, .unknownVolume, on: row) {
          $0.filled == 0 ? .rejected : .cancelled
        }
        return
      }
      available = (limit * volume).rounded(.towardZero)
      guard available < 1e28 else { return }
    }
    while orders.queues[queue].head >= 0, available >= 1 {
      let index = orders.queues[queue].head
      let remaining = orders.entries[index].remaining
      let quantity = available < Double(remaining) ? Int(available) : remaining
      available -= Double(quantity)
      execute(index, of: queue, quantity, close: close, row)
      if quantity < remaining { break }
    }
  }

  private mutating func execute(
    _ index: Int, of queue: Int, _ quantity: Int, close: Double, _ row: Int
  ) {
    let isBuy = orders.entries[index].isBuy
    guard let price = costs.price(at: close, side: isBuy ? .buy : .sell) else {
      preconditionFailure("A finite close gives a finite price.")
    }
    let symbol = orders.entries[index].symbol
    let value = price.nanos * Int128(quantity)
    let shares = isBuy ? quantity : -quantity
    orders.fill(index, of: queue, quantity, value: value, on: row)
    book.post(shares, at: price.nanos, of: symbol, close: close)
    totals.tradedValue += Money(nanos: value)
    if let plain = Price(rounding: close) {
      let gap = isBuy ? price.nanos - plain.nanos : plain.nanos - price.nanos
      totals.slippageCost += Money(nanos: gap * Int128(quantity))
    }
    charges.append((index, quantity, trades.count))
    note(
      ColumnarTrade(
        row: row, symbolIndex: symbol, shares: shares, price: price, order: index + 1,
        commission: .zero))
  }
}

// MARK: Decisions

extension ColumnarRun {
  private mutating func decide(_ row: Int) {
    if case .buyAndHold(let weight) = rule {
      buyOnce(weight / Double(max(market.width, 1)), row)
    } else if case .movingAverageCrossover(_, _, let weight) = rule {
      follow(weight, row)
    } else if case .crossSectionalMomentum(_, _, let holdings, let weight) = rule {
      guard let changes = nextChanges(row) else { return }
      choose(selection.lowest(holdings, of: changes, sign: -1), weight / Double(holdings), row)
    } else if case .shortTermReversal(_, let names, let weight) = rule {
      guard let changes = nextChanges(row) else { return }
      var competing = 0
      for change in changes where change.isFinite { competing += 1 }
      guard competing >= 2 * names else { return }
      reverse(
        losers: selection.lowest(names, of: changes, sign: 1),
        winners: selection.highest(names, of: changes), weight, row)
    } else if case .signal(let signal) = rule {
      guard let scores = nextChanges(row), equity > 0 else { return }
      construct(signal.construction, Array(scores), row)
    }
  }

  /// Cancels what works, sells what falls, then buys what rises; nothing without a portfolio.
  private mutating func construct(_ plan: ConstructionPlan, _ scores: [Double], _ row: Int) {
    var current = [Double](repeating: 0, count: market.width)
    for symbol in book.held where book.marks[symbol].isFinite {
      current[symbol] = Double(book.shares[symbol]) * book.marks[symbol] / equity
    }
    let returns = plan.needsReturns ? market.returns(upTo: row, window: plan.volatilityWindow) : []
    let inputs = ConstructionInputs(scores: scores, returns: returns, current: current)
    let weights: [Double]
    do throws(ConstructionError) {
      weights = try plan.weights(for: inputs)
    } catch {
      return
    }
    orders.cancelAll(on: row)
    for isSale in [true, false] {
      for symbol in 0..<market.width where (weights[symbol] < current[symbol]) == isSale {
        if weights[symbol] != 0 || book.shares[symbol] != 0 { target(symbol, weights[symbol], row) }
      }
    }
  }

  /// Sells what is held and not chosen, then gives each chosen symbol its weight.
  private mutating func choose(_ chosen: [Int], _ weight: Double, _ row: Int) {
    guard !chosen.isEmpty else { return }
    for symbol in Self.members(of: book.held, without: chosen) { target(symbol, 0, row) }
    for symbol in chosen { target(symbol, weight, row) }
  }

  /// The price changes of a row of decision; nil on other rows.
  private mutating func nextChanges(_ row: Int) -> ArraySlice<Double>? {
    guard nextDecision < signals.rows.count, signals.rows[nextDecision] == row else { return nil }
    let first = nextDecision * market.width
    nextDecision += 1
    return signals.changes[first..<(first + market.width)]
  }

  private mutating func buyOnce(_ weight: Double, _ row: Int) {
    for symbol in isPlaced.indices where !isPlaced[symbol] && market.firstClose[symbol] <= row {
      isPlaced[symbol] = true
      target(symbol, weight, row)
    }
  }

  private mutating func follow(_ weight: Double, _ row: Int) {
    let base = row * market.width
    for symbol in 0..<market.width {
      let sign = signals.crossings[base + symbol]
      guard sign != 0, (sign > 0) == (book.shares[symbol] == 0), !orders.isWorking(symbol) else {
        continue
      }
      if sign > 0 {
        target(symbol, weight, row)
      } else {
        place(-Double(book.shares[symbol]), of: symbol, row)
      }
    }
  }

  /// Cancels what works, then gives every symbol its new weight in the order of their indices.
  private mutating func reverse(losers: [Int], winners: [Int], _ weight: Double, _ row: Int) {
    orders.cancelAll(on: row)
    var wishes: [(symbol: Int, weight: Double)] = []
    wishes.reserveCapacity(losers.count + winners.count + book.held.count)
    for symbol in losers { wishes.append((symbol, weight)) }
    for symbol in winners { wishes.append((symbol, -weight)) }
    wishes.sort { $0.symbol < $1.symbol }
    let chosen = wishes.map(\.symbol)
    for symbol in Self.members(of: book.held, without: chosen) { wishes.append((symbol, 0)) }
    wishes.sort { $0.symbol < $1.symbol }
    for wish in wishes { target(wish.symbol, wish.weight, row) }
  }

  /// The members of one rising list that are not in another.
  private static func members(of list: [Int], without others: [Int]) -> [Int] {
    var place = 0
    return list.filter { member in
      while place < others.count, others[place] < member { place += 1 }
      return place == others.count || others[place] != member
    }
  }

  /// Orders the difference to a fraction of equity; nothing without a price.
  private mutating func target(_ symbol: Int, _ weight: Double, _ row: Int) {
    let held = Double(book.shares[symbol])
    let close = market.close[row * market.width + symbol]
    let price: Double
    if close.isFinite {
      price = close
    } else if held != 0 {
      price = book.marks[symbol]
    } else {
      price = market.price(of: symbol, at: row, onTermsOf: row)
    }
    if price.isFinite, price > 0 {
      place(equity * weight / price - held, of: symbol, row)
    } else if weight == 0 {
      place(-held, of: symbol, row)
    }
  }

  /// Places a market order for `wanted` shares, rounded when next to a whole number, else cut.
  private mutating func place(_ wanted: Double, of symbol: Int, _ row: Int) {
    guard wanted.isFinite, wanted.magnitude < 1e15 else { return }
    let nearest = wanted.rounded(.toNearestOrEven)
    let isNear = (wanted - nearest).magnitude <= 0.0001
    let shares = Int(isNear ? nearest : wanted.rounded(.towardZero))
    guard shares != 0 else { return }
    orders.place(shares, of: symbol, on: row, hasLeft: market.hasLeft(symbol, by: row))
  }
}

// MARK: The outcome

extension ColumnarRun {
  private func outcome() -> ColumnarOutcome {
    var totals = totals
    totals.commissions = Money(nanos: book.commissions)
    totals.dividends = Money(nanos: book.dividends)
    totals.realizedProfit = Money(nanos: book.realizedProfit)
    if !sessions.isEmpty {
      let count = Double(sessions.count)
      let mean = sessions.reduce(0) { $0 + $1.equity } / count
      if mean > 0 { totals.turnoverAnnual = totals.tradedValue.double / mean * 252 / count }
    }
    return ColumnarOutcome(
      sessions: sessions, orders: keepsDetail ? detail() : [], trades: trades,
      holdings: book.held.map {
        ColumnarHolding(
          symbolIndex: $0, shares: book.shares[$0], cost: Money(nanos: book.costs[$0]),
          lastPrice: book.marks[$0])
      }, totals: totals, orderCount: orders.entries.count, tradeCount: tradeCount)
  }

  private func detail() -> [ColumnarOrder] {
    orders.entries.enumerated().map { index, entry in
      ColumnarOrder(
        number: index + 1, symbolIndex: entry.symbol, placedRow: entry.placedRow,
        side: entry.isBuy ? .buy : .sell, quantity: entry.quantity, filled: entry.filled,
        filledValue: Money(nanos: entry.filledValue), commission: Money(nanos: entry.commission),
        state: entry.state, ending: entry.ending, changedRow: entry.changedRow)
    }
  }
}
