import Chronology
import Kernels
import Market

/// What came of asking for one company's reports.
struct FundamentalsFetch: Sendable {
  let symbol: Symbol
  var reports: [CompanyReport] = []
  /// Kinds that the provider refuses to everybody, with its words.
  var closed: [StatementKind: MarketDataError] = [:]
  /// Why the company was given up; nil when everything that is open came.
  var failure: MarketDataError?
}

/// Fetches one company's reports, kind by kind.
struct FundamentalsFetcher: Sendable {
  let provider: any ReferenceProvider
  let retrier: Retrier
  let isQuarterly: Bool
  let limit: Int

  func fetch(
    _ symbol: Symbol, kinds: [StatementKind], generator: SeededGenerator
  ) async -> FundamentalsFetch {
    var fetch = FundamentalsFetch(symbol: symbol)
    for (index, kind) in kinds.enumerated() {
      let answer = await retrier.ask(
        symbol.ticker, generator: generator.fork(stream: UInt64(index))
      ) {
        await attempt(symbol, kind)
      }
      switch answer {
      case .success(let reports): fetch.reports += reports
      case .failure(let error):
        if error.isEndpointRefusal {
          fetch.closed[kind] = error
        } else {
          fetch.failure = error
          return fetch
        }
      }
    }
    return fetch
  }

  private func attempt(
    _ symbol: Symbol, _ kind: StatementKind
  ) async -> Result<[CompanyReport], MarketDataError> {
    do throws(MarketDataError) {
      let reports = try await provider.statements(
        of: symbol, kind: kind, isQuarterly: isQuarterly, limit: limit)
      guard reports.allSatisfy({ $0.symbol == symbol && $0.kind == kind }) else {
        throw MarketDataError(
          .malformed,
          "\(provider.name) was asked for the \(kind.rawValue) of \(symbol) and answered with "
            + "something else.")
      }
      return .success(reports)
    } catch {
      return .failure(error)
    }
  }
}
