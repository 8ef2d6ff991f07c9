import Chronology
import Execution
import Market
import Risk
import Simulation
import Testing
import Trading

/// A venue of one symbol that is fed one close and volume at a time.
private struct Scene {
  var venue: SimulatedVenue
  private var sequence: UInt32 = 0
  private var day: Int32 = 100

  init(
    slippage: Double = 0, volumeLimit: Double? = nil, commission: Double = 0,
    lastSession: SessionDate? = nil
  ) {
    venue = SimulatedVenue(
      symbols: ["AAPL"],
      costs: ExecutionCosts(
        commissionPerShare: commission, slippageBasisPoints: slippage, volumeLimit: volumeLimit),
      lastSessions: [lastSession])
  }

  mutating func place(
    _ side: Side, _ shares: Int, _ kind: OrderKind = .market,
    timeInForce: TimeInForce = .goodTilCancelled, symbol: Symbol = "AAPL"
  ) throws -> BrokerEvent {
    sequence += 1
    let proposal = OrderProposal(
      id: OrderID(session: 1, sequence: sequence), symbol: symbol, side: side,
      quantity: Quantity(shares), kind: kind, timeInForce: timeInForce, origin: "test")
    return venue.accept(
      try Self.approve(proposal), in: SessionDate(day: day), at: Timestamp(seconds: 0))
  }

  mutating func bar(_ close: Double, volume: Double = 1e6) -> [BrokerEvent] {
    day += 1
    let frame = MarketFrame(
      symbols: ["AAPL"], interval: .day, closesAt: [Timestamp(seconds: Int64(day) * 86_400)],
      sessions: [SessionDate(day: day)], open: [close], high: [close], low: [close],
      close: [close], volume: [volume])
    var events: [BrokerEvent] = []
    venue.match(frame.slice(0), into: &events)
    return events
  }

  mutating func closeSession() -> [BrokerEvent] {
    var events: [BrokerEvent] = []
    venue.closeSession(SessionDate(day: day), at: Timestamp(seconds: 0), into: &events)
    return events
  }

  /// Only the gate makes approved orders, so the tests ask a gate that lets everything through.
  private static func approve(_ proposal: OrderProposal) throws -> ApprovedOrder {
    let gate = RiskGate(limits: .research, approvals: [], calendar: nil)
    let now = Timestamp(seconds: 0)
    return try gate.admit(
      proposal,
      in: RiskContext(
        now: now, state: .active, session: nil, equity: 1, dayStartEquity: 1, symbolIndex: nil,
        shares: [], references: [], referencesAt: [], workingBuys: [], workingSells: [],
        recent: []))
  }
}

/// The fills among events, as `sequence: shares @ price`.
private func fills(_ events: [BrokerEvent]) -> [String] {
  events.compactMap { event in
    guard case .order(let id, .filled(let fill), _) = event else { return nil }
    return "\(id.sequence): \(fill.quantity) @ \(fill.price)"
  }
}

/// The names of order events, as `sequence: name`.
private func names(_ events: [BrokerEvent]) -> [String] {
  events.map { event in
    switch event {
    case .order(let id, let change, _): "\(id.sequence): \(change.name)"
    case .commission(let id, let amount, _): "\(id.sequence): \(amount)"
    case .charge(let charge, _): "\(charge.heading.rawValue): \(charge.amount)"
    case .closedOut(let symbol, let price, _): "\(symbol) closed out at \(price)"
    case .connection: "connection"
    }
  }
}

@Suite struct SimulatedVenueTests {
  @Test func `slippage moves the price against the order`() throws {
    var scene = Scene(slippage: 5)
    _ = try scene.place(.buy, 10)
    _ = try scene.place(.sell, 10)

    #expect(fills(scene.bar(100)) == ["1: 10 @ 100.05", "2: 10 @ 99.95"])
  }

  @Test func `fills of a symbol share the volume limit, in the order placed`() throws {
    var scene = Scene(volumeLimit: 0.1)
    _ = try scene.place(.buy, 60)
    _ = try scene.place(.buy, 80)

    #expect(fills(scene.bar(10, volume: 1009)) == ["1: 60 @ 10", "2: 40 @ 10"])
    #expect(fills(scene.bar(11, volume: 1009)) == ["2: 40 @ 11"])
    #expect(scene.venue.workingCount == 0)
  }

  @Test func `a bar without trades fills nothing`() throws {
    var scene = Scene()
    _ = try scene.place(.buy, 10)

    #expect(scene.bar(10, volume: 0).isEmpty)
    #expect(scene.bar(.nan, volume: 100).isEmpty)
    #expect(fills(scene.bar(12)) == ["1: 10 @ 12"])
  }

  @Test func `all transactions come before all commissions`() throws {
    var scene = Scene(commission: 0.01)
    _ = try scene.place(.buy, 100)
    _ = try scene.place(.sell, 50)

    #expect(names(scene.bar(10)) == ["1: a fill", "2: a fill", "1: 1", "2: 0.5"])
  }

  @Test(arguments: [
    (Side.buy, 9.0, true), (.buy, 10.0, true), (.buy, 10.01, false),
    (.sell, 11.0, true), (.sell, 10.0, true), (.sell, 9.99, false),
  ])
  func `a limit order fills when the close reaches its limit`(
    _ side: Side, _ close: Double, _ isFilled: Bool
  ) throws {
    var scene = Scene()
    _ = try scene.place(side, 10, .limit(Price(10)))

    #expect(scene.bar(close).isEmpty != isFilled)
  }

  @Test(arguments: [
    (Side.buy, 11.0, true), (.buy, 10.0, true), (.buy, 9.99, false),
    (.sell, 9.0, true), (.sell, 10.0, true), (.sell, 10.01, false),
  ])
  func `a stop order fills when the close reaches its stop`(
    _ side: Side, _ close: Double, _ isFilled: Bool
  ) throws {
    var scene = Scene()
    _ = try scene.place(side, 10, .stop(Price(10)))

    #expect(scene.bar(close).isEmpty != isFilled)
  }

  @Test func `a reached limit stays reached for the rest of the order`() throws {
    var scene = Scene(volumeLimit: 0.1)
    _ = try scene.place(.buy, 20, .limit(Price(10)))

    #expect(fills(scene.bar(10, volume: 100)) == ["1: 10 @ 10"])
    #expect(fills(scene.bar(15, volume: 100)) == ["1: 10 @ 15"])
  }

  @Test func `a stop-limit becomes a limit order once its stop is reached`() throws {
    var scene = Scene()
    _ = try scene.place(.buy, 10, .stopLimit(stop: Price(10), limit: Price(11)))

    #expect(scene.bar(9).isEmpty)
    #expect(names(scene.bar(12)) == ["1: an adjustment"])
    #expect(fills(scene.bar(9)) == ["1: 10 @ 9"])
  }

  @Test func `unknown volume is refused under a volume limit and ignored without one`() throws {
    var limited = Scene(volumeLimit: 0.1)
    var unlimited = Scene()
    _ = try limited.place(.buy, 10)
    _ = try unlimited.place(.buy, 10)

    let refusal = limited.bar(10, volume: .nan)

    #expect(names(refusal) == ["1: a rejection"])
    guard case .order(_, .rejected(let reason), _) = refusal[0] else { return }
    #expect(reason.contains("volumeLimit"))
    #expect(fills(unlimited.bar(10, volume: .nan)) == ["1: 10 @ 10"])
  }

  @Test func `a cancelled order does not fill, and a second cancel is refused`() throws {
    var scene = Scene()
    _ = try scene.place(.buy, 10)
    let id = OrderID(session: 1, sequence: 1)

    #expect(names([scene.venue.cancel(id, at: Timestamp(seconds: 0))]) == ["1: a cancellation"])
    #expect(names([scene.venue.cancel(id, at: Timestamp(seconds: 0))]) == ["1: a refused cancel"])
    #expect(scene.bar(10).isEmpty)
  }

  @Test func `a split restates open orders and their prices`() throws {
    var scene = Scene()
    _ = try scene.place(.buy, 101, .limit(try #require(Price("33.33"))))
    var events: [BrokerEvent] = []

    scene.venue.applyActions(
      [
        CorporateAction(
          symbol: "AAPL", effectiveOn: SessionDate(day: 101), kind: .split(new: 1, old: 2))
      ], at: Timestamp(seconds: 0), into: &events)

    guard case .order(_, .adjusted(let quantity, let filled, let kind), _) = events.first else {
      Issue.record("no adjustment in \(events)")
      return
    }
    #expect(quantity == Quantity(50))
    #expect(filled == .zero)
    #expect(kind == .limit(try #require(Price("66.66"))))
    #expect(fills(scene.bar(66)) == ["1: 50 @ 66"])
  }

  @Test func `what leaves the exchange is settled at its last price, its orders cancelled`() throws
  {
    var scene = Scene(lastSession: SessionDate(day: 101))
    _ = scene.bar(42)
    #expect(scene.closeSession().isEmpty)
    _ = try scene.place(.buy, 10, .limit(Price(1)))

    _ = scene.bar(.nan, volume: .nan)
    let end = scene.closeSession()

    #expect(names(end) == ["AAPL closed out at 42", "1: a cancellation"])
    #expect(scene.closeSession().isEmpty)
    #expect(names([try scene.place(.buy, 10)]) == ["2: a rejection"])
  }

  @Test func `a day order expires after its first bar`() throws {
    var scene = Scene()
    _ = try scene.place(.buy, 10, .limit(Price(1)), timeInForce: .day)

    #expect(scene.closeSession().isEmpty)
    _ = scene.bar(10)
    #expect(names(scene.closeSession()) == ["1: an expiry"])
  }

  @Test func `a symbol of another market is rejected`() throws {
    var scene = Scene()

    #expect(names([try scene.place(.buy, 10, symbol: "XYZ")]) == ["1: a rejection"])
  }
}
