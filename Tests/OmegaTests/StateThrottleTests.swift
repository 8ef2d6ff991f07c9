import Chronology
import Testing

@testable import Omega

@Suite struct StateThrottleTests {
  private func at(_ milliseconds: Int64) -> Timestamp {
    Timestamp(nanoseconds: milliseconds * 1_000_000)
  }

  @Test func `ten changes within a tenth of a second are two events, the last one included`() {
    var throttle = StateThrottle()

    #expect(throttle.changed(at: at(0)) == .now)
    #expect(throttle.changed(at: at(10)) == .at(at(100)))
    for later in 11..<19 { #expect(throttle.changed(at: at(Int64(later))) == .soon) }
    throttle.flushed(at: at(100))
    #expect(throttle.changed(at: at(150)) == .at(at(200)))
  }

  @Test func `changes further apart are told at once`() {
    var throttle = StateThrottle()

    for second in 0..<5 { #expect(throttle.changed(at: at(Int64(second) * 100)) == .now) }
  }

  @Test func `a clock that was set back holds nothing up`() {
    var throttle = StateThrottle()

    #expect(throttle.changed(at: at(1_000_000)) == .now)
    #expect(throttle.changed(at: at(0)) == .now)
  }
}
