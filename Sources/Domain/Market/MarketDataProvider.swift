public import Chronology

/// Why a provider could not answer.
public struct MarketDataError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable, CaseIterable {
    /// The key is missing or refused: stop everything.
    case unauthorized
    /// The plan does not cover this endpoint: stop using it for the whole run.
    case endpointNotInPlan
    /// The plan does not cover this symbol: skip the symbol.
    case symbolNotInPlan
    /// The plan does not cover as many rows as were asked for, nor fewer.
    case limitNotInPlan
    /// The path belongs to a former interface that this account may not use.
    case legacyEndpoint
    /// The path does not exist.
    case noSuchEndpoint
    /// Too many requests, or the day's or month's allowance is used up.
    case throttled
    case unknownSymbol
    /// The answer broke off before its end.
    case truncated
    /// The answer is not in the documented format.
    case malformed
    /// Required fields of the answer are missing or renamed.
    case schemaDrift
    /// The server answered that it has a fault of its own.
    case serverFault
    case unreachable
    case cancelled
  }
  public let code: Code
  /// What happened to what; never holds a key.
  public let message: String
  /// How long the provider asks to be left alone; nil when it does not say.
  public let retryAfter: Duration?
  /// The answer that could not be read, to be kept.
  public let quarantine: QuarantinedPayload?

  public init(
    _ code: Code, _ message: String, retryAfter: Duration? = nil,
    quarantine: QuarantinedPayload? = nil
  ) {
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
    self.quarantine = quarantine
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
  ) async throws(MarketDataError) -> FetchedBars
  /// Splits and dividends effective in the range, oldest first.
  func corporateActions(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction]
}

/// A source that also answers for the whole market at once.
public protocol MarketWideProvider: MarketDataProvider {
  /// The bar of every listed symbol on one session.
  ///
  /// Prices are as the source states them on the day it is asked: a session before a split may come
  /// in the new terms. Symbols that cannot be written down are passed over.
  func marketBars(on session: SessionDate) async throws(MarketDataError) -> MarketSession
  /// Every listed symbol's splits and dividends effective in the range.
  func marketActions(
    over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> MarketActions
}

/// A source of what is known of instruments beside their prices.
public protocol ReferenceProvider: Sendable {
  var name: String { get }
  func profiles() async throws(MarketDataError) -> [InstrumentProfile]
  func delistings() async throws(MarketDataError) -> [Delisting]
  /// Oldest first.
  func symbolChanges() async throws(MarketDataError) -> [SymbolChange]
  /// Every stretch of membership that the source can tell, by symbol, then date.
  func memberships(of index: StockIndex) async throws(MarketDataError) -> [IndexMembership]
  /// Reports of one symbol, newest period first; ratios and metrics carry the date on which the
  /// statement of the same period became public.
  ///
  /// - Parameter isQuarterly: True for quarters, false for fiscal years.
  func statements(
    of symbol: Symbol, kind: StatementKind, isQuarterly: Bool, limit: Int
  ) async throws(MarketDataError) -> [CompanyReport]
}
