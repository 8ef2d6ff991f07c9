import Chronology
import Foundation
import Testing
import Trading

/// Adds fills to one order and returns what each costs, in whole ten-thousandths of a dollar.
private func costs(
  _ plan: CommissionPlan, _ fills: [(shares: Double, price: Double)], before: Double = 0
) -> [Int] {
  var tally = CommissionTally()
  var traded = before
  return fills.map { fill in
    let due = tally.add(plan, shares: fill.shares, price: fill.price, before: traded)
    traded += fill.shares
    return Int((due * 10_000).rounded())
  }
}

@Suite struct CommissionPlanTests {
  @Test func `a minimum is charged with the first fill, later ones add what exceeds it`() {
    let plan = CommissionPlan(.perShare, rate: 0.01, minimum: 1)

    #expect(costs(plan, [(60, 50), (60, 50), (60, 50)]) == [10_000, 2000, 6000])
  }

  @Test func `a maximum comes before a minimum`() {
    let plan = CommissionPlan(.perShare, rate: 0.01, minimum: 1, maximumFraction: 0.005)

    #expect(costs(plan, [(10, 2)]) == [1000])
  }

  @Test func `a trade costs its price once, basis points their part of the value`() {
    #expect(costs(CommissionPlan(.perTrade, rate: 4.95), [(10, 5), (10, 5)]) == [49_500, 0])
    #expect(costs(CommissionPlan(.basisPoints, rate: 2), [(100, 50)]) == [10_000])
  }

  @Test func `fixed pricing has a minimum of one dollar and a maximum of one percent`() {
    #expect(costs(CommissionPlan(.ibkrFixed), [(100, 25)]) == [10_000])
    #expect(costs(CommissionPlan(.ibkrFixed), [(1000, 25)]) == [50_000])
    #expect(costs(CommissionPlan(.ibkrFixed), [(1000, 0.25)]) == [25_000])
  }

  @Test func `tiered pricing grows cheaper share by share within the month`() {
    // 1,000 at 0.0035; then 500 at 0.0035 and 500 at 0.002.
    #expect(costs(CommissionPlan(.ibkrTiered), [(1000, 25)]) == [35_000])
    #expect(costs(CommissionPlan(.ibkrTiered), [(1000, 25)], before: 299_500) == [27_500])
  }

  @Test(arguments: [
    // 1,000 at 100: 100,000 × 27.80 per million = 2.78; 0.166 rounds up to 0.17.
    ("2024-06-03", 1000, 100.0, "2.95"),
    // 100,000 × 8.00 per million = 0.80; 0.145 rounds up to 0.15.
    ("2023-06-01", 1000, 100, "0.95"),
    // No fee under Section 31; the activity fee stops at its most.
    ("2025-06-02", 1_000_000, 1, "8.3"),
    // Before the first date the first rate counts.
    ("2005-01-03", 1000, 100, "2.33"),
  ])
  func `regulators take their part of a sale, by the rates of the day`(
    _ day: String, _ shares: Int, _ price: Double, _ fee: String
  ) throws {
    let session = try #require(SessionDate(day))
    let plan = CommissionPlan(.zero)
    let price = try #require(Price(rounding: price))

    #expect(
      plan.fees(of: Quantity(shares), at: price, side: .sell, on: session).description == fee)
    #expect(plan.fees(of: Quantity(shares), at: price, side: .buy, on: session).isZero)
  }

  @Test func `plain costs are written as before there were others`() throws {
    let plain = ExecutionCosts(
      commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: 0.1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys

    let text = String(decoding: try encoder.encode(plain), as: UTF8.self)

    #expect(
      text == #"{"commissionPerShare":0.001,"slippageBasisPoints":5,"volumeLimit":0.1}"#)
    #expect(try JSONDecoder().decode(ExecutionCosts.self, from: Data(text.utf8)) == plain)
    #expect(plain.isPlain)
  }
}
