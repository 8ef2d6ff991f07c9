/// Holds work back while it is closed.
actor PauseGate {
  private(set) var isClosed = false
  private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
  private var cancelled: Set<Int> = []
  private var lastNumber = 0

  func close() { isClosed = true }

  func open() {
    isClosed = false
    for continuation in waiting.values { continuation.resume() }
    waiting.removeAll()
  }

  /// Returns when the gate is open, or the task is cancelled.
  func pass() async {
    guard isClosed, !Task.isCancelled else { return }
    lastNumber += 1
    let number = lastNumber
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if cancelled.remove(number) != nil {
          continuation.resume()
        } else {
          waiting[number] = continuation
        }
      }
    } onCancel: {
      Task { await self.release(number) }
    }
  }

  private func release(_ number: Int) {
    guard let continuation = waiting.removeValue(forKey: number) else {
      cancelled.insert(number)
      return
    }
    continuation.resume()
  }
}
