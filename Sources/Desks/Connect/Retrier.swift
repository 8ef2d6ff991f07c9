import Chronology
import Kernels
import Market
import Wire

/// Asks a provider again when that may help.
struct Retrier: Sendable {
  /// A server that is away may be back in seconds.
  private static let unreachable = RetryPolicy(
    attempts: 4, base: .seconds(2), maximum: .seconds(30))
  /// An allowance that is used up is renewed by the minute.
  private static let throttled = RetryPolicy(
    attempts: 4, base: .seconds(60), maximum: .seconds(240))

  let clock: any WallClock
  let limiter: RateLimiter?

  /// Asks until there is an answer, the provider refuses for good, or the attempts are used up.
  ///
  /// An answer that cannot be read is asked for once more, at once: the second may be whole.
  func ask<Answer: Sendable>(
    _ subject: String, generator: SeededGenerator,
    _ question: @Sendable () async -> Result<Answer, MarketDataError>
  ) async -> Result<Answer, MarketDataError> {
    var generator = generator
    var outages = 0
    var refusals = 0
    var unreadable = 0
    while true {
      let answer = await question()
      guard case .failure(let error) = answer else { return answer }
      let wait: Duration?
      switch error.code {
      case .throttled:
        refusals += 1
        wait = Self.throttled.delay(
          afterFailure: refusals, atLeast: error.retryAfter, using: &generator)
      case .unreachable, .serverFault, .truncated:
        outages += 1
        wait = Self.unreachable.delay(
          afterFailure: outages, atLeast: error.retryAfter, using: &generator)
      case .malformed, .schemaDrift:
        unreadable += 1
        wait = unreadable == 1 ? .zero : nil
      case .unauthorized, .endpointNotInPlan, .symbolNotInPlan, .limitNotInPlan, .legacyEndpoint,
        .noSuchEndpoint, .unknownSymbol, .cancelled:
        return answer
      }
      guard let wait else { return answer }
      // The allowance is everybody's: the others need not find out one by one.
      if error.code == .throttled { await limiter?.pause(for: wait) }
      do {
        try await clock.sleep(until: clock.now.advanced(by: wait), tolerance: nil)
        try Task.checkCancellation()
      } catch {
        return .failure(MarketDataError(.cancelled, "\(subject) was cancelled."))
      }
    }
  }
}

extension MarketDataError {
  /// True when the provider will not answer at this address at all.
  var isEndpointRefusal: Bool {
    switch code {
    case .endpointNotInPlan, .legacyEndpoint, .noSuchEndpoint: true
    case .unauthorized, .symbolNotInPlan, .limitNotInPlan, .throttled, .unknownSymbol, .truncated,
      .malformed, .schemaDrift, .serverFault, .unreachable, .cancelled:
      false
    }
  }

  /// True when the server did not get to answer; it may at another time.
  var isOutage: Bool {
    code == .unreachable || code == .serverFault || code == .truncated
  }
}
