import Chronology
import Kernels
import Market
import Performance
import Trading

extension BacktestReport {
  /// Works out everything but the significance from what the engine recorded.
  ///
  /// - Parameters:
  ///   - actions: Corporate actions of the snapshot, by date.
  ///   - caveats: What the data itself warns of; the engine's own are added.
  /// - Throws: `simulation` when the outcome has no session or an equity that is not a number.
  init(
    of outcome: BacktestOutcome, origin: ReportOrigin, actions: [CorporateAction],
    caveats: [String], significance: SignificanceFigures?
  ) throws(ResearchError) {
    let equity = outcome.sessions.map(\.equity)
    guard let last = equity.last else {
      throw ResearchError(
        .simulation, "The backtest of \(origin.name) recorded no session.",
        remedy: "Choose dates that the data covers.")
    }
    if let broken = outcome.sessions.first(where: { !$0.equity.isFinite }) {
      throw ResearchError(
        .simulation, "The equity of \(origin.name) is not a number on \(broken.session).",
        remedy: "Look for a broken price on that session in the data's health report.")
    }
    let capital = outcome.capital.double
    let sessions = outcome.sessions.map(\.session)
    let returns = ReturnSeries(equity: equity, from: capital, over: sessions)
    let benchmark = Self.scaled(outcome.benchmark, to: capital)
    let book = Self.roundTrips(outcome, universe: origin.universe, actions: actions)
    func exposure(_ value: (BacktestSession) -> Double) -> [Double] {
      outcome.sessions.map { $0.equity > 0 ? value($0) / $0.equity : 0 }
    }
    schema = Self.currentSchema
    self.origin = origin
    self.capital = capital
    self.sessions = sessions
    self.equity = equity
    self.benchmark = benchmark
    exposureGross = exposure(\.exposureGross)
    exposureNet = exposure(\.exposureNet)
    orders = outcome.orders.map(OrderRow.init)
    fills = outcome.trades.map(FillRow.init)
    roundTrips = book.finished
    figures = Self.figures(
      outcome, returns: returns, benchmark: benchmark, book: book, final: last,
      exposure: mean(of: exposureGross))
    self.significance = significance
    drawdown = Performance.drawdown(of: equity, from: capital)
    worstDrawdowns = Performance.worstDrawdowns(5, of: equity, from: capital, over: sessions)
    months = returns?.months ?? []
    rollingSharpe =
      returns?.rollingSharpe(window: Int(sessionsPerYear))
      ?? [Double?](repeating: nil, count: sessions.count)
    histogram = returns.flatMap { ReturnHistogram(of: $0.returns) }
    var all = caveats + outcome.caveats
    if origin.benchmark != nil, benchmark.isEmpty {
      all.append("The benchmark has no close on the first session; nothing is compared with it.")
    }
    if returns == nil { all.append("The account was wiped out; its returns have no meaning.") }
    self.caveats = all
  }

  /// Scales the benchmark to begin at `capital`; empty when its first close is missing.
  private static func scaled(_ closes: [Double?], to capital: Double) -> [Double] {
    guard let first = closes.first.flatMap({ $0 }), first > 0 else { return [] }
    let known = closes.compactMap(\.self)
    return known.count == closes.count ? known.map { $0 / first * capital } : []
  }

  private static func roundTrips(
    _ outcome: BacktestOutcome, universe: [Symbol], actions: [CorporateAction]
  ) -> RoundTripBook {
    let indices = Dictionary(uniqueKeysWithValues: universe.enumerated().map { ($1, $0) })
    let splits = actions.compactMap { action -> (SessionDate, Int, Double)? in
      guard case .split(let new, let old) = action.kind, let index = indices[action.symbol] else {
        return nil
      }
      return (action.effectiveOn, index, old / new)
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    var book = RoundTripBook()
    var (nextSplit, nextTrade) = (0, 0)
    for (index, day) in outcome.sessions.enumerated() {
      while nextSplit < splits.count, splits[nextSplit].0 <= day.session {
        book.split(instrument: splits[nextSplit].1, ratio: splits[nextSplit].2)
        nextSplit += 1
      }
      while nextTrade < outcome.trades.count, outcome.trades[nextTrade].session <= day.session {
        let trade = outcome.trades[nextTrade]
        nextTrade += 1
        guard let instrument = indices[trade.symbol] else { continue }
        book.post(
          instrument: instrument, shares: trade.shares.double, price: trade.price.double,
          commission: trade.commission.double, on: trade.session, index: index)
      }
    }
    return book
  }

  private static func figures(
    _ outcome: BacktestOutcome, returns: ReturnSeries?, benchmark: [Double], book: RoundTripBook,
    final: Double, exposure: Double
  ) -> ReportFigures {
    let own = returns?.returns
    // The first session's return has no benchmark beside it: there is no close before the run.
    let comparison = own.flatMap { own -> BenchmarkComparison? in
      guard benchmark.count == own.count, own.count > 2 else { return nil }
      let others = zip(benchmark, benchmark.dropFirst()).map { $1 / $0 - 1 }
      return BenchmarkComparison(of: Array(own.dropFirst()), against: others)
    }
    let averageEquity = mean(of: outcome.sessions.map(\.equity))
    let traded = outcome.totals.tradedValue.double / 2
    let years = Double(outcome.sessions.count) / sessionsPerYear
    return ReportFigures(
      performance: own.map(RiskAdjustedReturn.init), comparison: comparison,
      historicalTail: own.flatMap { TailLoss.historical(of: $0, level: 0.95) },
      normalTail: own.flatMap { TailLoss.normal(of: $0, level: 0.95) },
      cornishFisherTail: own.flatMap { TailLoss.cornishFisher(of: $0, level: 0.95) },
      trades: TradeStatistics(of: book.finished), finalEquity: final,
      turnoverAnnual: averageEquity > 0 ? traded / averageEquity / years : nil,
      commissions: outcome.totals.commissions.double,
      slippage: outcome.totals.slippageCost.double, further: outcome.totals.further,
      meanExposureGross: exposure,
      fills: outcome.trades.count, openPositions: outcome.holdings.count)
  }
}

extension OrderRow {
  init(_ order: Order) {
    let refusals = order.breaches.map(\.explanation)
    self.init(
      id: order.id, session: order.placedOn, symbol: order.symbol, side: order.side,
      quantity: order.quantity, filled: order.filled, state: order.state,
      reason: order.reason ?? (refusals.isEmpty ? nil : refusals.joined(separator: " ")))
  }
}

extension FillRow {
  init(_ trade: BacktestTrade) {
    self.init(
      session: trade.session, symbol: trade.symbol, shares: trade.shares, price: trade.price,
      commission: trade.commission, order: trade.order)
  }
}
