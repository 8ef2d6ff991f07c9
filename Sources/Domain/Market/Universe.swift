/// A named list of symbols that a study or a strategy may see.
public struct Universe: Hashable, Sendable, Codable {
  /// The name by which it is asked for, such as `sample.raw`.
  public let name: String
  /// What it is, in words, with the limits of its data.
  public let title: String
  /// Its symbols, sorted.
  public let symbols: [Symbol]

  public init(name: String, title: String, symbols: [Symbol]) {
    self.name = name
    self.title = title
    self.symbols = symbols.sorted()
  }
}
