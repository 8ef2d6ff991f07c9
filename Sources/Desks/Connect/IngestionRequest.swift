public import Chronology
public import Market

/// One symbol that is to be fetched, and the sessions to ask for.
public struct IngestionRequest: Hashable, Sendable {
  /// What the answer is to the store.
  public enum Kind: Hashable, Sendable {
    /// The store holds nothing of it.
    case first
    /// The answer goes on behind what is stored and repeats the end of it, to be compared.
    case extend
    /// The answer takes the place of what is stored.
    case reload
  }

  /// What is to be fetched.
  public let instrument: Instrument
  /// The first and last session to ask the provider for, the overlap included.
  public let sessions: ClosedRange<SessionDate>
  /// The first session that the store lacks; the asked ones before it are the overlap.
  public let fresh: SessionDate
  /// The first session that the store will have been offered once this request is saved.
  public let coversFrom: SessionDate
  public let kind: Kind
  /// The first session stored that must not be lost; nil when there is none.
  public let heldFrom: SessionDate?
  /// True when what is stored came from another source.
  public let isForeign: Bool
  /// The first session that the next request's overlap may repeat: those before it are compared for
  /// the last time. Nil when none is.
  public let comparedAgainFrom: SessionDate?

  public init(
    instrument: Instrument, sessions: ClosedRange<SessionDate>, coversFrom: SessionDate,
    fresh: SessionDate? = nil, kind: Kind = .first, heldFrom: SessionDate? = nil,
    isForeign: Bool = false, comparedAgainFrom: SessionDate? = nil
  ) {
    self.instrument = instrument
    self.sessions = sessions
    self.coversFrom = coversFrom
    self.fresh = fresh ?? sessions.lowerBound
    self.kind = kind
    self.heldFrom = heldFrom
    self.isForeign = isForeign
    self.comparedAgainFrom = comparedAgainFrom
  }

  /// True when a session is compared for the last time.
  func isLastComparison(of session: SessionDate) -> Bool {
    comparedAgainFrom.map { session < $0 } ?? false
  }

  /// The same symbol with its whole history, in the place of what is stored.
  var reload: IngestionRequest {
    let from = min(coversFrom, heldFrom ?? coversFrom, sessions.lowerBound)
    return IngestionRequest(
      instrument: instrument, sessions: from...sessions.upperBound, coversFrom: from,
      kind: .reload, heldFrom: heldFrom)
  }
}

/// The sessions that are fetched for the whole market at once, and the symbols that wait for them.
public struct MarketRequest: Hashable, Sendable {
  /// Stored sessions that are asked for again, to be compared; oldest first.
  public let overlap: [SessionDate]
  /// Sessions that the store lacks, oldest first; never empty.
  public let missing: [SessionDate]
  /// Symbols that rest and come along for nothing: that they are not in an answer says nothing new.
  public let resting: Set<Symbol>
  /// Symbols whose history was found to stand by the stored values where the market's answers differ.
  public let settled: Set<Symbol>
  /// What each symbol would be asked for one by one; taken when the market route turns out closed.
  public let requests: [IngestionRequest]
  /// Calls that the sessions, the calendars and the lists cost.
  public let calls: Int

  /// The day of planning. Answers for the whole market are in its terms: a split since the last
  /// session has changed them already.
  public let today: SessionDate

  /// Days of splits and dividends that are asked for again: sources add and take back some for weeks,
  /// and so many days are one question.
  private static let lookBack = 90

  /// The days whose splits and dividends are needed.
  public var actionDays: ClosedRange<SessionDate> {
    let last = max(missing[missing.count - 1], today)
    let first = overlap.first ?? missing[0]
    return min(first, last.advanced(by: 1 - Self.lookBack))...last
  }
}

/// A symbol that a plan leaves out, and until when.
public struct SkippedSymbol: Hashable, Sendable {
  public let symbol: Symbol
  /// Why, in a sentence.
  public let reason: String
  /// When it is asked for again.
  public let until: Timestamp

  public init(symbol: Symbol, reason: String, until: Timestamp) {
    self.symbol = symbol
    self.reason = reason
    self.until = until
  }
}
