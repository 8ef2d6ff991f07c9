import Kernels
import Testing
import Wire

@Suite struct RetryPolicyTests {
  let policy = RetryPolicy(attempts: 4, base: .seconds(2), maximum: .seconds(5))

  @Test func `waits double up to the maximum, between half and the whole of it`() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<100 {
      let waits = try (1...3).map {
        try #require(policy.delay(afterFailure: $0, atLeast: nil, using: &generator))
      }

      #expect((.seconds(1)...(.seconds(2))).contains(waits[0]))
      #expect((.seconds(2)...(.seconds(4))).contains(waits[1]))
      #expect((.milliseconds(2500)...(.seconds(5))).contains(waits[2]))
    }
  }

  @Test func `there is no wait after the last attempt`() {
    var generator = SeededGenerator(seed: 7)

    #expect(policy.delay(afterFailure: 4, atLeast: nil, using: &generator) == nil)
    #expect(policy.delay(afterFailure: 4, atLeast: .seconds(9), using: &generator) == nil)
  }

  @Test func `a wait the server asked for is kept, however long`() {
    var generator = SeededGenerator(seed: 7)

    #expect(policy.delay(afterFailure: 1, atLeast: .seconds(90), using: &generator) == .seconds(90))
  }

  @Test func `one seed gives one sequence of waits`() {
    var first = SeededGenerator(seed: 7)
    var second = SeededGenerator(seed: 7)

    #expect(
      policy.delay(afterFailure: 1, atLeast: nil, using: &first)
        == policy.delay(afterFailure: 1, atLeast: nil, using: &second))
  }
}
