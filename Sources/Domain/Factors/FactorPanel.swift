public import Chronology
public import Market

/// Columns of many symbols over time, as factors read them: row-major, NaN where there is no value.
///
/// Prices are those of the day restated by the splits *before* it, on the terms of the first row, never
/// by later ones: what a factor says of a day cannot change with what came after. Volumes go the other
/// way, so that price × volume stays the money that changed hands.
public final class FactorPanel: Sendable {
  public let sessions: [SessionDate]
  public let symbols: [Symbol]
  /// Shape of each: sessions × symbols.
  public let fields: [FactorField: [Double]]
  /// A category of each symbol by the name of the classification; −1 where it has none.
  public let groups: [String: [Int32]]

  /// - Precondition: Every column has sessions × symbols values, every classification one a symbol.
  public init(
    sessions: [SessionDate], symbols: [Symbol], fields: [FactorField: [Double]],
    groups: [String: [Int32]] = [:]
  ) {
    precondition(
      fields.values.allSatisfy { $0.count == sessions.count * symbols.count },
      "A column has sessions × symbols values.")
    precondition(
      groups.values.allSatisfy { $0.count == symbols.count }, "A classification has one a symbol.")
    self.sessions = sessions
    self.symbols = symbols
    self.fields = fields
    self.groups = groups
  }

  /// The number of sessions.
  public var rows: Int { sessions.count }
  /// The number of symbols.
  public var width: Int { symbols.count }
}
