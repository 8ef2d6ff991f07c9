public import Chronology

/// Why a store could not do its work.
public struct StoreError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable {
    /// Another process holds the file.
    case locked
    case corrupt
    case readOnly
    case full
    case missing
    case conflict
    case cancelled
    case query
  }
  public let code: Code
  public let message: String
  /// What to do about it, in one sentence.
  public let remedy: String

  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}

/// What one save changed.
public struct WriteReceipt: Hashable, Sendable, Codable {
  public var inserted: Int
  public var replaced: Int

  public init(inserted: Int, replaced: Int) {
    self.inserted = inserted
    self.replaced = replaced
  }
}

/// What the store holds of one symbol.
public struct Coverage: Hashable, Sendable, Codable {
  public let symbol: Symbol
  public let name: String
  public let prices: Instrument.PriceBasis
  public let provider: String
  public let first: SessionDate?
  public let last: SessionDate?
  /// The number of bars held.
  public let bars: Int

  public init(
    symbol: Symbol, name: String, prices: Instrument.PriceBasis, provider: String,
    first: SessionDate?, last: SessionDate?, bars: Int
  ) {
    self.symbol = symbol
    self.name = name
    self.prices = prices
    self.provider = provider
    self.first = first
    self.last = last
    self.bars = bars
  }
}

/// Names exactly what was read: the lower-case hex SHA-256 over every value, label and action.
public struct SnapshotID: Hashable, Sendable, Codable, CustomStringConvertible {
  public let hex: String
  public init(hex: String) { self.hex = hex }
  public var description: String { hex }

  public init(from decoder: any Decoder) throws {
    hex = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// Everything a study read in one go, with the name of that reading.
public struct MarketSnapshot: Sendable {
  public let id: SnapshotID
  /// Raw bars, one series a requested symbol, in the order requested.
  public let series: [BarSeries]
  /// The instruments of those symbols, in the same order.
  public let instruments: [Instrument]
  /// Their corporate actions effective in the range, by date, then symbol.
  public let actions: [CorporateAction]

  public init(
    id: SnapshotID, series: [BarSeries], instruments: [Instrument], actions: [CorporateAction]
  ) {
    self.id = id
    self.series = series
    self.instruments = instruments
    self.actions = actions
  }
}

/// Keeps bars, instruments and corporate actions; one bar a symbol and session.
public protocol BarStore: Sendable {
  /// What it holds, sorted by symbol.
  func coverage() async throws(StoreError) -> [Coverage]
  /// Reads raw bars and actions in one transaction.
  ///
  /// - Throws: `missing` when a symbol is not known at all.
  func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> MarketSnapshot
  /// One field as a matrix over the sessions on which any of the symbols has a bar.
  func panel(
    _ field: BarField, of symbols: [Symbol], over sessions: ClosedRange<SessionDate>,
    adjusted adjustment: Adjustment
  ) async throws(StoreError) -> Panel
}
