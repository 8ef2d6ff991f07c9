import Chronology
public import Execution
import Market
import Performance
import Risk
import Strategies
public import Trading

extension TradingDesk {
  /// The fewest returns from which a Sharpe ratio or a beta is shown.
  static let fewestReturns = 20
  /// The most lines of the log kept in memory.
  static let longestLog = 2000

  /// The desk as it stands between two pieces of work.
  public func snapshot() async -> DeskSnapshot {
    await takeTurn()
    defer { passTurn() }
    return currentSnapshot()
  }

  /// The equity curve since the desk started, one point a session, oldest first.
  public func history() async -> [EquityMark] {
    await takeTurn()
    defer { passTurn() }
    return core?.curve.map(mark) ?? []
  }

  /// The blotter, newest first.
  public func blotter(limit: Int, offset: Int) async -> [BlotterLine] {
    await takeTurn()
    defer { passTurn() }
    let orders = core?.engine.orders ?? []
    return orders.reversed().dropFirst(max(0, offset)).prefix(max(0, limit)).map(line)
  }

  /// One order with its life; nil when there is none of that name.
  public func order(_ id: OrderID) async -> BlotterLine? {
    await takeTurn()
    defer { passTurn() }
    return core?.engine.order(id).map(line)
  }

  /// The log, newest first; of this process only.
  public func log(limit: Int, offset: Int) async -> [DeskLogLine] {
    Array(logLines.reversed().dropFirst(max(0, offset)).prefix(max(0, limit)))
  }

  /// Judges an order as if it were placed now: nothing is sent, nothing is changed.
  ///
  /// - Throws: `conflict` when no replay runs.
  public func preview(_ wish: OrderWish, by: String) async throws(DeskError) -> OrderForecast {
    try await inTurn { () throws(DeskError) in
      guard let core, phase == .replaying || phase == .paused else {
        throw DeskError(
          .conflict, "No replay runs; nothing could fill an order.",
          remedy: "Start the desk with an approved strategy.")
      }
      let review = core.engine.review(wish, by: by, at: core.now)
      var breaches = review.breaches
      if core.held != nil, core.engine.tradingState != .halted {
        breaches.append(
          Breach(
            rule: "tradingState", observed: nil, limit: nil,
            explanation: "The desk stands still after a restart."))
      }
      var after: Double?
      if let price = review.referencePrice,
        let index = core.engine.symbols.firstIndex(of: wish.symbol),
        core.engine.equity > 0
      {
        var weights = weights(core.engine)
        weights[index] += wish.quantity.signed(wish.side).double * price / core.engine.equity
        after = risk(of: weights).valueAtRisk95
      }
      return OrderForecast(
        isAdmitted: breaches.isEmpty, breaches: breaches, referencePrice: review.referencePrice,
        orderValue: review.orderValue, exposureGrossBefore: review.exposureGrossBefore,
        exposureGrossAfter: review.exposureGrossAfter,
        valueAtRiskBefore: risk(of: weights(core.engine)).valueAtRisk95, valueAtRiskAfter: after)
    }
  }

  // MARK: Parts

  func line(_ order: Order) -> BlotterLine {
    let origin = order.proposal.origin
    let name =
      origin.hasPrefix("desk:")
      ? String(origin.dropFirst(5)) : core?.header.specification.name ?? origin
    return BlotterLine(order: order, origin: name)
  }

  func mark(_ point: DeskCore.CurvePoint) -> EquityMark {
    EquityMark(
      session: point.session, equity: point.equity, drawdown: point.drawdown,
      benchmark: market.flatMap { market in
        market.row(of: point.session).flatMap {
          market.benchmark(at: $0, deposit: core?.header.capital.double ?? .nan)
        }
      })
  }

  /// Fractions of equity by symbol index, signed.
  private func weights(_ engine: TradingEngine) -> [Double] {
    var weights = [Double](repeating: 0, count: engine.symbols.count)
    for position in engine.positions {
      guard let index = engine.symbols.firstIndex(of: position.symbol) else { continue }
      weights[index] = position.weight ?? .nan
    }
    return weights
  }

  private func risk(of weights: [Double]) -> BookRisk {
    guard let market, let row = core?.lastPriced.flatMap({ market.row(of: $0) }) else {
      return .unknown
    }
    return BookRisk(of: market.returns.book(of: weights, upTo: row, limit: BookRisk.mostSessions))
  }

  func currentSnapshot() -> DeskSnapshot {
    var snapshot = DeskSnapshot.idle(revision: revision)
    snapshot.phase = phase
    snapshot.broker = PaperBroker.name
    snapshot.speed = speed
    guard let core else {
      if let idleHalt {
        snapshot.tradingState = .halted
        snapshot.stateReason = idleHalt.because
        snapshot.stateBy = idleHalt.by
        snapshot.stateAt = idleHalt.wall
      }
      override(&snapshot)
      return snapshot
    }
    describeState(core, in: &snapshot)
    describeMoney(core, in: &snapshot)
    describeCurve(core, in: &snapshot)
    snapshot.positions = positions(core)
    snapshot.risk = risk(of: weights(core.engine))
    snapshot.limits = limits(core, snapshot)
    override(&snapshot)
    return snapshot
  }

  /// A tripped breaker shows at once, before the halt had its turn.
  private func override(_ snapshot: inout DeskSnapshot) {
    if let failure {
      snapshot.tradingState = .halted
      snapshot.stateReason = failure.message
      snapshot.stateBy = "system"
    } else if breaker.isTripped, snapshot.tradingState != .halted {
      snapshot.tradingState = .halted
      snapshot.stateReason = "A halt is on its way."
    }
  }

  private func describeState(_ core: DeskCore, in snapshot: inout DeskSnapshot) {
    let change = core.engine.stateChange
    snapshot.tradingState = core.tradingState
    if change.state != .active {
      snapshot.stateReason = change.because
      snapshot.stateBy = change.by
    } else if let held = core.held {
      snapshot.stateReason = held
      snapshot.stateBy = "system"
    }
    snapshot.stateAt = core.stateWall
    snapshot.specificationHash = core.header.specificationHash
    snapshot.specificationName = core.header.specification.name
    snapshot.session = core.curve.last?.session
    snapshot.marketTime = core.now
    snapshot.sessionsDone = core.curve.count
    snapshot.sessionsTotal =
      market.map { $0.frame.rows - $0.firstTradedRow }
      ?? settings.calendar.count(in: core.header.from...core.header.to)
    snapshot.differences = core.differences + core.reconciliation().differences
  }

  private func describeMoney(_ core: DeskCore, in snapshot: inout DeskSnapshot) {
    let engine = core.engine
    let equity = engine.equity
    snapshot.equity = equity
    snapshot.cash = engine.cash.double
    snapshot.deposited = engine.deposited.double
    snapshot.realizedProfit = engine.realizedProfit.double
    snapshot.commissions = engine.commissions.double
    if !core.curve.isEmpty {
      snapshot.dayProfit = equity - engine.dayStartEquity
      if engine.dayStartEquity > 0 { snapshot.dayReturn = equity / engine.dayStartEquity - 1 }
    }
    if equity > 0 {
      snapshot.exposureGross = engine.exposureGross / equity
      snapshot.exposureNet = engine.exposureNet / equity
    }
  }

  private func describeCurve(_ core: DeskCore, in snapshot: inout DeskSnapshot) {
    let peak = max(core.peakEquity, core.engine.equity)
    if peak > 0 { snapshot.drawdown = core.engine.equity / peak - 1 }
    let curve = core.curve
    guard
      let returns = ReturnSeries(
        equity: curve.map(\.equity), from: core.header.capital.double,
        over: curve.map(\.session)), returns.count >= Self.fewestReturns
    else { return }
    snapshot.sharpe = sharpeRatio(of: returns.returns).map { $0 * sessionsPerYear.squareRoot() }
    guard let market, !market.benchmark.isEmpty else { return }
    let others = curve.map { point -> Double in
      guard let row = market.row(of: point.session), row > 0 else { return .nan }
      return market.benchmark[row] / market.benchmark[row - 1] - 1
    }
    let known = others.indices.filter { others[$0].isFinite }
    guard known.count >= Self.fewestReturns else { return }
    snapshot.beta =
      BenchmarkComparison(
        of: known.map { returns.returns[$0] }, against: known.map { others[$0] }
      ).beta
  }

  private func positions(_ core: DeskCore) -> [HeldPosition] {
    let row = core.lastPriced.flatMap { session in market?.row(of: session) }
    return core.engine.positions.sorted { $0.symbol < $1.symbol }.map { held in
      var trend: [Double] = []
      if let row, let index = core.engine.symbols.firstIndex(of: held.symbol) {
        trend = market?.trend(of: index, upTo: row, length: DeskSnapshot.trendLength) ?? []
      }
      return HeldPosition(
        symbol: held.symbol, shares: held.shares, averageCost: held.averageCost,
        price: held.price, value: held.value, weight: held.weight,
        unrealizedProfit: held.unrealizedProfit, dayProfit: held.dayProfit, trend: trend)
    }
  }

  private func limits(_ core: DeskCore, _ snapshot: DeskSnapshot) -> [LimitUse] {
    let engine = core.engine
    let minuteAgo = core.now.advanced(by: .seconds(-60))
    let recent = engine.orders.reversed().prefix { order in
      order.life.first.map { $0.at > minuteAgo } ?? false
    }
    let ages = engine.positions.compactMap { engine.mark(of: $0.symbol)?.at }.map {
      Double($0.duration(to: core.now).components.seconds)
    }
    return LimitUse.all(
      of: engine.limits,
      against: LimitReadings(
        positionValues: engine.positions.compactMap { $0.value?.magnitude },
        equity: engine.equity, exposureGross: snapshot.exposureGross,
        exposureNet: snapshot.exposureNet, dayReturn: snapshot.dayReturn,
        recentOrders: recent.count { $0.state != .denied }, oldestPrice: ages.max()))
  }
}

extension DeskSnapshot {
  /// A desk that trades nothing.
  static func idle(revision: Int64) -> DeskSnapshot {
    DeskSnapshot(
      tradingState: .active, stateReason: nil, stateBy: nil, stateAt: nil, phase: .idle,
      broker: PaperBroker.name, specificationHash: nil, specificationName: nil, session: nil,
      marketTime: nil, sessionsDone: 0, sessionsTotal: 0, speed: nil, equity: nil, cash: nil,
      deposited: nil, dayProfit: nil, dayReturn: nil, drawdown: nil, exposureGross: nil,
      exposureNet: nil, risk: .unknown, sharpe: nil, beta: nil, realizedProfit: nil,
      commissions: nil, positions: [], limits: [], differences: [], revision: revision)
  }
}
