/// Waits until `condition` holds, and looks again every other millisecond.
///
/// A loop around `Task.yield` would keep one of the pool's few threads busy all the while and would
/// not end with the test.
///
/// - Throws: What `condition` throws; `CancellationError` when the task is cancelled before it holds, as
///   a test's time limit does.
public func until(_ condition: () async throws -> Bool) async throws {
  while try await !condition() { try await Task.sleep(for: .milliseconds(2)) }
}

extension Task {
  /// What the task came to; whoever is cancelled while it waits for that cancels the task too.
  ///
  /// `value` does not: a test at its time limit would wait for ever for a task that sleeps on a clock
  /// which nobody moves any more.
  public var joined: Success {
    get async throws {
      try await withTaskCancellationHandler {
        try await value
      } onCancel: {
        cancel()
      }
    }
  }
}
