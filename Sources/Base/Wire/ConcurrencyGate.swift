/// Lets a bounded number of callers in at once; the others wait in the order they came.
actor ConcurrencyGate {
  private let limit: Int
  private var inside = 0
  private var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  private var lastNumber = 0

  init(limit: Int) {
    precondition(limit > 0, "A gate lets at least one in.")
    self.limit = limit
  }

  /// Waits for a place; each is given back with `leave()`.
  ///
  /// - Throws: `CancellationError` when the task is cancelled while it waits; it has no place then.
  func enter() async throws {
    try Task.checkCancellation()
    guard inside >= limit else {
      inside += 1
      return
    }
    lastNumber += 1
    let number = lastNumber
    let isIn = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Cancelled before this point: nobody would wake it.
        guard !Task.isCancelled else { return continuation.resume(returning: false) }
        waiting.append((number, continuation))
      }
    } onCancel: {
      Task { await self.giveUp(number) }
    }
    guard isIn else { throw CancellationError() }
  }

  /// Gives a place back, to the one who waits longest.
  func leave() {
    guard !waiting.isEmpty else {
      inside -= 1
      return
    }
    waiting.removeFirst().continuation.resume(returning: true)
  }

  private func giveUp(_ number: Int) {
    guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
    waiting.remove(at: index).continuation.resume(returning: false)
  }
}
