import Executors
import Synchronization
import TestKit
import Testing

@Suite struct ComputePoolTests {
  @Test(arguments: [1, 2, 7])
  func `results come back in the order of the parts, whatever the width`(width: Int) async throws {
    let pool = ComputePool(width: width, label: "test")

    let squares = try await pool.map(parts: 50) { $0 * $0 }

    #expect(squares == (0..<50).map { $0 * $0 })
  }

  @Test func `no more parts run at once than there are lanes`() async throws {
    let pool = ComputePool(width: 2, label: "test")
    let running = Mutex(0)
    let most = Mutex(0)

    _ = try await pool.map(parts: 40) { part -> Int in
      let now = running.withLock { count -> Int in
        count += 1
        return count
      }
      most.withLock { $0 = max($0, now) }
      let sum = (0..<10_000).reduce(part, &+)
      running.withLock { $0 -= 1 }
      return sum
    }

    #expect(most.withLock(\.self) <= 2)
  }

  @Test func `the error of a part reaches the caller`() async {
    struct Broken: Error, Equatable { let part: Int }
    let pool = ComputePool(width: 2, label: "test")

    await #expect(throws: Broken(part: 3)) {
      try await pool.map(parts: 10) { part in
        if part == 3 { throw Broken(part: part) }
        return part
      }
    }
  }

  @Test func `a cancelled task begins no further part`() async throws {
    let pool = ComputePool(width: 1, label: "test")
    let begun = Mutex(0)
    let task = Task {
      try await pool.map(parts: 1000) { part in
        begun.withLock { $0 += 1 }
        return part
      }
    }
    task.cancel()

    await #expect(throws: CancellationError.self) { try await task.joined }
    #expect(begun.withLock(\.self) < 1000)
  }

  @Test func `no parts give no results and one computation gives its result`() async throws {
    let pool = ComputePool(width: 2, label: "test")

    #expect(try await pool.map(parts: 0) { $0 }.isEmpty)
    #expect(try await pool.run { 6 * 7 } == 42)
  }
}
