import Chronology
import Market
import Testing

@testable import Files

@Suite struct SampleActionsTests {
  let sessions = (0..<4).map { SessionDate(day: 11_000 + $0) }

  @Test func `a dividend is recovered to the cent from the step it leaves`() throws {
    // $0.35 against a close of 70 on the ex-date.
    let factor = 70 / 70.35
    let closes = [71.0, 70.5, 70, 69]

    let actions = try SampleActions.derive(
      symbol: "ABC", sessions: sessions, closes: closes,
      adjusted: [71 * factor, 70.5 * factor, 70, 69], splits: [:])

    #expect(
      actions == [
        CorporateAction(
          symbol: "ABC", effectiveOn: sessions[2],
          kind: .dividend(amount: 0.35, payDate: sessions[2]))
      ])
  }

  @Test func `a split that nobody announced stops the load`() {
    #expect(throws: MarketDataError.self) {
      try SampleActions.derive(
        symbol: "ABC", sessions: sessions, closes: [100, 100, 50, 50], adjusted: [50, 50, 50, 50],
        splits: [:])
    }
  }

  @Test func `an announced split that the prices do not show stops the load`() {
    #expect(throws: MarketDataError.self) {
      try SampleActions.derive(
        symbol: "ABC", sessions: sessions, closes: [50, 50, 50, 50], adjusted: [50, 50, 50, 50],
        splits: [sessions[2]: (2, 1)])
    }
  }
}
