import Chronology
import Market
import Research
import Risk
import Strategies
import Testing
import Trading

/// Wants what a test scripted, by the count of bars it has decided on.
struct Scripted: Strategy {
  let script: [Int: [Intent]]
  private var bar = -1

  init(_ script: [Int: [Intent]]) { self.script = script }

  var warmUpBars: Int { 0 }
  mutating func observe(_ slice: MarketSlice) {}
  mutating func decide(
    on slice: MarketSlice, holding portfolio: borrowing PortfolioView, into intents: inout [Intent]
  ) {
    bar += 1
    intents += script[bar] ?? []
  }
  func appendState(to bytes: inout StateBytes) { bytes.append(bar) }
}

/// One symbol on consecutive sessions of January 2024, which begins on a Tuesday.
private func run(
  _ closes: [Double], _ script: [Int: [Intent]], capital: Int = 10_000, volume: Double = 1e6,
  costs: ExecutionCosts
) throws -> BacktestOutcome {
  let first = try #require(SessionDate("2024-01-02"))
  let sessions = Array(
    TradingCalendar.xnys.sessions(in: first...first.advanced(by: 60)).prefix(closes.count))
  let frame = MarketFrame(
    symbols: ["AAA"], interval: .day,
    closesAt: try sessions.map { try #require(TradingCalendar.xnys.closesAt($0)) },
    sessions: sessions, open: closes, high: closes, low: closes, close: closes,
    volume: Array(repeating: volume, count: closes.count))
  return try BacktestDriver.run(
    BacktestPlan(
      frame: frame, actions: [], firstRow: 0, capital: Money(capital), costs: costs,
      limits: .research, calendar: nil, benchmark: []),
    strategies: [(hash: "script", strategy: Scripted(script))], caveats: [],
    progress: { _, _ in true })
}

private func order(_ shares: Double) -> Intent {
  .order(symbolIndex: 0, shares: shares, kind: .market)
}

private func costs(
  slippage: Double = 0, limit: Double? = nil, _ commission: CommissionPlan? = nil,
  impact: ImpactModel? = nil, borrow: BorrowTerms? = nil, financing: FinancingTerms? = nil,
  margin: MarginTerms? = nil
) -> ExecutionCosts {
  ExecutionCosts(
    commissionPerShare: 0, slippageBasisPoints: slippage, volumeLimit: limit,
    commission: commission, impact: impact, borrow: borrow, financing: financing, margin: margin)
}

@Suite struct BacktestCostsTests {
  @Test func `a short position pays for its shares every night, weekends too`() throws {
    // Sold on Wednesday the 3rd at 100; nights to the 4th, the 5th, and three to Monday the 8th.
    let outcome = try run(
      [100, 100, 90, 80, 80], [0: [order(-10)]],
      costs: costs(borrow: BorrowTerms(annualRate: 0.36, rates: ["BBB": 9])))

    // A thousandth a night: 1.00 + 0.90 + 3 × 0.80.
    #expect(outcome.totals.further?.borrow.description == "4.3")
    #expect(outcome.sessions[4].cash.description == "10995.7")
    #expect(outcome.totals.allCosts.description == "4.3")
  }

  @Test func `interest is paid on negative cash and earned on positive cash`() throws {
    let financing = FinancingTerms(debitRate: 0.36, creditRate: 0.036)
    let idle = try run([100, 100], [:], costs: costs(financing: financing))
    let lever = try run([100, 100, 100], [0: [order(200)]], costs: costs(financing: financing))

    #expect(idle.sessions[1].cash.description == "10001")
    // One night earned on 10,000, one paid on 9,999 of debt at ten times the rate.
    #expect(lever.totals.further?.financing.description == "8.999")
  }

  @Test func `fees and impact stand under their own headings`() throws {
    let outcome = try run(
      [100, 100, 100], [0: [order(10_000)], 1: [order(-10_000)]], capital: 10_000_000,
      costs: costs(
        slippage: 1, CommissionPlan(.zero), impact: ImpactModel(.volumeShare, coefficient: 0.1)))
    let further = try #require(outcome.totals.further)

    // A hundredth of the volume: 0.1 × 0.0001 of 100 is 0.001 a share; 0.01 a share of slippage.
    #expect(outcome.totals.slippageCost.description == "200")
    #expect(further.impact.description == "20")
    // 999,890 at 8.00 per million, 10,000 shares at 0.000166.
    #expect(further.fees.description == "9.66")
    let lost = 10_000_000 - outcome.sessions[2].equity
    #expect((lost - outcome.totals.allCosts.double).magnitude < 1e-6)
  }

  @Test func `zipline's volume share fills a fortieth of the bar, squared`() throws {
    let outcome = try run(
      [100, 100, 100], [0: [order(3000)]], capital: 1_000_000, volume: 100_000,
      costs: costs(impact: ImpactModel(.volumeShare, coefficient: 0.1)))

    // 2,500 at 100 + 0.025² × 0.1 × 100, then 500 at 100 + 0.005² × 0.1 × 100.
    #expect(outcome.trades.map(\.shares.description) == ["2500", "500"])
    #expect(outcome.trades.map(\.price.description) == ["100.00625", "100.00025"])
  }

  @Test func `the square root waits until volatility is known`() throws {
    let outcome = try run(
      [100, 110, 100, 110, 100], [0: [order(10_000)]], capital: 10_000_000,
      costs: costs(impact: ImpactModel(.squareRoot, coefficient: 1)))

    // Two returns, +ln 1.1 and -ln 1.1: σ = √2 × 0.0953101798 = 0.134788949, a tenth of it moves.
    #expect(outcome.trades.map(\.session) == [outcome.sessions[3].session])
    let moved = try #require(outcome.trades.first).price.double / 110 - 1
    #expect((moved - 0.0134788949).magnitude < 1e-9)
  }

  @Test func `a cash account buys what it can pay and sells what it holds`() throws {
    let outcome = try run(
      [100, 100, 100], [0: [order(150)], 1: [order(-200)]],
      costs: costs(CommissionPlan(.perTrade, rate: 1), margin: MarginTerms(.cash)))

    #expect(outcome.trades.map(\.shares.description) == ["99", "-99"])
    #expect(outcome.orders.map(\.state) == [.cancelled, .cancelled])
    #expect(outcome.orders[0].reason?.contains("buying power") == true)
    #expect(outcome.sessions.allSatisfy { $0.cash >= .zero })
  }

  @Test func `a short needs shares to borrow`() throws {
    let listed = try run(
      [100, 100], [0: [order(-50)]],
      costs: costs(borrow: BorrowTerms(annualRate: 0, locates: ["AAA": 20])))
    let unlisted = try run(
      [100, 100], [0: [order(-50)]],
      costs: costs(borrow: BorrowTerms(annualRate: 0, locates: [:])))
    let thin = try run(
      [100, 100], [0: [order(-50)]], volume: 300,
      costs: costs(borrow: BorrowTerms(annualRate: 0, volumeFraction: 0.1)))

    #expect(listed.trades.map(\.shares.description) == ["-20"])
    #expect(unlisted.trades.isEmpty)
    #expect(unlisted.orders.map(\.state) == [.rejected])
    #expect(thin.trades.map(\.shares.description) == ["-30"])
  }

  @Test func `a margin account opens to its initial requirement, long or short`() throws {
    let terms = costs(margin: MarginTerms(.margin))
    let long = try run([100, 100], [0: [order(500)]], costs: terms)
    let short = try run([100, 100], [0: [order(-500)]], costs: terms)

    #expect(long.trades.map(\.shares.description) == ["200"])
    #expect(short.trades.map(\.shares.description) == ["-200"])
  }

  @Test func `a margin call cuts every position to the initial requirement`() throws {
    // 200 shares on 10,000 of equity; at 60 they leave 2,000 of equity under 12,000 of exposure.
    let noted = try run(
      [100, 100, 60, 60], [0: [order(200)]], costs: costs(margin: MarginTerms(.margin)))
    let met = try run(
      [100, 100, 60, 60], [0: [order(200)]],
      costs: costs(margin: MarginTerms(.margin, liquidates: true)))

    #expect(noted.trades.count == 1)
    #expect(noted.caveats.contains { $0.contains("maintenance margin") })
    // 2,000 of equity carries 4,000: 66 shares stay.
    #expect(met.trades.map(\.shares.description) == ["200", "-134"])
    #expect(met.orders.last?.proposal.origin == "desk:margin")
  }

  @Test func `plain costs leave the further ones out`() throws {
    let outcome = try run([100, 101], [0: [order(10)]], costs: costs())

    #expect(outcome.totals.further == nil)
  }
}
