/// How often and after what wait a failed call is made again.
public struct RetryPolicy: Hashable, Sendable {
  /// The calls made in all, the first included; at least 1.
  public let attempts: Int
  /// The longest wait after the first failure; it doubles with each further one.
  public let base: Duration
  /// No wait is longer than this.
  public let maximum: Duration

  public init(attempts: Int, base: Duration, maximum: Duration) {
    precondition(attempts > 0, "At least one call is made.")
    self.attempts = attempts
    self.base = base
    self.maximum = maximum
  }

  /// Returns the wait after failure number `failures` (from 1), or nil when it was the last attempt.
  ///
  /// Exponential with jitter: between half and the whole of `base × 2^(failures − 1)`, at most
  /// `maximum`. A wait that the server asked for is a lower bound and may exceed `maximum`.
  public func delay(
    afterFailure failures: Int, atLeast asked: Duration?,
    using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    guard failures < attempts else { return nil }
    let doubled = base * (1 << min(failures - 1, 20))
    let jittered = min(doubled, maximum) * Double.random(in: 0.5...1, using: &generator)
    guard let asked else { return jittered }
    return max(asked, jittered)
  }
}
