public import Chronology

/// Why a provider could not answer.
public struct MarketDataError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable {
    /// The key is missing or refused: stop everything.
    case unauthorized
    /// The plan does not cover this endpoint: stop using it for the whole run.
    case endpointNotInPlan
    /// The plan does not cover this symbol: skip the symbol.
    case symbolNotInPlan
    /// Too many requests, or the day's or month's allowance is used up.
    case throttled
    case unknownSymbol
    /// The answer broke the documented schema.
    case malformed
    case unreachable
    case cancelled
  }
  public let code: Code
  /// What happened to what; never holds a key.
  public let message: String
  /// How long the provider asks to be left alone; nil when it does not say.
  public let retryAfter: Duration?

  public init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }
}

/// A source of market data.
public protocol MarketDataProvider: Sendable {
  /// A short lower-case name, such as `sample`; stored beside the data.
  var name: String { get }
  /// Every instrument it offers, sorted by symbol.
  func instruments() async throws(MarketDataError) -> [Instrument]
  /// Raw daily bars, oldest first; an empty series when it has none in the range.
  func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> BarSeries
  /// Splits and dividends effective in the range, oldest first.
  func corporateActions(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction]
}
