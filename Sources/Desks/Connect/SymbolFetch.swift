import Chronology
import Kernels
import Market
import Wire

/// What came of asking the provider for one symbol.
enum SymbolFetch: Sendable {
  case fetched(IngestionRequest, FetchedBars, [CorporateAction])
  case failed(IngestionRequest, MarketDataError)
}

/// Fetches one symbol, again when that may help.
struct SymbolFetcher: Sendable {
  /// A server that is away may be back in seconds.
  private static let unreachable = RetryPolicy(
    attempts: 4, base: .seconds(2), maximum: .seconds(30))
  /// An allowance that is used up is renewed by the minute.
  private static let throttled = RetryPolicy(
    attempts: 4, base: .seconds(60), maximum: .seconds(240))

  let provider: any MarketDataProvider
  let clock: any WallClock
  let limiter: RateLimiter?

  /// Asks for bars and actions until both are there, the provider refuses for good, or the attempts
  /// are used up.
  func fetch(_ request: IngestionRequest, generator: SeededGenerator) async -> SymbolFetch {
    var generator = generator
    var outages = 0
    var refusals = 0
    while true {
      do {
        return try await attempt(request)
      } catch {
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
        case .unauthorized, .endpointNotInPlan, .symbolNotInPlan, .limitNotInPlan, .legacyEndpoint,
          .noSuchEndpoint, .unknownSymbol, .malformed, .schemaDrift, .cancelled:
          return .failed(request, error)
        }
        guard let wait else { return .failed(request, error) }
        // The allowance is everybody's: the others need not find out one by one.
        if error.code == .throttled { await limiter?.pause(for: wait) }
        do {
          try await clock.sleep(until: clock.now.advanced(by: wait), tolerance: nil)
        } catch {
          return .failed(
            request, MarketDataError(.cancelled, "\(request.instrument.symbol) was cancelled."))
        }
      }
    }
  }

  private func attempt(
    _ request: IngestionRequest
  ) async throws(MarketDataError) -> SymbolFetch {
    let symbol = request.instrument.symbol
    var bars = try await provider.bars(of: symbol, over: request.sessions)
    let actions = try await provider.corporateActions(of: symbol, over: request.sessions)
    guard bars.series.symbol == symbol, actions.allSatisfy({ $0.symbol == symbol }) else {
      throw MarketDataError(
        .malformed, "\(provider.name) was asked for \(symbol) and answered with another symbol.")
    }
    // A provider may send more than it was asked for, today's unfinished bar for one.
    bars.series = bars.series.within(request.sessions)
    return .fetched(
      request, bars,
      actions.filter { request.sessions.contains($0.effectiveOn) })
  }
}
