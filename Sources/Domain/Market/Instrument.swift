/// Something that trades, as a provider lists it.
public struct Instrument: Hashable, Sendable, Codable, Identifiable {
  public var id: Symbol { symbol }
  public let symbol: Symbol
  public let name: String
  /// How its prices are to be read.
  public let prices: PriceBasis

  /// What a stored price means.
  public enum PriceBasis: String, Hashable, Sendable, Codable, CaseIterable {
    /// Raw open, high, low, close and volume; adjust with the corporate actions.
    case raw
    /// Closes only, already adjusted for splits and dividends by the source.
    case adjustedClose
    /// An index level: closes only, not tradable.
    case index
  }

  public init(symbol: Symbol, name: String, prices: PriceBasis) {
    self.symbol = symbol
    self.name = name
    self.prices = prices
  }
}
