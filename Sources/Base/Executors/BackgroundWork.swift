/// Work that nobody waits for at a screen: jobs, and the tasks that they begin.
public enum BackgroundWork {
  /// Where the current job runs; nil for the cooperative pool.
  ///
  /// A task's children run where it does, but an unstructured task does not: give it this as its
  /// preference.
  @TaskLocal public static var executor: (any TaskExecutor)?

  /// Does `work` on `executor`, with everything that it begins.
  ///
  /// - Throws: What `work` throws.
  public static func run<Answer: Sendable>(
    on executor: (any TaskExecutor)?, _ work: @Sendable () async throws -> Answer
  ) async rethrows -> Answer {
    guard let executor else { return try await work() }
    return try await $executor.withValue(executor) {
      try await withTaskExecutorPreference(executor, operation: work)
    }
  }
}
