import Chronology
import Kernels
import Testing
import Trading

@Suite struct LedgerTests {
  private func price(_ value: Double) throws -> Price { try #require(Price(rounding: value)) }

  @Test func `a round trip realises its profit less its commissions`() throws {
    var ledger = Ledger(symbolCount: 1, capital: Money(1000))

    ledger.post(Quantity(10), at: try price(12), of: 0)
    ledger.charge(Money(1), for: 0)
    ledger.post(Quantity(-10), at: try price(15), of: 0)
    ledger.charge(Money(1), for: 0)

    #expect(ledger.cash == Money(1028))
    #expect(ledger.realizedProfit == Money(28))
    #expect(ledger.commissions == Money(2))
    #expect(ledger.positions[0].isFlat)
    #expect(ledger.isBalanced)
  }

  @Test func `a sale leaves the cost of a share unchanged`() throws {
    var ledger = Ledger(symbolCount: 1, capital: Money(1000))

    ledger.post(Quantity(10), at: try price(10), of: 0)
    ledger.post(Quantity(10), at: try price(20), of: 0)
    ledger.post(Quantity(-5), at: try price(100), of: 0)

    #expect(ledger.positions[0].basis == Price(15))
    #expect(ledger.positions[0].shares == Quantity(15))
    #expect(ledger.realizedProfit == Money(425))
  }

  @Test func `a short position profits from a fall`() throws {
    var ledger = Ledger(symbolCount: 1, capital: Money(1000))

    ledger.post(Quantity(-10), at: try price(20), of: 0)
    #expect(ledger.positions[0].cost == Money(-200))
    ledger.post(Quantity(4), at: try price(15), of: 0)

    #expect(ledger.realizedProfit == Money(20))
    #expect(ledger.positions[0].basis == Price(20))
    #expect(ledger.isBalanced)
  }

  @Test func `through zero the rest opens at the price of the trade`() throws {
    var ledger = Ledger(symbolCount: 1, capital: Money(1000))

    ledger.post(Quantity(10), at: try price(10), of: 0)
    ledger.post(Quantity(-15), at: try price(12), of: 0)

    #expect(ledger.positions[0].shares == Quantity(-5))
    #expect(ledger.positions[0].basis == Price(12))
    #expect(ledger.realizedProfit == Money(20))
    #expect(ledger.isBalanced)
  }

  @Test func `a dividend is earned by holders and paid on its day`() throws {
    let payDay = SessionDate(day: 20)
    var ledger = Ledger(symbolCount: 2, capital: Money(1000))
    ledger.post(Quantity(10), at: try price(10), of: 0)
    ledger.post(Quantity(-10), at: try price(10), of: 1)

    ledger.entitle(to: try price(0.5), of: 0, payDate: payDay)
    ledger.entitle(to: try price(0.25), of: 1, payDate: payDay)
    let early = ledger.payDividends(due: SessionDate(day: 19))
    let paid = ledger.payDividends(due: SessionDate(day: 21))

    #expect(early.isEmpty)
    #expect(paid.map(\.amount) == [Money(5), try #require(Money(rounding: -2.5))])
    #expect(ledger.dividends.description == "2.5")
    #expect(ledger.entitlements.isEmpty)
    #expect(ledger.isBalanced)
  }

  @Test func `a split keeps whole shares and pays the fraction at the new basis`() throws {
    var ledger = Ledger(symbolCount: 1, capital: Money(10_000))
    ledger.post(Quantity(999), at: try price(10), of: 0)

    // 1-for-2: two old shares become one.
    let paid = ledger.split(0, ratio: 2)

    #expect(ledger.positions[0].shares == Quantity(499))
    #expect(ledger.positions[0].basis == Price(20))
    #expect(paid == Money(10))
    #expect(ledger.isBalanced)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func `the books agree to the nano over random trading`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var ledger = Ledger(symbolCount: 5, capital: Money(1_000_000))
    var deposited = Money(1_000_000)
    for step in 0..<2000 {
      let symbol = Int(generator.next() % 5)
      switch generator.next() % 20 {
      case 0:
        let amount = try #require(Money(rounding: 1000 * (generator.uniform() - 0.5)))
        ledger.deposit(amount)
        deposited += amount
      case 1:
        ledger.entitle(
          to: try price(generator.uniform()), of: symbol,
          payDate: SessionDate(day: Int32(step) + Int32(generator.next() % 30)))
      case 2: _ = ledger.payDividends(due: SessionDate(day: Int32(step)))
      case 4:
        let amount = try #require(Money(rounding: 10 * (generator.uniform() - 0.5)))
        ledger.take(amount, for: .fees, of: symbol)
        ledger.take(amount, for: .borrow, of: symbol)
        ledger.take(amount, for: .financing, of: nil)
      case 3: ledger.split(symbol, ratio: [0.5, 2, 1.0 / 3, 1.5, 10][Int(generator.next() % 5)])
      default:
        // Odd prices and fractions of shares, so that every product is rounded.
        let shares = Quantity(nanos: Int128(generator.next() % 1_000_000_000_000) - 500_000_000_000)
        guard !shares.isZero else { continue }
        ledger.post(shares, at: try price(1 + 200 * generator.uniform()), of: symbol)
        ledger.charge(try #require(Money(rounding: generator.uniform())), for: symbol)
      }
      #expect(ledger.isBalanced, "seed \(seed) step \(step)")
      if !ledger.isBalanced { return }
    }
    #expect(ledger.deposited == deposited)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `cash is the deposit less what was paid, summed apart`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var ledger = Ledger(symbolCount: 3, capital: Money(1_000_000))
    var paid = Money.zero
    for _ in 0..<1000 {
      let shares = Quantity(Int(generator.next() % 2001) - 1000)
      guard !shares.isZero else { continue }
      let price = try price(1 + 200 * generator.uniform())
      ledger.post(shares, at: price, of: Int(generator.next() % 3))
      paid += price * shares
    }
    #expect(ledger.cash == Money(1_000_000) - paid)
  }

  @Test func `a third of a dollar costs what its nine decimals say`() throws {
    var ledger = Ledger(symbolCount: 1, capital: Money(1000))
    ledger.post(Quantity(3), at: try price(1.0 / 3), of: 0)

    #expect(ledger.isBalanced)
    #expect(ledger.positions[0].cost.description == "0.999999999")
  }
}
