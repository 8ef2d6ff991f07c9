public import Chronology

/// A column of a bar.
public enum BarField: String, Hashable, Sendable, Codable, CaseIterable {
  case open, high, low, close, volume
}

/// One field of many symbols over time.
public struct Panel: Hashable, Sendable {
  /// Row labels, rising strictly.
  public let sessions: [SessionDate]
  /// Column labels, distinct.
  public let symbols: [Symbol]
  /// Row-major values; shape: sessions × symbols; NaN where there is none.
  public let values: [Double]

  /// - Precondition: `values` holds sessions × symbols numbers.
  public init(sessions: [SessionDate], symbols: [Symbol], values: [Double]) {
    precondition(
      values.count == sessions.count * symbols.count, "A panel has sessions × symbols values.")
    self.sessions = sessions
    self.symbols = symbols
    self.values = values
  }
}
