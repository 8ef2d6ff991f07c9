/// What is wrong at one place of an expression.
public struct FactorFault: Hashable, Sendable, Codable {
  public let message: String
  /// The place, in characters of the text from zero; empty where something is missing.
  public let range: Range<Int>
  /// What to write instead, when there is a good guess.
  public let suggestion: String?

  public init(_ message: String, range: Range<Int>, suggestion: String? = nil) {
    self.message = message
    self.range = range
    self.suggestion = suggestion
  }
}

/// A text that is no expression, with all that is wrong with it.
public struct FactorError: Error, Hashable, CustomStringConvertible {
  /// In the order of their places; never empty.
  public let faults: [FactorFault]

  public init(_ faults: [FactorFault]) {
    self.faults = faults
  }

  public var description: String {
    faults.map { fault in
      let place = "character \(fault.range.lowerBound + 1): \(fault.message)"
      guard let suggestion = fault.suggestion else { return place }
      return "\(place) \(suggestion)"
    }.joined(separator: "\n")
  }
}

/// What is allowed at one place of an expression, but probably not meant.
public struct FactorWarning: Hashable, Sendable, Codable {
  public let message: String
  /// The place, in characters of the text from zero.
  public let range: Range<Int>

  public init(_ message: String, range: Range<Int>) {
    self.message = message
    self.range = range
  }
}
