import CTestKit
import Synchronization
import Testing

/// How many test cases this process runs at once: a time limit can only hold for a test that need not
/// wait for a thousand others.
@Suite struct SideBySideTests {
  private static let running = Mutex(0)

  @Test(arguments: 0..<30)
  func `no more cases run at once than the width`(case: Int) async throws {
    let together = Self.running.withLock { running in
      running += 1
      return running
    }
    defer { Self.running.withLock { $0 -= 1 } }
    // Long enough for all thirty to be here if nothing held them back.
    try await Task.sleep(for: .milliseconds(5))

    #expect(together <= Int(qs_cases_side_by_side()))
    #expect(Self.running.withLock { $0 } <= Int(qs_cases_side_by_side()))
  }
}
