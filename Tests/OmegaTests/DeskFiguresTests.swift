import Chronology
import Execution
import Market
import Performance
import Risk
import Strategies
import TestKit
import Testing
import Trading

@testable import Omega

@Suite struct DeskFiguresTests {
  private func wish(_ side: Side, _ shares: Int, _ symbol: Symbol) -> OrderWish {
    OrderWish(
      symbol: symbol, side: side, quantity: Quantity(shares), kind: .market,
      timeInForce: .goodTilCancelled)
  }

  @Test func `loss figures are those of today's weights on the bars' own returns`() async throws {
    let test = TestDesk(seed: 71, rule: .buyAndHold(weight: 0.9), sessions: 70, history: 30)
    let desk = try await test.started()
    try await desk.run(20)
    #expect(await desk.snapshot().risk.valueAtRisk95 == nil)
    #expect(await desk.snapshot().risk.sessions < 60)
    try await desk.run(30)
    let snapshot = await desk.snapshot()

    // The same figure again, straight from the bars.
    let market = try #require(await desk.market)
    let row = try #require(snapshot.session.flatMap { market.row(of: $0) })
    var weights = [Double](repeating: 0, count: 4)
    for position in snapshot.positions {
      weights[test.specification.universe.firstIndex(of: position.symbol) ?? 0] =
        position.weight ?? .nan
    }
    let returns = (0...row).compactMap { row -> Double? in
      var sum = 0.0
      for (index, symbol) in test.specification.universe.enumerated() where weights[index] != 0 {
        guard let value = totalReturn(symbol, row, market, test.bars) else { return nil }
        sum += weights[index] * value
      }
      return sum
    }
    let tail = try #require(TailLoss.historical(of: returns, level: 0.95))
    #expect(snapshot.risk.sessions == returns.count)
    #expect(returns.count >= 60)
    #expect(abs((snapshot.risk.valueAtRisk95 ?? .nan) - tail.valueAtRisk) < 1e-12)
    #expect(abs((snapshot.risk.expectedShortfall95 ?? .nan) - tail.expectedShortfall) < 1e-12)
    #expect(tail.valueAtRisk > 0)
  }

  /// A symbol's return on a session, worked out from its bars one by one.
  private func totalReturn(
    _ symbol: Symbol, _ row: Int, _ market: ReplayMarket, _ bars: MemoryBars
  ) -> Double? {
    let sessions = market.frame.sessions
    guard let series = bars.series.first(where: { $0.symbol == symbol }) else { return nil }
    let known = series.sessions.indices.filter {
      series.sessions[$0] >= sessions[0] && series.sessions[$0] <= sessions[row]
    }
    guard let last = known.last, known.count >= 2 || series.sessions[last] != sessions[row] else {
      return nil
    }
    guard series.sessions[last] == sessions[row] else { return 0 }
    let before = last - 1
    var (shares, paid) = (1.0, 0.0)
    for action in bars.actions
    where action.symbol == symbol && action.effectiveOn > series.sessions[before]
      && action.effectiveOn <= sessions[row]
    {
      switch action.kind {
      case .split(let new, let old): shares *= new / old
      case .dividend(let amount, _): paid += shares * amount
      }
    }
    return (series.close[last] * shares + paid) / series.close[before] - 1
  }

  @Test func `a book without positions has no loss to fear and no exposure`() async throws {
    let test = TestDesk(
      seed: 72, rule: .crossSectionalMomentum(lookback: 20, skip: 5, holdings: 2, weight: 0),
      sessions: 70, history: 30)
    let desk = try await test.started()
    try await desk.run(65)

    let snapshot = await desk.snapshot()
    #expect(snapshot.positions == [])
    #expect(snapshot.risk.valueAtRisk95 == 0)
    #expect(snapshot.exposureGross == 0)
    #expect(snapshot.equity == 1_000_000)
    #expect(snapshot.drawdown == 0)
    #expect(snapshot.sharpe == nil)
  }

  @Test func `money, exposure, drawdown, Sharpe and beta agree with the equity curve`()
    async throws
  {
    let test = TestDesk(seed: 73, rule: .buyAndHold(weight: 0.9))
    let desk = try await test.started()
    try await desk.run(10)
    #expect(await desk.snapshot().sharpe == nil)
    try await desk.run(30)

    let snapshot = await desk.snapshot()
    let history = await desk.history()
    #expect(history.count == 40)
    #expect(snapshot.sessionsDone == 40)
    #expect(snapshot.sessionsTotal == 60)
    #expect(snapshot.session == history.last?.session)
    let values = snapshot.positions.compactMap(\.value)
    let equity = try #require(snapshot.equity)
    #expect(equity == history.last?.equity)
    #expect(abs(equity - (snapshot.cash ?? 0) - values.reduce(0, +)) < 1e-6)
    #expect(abs((snapshot.exposureGross ?? 0) - values.reduce(0, +) / equity) < 1e-12)
    #expect(abs((snapshot.dayProfit ?? 0) - (equity - history[38].equity)) < 1e-6)
    #expect(
      abs(snapshot.positions.compactMap(\.dayProfit).reduce(0, +) - (snapshot.dayProfit ?? 0))
        < 1e-6)
    #expect(history.map(\.drawdown) == drawdown(of: history.map(\.equity), from: 1_000_000))
    #expect(snapshot.drawdown == history.last?.drawdown)

    var before = 1_000_000.0
    let returns = history.map { mark -> Double in
      defer { before = mark.equity }
      return mark.equity / before - 1
    }
    let ratio = try #require(sharpeRatio(of: returns))
    #expect(abs((snapshot.sharpe ?? .nan) - ratio * 252.0.squareRoot()) < 1e-9)
    #expect(snapshot.beta != nil)
    // The benchmark is worth the deposit at the close before the first session.
    let index = try #require(test.bars.series.last)
    let start = try #require(index.sessions.firstIndex(of: test.from))
    let scaled = index.close[start] / index.close[start - 1] * 1_000_000
    #expect(abs((history[0].benchmark ?? .nan) - scaled) < 1e-6)
  }

  @Test func `a preview says what the gate would say and changes nothing`() async throws {
    var test = TestDesk(seed: 74, rule: .buyAndHold(weight: 0.4), sessions: 70, history: 30)
    test.limits.maximumGrossExposure = 0.6
    let journal = MemoryJournal()
    let desk = try await test.started(journal)
    try await desk.run(60)
    let digest = await desk.core?.engine.stateDigest()
    let records = await journal.records.count

    let small = try await desk.preview(wish(.buy, 10, "AAA"), by: "tara")
    let large = try await desk.preview(wish(.buy, 1_000_000, "AAA"), by: "tara")
    let foreign = try await desk.preview(wish(.buy, 1, "ZZZ"), by: "tara")

    #expect(small.isAdmitted)
    #expect(small.exposureGrossAfter.map { $0 > small.exposureGrossBefore } == true)
    #expect(small.valueAtRiskBefore != nil)
    #expect(small.valueAtRiskAfter != small.valueAtRiskBefore)
    #expect(!large.isAdmitted)
    #expect(large.breaches.map(\.rule) == ["grossExposure"])
    #expect(foreign.breaches.contains { $0.rule == "instrument" })
    #expect(await desk.core?.engine.stateDigest() == digest)
    #expect(await journal.records.count == records)
    let placed = try await desk.place(wish(.buy, 1_000_000, "AAA"), by: "tara", key: "k")
    #expect(placed.order.state == .denied)
    #expect(placed.order.breaches == large.breaches)
  }

  @Test func `limits show what is used of them`() async throws {
    var test = TestDesk(seed: 75, rule: .buyAndHold(weight: 0.4))
    test.limits.maximumGrossExposure = 0.6
    test.limits.maximumPositionWeight = 0.5
    test.limits.maximumOrdersPerMinute = 100
    let desk = try await test.started()
    try await desk.run(5)

    let snapshot = await desk.snapshot()
    let used = snapshot.limits.reduce(into: [:]) { $0[$1.rule] = $1.observed }
    #expect(snapshot.limits.map(\.rule) == ["positionWeight", "grossExposure", "orderRate"])
    #expect(used["grossExposure"] == snapshot.exposureGross)
    #expect(used["positionWeight"] == snapshot.positions.compactMap(\.weight).max())
  }

  @Test func `a key is one wish: again it is the same order, with other terms it is refused`()
    async throws
  {
    let test = TestDesk(seed: 76, rule: .buyAndHold(weight: 0.4))
    let desk = try await test.started()
    try await desk.run(2)

    let first = try await desk.place(wish(.buy, 10, "AAA"), by: "tara", key: "k")
    let again = try await desk.place(wish(.buy, 10, "AAA"), by: "tara", key: "k")
    let other = await #expect(throws: DeskError.self) {
      _ = try await desk.place(wish(.buy, 11, "AAA"), by: "tara", key: "k")
    }
    let unknown = await #expect(throws: DeskError.self) {
      _ = try await desk.place(wish(.buy, 11, "ZZZ"), by: "tara", key: "z")
    }

    #expect(first.id == again.id)
    #expect(other?.code == .conflict)
    #expect(unknown?.code == .invalid)
    let cancelled = try await desk.cancel(first.id, by: "tara")
    #expect(cancelled.order.state == .cancelled)
    let twice = await #expect(throws: DeskError.self) {
      _ = try await desk.cancel(first.id, by: "tara")
    }
    #expect(twice?.code == .conflict)
  }

  @Test func `trends are comparable across a split`() async throws {
    let test = TestDesk(seed: 77, rule: .buyAndHold(weight: 0.9))
    let desk = try await test.started()
    try await desk.runOut()

    let held = try #require(await desk.snapshot().positions.first { $0.symbol == "AAA" })
    #expect(held.trend.count == 60)
    let steps = zip(held.trend, held.trend.dropFirst()).map { $1 / $0 }
    #expect(steps.allSatisfy { (0.9...1.1).contains($0) })
    #expect(held.trend.last == held.price)
  }
}
