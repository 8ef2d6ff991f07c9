/// Why a statistic has no answer for what it was given; it never makes do with a number.
public enum InsufficientData: Error, Hashable, Sendable {
  /// Fewer observations, trials, names or the like than the statistic needs.
  case tooFew(String, found: Int, needed: Int)
  /// A value is NaN or infinite, or a price is not positive; says which.
  case notFinite(String)
  /// Nothing varies where a ratio would divide by the spread; says what.
  case constant(String)
  /// Two things that belong together differ in length; says which.
  case mismatched(String)
  /// The statistic is not defined for such values; says why.
  case undefined(String)
}

extension InsufficientData: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFew(let what, let found, let needed):
      "insufficient data: \(found) \(what), at least \(needed) needed"
    case .notFinite(let what): "insufficient data: \(what) is not a usable number"
    case .constant(let what): "insufficient data: \(what) does not vary"
    case .mismatched(let what): "insufficient data: \(what) differ in length"
    case .undefined(let why): "insufficient data: \(why)"
    }
  }
}

/// The fewest sessions from which the tests of this module conclude anything.
public let fewestSessions = 30

/// Refuses series that a test cannot read: too short, of unequal length, or with a gap.
func requireSeries(
  _ series: [[Double]], named name: String, atLeast needed: Int = fewestSessions
) throws(InsufficientData) {
  guard let count = series.first?.count else {
    throw .tooFew(name, found: 0, needed: 1)
  }
  guard series.allSatisfy({ $0.count == count }) else { throw .mismatched(name) }
  guard count >= needed else { throw .tooFew("sessions", found: count, needed: needed) }
  for index in series.indices where !series[index].allSatisfy(\.isFinite) {
    throw .notFinite("\(name) \(index)")
  }
}
