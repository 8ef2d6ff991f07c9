import Chronology
import Market
import Testing

@Suite struct AdjustmentTests {
  @Test func `a split divides earlier prices and multiplies earlier volumes`() throws {
    let raw = try bars(from: "2020-01-01", closes: [100, 102, 51, 50])
    let split = try action("2020-01-03", .split(new: 2, old: 1))

    let adjusted = try raw.adjusted(.splits, by: [split])

    #expect(adjusted.close == [50, 51, 51, 50])
    #expect(adjusted.open == [50, 51, 51, 50])
    #expect(adjusted.volume == [2000, 2000, 1000, 1000])
    #expect(adjusted.sessions == raw.sessions)
  }

  @Test func `a dividend scales earlier prices by what it took out of the close before`() throws {
    let raw = try bars(from: "2020-01-01", closes: [80, 100, 98])
    let dividend = try action("2020-01-03", .dividend(amount: 2, payDate: date("2020-01-10")))

    let totalReturn = try raw.adjusted(.totalReturn, by: [dividend])
    let splitsOnly = try raw.adjusted(.splits, by: [dividend])

    #expect(totalReturn.close == [80 * 0.98, 98, 98])
    #expect(totalReturn.volume == raw.volume)
    #expect(splitsOnly == raw)
  }

  @Test func `several actions compound, in whatever order they come`() throws {
    let raw = try bars(from: "2020-01-01", closes: [200, 200, 100, 100, 99])
    let split = try action("2020-01-03", .split(new: 2, old: 1))
    let dividend = try action("2020-01-05", .dividend(amount: 1, payDate: date("2020-01-05")))

    let adjusted = try raw.adjusted(.totalReturn, by: [dividend, split])

    #expect(adjusted.close == [99, 99, 99, 99, 99])
    #expect(try raw.adjusted(.totalReturn, by: [split, dividend]) == adjusted)
  }

  @Test func `actions after the chosen session are not known yet`() throws {
    let raw = try bars(from: "2020-01-01", closes: [100, 100, 50])
    let split = try action("2020-01-03", .split(new: 2, old: 1))

    #expect(try raw.adjusted(.splits, by: [split], asOf: date("2020-01-02")) == raw)
    #expect(
      try raw.adjusted(.splits, by: [split], asOf: date("2020-01-03")).close == [50, 50, 50])
  }

  @Test func `an action on the first bar, before it, or of another symbol changes nothing`() throws
  {
    let raw = try bars(from: "2020-01-02", closes: [100, 50])
    let actions = try [
      action("2020-01-01", .split(new: 2, old: 1)), action("2020-01-02", .split(new: 2, old: 1)),
      CorporateAction(
        symbol: "XYZ", effectiveOn: date("2020-01-03"), kind: .split(new: 2, old: 1)),
    ]

    #expect(try raw.adjusted(.totalReturn, by: actions) == raw)
  }

  @Test func `an action on a day without a bar counts from the next bar, off the last close seen`()
    throws
  {
    let gap = try bars(from: "2020-01-01", closes: [100, .nan, 90])
    let dividend = try action("2020-01-03", .dividend(amount: 10, payDate: date("2020-01-03")))

    let factors = try gap.adjustmentFactors(.totalReturn, by: [dividend])

    #expect(factors.price == [0.9, 0.9, 1])
  }

  @Test(arguments: [
    CorporateAction.Kind.split(new: 0, old: 1), .split(new: 2, old: -1), .split(new: .nan, old: 1),
    .dividend(amount: 100, payDate: SessionDate(day: 0)),
    .dividend(amount: -1, payDate: SessionDate(day: 0)),
    .dividend(amount: .nan, payDate: SessionDate(day: 0)),
  ])
  func `impossible terms are refused, not applied`(kind: CorporateAction.Kind) throws {
    let raw = try bars(from: "2020-01-01", closes: [100, 100])

    #expect(throws: AdjustmentFault.self) {
      try raw.adjusted(.totalReturn, by: [action("2020-01-02", kind)])
    }
  }

  private func action(
    _ effectiveOn: String, _ kind: CorporateAction.Kind
  ) throws -> CorporateAction {
    try CorporateAction(symbol: "ABC", effectiveOn: date(effectiveOn), kind: kind)
  }
}
