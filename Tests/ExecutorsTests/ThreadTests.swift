import Executors
import Foundation
import Testing

/// The nice value of the calling thread; it grows with the distance behind others.
private func placeOfThisThread() -> Int32 { getpriority(Int32(PRIO_PROCESS.rawValue), 0) }

@Suite struct ThreadTests {
  private let usual = ComputePool(width: 1, label: "test.usual", priority: .usual)

  @Test func `work in the background stands behind what somebody waits for`() async throws {
    let before = try await usual.run { placeOfThisThread() }
    let background = try await ComputePool(width: 1, label: "test").run { placeOfThisThread() }
    let later = try await ComputePool(width: 1, label: "test.later", priority: .usual)
      .run { placeOfThisThread() }

    #expect(background == min(19, before + 10))
    // Nothing of it stays with threads that come later.
    #expect(later == before)
  }

  @Test func `tasks that work in the background begins stay there`() async throws {
    let pool = ComputePool(width: 2, label: "test")
    let places = await BackgroundWork.run(on: pool) { () -> [Int32] in
      async let child = placeOfThisThread()
      let task = Task(executorPreference: BackgroundWork.executor) { placeOfThisThread() }
      return [await child, await task.value]
    }
    let here = try await usual.run { placeOfThisThread() }

    #expect(places == [Int32](repeating: min(19, here + 10), count: 2))
    #expect(BackgroundWork.executor == nil)
  }
}
