public import Chronology

/// Something odd in a provider's answer that its reader survived and that a person should know.
public struct SourceNote: Hashable, Sendable, Codable {
  /// What was odd.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A session came more than once; the first row was kept.
    case duplicateSession = "duplicate-session"
    /// Rows came in neither rising nor falling order, or in the other order than documented.
    case unexpectedOrder = "unexpected-order"
    /// A bar without a volume, or with one that is no number of shares.
    case missingVolume = "missing-volume"
    /// A number was written as text.
    case textNumber = "text-number"
    /// A row could not be read and was left out.
    case unreadableRow = "unreadable-row"
    /// A bar of a session that had not closed; left out.
    case unfinishedSession = "unfinished-session"
  }
  public let symbol: Symbol
  /// The session concerned, of several the first; nil when it is the whole answer's.
  public let session: SessionDate?
  public let kind: Kind
  /// The values seen, in words; how many rows, when several.
  public let detail: String

  public init(symbol: Symbol, session: SessionDate?, kind: Kind, detail: String) {
    self.symbol = symbol
    self.session = session
    self.kind = kind
    self.detail = detail
  }
}

/// One symbol's bars as a provider gave them, and what was odd about the answer.
public struct FetchedBars: Hashable, Sendable {
  public var series: BarSeries
  public var notes: [SourceNote]

  public init(_ series: BarSeries, notes: [SourceNote] = []) {
    self.series = series
    self.notes = notes
  }
}

/// Every listed symbol's bar of one session.
public struct MarketSession: Hashable, Sendable {
  public let session: SessionDate
  /// One run of one row a symbol, sorted by symbol.
  public var bars: BarBlock
  public var notes: [SourceNote]

  public init(session: SessionDate, bars: BarBlock, notes: [SourceNote] = []) {
    self.session = session
    self.bars = bars
    self.notes = notes
  }
}

/// The whole market's splits and dividends of some days.
public struct MarketActions: Hashable, Sendable {
  /// By date, then symbol.
  public var actions: [CorporateAction]
  /// What could not be read. Of a symbol that is noted there may be more actions than are given.
  public var notes: [SourceNote]
  /// False when rows of unknown symbols may be missing: then that a symbol has no action says nothing.
  public var isWhole: Bool

  public init(actions: [CorporateAction], notes: [SourceNote] = [], isWhole: Bool = true) {
    self.actions = actions
    self.notes = notes
    self.isWhole = isWhole
  }
}

/// An answer that broke its schema, kept so that a person can see what came.
public struct QuarantinedPayload: Hashable, Sendable, Codable {
  /// The longest payload that is kept, in bytes; a longer one is cut.
  public static let limit = 65_536
  /// What was asked, without keys, such as `historical-price-eod/full of AAPL`.
  public let subject: String
  /// What was wrong: which field was missing or renamed, where the text broke off.
  public let reason: String
  /// The first bytes of the answer.
  public let payload: [UInt8]

  public init(subject: String, reason: String, payload: some Sequence<UInt8>) {
    self.subject = subject
    self.reason = reason
    self.payload = Array(payload.prefix(Self.limit))
  }
}
