#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The operating system's real-time clock.
public struct SystemClock: WallClock {
  public init() {}

  public var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  public var minimumResolution: Duration { .nanoseconds(1) }

  /// Waits until `deadline`, or throws `CancellationError` when the task is cancelled first.
  public func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
    let remaining = now.duration(to: deadline)
    guard remaining > .zero else { return }
    try await Task.sleep(for: remaining, tolerance: tolerance)
  }
}
