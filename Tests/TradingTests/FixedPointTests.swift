import Kernels
import Testing
import Trading

@Suite struct FixedPointTests {
  @Test(arguments: [
    ("0.0000000005", "0.000000001"), ("0.0000000015", "0.000000001"),
    ("0.0000000025", "0.000000003"),
    ("39.4197", "39.4197"), ("-39.4197", "-39.4197"),
    ("123456789.123456789", "123456789.123456791"),
    ("0.1", "0.1"), ("-0.0000000015", "-0.000000001"), ("1e-12", "0"),
  ])
  func `a double becomes the nearest nine decimals, half to even on its exact value`(
    _ text: String, _ expected: String
  ) throws {
    let value = try #require(Double(text))

    let price = try #require(Price(rounding: value))

    // 5e-10, 1.5e-9 and 2.5e-9 are no exact ties in binary; the doubles lie where Python's
    // decimal module says: decimal.Decimal(x).quantize(Decimal("1e-9"), ROUND_HALF_EVEN).
    #expect(price.description == expected)
  }

  @Test func `an exact tie goes to the even neighbour`() {
    // Multiples of 2^-10 scaled by 10^9 are exact: 5 / 1024 × 10^9 = 4882812.5.
    #expect(Price(rounding: 5.0 / 1024)?.nanos == 4_882_812)
    #expect(Price(rounding: 7.0 / 1024)?.nanos == 6_835_938)
    #expect(Price(rounding: -5.0 / 1024)?.nanos == -4_882_812)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e30])
  func `what no ledger can book has no amount`(_ value: Double) {
    #expect(Money(rounding: value) == nil)
  }

  @Test func `large doubles keep every bit`() {
    #expect(Money(rounding: 9_007_199_254_740_994)?.description == "9007199254740994")
    #expect(Money(rounding: 1e27)?.nanos == Int128(1e27) * 1_000_000_000)
  }

  @Test func `a product is rounded once, half to even`() {
    let third = Quantity(nanos: 333_333_333)

    #expect(Price(nanos: 1) * Quantity(nanos: 500_000_000) == Money(nanos: 0))
    #expect(Price(nanos: 3) * Quantity(nanos: 500_000_000) == Money(nanos: 2))
    #expect(Price(nanos: -3) * Quantity(nanos: 500_000_000) == Money(nanos: -2))
    #expect((Price(3) * third).description == "0.999999999")
  }

  @Test func `a product wider than 128 bits on the way is exact`() {
    let amount = Money(nanos: 1_000_000_000_000_000_000_000_000_000_000)

    let part = amount.share(of: Quantity(2_000_000_000_000), in: Quantity(8_000_000_000_000))

    #expect(part.nanos == amount.nanos / 4)
  }

  @Test func `text and number agree, whatever the sign`() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<1000 {
      let nanos = Int128(Int64(bitPattern: generator.next())) * Int128(generator.next() >> 40)
      let money = Money(nanos: nanos)

      #expect(Money(money.description) == money)
    }
  }

  @Test(arguments: ["", "-", ".5", "1.", "1e3", "0.0000000001", "1,5", " 1", "+1", "１"])
  func `text that is no plain decimal is refused`(_ text: String) {
    #expect(Money(text) == nil)
  }

  @Test(arguments: [
    (2.675, 2.67), (0.285, 0.28), (1.005, 1.0), (2.5, 2.5), (0.125, 0.12), (0.375, 0.38),
  ])
  func `cents are rounded as Python's round does`(_ value: Double, _ expected: Double) {
    #expect(value.roundedToCents == expected)
  }
}
