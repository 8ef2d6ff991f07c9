import Chronology
import Execution
import Foundation
import Market
import Risk
import Testing
import Trading

@Suite struct EngineInputTests {
  private func roundTrip(_ input: EngineInput) throws -> EngineInput {
    try JSONDecoder().decode(EngineInput.self, from: JSONEncoder().encode(input))
  }

  private func slice(_ values: [Double]) -> MarketSlice {
    MarketFrame(
      symbols: values.indices.map { Symbol("S\($0)") }, interval: .minutes(5),
      closesAt: [Timestamp(nanoseconds: 1_234_567_890_123_456_789)],
      sessions: [SessionDate(day: 19_000)], open: values, high: values, low: values, close: values,
      volume: Array(repeating: .nan, count: values.count)
    ).slice(0)
  }

  @Test func `a row of bars survives bit for bit, gaps too`() throws {
    let values = [
      0.1, 1.0 / 3, .nan, 39.4197, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0,
      123_456_789.987_654_33,
    ]

    guard case .market(let read) = try roundTrip(.market(slice(values))) else {
      Issue.record("not a market input")
      return
    }

    #expect(read.count == values.count)
    for (index, value) in values.enumerated() {
      #expect(
        read.close(index).bitPattern == value.bitPattern
          || (value.isNaN && read.close(index).isNaN))
      #expect(read.volume(index).isNaN)
    }
    #expect(read.closesAt == Timestamp(nanoseconds: 1_234_567_890_123_456_789))
    #expect(read.session == SessionDate(day: 19_000))
    #expect(read.interval == .minutes(5))
    #expect(read.symbols == values.indices.map { Symbol("S\($0)") })
  }

  @Test func `a row is compact: no columns of nothing`() throws {
    let bytes = try JSONEncoder().encode(EngineInput.market(slice([1, 2])))
    let text = String(decoding: bytes, as: UTF8.self)

    #expect(!text.contains("\"v\""))
    #expect(text.contains("\"c\":\"1.0 2.0\""))
  }

  @Test func `every other input survives`() throws {
    let id = OrderID(session: 2, sequence: 7)
    let at = Timestamp(nanoseconds: 42)
    let price = try #require(Price("39.419700001"))
    let fill = Fill(id: "x", quantity: Quantity(3), price: price)
    let wish = OrderWish(
      symbol: "AAPL", side: .sell, quantity: Quantity(5),
      kind: .stopLimit(stop: price, limit: Price(2)), timeInForce: .day)
    let events: [BrokerEvent] = [
      .order(id, .filled(fill), at: at), .commission(id, Money(1), at: at),
      .order(id, .denied([Breach(rule: "r", observed: 1.5, limit: nil, explanation: "e")]), at: at),
      .order(id, .adjusted(quantity: Quantity(1), filled: .zero, kind: .limit(price)), at: at),
      .charge(AccountCharge(.borrow, of: "AAPL", order: nil, amount: Money(1)), at: at),
      .closedOut("AAPL", price: price, at: at), .connection(isUp: false, reason: "gone", at: at),
    ]
    for event in events {
      guard case .broker(let read) = try roundTrip(.broker(event)) else {
        Issue.record("not a broker input")
        return
      }
      #expect(read == event)
    }
    let commands: [DeskCommand] = [
      .halt(by: "ada", because: "why"), .resume(by: "bob", because: "so"),
      .reduceOnly(by: "ada", because: "x"), .order(wish, by: "ada", key: "k"),
      .cancel(id, by: "ada"), .cancelAll(by: "ada"),
      .approve([Approval(hash: "h", expiresAt: at)], by: "bob"),
      .limit(.research, by: "bob", because: "looser"),
    ]
    for command in commands {
      guard case .command(let read) = try roundTrip(.command(command)) else {
        Issue.record("not a command")
        return
      }
      #expect(read == command)
    }
  }

  @Test func `session inputs keep their corporate actions exactly`() throws {
    let day = SessionDate(day: 19_000)
    let actions = [
      CorporateAction(symbol: "A", effectiveOn: day, kind: .split(new: 1, old: 1.0 / 3)),
      CorporateAction(symbol: "A", effectiveOn: day, kind: .dividend(amount: 0.35, payDate: day)),
    ]

    guard
      case .sessionOpens(let read, let found) = try roundTrip(.sessionOpens(day, actions: actions))
    else {
      Issue.record("not an opening")
      return
    }

    #expect(read == day)
    #expect(found == actions)
    guard case .sessionCloses(day) = try roundTrip(.sessionCloses(day)) else {
      Issue.record("not a close")
      return
    }
    guard case .tick = try roundTrip(.tick) else {
      Issue.record("not a tick")
      return
    }
  }

  @Test(arguments: [
    "{}",
    "{\"market\":{\"at\":1,\"on\":\"2020-01-02\",\"every\":{\"day\":{}},\"symbols\":\"A B\",\"c\":\"1\"}}",
    "{\"market\":{\"at\":1,\"on\":\"2020-01-02\",\"every\":{\"day\":{}},\"symbols\":\"A\",\"c\":\"x\"}}",
  ])
  func `a damaged record is refused`(_ text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(EngineInput.self, from: Data(text.utf8))
    }
  }
}
