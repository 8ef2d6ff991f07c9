import Chronology
import Kernels
import Market

/// A request on its way.
struct Errand: Sendable {
  let request: IngestionRequest
  /// For a reload that follows from a comparison, the request whose overlap was compared.
  var origin: IngestionRequest?
  /// What the market's answers say otherwise than the store; the history decides who is right.
  var doubts: [DataChange] = []

  var symbol: Symbol { request.instrument.symbol }
}

/// What came of asking the provider for one symbol.
enum SymbolFetch: Sendable {
  case fetched(Errand, FetchedBars, [CorporateAction])
  case failed(Errand, MarketDataError)
}

/// Fetches one symbol, again when that may help.
struct SymbolFetcher: Sendable {
  let provider: any MarketDataProvider
  let retrier: Retrier

  /// Asks for bars and actions until both are there or there is no use in asking.
  func fetch(_ errand: Errand, generator: SeededGenerator) async -> SymbolFetch {
    let answer = await retrier.ask(errand.symbol.ticker, generator: generator) {
      await attempt(errand)
    }
    switch answer {
    case .success(let fetch): return fetch
    case .failure(let error): return .failed(errand, error)
    }
  }

  private func attempt(_ errand: Errand) async -> Result<SymbolFetch, MarketDataError> {
    let symbol = errand.symbol
    let asked = errand.request.sessions
    do throws(MarketDataError) {
      var bars = try await provider.bars(of: symbol, over: asked)
      let actions = try await provider.corporateActions(of: symbol, over: asked)
      guard bars.series.symbol == symbol, actions.allSatisfy({ $0.symbol == symbol }) else {
        throw MarketDataError(
          .malformed,
          "\(provider.name) was asked for \(symbol) and answered with another symbol.")
      }
      // A provider may send more than it was asked for, today's unfinished bar for one.
      bars.series = bars.series.within(asked)
      return .success(
        .fetched(errand, bars, actions.filter { asked.contains($0.effectiveOn) }))
    } catch {
      return .failure(error)
    }
  }
}
