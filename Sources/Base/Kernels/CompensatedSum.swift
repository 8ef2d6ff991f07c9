/// A running sum that carries the rounding errors of its additions along.
///
/// Neumaier's variant of Kahan's method (*Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen*, 1974): the error does not grow with the number of terms. The result depends on
/// the order of the terms, so parallel work adds its parts in the order of the parts.
@frozen
public struct CompensatedSum: Hashable, Sendable {
  @usableFromInline var sum = 0.0
  @usableFromInline var correction = 0.0

  /// Creates an empty sum.
  @inlinable
  public init() {}

  /// The sum of the terms added so far.
  @inlinable
  public var value: Double { sum + correction }

  /// Adds one term.
  @inlinable
  public mutating func add(_ term: Double) {
    let total = sum + term
    correction += sum.magnitude >= term.magnitude ? (sum - total) + term : (term - total) + sum
    sum = total
  }
}

/// Returns the sum of `values`, added in order with compensation; 0 when there are none.
///
/// - Complexity: O(*n*).
public func compensatedSum(of values: [Double]) -> Double {
  var sum = CompensatedSum()
  for value in values { sum.add(value) }
  return sum.value
}
