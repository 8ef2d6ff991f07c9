import Chronology
import Performance
import Testing

@Suite struct DrawdownTests {
  let sessions = (0..<10).map { SessionDate(day: 19_000 + $0) }

  @Test func `the curve is measured from the highest point so far`() {
    #expect(drawdown(of: [100, 120, 90]) == [0, 0, -0.25])
    #expect(drawdown(of: [50, 120, 90], from: 100) == [-0.5, 0, -0.25])
  }

  @Test func `falls are told apart, sorted by depth, and know whether they recovered`() {
    let equity = [100.0, 95, 101, 80, 90, 101, 110, 99, 104, 100]

    let worst = worstDrawdowns(5, of: equity, from: 100, over: sessions)

    let depths: [Double] = [80.0 / 101 - 1, 99.0 / 110 - 1, 95.0 / 100 - 1]
    #expect(worst.map(\.depth) == depths)
    #expect(worst.map(\.peak) == [sessions[2], sessions[6], sessions[0]])
    #expect(worst.map(\.trough) == [sessions[3], sessions[7], sessions[1]])
    #expect(worst.map(\.recovery) == [sessions[5], nil, sessions[2]])
  }

  @Test func `a fall from the starting capital counts, and no more are listed than asked for`() {
    let equity = [90.0, 100, 95, 100, 97]

    let worst = worstDrawdowns(2, of: equity, from: 100, over: Array(sessions[..<5]))

    let depths: [Double] = [90.0 / 100 - 1, 95.0 / 100 - 1]
    #expect(worst.map(\.depth) == depths)
    #expect(worst[0].peak == sessions[0])
  }

  @Test func `an account that only rises has no fall`() {
    #expect(worstDrawdowns(5, of: [101, 102, 103], from: 100, over: Array(sessions[..<3])).isEmpty)
  }
}
