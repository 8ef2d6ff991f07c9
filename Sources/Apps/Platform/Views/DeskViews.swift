import Chronology
import Contract
import Execution
import Market
import Omega
import Risk
import Trading

extension DeskView {
  init(_ desk: DeskSnapshot) {
    self.init(
      tradingState: TradingStateWord(desk.tradingState), stateReason: desk.stateReason,
      stateBy: desk.stateBy, stateAt: desk.stateAt?.millisecondsSinceEpoch,
      phase: Contract.DeskPhase(desk.phase), broker: desk.broker,
      specificationHash: desk.specificationHash, specificationName: desk.specificationName,
      session: desk.session?.description, sessionsDone: desk.sessionsDone,
      sessionsTotal: desk.sessionsTotal, speed: desk.speed, equity: desk.equity?.figure,
      cash: desk.cash?.figure, deposited: desk.deposited?.figure,
      dayProfit: desk.dayProfit?.figure, dayReturn: desk.dayReturn?.figure,
      drawdown: desk.drawdown?.figure, exposureGross: desk.exposureGross?.figure,
      exposureNet: desk.exposureNet?.figure,
      valueAtRisk95: desk.risk.valueAtRisk95?.figure,
      expectedShortfall95: desk.risk.expectedShortfall95?.figure,
      riskSessions: desk.risk.sessions, sharpe: desk.sharpe?.figure, beta: desk.beta?.figure,
      positions: desk.positions.map(PositionView.init), limits: desk.limits.map(LimitView.init),
      revision: desk.revision)
  }
}

extension TradingStateWord {
  init(_ state: TradingState) {
    self =
      switch state {
      case .active: .active
      case .reduceOnly: .reduceOnly
      case .halted: .halted
      }
  }
}

extension Contract.DeskPhase {
  init(_ phase: Omega.DeskPhase) {
    self =
      switch phase {
      case .idle: .idle
      case .replaying: .replaying
      case .paused: .paused
      case .finished: .finished
      }
  }
}

extension PositionView {
  init(_ held: HeldPosition) {
    self.init(
      symbol: held.symbol.ticker, shares: held.shares.double, averageCost: held.averageCost.double,
      price: held.price?.figure, value: held.value?.figure, weight: held.weight?.figure,
      unrealizedProfit: held.unrealizedProfit?.figure, dayProfit: held.dayProfit?.figure,
      trend: held.trend.filter(\.isFinite))
  }
}

extension LimitView {
  init(_ use: LimitUse) {
    self.init(
      rule: use.rule, title: use.title, unit: use.unit.rawValue, observed: use.observed?.figure,
      limit: use.limit)
  }
}

extension BreachView {
  init(_ breach: Breach) {
    self.init(
      rule: breach.rule, observed: breach.observed?.figure, limit: breach.limit?.figure,
      explanation: breach.explanation)
  }
}

extension OrderView {
  init(_ line: BlotterLine) {
    let order = line.order
    let (kind, price): (OrderKindWord, Double?) =
      switch order.kind {
      case .market: (.market, nil)
      case .limit(let limit): (.limit, limit.double)
      case .stop(let stop): (.stop, stop.double)
      // No ticket asks for the others; they are shown by the price that sets them off.
      case .stopLimit(let stop, _), .oneCancelsOther(_, let stop): (.stop, stop.double)
      case .trailingStop(_, let stop): (.stop, stop?.double)
      case .marketOnOpen, .marketOnClose: (.market, nil)
      case .bracket(let limit, _, _): (limit == nil ? .market : .limit, limit?.double)
      }
    let filled = order.filled.double
    var breaches = order.breaches.map(BreachView.init)
    if let reason = order.reason {
      breaches.append(
        BreachView(rule: order.state.rawValue, observed: nil, limit: nil, explanation: reason))
    }
    self.init(
      id: order.proposal.id.description, symbol: order.proposal.symbol.ticker,
      side: order.proposal.side == .buy ? .buy : .sell, shares: order.quantity.double,
      filled: filled, kind: kind, price: price, state: OrderStateWord(order.state),
      averagePrice: filled > 0 ? order.filledValue.magnitude.double / filled : nil,
      commission: order.commission.double, origin: line.origin,
      placedOn: order.placedOn?.description ?? "",
      updatedAt: order.life.last?.at.millisecondsSinceEpoch ?? 0, breaches: breaches,
      life: order.life.map {
        OrderStep(state: OrderStateWord($0.state), at: $0.at.millisecondsSinceEpoch)
      })
  }
}

extension OrderStateWord {
  init(_ state: OrderState) {
    self =
      switch state {
      case .initialized: .initialized
      case .denied: .denied
      case .submitted: .submitted
      case .accepted: .accepted
      case .partiallyFilled: .partiallyFilled
      case .pendingCancel: .pendingCancel
      case .filled: .filled
      case .cancelled: .cancelled
      case .expired: .expired
      case .rejected: .rejected
      }
  }
}

extension EquityPoint {
  init(_ mark: EquityMark) {
    self.init(
      session: mark.session.description, equity: mark.equity, drawdown: mark.drawdown,
      benchmark: mark.benchmark?.figure)
  }
}

extension DeskHistory {
  init(_ marks: [EquityMark]) {
    // A benchmark that lacks a session cannot be drawn as a curve of the same length.
    let benchmark = marks.compactMap { $0.benchmark?.figure }
    self.init(
      sessions: marks.map(\.session.description), equity: marks.map(\.equity),
      drawdown: marks.map(\.drawdown), benchmark: benchmark.count == marks.count ? benchmark : [])
  }
}

extension LogLine {
  init(_ line: DeskLogLine) {
    let severity: Severity =
      switch line.severity {
      case .notice: .notice
      case .warning: .warning
      case .fault: .fault
      }
    self.init(at: line.at.millisecondsSinceEpoch, severity: severity, message: line.message)
  }
}

extension OrderPreview {
  init(_ forecast: OrderForecast) {
    self.init(
      isAdmitted: forecast.isAdmitted, breaches: forecast.breaches.map(BreachView.init),
      referencePrice: forecast.referencePrice?.figure, orderValue: forecast.orderValue?.figure,
      exposureGrossBefore: forecast.exposureGrossBefore.figure ?? 0,
      exposureGrossAfter: forecast.exposureGrossAfter?.figure,
      valueAtRiskBefore: forecast.valueAtRiskBefore?.figure,
      valueAtRiskAfter: forecast.valueAtRiskAfter?.figure)
  }
}
