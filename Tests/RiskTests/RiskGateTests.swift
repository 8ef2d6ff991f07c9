import Chronology
import Market
import Risk
import Testing
import Trading

private let now = Timestamp(seconds: 1_700_000_000)

/// An account with 100 shares of AAPL at 50 and nothing of IBM at 20; equity 10,000.
private func account() -> RiskContext {
  RiskContext(
    now: now, state: .active, session: SessionDate(day: 19_675), equity: 10_000,
    dayStartEquity: 10_000, symbolIndex: 0, shares: [100, 0], references: [50, 20],
    referencesAt: [now, now], workingBuys: [0, 0], workingSells: [0, 0], recent: [])
}

private func order(
  _ side: Side, _ shares: Int, _ kind: OrderKind = .market, by origin: String = "abc",
  symbol: Symbol = "AAPL"
) -> OrderProposal {
  OrderProposal(
    id: OrderID(session: 1, sequence: 9), symbol: symbol, side: side, quantity: Quantity(shares),
    kind: kind, timeInForce: .day, origin: origin)
}

/// The rules that an order breaks under `limits`, which start from none at all.
private func broken(
  _ proposal: OrderProposal, in context: RiskContext = account(), approvals: [Approval] = [],
  calendar: TradingCalendar? = nil, _ change: (inout RiskLimits) -> Void = { _ in }
) -> [String] {
  var limits = RiskLimits.research
  change(&limits)
  let gate = RiskGate(limits: limits, approvals: approvals, calendar: calendar)
  do throws(Denial) {
    _ = try gate.admit(proposal, in: context)
    return []
  } catch {
    return error.breaches.map(\.rule)
  }
}

private func changed(_ change: (inout RiskContext) -> Void) -> RiskContext {
  var context = account()
  change(&context)
  return context
}

/// What the gate says to a person about an order under `limits`, which start from none at all.
private func said(
  _ proposal: OrderProposal, in context: RiskContext = account(),
  _ change: (inout RiskLimits) -> Void
) -> [String] {
  var limits = RiskLimits.research
  change(&limits)
  let gate = RiskGate(limits: limits, approvals: [], calendar: nil)
  do throws(Denial) {
    _ = try gate.admit(proposal, in: context)
    return []
  } catch {
    return error.breaches.map(\.explanation)
  }
}

@Suite struct RiskGateTests {
  @Test func `denials speak of dollars, percent and grouped thousands`() {
    let million = order(.buy, 20_000, .limit(Price(51)))
    #expect(
      said(million) { $0.maximumOrderValue = 400_000 }
        == ["The order is worth 1,020,000 USD; the limit is 400,000 USD."])
    #expect(
      said(order(.buy, 1234)) { $0.maximumOrderQuantity = 1000 }
        == ["The order is for 1,234 shares; the limit is 1,000."])
    #expect(
      said(order(.buy, 67)) { $0.maximumPositionWeight = 0.6 }
        == ["The position could reach 83.50% of equity; the limit is 60%."])
    #expect(
      said(order(.buy, 1), in: changed { $0.references = [50.05, 20] }) {
        $0.maximumPositionValue = 5055
      } == ["The position could reach 5,055.05 USD; the limit is 5,055 USD."])
    #expect(
      said(order(.buy, 1), in: changed { $0.references = [50.0000001, 20] }) {
        $0.maximumOrderValue = 50
      } == ["The order is worth more than 50 USD; the limit is 50 USD."])
  }

  @Test func `without limits nothing stands in the way`() {
    #expect(broken(order(.sell, 1_000_000)) == [])
  }

  @Test func `a denial lists every breach, not only the first`() {
    let found = broken(order(.buy, 1000), in: changed { $0.state = .halted }) {
      $0.maximumOrderValue = 100
      $0.maximumOrderQuantity = 10
      $0.maximumGrossExposure = 1
      $0.requireApproval = true
    }

    #expect(
      found == ["tradingState", "orderQuantity", "orderValue", "grossExposure", "approvedStrategy"])
  }

  @Test func `order quantity: the limit passes, one more does not`() {
    #expect(broken(order(.buy, 10)) { $0.maximumOrderQuantity = 10 } == [])
    #expect(broken(order(.buy, 11)) { $0.maximumOrderQuantity = 10 } == ["orderQuantity"])
  }

  @Test func `order value: at the limit passes, above it does not`() {
    #expect(broken(order(.buy, 10)) { $0.maximumOrderValue = 500 } == [])
    #expect(broken(order(.buy, 10)) { $0.maximumOrderValue = 499 } == ["orderValue"])
    // A limit price above the reference makes the order dearer.
    #expect(
      broken(order(.buy, 10, .limit(Price(60)))) { $0.maximumOrderValue = 500 } == ["orderValue"])
  }

  @Test func `the size of an order never stands in the way out of a position`() {
    func small(_ limits: inout RiskLimits) {
      limits.maximumOrderValue = 100
      limits.maximumOrderQuantity = 2
    }

    #expect(broken(order(.sell, 100), small) == [])
    #expect(broken(order(.sell, 101), small) == ["orderQuantity", "orderValue"])
    #expect(
      broken(order(.sell, 60), in: changed { $0.workingSells[0] = 60 }, small)
        == ["orderQuantity", "orderValue"])
    #expect(broken(order(.buy, 3), small) == ["orderQuantity", "orderValue"])
  }

  @Test(arguments: [Double.nan, .infinity])
  func `a missing or non-finite reference denies every rule that needs it`(_ reference: Double) {
    let found = broken(order(.buy, 1), in: changed { $0.references[0] = reference }) {
      $0.maximumOrderValue = 1e9
      $0.priceCollar = 0.5
      $0.maximumPositionValue = 1e9
      $0.maximumGrossExposure = 9
      $0.maximumNetExposure = 9
      $0.maximumDataAge = 60
    }

    #expect(
      found == [
        "orderValue", "priceCollar", "position", "grossExposure", "netExposure", "dataFreshness",
      ])
  }

  @Test(
    arguments: [
      (55, []), (45, []), (56, ["priceCollar"]), (44, ["priceCollar"]), (500, ["priceCollar"]),
      (5, ["priceCollar"]),
    ] as [(Int, [String])])
  func `price collar: a limit price may not stray from the reference`(
    _ price: Int, _ expected: [String]
  ) {
    #expect(broken(order(.buy, 1, .limit(Price(price)))) { $0.priceCollar = 0.1000001 } == expected)
    #expect(broken(order(.buy, 1, .stop(Price(price)))) { $0.priceCollar = 0.1000001 } == expected)
  }

  @Test func `price collar: only the price that enters is held to it`() {
    let profit = Price(80)
    let loss = Price(30)
    let near = OrderKind.bracket(limit: Price(52), takeProfit: profit, stopLoss: loss)
    let far = OrderKind.bracket(limit: Price(60), takeProfit: profit, stopLoss: loss)
    let exit = OrderKind.oneCancelsOther(limit: profit, stop: loss)

    #expect(broken(order(.buy, 1, near)) { $0.priceCollar = 0.1 } == [])
    #expect(broken(order(.buy, 1, far)) { $0.priceCollar = 0.1 } == ["priceCollar"])
    #expect(broken(order(.sell, 1, exit)) { $0.priceCollar = 0.1 } == [])
  }

  @Test func `two exits of one size are no duplicates while they only reduce`() {
    let kind = OrderKind.oneCancelsOther(limit: Price(80), stop: Price(30))
    let before = changed { $0.recent = [.init(order(.sell, 40, kind), at: now)] }
    let short = changed {
      $0.recent = [.init(order(.sell, 40, kind), at: now)]
      $0.shares[0] = 0
    }

    #expect(broken(order(.sell, 40, kind), in: before) { $0.duplicateWindow = 10 } == [])
    #expect(
      broken(order(.sell, 40, kind), in: short) { $0.duplicateWindow = 10 } == ["duplicateOrder"])
  }

  @Test func `position value and weight count working orders at their worst`() {
    let busy = changed { $0.workingBuys[0] = 20 }

    // 100 held + 20 working + 30 more = 150 shares × 50 = 7,500.
    #expect(broken(order(.buy, 30), in: busy) { $0.maximumPositionValue = 7500 } == [])
    #expect(broken(order(.buy, 31), in: busy) { $0.maximumPositionValue = 7500 } == ["position"])
    #expect(broken(order(.buy, 30), in: busy) { $0.maximumPositionWeight = 0.75 } == [])
    #expect(broken(order(.buy, 31), in: busy) { $0.maximumPositionWeight = 0.75 } == ["position"])
  }

  @Test func `an oversized position may shrink but not turn into an oversized short`() {
    #expect(broken(order(.sell, 10)) { $0.maximumPositionValue = 1000 } == [])
    #expect(broken(order(.sell, 300)) { $0.maximumPositionValue = 1000 } == ["position"])
  }

  @Test func `gross exposure adds up every symbol's worst case`() {
    let busy = changed {
      $0.workingSells[1] = 100
      $0.symbolIndex = 0
    }

    // AAPL 5,000 + IBM 100 × 20 on order to sell = 7,000; 20 more AAPL = 8,000.
    #expect(broken(order(.buy, 20), in: busy) { $0.maximumGrossExposure = 0.8 } == [])
    #expect(
      broken(order(.buy, 21), in: busy) { $0.maximumGrossExposure = 0.8 } == ["grossExposure"])
  }

  @Test func `net exposure lets a hedge pass that gross exposure counts`() {
    let hedge = order(.sell, 100, symbol: "IBM")
    let context = changed { $0.symbolIndex = 1 }

    #expect(broken(hedge, in: context) { $0.maximumNetExposure = 0.5 } == [])
    #expect(broken(hedge, in: context) { $0.maximumGrossExposure = 0.5 } == ["grossExposure"])
    #expect(broken(order(.buy, 1)) { $0.maximumNetExposure = 0.5 } == ["netExposure"])
  }

  @Test func `without positive equity exposure is unknown, so it denies`() {
    let ruined = changed { $0.equity = -1 }

    #expect(broken(order(.buy, 1), in: ruined) { $0.maximumGrossExposure = 9 } == ["grossExposure"])
  }

  @Test func `short sales count what is already on order to be sold`() {
    let busy = changed { $0.workingSells[0] = 60 }

    #expect(broken(order(.sell, 40), in: busy) { $0.allowShort = false } == [])
    #expect(broken(order(.sell, 41), in: busy) { $0.allowShort = false } == ["shortSale"])
  }

  @Test func `after the daily loss only reductions pass`() {
    let loss = changed { $0.equity = 9500 }

    #expect(broken(order(.buy, 1), in: loss) { $0.maximumDailyLoss = 0.051 } == [])
    #expect(broken(order(.buy, 1), in: loss) { $0.maximumDailyLoss = 0.05 } == ["dailyLoss"])
    #expect(broken(order(.sell, 100), in: loss) { $0.maximumDailyLoss = 0.05 } == [])
    #expect(broken(order(.sell, 101), in: loss) { $0.maximumDailyLoss = 0.05 } == ["dailyLoss"])
    #expect(
      broken(order(.buy, 1), in: changed { $0.equity = .nan }) { $0.maximumDailyLoss = 0.5 }
        == ["dailyLoss"])
  }

  @Test func `the same order twice within the window is a duplicate`() {
    let first = order(.buy, 10)
    let seen = changed {
      $0.recent = [.init(first, at: now)]
      $0.now = now.advanced(by: .seconds(30))
    }

    #expect(broken(first, in: seen) { $0.duplicateWindow = 30 } == ["duplicateOrder"])
    #expect(broken(first, in: seen) { $0.duplicateWindow = 29 } == [])
    #expect(broken(order(.buy, 11), in: seen) { $0.duplicateWindow = 30 } == [])
    #expect(broken(order(.sell, 10), in: seen) { $0.duplicateWindow = 30 } == [])
    #expect(broken(order(.buy, 10, by: "other"), in: seen) { $0.duplicateWindow = 30 } == [])
  }

  @Test func `order rate counts the last sixty seconds`() {
    let busy = changed { context in
      context.recent = (0..<3).map { second in
        .init(order(.buy, 1), at: now.advanced(by: .seconds(second)))
      }
      context.now = now.advanced(by: .seconds(60))
    }

    // The first of the three is sixty seconds old and no longer counts.
    #expect(broken(order(.buy, 5), in: busy) { $0.maximumOrdersPerMinute = 3 } == [])
    #expect(broken(order(.buy, 5), in: busy) { $0.maximumOrdersPerMinute = 2 } == ["orderRate"])
  }

  @Test func `orders need an open session on a day the exchange trades`() throws {
    let saturday = try #require(SessionDate("2023-11-18"))
    let friday = try #require(SessionDate("2023-11-17"))
    func found(on session: SessionDate?) -> [String] {
      broken(order(.buy, 1), in: changed { $0.session = session }, calendar: .xnys) {
        $0.requireOpenSession = true
      }
    }

    #expect(found(on: friday) == [])
    #expect(found(on: saturday) == ["tradingHours"])
    #expect(found(on: nil) == ["tradingHours"])
  }

  @Test func `only an approved, unexpired strategy trades; a person needs no approval`() {
    let approvals = [
      Approval(hash: "abc", expiresAt: now), Approval(hash: "def", expiresAt: nil),
      Approval(hash: "ghi", expiresAt: now.advanced(by: .seconds(1))),
    ]
    func found(by origin: String) -> [String] {
      broken(order(.buy, 1, by: origin), approvals: approvals) { $0.requireApproval = true }
    }

    #expect(found(by: "abc") == ["approvedStrategy"])
    #expect(found(by: "def") == [])
    #expect(found(by: "ghi") == [])
    #expect(found(by: "de") == ["approvedStrategy"])
    #expect(found(by: "desk:ada") == [])
  }

  @Test func `a stale or future reference price denies`() {
    func found(age: Int) -> [String] {
      broken(order(.buy, 1), in: changed { $0.now = now.advanced(by: .seconds(age)) }) {
        $0.maximumDataAge = 60
      }
    }

    #expect(found(age: 60) == [])
    #expect(found(age: 61) == ["dataFreshness"])
    #expect(found(age: -1) == ["dataFreshness"])
  }
}

@Suite struct TradingStateTests {
  private func found(
    _ state: TradingState, _ proposal: OrderProposal, workingSells: Double = 0,
    allowsReductions: Bool = true
  ) -> [String] {
    broken(
      proposal,
      in: changed {
        $0.state = state
        $0.workingSells[0] = workingSells
      }
    ) { $0.allowReductionsWhenHalted = allowsReductions }
  }

  @Test func `reduce-only lets through what can only make a position smaller`() {
    #expect(found(.reduceOnly, order(.sell, 100)) == [])
    #expect(found(.reduceOnly, order(.sell, 101)) == ["tradingState"])
    #expect(found(.reduceOnly, order(.buy, 1)) == ["tradingState"])
    #expect(found(.reduceOnly, order(.sell, 50), workingSells: 50) == [])
    #expect(found(.reduceOnly, order(.sell, 51), workingSells: 50) == ["tradingState"])
  }

  @Test func `halted lets through a person's reduction and nothing else`() {
    #expect(found(.halted, order(.sell, 100, by: "desk:ada")) == [])
    #expect(found(.halted, order(.sell, 101, by: "desk:ada")) == ["tradingState"])
    #expect(found(.halted, order(.buy, 1, by: "desk:ada")) == ["tradingState"])
    #expect(found(.halted, order(.sell, 1)) == ["tradingState"])
    #expect(
      found(.halted, order(.sell, 1, by: "desk:ada"), allowsReductions: false) == ["tradingState"])
  }

  @Test func `limits with impossible numbers are named`() {
    var limits = RiskLimits.research
    limits.priceCollar = -1
    limits.maximumDailyLoss = .nan

    #expect(limits.faults().count == 2)
    #expect(RiskLimits.research.faults() == [])
  }
}
